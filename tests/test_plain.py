"""MyST for a reader without Sphinx: what each piece becomes, and that nothing is left over."""

import pytest
from conftest import HEAD, ROOT

from tools import plain
from tools.chapters import chapters, read_notebook
from tools.plain import left_over

LINKS = {"book/start/one": ("One", "../start/one.ipynb"), "book/about/claims": ("Claims", "")}


@pytest.fixture
def render(book):
    book.write("part/small", HEAD + "\n# Small\n\n{cite:t}`kepler1609`\n")
    plain, chapter = book.tool("plain"), book.chapter("part/small")

    def render(text, **glued):
        return plain.render(
            text,
            glued=glued,
            chapter=chapter,
            links=LINKS,
            card="**By the end** {doc}`/book/start/one`",
        )

    render.refused = book.tool("chapters").BookError
    return render


@pytest.mark.parametrize(
    ("source", "plain"),
    [
        ("P is {glue:text}`P:.2f` days", "P is 686.98 days"),
        ("P is {glue:text}`P` days", "P is 686.981 days"),
        ("{glue:text}`who`", "Mars"),
        ("{math}`E=mc^2`", "$E=mc^2$"),
        ("see {doc}`/book/start/one`", "see [One](../start/one.ipynb)"),
        ("see {doc}`../start/one`", "see [One](../start/one.ipynb)"),
        ("see {doc}`the start </book/start/one>`", "see [the start](../start/one.ipynb)"),
        ("see {doc}`/book/about/claims`", "see Claims"),
        ("see {ref}`the table <claims-table>`", "see the table"),
        ("{cite:t}`kepler1609` says", "Kepler (1609) says"),
        ("so {cite:p}`kepler1609`", "so (Kepler, 1609)"),
        ("so {cite:p}`kepler1609,bryant1920`", "so (Kepler, 1609; Bryant, 1920)"),
        ("(a-label)=\n## Head", "## Head"),
        ("% a comment\ntext", "text"),
        ("```{math}\nE=mc^2\n```", "$$\nE=mc^2\n$$"),
        ("```python\nx = {glue}\n```", "```python\nx = {glue}\n```"),
        ("```{code-block} python\nx = 1\n```", "```python\nx = 1\n```"),
        ("```{note}\nBeware.\n```", "> **Note**\n>\n> Beware."),
        (":::{tip} Two\n{glue:text}`who`\n:::", "> **Tip: Two**\n>\n> Mars"),
        ("````{note}\n```{tip}\nx\n```\n````", "> **Note**\n>\n> > **Tip**\n> >\n> > x"),
        ("```{predict}\n:objective: a\nWhat?\n```", "> **Predict**\n>\n> What?"),
        ("```{exercise} Sum\n:label: ex_sum\n\nAdd.\n```", "> **Exercise: Sum**\n>\n> Add."),
        ("a\n\n```{solution} ex_sum\n:class: dropdown\n\nsecret\n```", "a"),
        ("a\n\n```{raw} html\n<p>{doc}`x`</p>\n```\n\nb", "a\n\nb"),
        ("```{chapter-card}\n```", "**By the end** [One](../start/one.ipynb)"),
        ("a set `{x}` and `{y}` of two", "a set `{x}` and `{y}` of two"),
        ("a ``{doc}`x` `` in code", "a ``{doc}`x` `` in code"),
    ],
)
def test_each_piece_is_rendered(render, source, plain):
    assert render(source, P="686.981", who="'Mars'") == plain


def test_the_references_are_those_that_the_chapter_cites(render):
    text = render("```{bibliography}\n:filter: docname in docnames\n```")
    assert text.startswith("- Kepler (1609). *") and text.count("\n- ") == 0


def test_accents_formulas_and_proceedings_reach_the_references(monkeypatch, tmp_path):
    (tmp_path / "book").mkdir()
    (tmp_path / "book" / "references.bib").write_text(
        '@inproceedings{a, author={M{\\"u}ller, A.}, title={On {KdV}: $u_{xx}$}, booktitle={Proc.\\ X},'
        " year=2001}"
    )
    plain._bibliography.cache_clear()
    monkeypatch.setattr(plain, "ROOT", tmp_path)
    try:
        assert plain.citation("a", textual=False) == "Müller, 2001"
        assert plain.reference("a") == "Müller (2001). *On KdV: $u_{xx}$*. Proc. X."
    finally:
        plain._bibliography.cache_clear()


@pytest.mark.parametrize(
    "source",
    [
        "{glue:text}`Q`",
        "{glue:text}`who:.2f`",
        "{cite:p}`nobody`",
        "{eq}`one`",
        "```{figure} melt.png\n```",
        "{ref}`bare`",
    ],
)
def test_what_cannot_be_rendered_is_refused(render, source):
    with pytest.raises(render.refused):
        render(source, who="'Mars'")


# The real notebooks -----------------------------------------------------------------------------

STORED = sorted((ROOT / "notebooks").rglob("*.ipynb"))


def markdown(path):
    return [cell.source for cell in read_notebook(path).cells if cell.cell_type == "markdown"]


@pytest.mark.parametrize("path", STORED, ids=lambda path: path.stem)
def test_no_notebook_holds_what_only_sphinx_understands(path):
    assert [left_over(text) for text in markdown(path) if left_over(text)] == []


@pytest.mark.parametrize(
    "piece",
    [
        "{doc}`/book/index`",
        "text {cite:p}`kepler1609`.",
        "```{note}\nx\n```",
        "  :::{tip}\n:::",
        "(label)=",
        "{glue:text}`a:.2f`",
    ],
)
def test_a_piece_that_is_left_over_is_found(piece):
    text = "\n".join(markdown(STORED[0]))
    assert left_over(text + "\n\n" + piece) != ""
    assert left_over(text + "\n\n`{x}` and `{y}`") == ""


@pytest.mark.parametrize("chapter", chapters(), ids=lambda chapter: chapter.name)
def test_links_between_chapters_lead_to_notebooks_that_exist(chapter):
    import re

    targets = re.findall(r"\]\(([^)\s]+\.ipynb)\)", "\n".join(markdown(chapter.stored)))
    assert [t for t in targets if not (chapter.stored.parent / t).resolve().is_file()] == []
    named = re.findall(
        r"\{doc\}`(?:[^`<]*<)?(/book/[^`>]+)", chapter.source.read_text(encoding="utf-8")
    )
    assert len(targets) >= len(
        [n for n in named if (ROOT / "notebooks" / f"{n.removeprefix('/book/')}.ipynb").is_file()]
    )


@pytest.mark.parametrize("chapter", chapters(), ids=lambda chapter: chapter.name)
def test_solutions_stay_out_of_the_notebook(chapter):
    import re

    source = chapter.source.read_text(encoding="utf-8")
    solutions = re.findall(r"^(`{3,})\{solution\}.*?\n(.*?)^\1\s*$", source, re.S | re.M)
    assert solutions
    stored = "\n".join(markdown(chapter.stored))
    for _, body in solutions:
        code = re.search(r"^~~~python\n(.*?)^~~~", body, re.S | re.M)
        assert code is None or code[1].strip() not in stored
