"""The rules that every chapter keeps, and a chapter that breaks them all, to see that each is held.

A rule is a function of a chapter and its stored notebook that returns what breaks it, as sentences.
"""

import ast
import json
import re

import nbformat
import pytest
from conftest import HEAD, ROOT, shown

from jaxwise.data import misconceptions
from tools import bootstrap, card, notebooks, pages
from tools.chapters import Chapter, chapters, code_of, read_notebook
from tools.chapters import pages as toc_pages

LEVELS = ["recall", "practice", "transfer", "project"]
FENCED = re.compile(r"^(`{3,}|~{3,}|:{3,})(.*?)\n(.*?)^\1\s*$", re.S | re.M)
AVOID = re.compile(
    r"\b(?:simply|just|obvious(?:ly)?|eas(?:y|ily)|trivial(?:ly)?|clearly|merely|straightforward(?:ly)?"
    r"|of course|needless to say|as everyone knows|blazing(?:ly)?|powerful|seamless(?:ly)?)\b",
    re.I,
)
MEASURED = re.compile(
    r"\d[\d.,]*\s*(?:ms|[µμu]s|ns|milliseconds?|microseconds?)\b"
    r"|\d[\d.,]*\s*(?:x|×|times|-fold)\s*(?:as fast|faster|slower|quicker|speed-?up)"
    r"|(?:takes?|took|runs? in|costs?)\s+(?:about\s+|some\s+)?\d[\d.,]*\s*(?:seconds?|minutes?|s)\b",
    re.I,
)
FORBIDDEN = re.compile(
    r"\bPRNGKey\b|\btree_map\b|\bpmap\b|\bfilterwarnings\b|\bsimplefilter\b|\btime\.time\(|\bdatetime\.now\b"
    r"|\b(?:import|from) (?:urllib|requests|httpx|socket|http)\b|\burlopen\b|\burlretrieve\b|https?://"
    r"|^\s*[%!]|\bNBVAL_\w+|[\"'](?:/|[A-Za-z]:\\\\|~/)\w",
    re.M,
)
NOT_IN_COLAB = {"diffrax", "optimistix", "lineax", "equinox", "numpyro", "blackjax", "interpax"}
TAGS = {"hide-input", "hide-output", "hide-cell", "no-mutation"}
MACHINE = re.compile(
    r"(?<![\w.])/(?:home|root|usr|tmp|opt|work|Users|mnt|var)/|site-packages|\.venv|[A-Z]:\\"
)


def prose_of(chapter):
    """The prose without code, exercises' solutions, formulas and addresses: [(cell, text)]."""
    found = []
    for number, cell in enumerate(chapter.notebook.cells):
        if cell.cell_type == "markdown":
            text = FENCED.sub(
                lambda m: "" if m[1][0] == "~" or "{" not in m[2] else m[3], cell.source
            )
            text = re.sub(r"^~{3}.*?^~{3}", "", text, flags=re.S | re.M)
            text = re.sub(r"\$\$.*?\$\$|\$[^$\n]*\$|`[^`\n]*`|<[^>\n]*>", " ", text, flags=re.S)
            found.append((number, text))
    return found


def words_of(chapter):
    """The words of every sentence that a reader sees: prose, objectives, what stands in the card."""
    texts = [text for _, text in prose_of(chapter)]
    texts += [str(text) for text in chapter.facts["objectives"].values()]
    texts += [chapter.facts.get("prerequisites", ""), chapter.facts.get("hardware", "")]
    return "\n".join(re.sub(r"`[^`\n]*`", " ", text) for text in texts)


def markdown(chapter):
    return "\n\n".join(
        cell.source for cell in chapter.notebook.cells if cell.cell_type == "markdown"
    )


def headings(chapter):
    return re.findall(r"^## (.+)$", FENCED.sub("", markdown(chapter)), re.M)


def claims(notebook):
    return [record for _, record in pages.claims_of(notebook)]


RULES = []


def rule(check):
    RULES.append(check)
    return check


# The head ---------------------------------------------------------------------------------------


@rule
def has_a_title_then_a_question_then_the_card(chapter, notebook):
    first = chapter.notebook.cells[0].source
    head = first.partition("```{chapter-card}")[0]
    found = [] if first.startswith("# ") else ["it does not begin with its title"]
    if "```{chapter-card}\n```" not in first:
        return [*found, "no card before the first cell of code"]
    return found + ([] if "?" in head else ["no question before the card"])


@rule
def has_five_objectives_at_most(chapter, notebook):
    count = len(chapter.facts["objectives"])
    return [f"{count} objectives"] if count > 5 else []


@rule
def serves_each_objective_by_prediction_exercise_and_claim(chapter, notebook):
    return [
        f"objective {name} has no {kind}"
        for name, found in pages.serves(chapter, notebook).items()
        for kind, what in found.items()
        if not what
    ]


@rule
def fits_thirty_minutes_of_reading(chapter, notebook):
    minutes = card.minutes_to_read(chapter)
    return [f"{minutes} minutes to read"] if minutes > 30 else []


LONG = {"science/physics-informed-networks": 150, "science/pinn-optimisers": 150}  # they train


@rule
def fits_sixty_seconds_of_processor_time(chapter, notebook):
    seconds = seconds_of(chapter)
    return [f"{seconds} seconds"] if seconds > LONG.get(chapter.name, 60) else []


def seconds_of(chapter):
    return notebooks.read_records()[chapter.name]["seconds"]


# The exercises ----------------------------------------------------------------------------------


@rule
def has_five_exercises_of_rising_level(chapter, notebook):
    exercises = chapter.facts["exercises"]
    found = [] if len(exercises) >= 5 else [f"{len(exercises)} exercises"]
    levels = [exercise["level"] for exercise in exercises.values()]
    found += [f"no such level: {level}" for level in levels if level not in LEVELS]
    if not found and levels != sorted(levels, key=LEVELS.index):
        found.append(f"the levels do not rise: {levels}")
    return found + [
        f"nothing of level {level}" for level in ("recall", "project") if level not in levels
    ]


@rule
def aims_three_exercises_at_listed_misconceptions(chapter, notebook):
    aims = {
        label: exercise.get("misconceptions", [])
        for label, exercise in chapter.facts["exercises"].items()
    }
    found = [
        f"{label}: no misconception {m}"
        for label, ms in aims.items()
        for m in ms
        if m not in misconceptions()
    ]
    aimed = sum(bool(ms) for ms in aims.values())
    return found + ([f"{aimed} exercises with a misconception"] if aimed < 3 else [])


@rule
def shows_running_only_what_is_listed(chapter, notebook):
    return [f"no misconception {m}" for m in pages.shows(chapter) if m not in misconceptions()]


@rule
def gives_each_exercise_minutes(chapter, notebook):
    return [
        f"{label}: minutes {exercise['minutes']!r}"
        for label, exercise in chapter.facts["exercises"].items()
        if not (isinstance(exercise["minutes"], int) and 0 < exercise["minutes"] <= 60)
    ]


@rule
def has_statement_starter_and_solution_in_this_order(chapter, notebook):
    steps = []  # ("statement", label), ("code", its source), ("solution", label)
    for cell in chapter.notebook.cells:
        if cell.cell_type == "code":
            steps.append(("code", cell.source))
            continue
        for match in FENCED.finditer(cell.source):
            if kind := re.match(r"\{(exercise|solution)\} *(.*)", match[2]):
                label = re.search(r"^:label: *(\S+)", match[3], re.M)
                name = kind[2] if kind[1] == "solution" else label[1] if label else kind[2]
                steps.append(("statement" if kind[1] == "exercise" else "solution", name))
                if kind[1] == "solution" and ":class: dropdown" not in match[3]:
                    steps.append(("open", name))
    stated = [name for kind, name in steps if kind == "statement"]
    found = []
    if stated != list(chapter.facts["exercises"]):
        found.append(
            f"the front matter lists {list(chapter.facts['exercises'])}, the chapter {stated}"
        )
    for label in stated:
        place = steps.index(("statement", label))
        after = [kind for kind, _ in steps[place : place + 3]]
        if after != ["statement", "code", "solution"] or steps[place + 2][1] != label:
            found.append(
                f"{label}: statement, starter and solution do not follow one another: {after}"
            )
        elif not re.search(r"NotImplementedError|\.\.\.", steps[place + 1][1]):
            found.append(f"{label}: the starter is not left open")
    return found + [f"{name}: the solution does not fold" for kind, name in steps if kind == "open"]


@rule
def writes_its_solutions_in_python(chapter, notebook):
    found = []
    for match in FENCED.finditer(markdown(chapter)):
        if not match[2].startswith("{solution}"):
            continue
        code = re.findall(r"^~~~python\n(.*?)^~~~", match[3], re.S | re.M)
        if not code:
            found.append(f"no code in the solution {match[2]}")
        for source in code:
            try:
                ast.parse(source)
            except SyntaxError as error:
                found.append(f"{match[2]}: {error}")
            found += [
                f"{match[2]}: {line}"
                for line in source.splitlines()
                if len(line) > 88 or FORBIDDEN.search(line)
            ]
    return found


# The body ---------------------------------------------------------------------------------------


@rule
def has_short_cells_and_short_lines(chapter, notebook):
    found = []
    for number, source in enumerate(chapter.code):
        lines = source.splitlines()
        found += [f"cell {number} has {len(lines)} lines"] if len(lines) > 36 else []
        found += [
            f"cell {number}: {len(line)} characters: {line[:60]}"
            for line in lines
            if len(line) > 88
        ]
    return found


@rule
def uses_no_old_form_no_network_no_clock_no_machine_path(chapter, notebook):
    return [
        f"cell {number}: {match[0]!r}"
        for number, source in enumerate(chapter.code)
        for match in FORBIDDEN.finditer(source)
    ]


@rule
def makes_keys_and_generators_from_seed_alone(chapter, notebook):
    """`jax.random.key(...)` and NumPy's generators take `seed(...)`, so that keys can be shifted.

    A starter may show a function that does it wrong: nobody calls it there.
    """
    found = []
    for number, source in enumerate(chapter.code):
        if "raise NotImplementedError" in source:
            continue
        for node in ast.walk(ast.parse(source)):
            if not isinstance(node, ast.Call) or not re.search(
                r"(?:random\.key|default_rng)$", ast.unparse(node.func)
            ):
                continue
            argument = node.args[0] if node.args else None
            if not (
                isinstance(argument, ast.Call)
                and ast.unparse(argument.func).split(".")[-1] == "seed"
            ):
                found.append(f"cell {number}: {ast.unparse(node)}")
        found += [
            f"cell {number}: {m[0]}"
            for m in re.finditer(r"\b(?:np|numpy)\.random\.(?!default_rng)\w+", source)
        ]
    return found


@rule
def names_the_packages_that_colab_has_to_install(chapter, notebook):
    """Colab has none of these; `make colab` installs what bootstrap lists, at a version that was tried."""
    named = chapter.facts.get("packages", [])
    tried = [requirement.partition("==")[0] for requirement in bootstrap.CHAPTERS_INSTALL]
    found = [f"{name} is not in bootstrap.CHAPTERS_INSTALL" for name in named if name not in tried]
    for source in chapter.code:
        for node in ast.parse(source).body:  # not what stands under an `if`
            if isinstance(node, ast.Import):
                modules = [alias.name for alias in node.names]
            else:
                modules = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            roots = {module.partition(".")[0] for module in modules}
            found += [f"{r} is imported and not named" for r in roots & NOT_IN_COLAB - set(named)]
    return found


@rule
def asks_for_no_unknown_tag(chapter, notebook):
    cells = [cell for cell in chapter.notebook.cells if cell.cell_type == "code"]
    return [
        f"cell {number}: tag {tag}"
        for number, cell in enumerate(cells)
        for tag in cell.metadata.get("tags", [])
        if tag not in TAGS
    ]


@rule
def follows_each_cell_of_code_by_prose(chapter, notebook):
    """But where the next is a cell of claims alone, or one whose input is hidden."""
    found, number, before = [], -1, None
    for cell in chapter.notebook.cells:
        number += cell.cell_type == "code"
        if before == cell.cell_type == "code" and not (
            only_claims(cell.source) or "hide-input" in cell.metadata.get("tags", [])
        ):
            found.append(f"no prose before cell {number}: {cell.source.partition(chr(10))[0]}")
        before = cell.cell_type
    return found + (["it ends with code"] if before == "code" else [])


def only_claims(source):
    def is_claim(node):
        return (
            isinstance(node, ast.Expr)
            and isinstance(node.value, ast.Call)
            and ast.unparse(node.value.func) == "claim"
        )

    body = ast.parse(source).body
    return any(map(is_claim, body)) and all(
        is_claim(n) or isinstance(n, ast.Import | ast.ImportFrom) for n in body
    )


@rule
def claims_something_against_the_outside(chapter, notebook):
    kinds = [record["kind"] for record in claims(notebook)]
    return [] if [kind for kind in kinds if kind != "definition"] else [f"claims of kinds {kinds}"]


@rule
def claims_nothing_that_does_not_hold(chapter, notebook):
    return [record["text"] for record in claims(notebook) if record["holds"] is False]


@rule
def says_no_measured_time_by_hand(chapter, notebook):
    return [
        f"cell {number}: {match[0]!r}"
        for number, text in prose_of(chapter)
        for match in MEASURED.finditer(text)
    ]


@rule
def avoids_words_that_belittle_or_sell(chapter, notebook):
    claimed = "\n".join(record["text"] for record in claims(notebook))
    return [match[0] for match in AVOID.finditer(words_of(chapter) + "\n" + claimed)]


@rule
def describes_each_figure(chapter, notebook):
    return [
        f"cell {number}: a figure without alt text"
        for number, cell in enumerate(code_of(notebook))
        for output in cell.get("outputs", [])
        if "image/png" in output.get("data", {})
        and len(output.metadata.get("jaxwise", {}).get("alt", "")) < 20
    ]


@rule
def shows_no_path_of_a_machine(chapter, notebook):
    text = json.dumps([cell.get("outputs", []) for cell in code_of(notebook)])
    return [match[0] for match in MACHINE.finditer(text)] + [
        m[0] for m in MACHINE.finditer(markdown(chapter))
    ]


# The end ----------------------------------------------------------------------------------------


@rule
def has_a_place_for_the_readers_own_function(chapter, notebook):
    return (
        []
        if "Your own function here" in headings(chapter)
        else ["no section 'Your own function here'"]
    )


@rule
def closes_with_what_was_learned_limits_and_where_to_go(chapter, notebook):
    text, found = markdown(chapter), []
    if not any(re.search(r"learned", heading, re.I) for heading in headings(chapter)):
        found.append("no section says what was learned")
    if not any(
        re.search(r"limits?|where it stops", heading, re.I) for heading in headings(chapter)
    ):
        found.append("no section names limits")
    if not re.search(r"^(?:#+ |\*\*)When not\b", text, re.M | re.I):
        found.append("it does not say when not to use it")
    wanted = ["Your own function here", "Exercises", "Where to go next"]
    if [h for h in headings(chapter) if h in wanted] != wanted:
        found.append(f"the last sections are not {wanted} in this order")
    return found


# Every chapter against every rule ---------------------------------------------------------------

CHAPTERS = chapters()


@pytest.fixture(scope="module", params=CHAPTERS, ids=lambda chapter: chapter.name)
def chapter(request):
    return request.param, read_notebook(request.param.stored)


@pytest.mark.parametrize("check", RULES, ids=lambda check: check.__name__)
def test_chapter(chapter, check):
    assert check(*chapter) == []


def test_every_page_of_the_book_but_the_index_and_those_about_it_is_a_chapter():
    pages = [
        page
        for _, page in toc_pages()
        if page != "book/index" and not page.startswith("book/about/")
    ]
    assert pages == [chapter.docname for chapter in CHAPTERS]


def test_every_page_that_lies_in_the_book_is_in_its_table_of_contents():
    lying = {p.relative_to(ROOT).with_suffix("").as_posix() for p in (ROOT / "book").rglob("*.md")}
    assert lying == {page for _, page in toc_pages()}


def test_labels_of_exercises_are_unique_in_the_book():
    labels = [label for chapter in CHAPTERS for label in chapter.facts["exercises"]]
    assert len(set(labels)) == len(labels)


# What the foundations owe the catalogue --------------------------------------------------------

OWED = [
    row
    for row in misconceptions().values()
    if {"PUR", "TRF", "CTL"} & set(row.chapters) and row.handled != "exercise only"
]


@pytest.mark.parametrize("row", OWED, ids=lambda row: row.id)
def test_a_misconception_of_the_foundations_runs_there_and_is_exercised(row):
    """It runs in a chapter, and if it is a priority has two exercises whose checks know it."""
    assert any(row.id in pages.shows(chapter) for chapter in CHAPTERS)
    if row.priority:
        labels = [
            label
            for chapter in CHAPTERS
            for label, exercise in chapter.facts["exercises"].items()
            if row.id in exercise.get("misconceptions", [])
        ]
        assert len(labels) >= 2, labels


# A chapter that breaks each rule ----------------------------------------------------------------

BAD = (
    HEAD.replace(
        "    count: count to three\n", "".join(f"    o{n}: objective {n}\n" for n in range(6))
    )
    .replace("objective: count", "objective: o1")
    .replace("minutes: 5", "minutes: 500")
    .replace("recall", "hard")
    .replace("M01", "M99")
    + """
Text before the title.

# Bad

It is simply 12 ms, 3.5x faster, and takes about 20 seconds.
See /home/me/x.

```{code-cell} ipython3
:tags: [raises-exception]
:shows: [M99]

import warnings; warnings.filterwarnings("ignore")
key = jax.random.PRNGKey(0); jax.tree_map(f, x); jax.pmap(f)
data = open("/home/me/data"), urlopen("http://example.org")
"""
    + "x = 1\n" * 36
    + "# "
    + "long " * 20
    + """
```

```{code-cell} ipython3
key = jax.random.key(0); rng = np.random.default_rng(); np.random.normal()
```

```{solution} ex_one
~~~python
def f(:
~~~
```

```{exercise} Unlabelled
```

```{code-cell} ipython3
import diffrax
```
"""
)


@pytest.fixture(scope="module")
def bad(tmp_path_factory):
    root = tmp_path_factory.mktemp("bad")
    (root / "book").mkdir()
    (root / "book" / "bad.md").write_text(
        BAD + "word " * 6000 + "\n\n```{code-cell} ipython3\nx = 3\n```\n"
    )
    chapter = Chapter("bad", root)
    record = dict(text="no", kind="definition", holds=False)
    notebook = nbformat.from_dict(json.loads(json.dumps(chapter.notebook)))
    cells = code_of(notebook)
    code_of(chapter.notebook)[0].metadata["objective"] = "o1"
    outputs = [
        shown({"jaxwise": {"claim": record}}, **{"text/plain": "/home/me/x"}),
        shown(**{"image/png": ""}),
    ]
    cells[0]["outputs"] = [nbformat.from_dict(output) for output in outputs]
    return chapter, notebook


@pytest.mark.parametrize("check", RULES, ids=lambda check: check.__name__)
def test_a_chapter_that_breaks_the_rule_is_found(bad, check, monkeypatch):
    monkeypatch.setattr(notebooks, "read_records", lambda: {"bad": {"seconds": 60.1}})
    assert check(*bad) != []


@pytest.mark.parametrize(
    ("check", "count"),
    [
        (uses_no_old_form_no_network_no_clock_no_machine_path, 7),
        (makes_keys_and_generators_from_seed_alone, 3),
        (says_no_measured_time_by_hand, 3),
        (follows_each_cell_of_code_by_prose, 2),
        (closes_with_what_was_learned_limits_and_where_to_go, 4),
        (has_short_cells_and_short_lines, 2),
    ],
    ids=lambda x: getattr(x, "__name__", str(x)),
)
def test_each_breach_is_found(bad, check, count):
    assert len(check(*bad)) == count, check(*bad)
