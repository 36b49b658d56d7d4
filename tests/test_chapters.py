"""What the sources say, and the one clear message for each way in which they may be wrong."""

import os
import subprocess
import sys

import pytest
from conftest import HEAD, SMALL

# What is wrong, what the small chapter becomes, and what the message must name.
WRONG = {
    "syntax": (
        SMALL.replace("x = 1.25", "x = = 1.25"),
        ["code cell 0", "not Python", "x = = 1.25"],
    ),
    "unfinished syntax": (SMALL.replace("x = 1.25", "if True:"), ["code cell 0", "not Python"]),
    "unclosed directive": (
        SMALL.replace("That was it.", "```{note} A\nno end"),
        ["note", "never closed"],
    ),
    "unclosed before a cell": (
        SMALL.replace("The first cell.", "```{note} A\nno end"),
        ["never closed"],
    ),
    "unclosed colon fence": (
        SMALL.replace("That was it.", ":::{note} A\nno end"),
        ["note", "never closed"],
    ),
    "unknown role": (SMALL.replace("That was", "{smallcaps}`That` was"), ["role", "smallcaps"]),
    "role over two lines": (
        SMALL.replace("That was", "{doc}`That\nwas`"),
        ["cannot render", "{doc}"],
    ),
    "unknown directive": (
        SMALL.replace("That was it.", "```{mermaid}\na --> b\n```"),
        ["directive", "mermaid"],
    ),
    "unknown citation": (
        SMALL.replace("That was", "{cite:p}`nobody1900` was"),
        ["references.bib", "nobody1900"],
    ),
    "unknown page": (SMALL.replace("That was", "{doc}`/book/nowhere` was"), ["/book/nowhere"]),
    "nothing glued": (SMALL.replace("That was", "{glue:text}`mass:.2f` was"), ["glues", "mass"]),
    "no objectives": (SMALL.replace("objectives:", "aims:"), ["front matter", "objectives"]),
    "no exercises": (SMALL.replace("exercises:", "tasks:"), ["front matter", "exercises"]),
    "half an exercise": (SMALL.replace(" minutes: 5,", ""), ["ex_one", "minutes"]),
    "no facts": (SMALL.replace("jaxwise:", "jaxwiser:"), ["front matter", "objectives"]),
    "malformed front matter": (
        SMALL.replace("{objective: count,", "{objective: [count,"),
        ["YAML"],
    ),
    "endless front matter": (
        SMALL.replace("---\n\n# Small", "\n# Small"),
        ["front matter has no end"],
    ),
    "malformed cell option": (SMALL.replace("x = 1.25", ":compare: {units: 2\n\nx = 1.25"), []),
    "unknown tolerance": (
        SMALL.replace("x = 1.25", ":compare: {unit: 2}\n\nx = 1.25"),
        ["compare", "unit"],
    ),
    "no title": (SMALL.replace("# Small", "Small"), ["no title"]),
}


def said(book, main="notebooks", *arguments):
    """The one message with which a tool leaves, and its exit status."""
    main = book.tool(main).main
    with pytest.raises(SystemExit) as left:
        book.tool("chapters").main_guard(lambda: main(*arguments))
    code = left.value.code
    return code if isinstance(code, str) else "", 1 if isinstance(code, str) else code


@pytest.mark.parametrize("wrong", WRONG)
def test_a_wrong_source_gives_one_message_that_names_it(book, wrong):
    from conftest import fake_run, printed

    text, names = WRONG[wrong]
    book.write("part/small", SMALL)
    book.store("part/small", {0: [printed("1.25\n")]})
    book.write("part/small", text)
    book.tool("kernel").run = fake_run({0: [printed("1.25\n")]})
    message, code = said(book, "notebooks", [])
    assert code == 1 and message.startswith("error: "), message
    assert "Traceback" not in message and message.count("\n") <= 1
    assert "references.bib" in message or "small" in message, message
    for name in names:
        assert name in message


@pytest.mark.parametrize(
    ("toc", "names"),
    [
        (
            "root: book/index\nparts:\n  - chapters:\n      - file: book/part/absent\n",
            ["book/part/absent", "no file"],
        ),
        ("root: book/index\nparts: [\n", ["_toc.yml", "YAML"]),
        (
            "root: book/index\nparts:\n  - chapters:\n      - url: book/part/absent\n",
            ["_toc.yml", "expected"],
        ),
        ("parts: []\n", ["_toc.yml", "expected"]),
        ("- book/index\n", ["_toc.yml", "expected"]),
        ("", ["_toc.yml", "expected"]),
    ],
)
def test_a_wrong_table_of_contents_gives_one_message(book, toc, names):
    (book.root / "_toc.yml").write_text(toc)
    for tool, arguments in (("notebooks", [[]]), ("site", [])):
        message, code = said(book, tool, *arguments)
        assert code == 1 and message.startswith("error: _toc.yml")
        assert all(name in message for name in names) and "\n" not in message


def test_a_chapter_that_nobody_wrote_is_named_with_those_there_are(book):
    book.write("part/small", SMALL)
    message, _ = said(book, "notebooks", ["part/smal"])
    assert "part/smal'" in message and "part/small" in message


@pytest.fixture(scope="module")
def failing(tmp_path_factory):
    """One kernel for each way in which a cell can fail, through the command line."""
    from conftest import Book

    book = Book(tmp_path_factory.mktemp("failing") / "book")
    claim = 'from jaxwise import claim\nclaim("two is three", 2, "==", 3, kind="definition", source="none")'
    cells = {"crash": "1 / 0", "claim": claim, "death": "import os\nos._exit(1)"}
    for name, source in cells.items():
        book.write(
            f"part/{name}",
            SMALL.replace("That was it.", f"```{{code-cell}} ipython3\n{source}\n```\n"),
        )
    environment = {**os.environ, "PYTHONPATH": str(book.root), "PYTHONDONTWRITEBYTECODE": "1"}
    return {
        name: subprocess.run(
            [sys.executable, "-m", "tools.notebooks", f"part/{name}"],
            cwd=book.root,
            env=environment,
            capture_output=True,
            text=True,
            timeout=120,
        )  # fmt: skip
        for name in cells
    }


@pytest.mark.parametrize(
    ("name", "names"),
    [
        ("crash", ["ZeroDivisionError"]),
        ("claim", ["ClaimError", "two is three"]),
        ("death", ["Kernel died"]),
    ],
)
def test_a_failing_cell_or_claim_is_named_without_a_traceback(failing, name, names):
    done = failing[name]
    assert done.returncode == 1
    assert f"error: book/part/{name}.md: code cell 1 fails: " in done.stderr
    assert "Traceback" not in done.stderr and "in the cell that starts with" in done.stderr
    assert all(word in done.stderr for word in names)


# What a sound source says -----------------------------------------------------------------------


def test_chapters_come_in_the_order_of_the_table_and_other_pages_are_none(book):
    book.write("b/two", SMALL)
    book.write("a/one", SMALL)
    book.write("a/prose", "# Prose\n")
    assert [c.name for c in book.tool("chapters").chapters(book.root)] == ["a/one", "b/two"]
    pages = book.tool("chapters").pages(book.root)
    assert pages == [
        ("", "book/index"),
        ("Part", "book/a/one"),
        ("Part", "book/a/prose"),
        ("Part", "book/b/two"),
    ]


def test_cell_ids_are_the_same_each_time_and_differ_within_a_chapter(book):
    book.write(
        "part/small",
        SMALL + "\n```{code-cell} ipython3\nx\n```\n\n```{code-cell} ipython3\nx\n```\n",
    )
    first, again = (
        [cell["id"] for cell in book.chapter("part/small").notebook.cells] for _ in range(2)
    )
    assert first == again
    assert len(set(first)) == len(first) > 3


def test_a_chapter_knows_its_title_code_and_facts(book):
    book.write("part/small", SMALL)
    chapter = book.chapter("part/small")
    assert chapter.title == "Small"
    assert chapter.code == ['x = 1.25\nprint(f"{x:.2f}")']
    assert chapter.facts["objectives"] == {"count": "count to three"}
    assert HEAD.count("ex_one") == 1 and list(chapter.facts["exercises"]) == ["ex_one"]


def test_a_sound_book_exits_with_zero(book):
    book.write("part/small", SMALL)
    with pytest.raises(SystemExit) as left:
        book.tool("chapters").main_guard(lambda: book.tool("notebooks").main(["--dry-run"]))
    assert left.value.code == 0
