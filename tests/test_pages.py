"""The tables that are made from the chapters' outputs."""

import json

import pytest
from conftest import HEAD, shown

CHAPTER = (
    HEAD
    + """
# Small

```{predict}
:objective: count
What comes after two?
```

```{code-cell} ipython3
:objective: count

claim
```

After.
"""
)
CLAIM = dict(
    text="three | is odd", op="==", kind="analytic", source="parity", name=None, needs=None, tol=None,
    holds=True, value=1, bound=1, slack=None,
)  # fmt: skip


@pytest.fixture
def tables(book):
    """A function: {page: text} of the tables for one chapter with these claims."""

    def tables(*records, text=CHAPTER):
        book.write("part/small", text)
        claims = [
            shown({"jaxwise": {"claim": record}}, **{"text/plain": record["text"]})
            for record in records
        ]
        chapter = book.chapter("part/small")
        notebook = book.tool("chapters").read_notebook(book.store("part/small", {0: claims}))
        book.tool("pages").write({chapter: notebook})
        tables.served = book.tool("pages").serves(chapter, notebook)
        return {path.stem: path.read_text() for path in (book.root / "_build" / "pages").iterdir()}

    tables.book = book
    return tables


def test_a_claim_stands_with_its_kind_source_and_slack(tables):
    text = tables(CLAIM | {"slack": 1.4676})["claims"]
    assert "| three \\| is odd | *analytic*: parity | 1.5 |  |" in text
    assert "Not examined yet" in text


@pytest.mark.parametrize(
    ("change", "slack"),
    [
        ({"slack": None}, "–"),
        ({"slack": "exact"}, "exact"),
        ({"slack": 380.6}, "381"),
        ({"slack": 5e6}, "over 1000"),
        ({"holds": None, "needs": "gpu"}, "not run here: needs gpu"),
    ],
)
def test_slack_is_said_in_few_digits(tables, change, slack):
    assert f"| {slack} |" in tables(CLAIM | change)["claims"]


def test_what_the_examination_found_stands_beside_the_claims(tables):
    book = tables.book
    (book.root / "ledger" / "part").mkdir(parents=True)
    mutants = [
        {"fingerprint": "aa", "description": "2 → 3", "noticed": "three"},
        {"fingerprint": "bb", "description": "drop x", "noticed": None},
        {"fingerprint": "cc", "description": "drop y", "noticed": None},
    ]
    examined = {
        "score": 1 / 3, "mutants": mutants, "date": "2026-01-02", "jax": "0.12", "device": "CPU", "code": "",
        "seeds": [{"text": CLAIM["text"], "held": 19, "runs": 20}],
    }  # fmt: skip
    (book.root / "ledger" / "part" / "small.json").write_text(json.dumps(examined))
    (book.root / "ledger" / "survivors.yml").write_text("part/small: {bb: it is not used}\n")
    text = tables(CLAIM)["claims"]
    assert "Of 3 broken versions" in text and "**33%** (2026-01-02, jax 0.12, CPU)" in text
    assert "- drop x: it is not used\n- drop y: *no reason given yet*" in text
    assert "| 19 of 20 |" in text


def test_an_objective_is_served_by_prediction_exercise_and_claim(tables):
    assert "| count to three | 1 | `ex_one` | 1 |" in tables(CLAIM)["objectives"]
    assert tables.served["count"] == {
        "predictions": ["What comes after two?"], "exercises": ["ex_one"], "claims": [CLAIM["text"]]
    }  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "names"),
    [
        (":objective: count\n\nclaim", "claim", ["three | is odd", "None"]),
        (":objective: count\n\nclaim", ":objective: cound\n\nclaim", ["three | is odd", "cound"]),
        (":objective: count\nWhat", "What", ["What comes after two?"]),
        (":objective: count\nWhat", ":objective: cound\nWhat", ["cound"]),
        ("{objective: count", "{objective: cound", ["ex_one", "cound"]),
    ],
)
def test_what_serves_no_objective_is_refused(tables, old, new, names):
    assert old in CHAPTER
    with pytest.raises(tables.book.tool("chapters").BookError) as told:
        tables(CLAIM, text=CHAPTER.replace(old, new))
    assert "book/part/small.md" in str(told.value) and "names no objective" in str(told.value)
    assert all(name in str(told.value) for name in names)


def test_an_exercise_stands_beside_the_misconception_that_it_meets(tables):
    from jaxwise.data import misconceptions

    lines = tables(CLAIM)["misconceptions"].splitlines()
    (row,) = [line for line in lines if "ex_one" in line]
    assert "M01" in row and "{ref}`ex_one <ex_one>`" in row
    assert sum(line.startswith("| M") or line.startswith("| **M") for line in lines) == len(
        misconceptions()
    )
