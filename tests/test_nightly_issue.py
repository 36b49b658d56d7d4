"""The nightly issue says what failed, and a log cannot do anything but be read."""

import doctest
import importlib.util
import json
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

SOURCE = Path(__file__).parents[1] / "tools" / "nightly_issue.py"
spec = importlib.util.spec_from_file_location("nightly_issue", SOURCE)
nightly = importlib.util.module_from_spec(spec)
spec.loader.exec_module(nightly)

# What pytest 9.2 with nbval 0.11 wrote for two notebooks, shortened.
JUNIT = """<?xml version="1.0" encoding="utf-8"?>
<testsuites name="pytest tests"><testsuite name="pytest" errors="1" failures="3" tests="6">
<testcase classname="notebooks.foundations.ok.ipynb" name="Cell 0" time="0.8" />
<testcase classname="notebooks.foundations.randomness.ipynb" name="Cell 1" time="0.008">
<failure message="#x1B[91mNotebook cell execution failed#x1B[0m">#x1B[91mNotebook cell execution \
failed#x1B[0m
#x1B[94mCell 1: Cell outputs differ

Input:
#x1B[0mprint(x+1)

  '3\\n' == '2\\n'
</failure></testcase>
<testcase classname="notebooks.foundations.randomness.ipynb" name="Cell 4" time="0.1">
<failure message="second">second</failure></testcase>
<testcase classname="notebooks.science.md.ipynb" name="Cell 2"><failure message="m">third</failure>
</testcase>
<testcase classname="" name="notebooks.scale.broken"><error message="collection failure">not JSON\
</error></testcase>
<testcase classname="notebooks.science.md.ipynb" name="Cell 3"><skipped message="x">xfail</skipped>
</testcase>
</testsuite></testsuites>
"""

REPORT = {
    "job": "newest-jax",
    "date": "2026-09-01",
    "device": "CPU, 4 cores",
    "versions": {"python": "3.13.7", "jax": "0.13.0"},
    "command": "make nbval LAX=1",
    "failures": nightly.parse_junit(JUNIT),
}

HOSTILE = (
    "``` \n````\n# heading\n@octocat see #12, fixes #7\n<script>alert(1)</script>\n"
    "<details><img src=x>\n[link](http://example.org)\n| a | b |\n\x1b[31mred\x1b[0m\u202e"
)


def blocks(markdown: str, kind: str) -> list[str]:
    """Return the contents of all tokens of one kind, as a CommonMark parser sees them."""
    found = []
    for token in MarkdownIt("commonmark").parse(markdown):
        found += [part.content for part in (token, *(token.children or [])) if part.type == kind]
    return found


def test_the_docstring_examples_hold():
    assert doctest.testmod(nightly).failed == 0
    assert doctest.testmod(nightly).attempted >= 2


def test_failed_cells_are_read_in_the_order_run():
    cells = [(failure["chapter"], failure["cell"]) for failure in REPORT["failures"]]
    assert cells == [
        ("foundations/randomness", 1),
        ("foundations/randomness", 4),
        ("science/md", 2),
        ("scale/broken", None),
    ]


def test_the_log_has_no_colour_codes():
    message = REPORT["failures"][0]["message"]
    assert message.startswith("Notebook cell execution failed\nCell 1: Cell outputs differ")
    assert "'3\\n' == '2\\n'" in message
    assert "x1B" not in message and "\x1b" not in message


def test_text_that_is_not_a_report_is_refused_by_name():
    with pytest.raises(ValueError, match="xml: expected a JUnit report"):
        nightly.parse_junit("Killed")


def test_the_title_is_the_same_the_next_night():
    later = REPORT | {"date": "2026-09-02", "failures": REPORT["failures"][2:]}
    assert nightly.title([REPORT]) == nightly.title([later]) == "Nightly run fails: newest-jax"


def test_the_title_stays_one_short_line_without_mentions():
    text = nightly.title([{"job": "a\nb @octocat " + "x" * 300}])
    assert "\n" not in text and "@octocat" not in text
    assert text.startswith("Nightly run fails: a b @\u200boctocat")
    assert len(text) == nightly.TITLE_LIMIT


def test_the_body_reads_as_written():
    text = nightly.body([REPORT], run_url="https://example.org/runs/1")
    assert text == (
        "The run with its full logs: <https://example.org/runs/1>\n"
        "\n"
        "## `newest-jax`\n"
        "\n"
        "- Date: `2026-09-01`\n"
        "- Device: `CPU, 4 cores`\n"
        "- Versions: `python 3.13.7, jax 0.13.0`\n"
        "\n"
        "To see it again:\n"
        "\n"
        "```sh\n"
        "make nbval LAX=1\n"
        "```\n"
        "\n"
        "Chapters that failed: 3\n"
        "\n"
        "- `foundations/randomness`: 2 cells, the first is cell 1\n"
        "- `science/md`: 1 cell, the first is cell 2\n"
        "- `scale/broken`: 1 cell, the first is the notebook as a whole\n"
        "\n"
        "First: `foundations/randomness`, cell 1 (code cells count from 0)\n"
        "\n"
        "```text\n"
        "Notebook cell execution failed\n"
        "Cell 1: Cell outputs differ\n"
        "\n"
        "Input:\n"
        "print(x+1)\n"
        "\n"
        "  '3\\n' == '2\\n'\n"
        "```\n"
    )


def test_hostile_text_stays_inside_code():
    failure = {"chapter": HOSTILE, "cell": 0, "message": HOSTILE}
    report = REPORT | {key: HOSTILE for key in ("job", "date", "device", "command", "note")}
    report |= {"versions": {HOSTILE: HOSTILE}, "failures": [failure]}
    text = nightly.body([report])
    assert len(blocks(text, "fence")) == 2, "the log must not end its block"
    for kind in ("html_block", "html_inline", "image", "link_open"):
        assert not blocks(text, kind), kind
    shown = " ".join(blocks(text, "text"))
    for word in ("octocat", "#12", "#7", "script", "link", "| a |"):
        assert word not in shown, word
    assert sum(token.type == "heading_open" for token in MarkdownIt().parse(text)) == 1
    assert "\x1b" not in text and "\u202e" not in text


def test_mentions_are_broken_even_in_code_but_not_in_the_command():
    failure = {"chapter": "@octocat", "cell": 0, "message": "thanks to @octocat"}
    report = REPORT | {"failures": [failure], "command": "install 'jaxwise @ .'"}
    text = nightly.body([report])
    assert "@octocat" not in text and text.count("@\u200boctocat") == 3
    assert "install 'jaxwise @ .'" in text


@pytest.mark.parametrize("ticks", ["`", "``", "`a`", "``` ````` `"])
def test_a_code_span_holds_its_backticks(ticks):
    text = nightly.body([{"job": ticks}])
    assert blocks(text, "code_inline") == [ticks]


def test_a_long_log_keeps_its_beginning_and_its_end():
    failure = {"chapter": "c", "cell": 0, "message": "BEGIN" + "x" * 100_000 + "END"}
    (log,) = blocks(nightly.body([{"job": "j", "failures": [failure]}]), "fence")
    assert log.startswith("BEGIN") and log.rstrip().endswith("END")
    assert f"[… {100_008 - nightly.LOG_LIMIT} characters left out …]" in log
    assert len(log) < nightly.LOG_LIMIT + 100


def test_the_body_fits_into_an_issue_and_says_what_it_left_out():
    failures = [{"chapter": f"c{i}", "cell": 0, "message": "m" * 9_000} for i in range(200)]
    reports = [{"job": f"job{i:02}", "failures": failures} for i in range(40)]
    text = nightly.body(reports)
    assert len(text) <= nightly.BODY_LIMIT
    assert "- and 160 more" in text
    assert "more parts are left out here" in text


def test_no_report_is_an_error_that_names_the_argument():
    for function in (nightly.title, nightly.body):
        with pytest.raises(ValueError, match="reports: expected at least one"):
            function([])


def test_a_run_that_ended_early_says_so(tmp_path):
    missing = nightly.collect(job="j", junit=tmp_path / "no.xml", command="c", today="2026-09-01")
    assert missing["note"] == "it ended before any chapter was run" and missing["failures"] == []
    (tmp_path / "half.xml").write_text("<testsuites><testsuite>")
    half = nightly.collect(job="j", junit=tmp_path / "half.xml", command="c")
    assert "not XML" in half["note"]
    (tmp_path / "green.xml").write_text("<testsuites/>")
    green = nightly.collect(job="j", junit=tmp_path / "green.xml", command="c")
    assert "no chapter failed" in green["note"]


def test_the_command_names_the_version_that_failed(tmp_path):
    from importlib import metadata

    report = nightly.collect(job="j", junit=tmp_path / "x", command="install jax=={jax} {other}")
    assert report["command"] == f"install jax=={metadata.version('jax')} {{other}}"
    assert report["versions"]["jax"] == metadata.version("jax")


def test_the_command_line_goes_from_junit_to_an_issue(tmp_path):
    (tmp_path / "nbval.xml").write_text(JUNIT, encoding="utf-8")
    reports = tmp_path / "reports"
    collect = ["collect", "--job", "shifted-seeds", "--junit", str(tmp_path / "nbval.xml")]
    collect += ["--command", "make nbval LAX=1", "--out", str(reports / "a.json")]
    nightly.main(collect)
    assert json.loads((reports / "a.json").read_text())["failures"] == REPORT["failures"]
    results = {
        "shifted-seeds": {"result": "failure"},
        "newest-jax": {"result": "cancelled"},
        "conda": {"result": "success"},
    }
    out = tmp_path / "issue"
    nightly.main(["write", str(reports), str(out), "--results", json.dumps(results)])
    title = (out / "title.txt").read_text(encoding="utf-8")
    assert title == "Nightly run fails: newest-jax, shifted-seeds\n"
    body = (out / "body.md").read_text(encoding="utf-8")
    assert "`cancelled, and it left no report`" in body
    assert "`foundations/randomness`, cell 1" in body
    assert "conda" not in body
