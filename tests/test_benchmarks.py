"""The page about the benchmarks says what the stored runs say, and no run is missing."""

import importlib.util
import json
import math
from collections import Counter, defaultdict

import pytest
from conftest import ROOT

from tools import benchmarks

KEYS = {101, 102, 103, 104, 105}


def run(method, problem, error, seconds=60.0, early=None, **more):
    found = {"method": method, "problem": problem, "seed": 101, "error": error, "seconds": seconds}
    if method in benchmarks.LINES:
        begun = [[15.0, 100, early]] if early else []
        found["trace"] = [*begun, [30.0, 200, 0.3], [seconds, 300, error]]
    return found | more


def made_up():
    """Two problems whose medians can be read off; `jaxwise.pinn` loses one of them."""
    runs = [
        *(run("adam", "heat", e, early=2 * e) for e in (3e-3, 1e-3, 2e-3)),
        *(run("lbfgs", "heat", e, early=7 * e) for e in (3e-4, 1e-4, 2e-4)),
        run("ours", "heat", 1e-6, 31.0, alone=1e-2),
        run("ours", "heat", 4e-6, 20.0, alone=3e-2),
        run("ours", "heat", 2e-6, 25.0, alone=2e-2),
        run("reach", "heat", 5e-9, 8.0, alone=1e-3),
        run("adam", "kdv", 5e-3),
        run("adam", "kdv", 5e-3, early=1.0),
        run("lbfgs", "kdv", 6e-3, early=1.0),
        run("ours", "kdv", 1e-2, 90.0, alone=1.0),
        run("spectral", "kdv", 1e-9, 1.0),
    ]
    demo = {"date": "2020-01-01", "versions": {"torch": "9"}}
    about = {"date": "2020-02-02", "device": "abacus", "python": "3", "versions": {"jax": "8"}}
    return about | {"runs": runs, "demo": demo}


def cells(row):
    return [cell.strip() for cell in row.strip("|").split("|")]


def test_the_table_has_the_medians_of_the_runs():
    rows = {cells(row)[0]: cells(row)[1:] for row in benchmarks.table(made_up())}
    lines = "Adam, 20 s", "60 s", "L-BFGS, 20 s", "60 s"
    assert (
        rows["problem"]
        == [
            *lines, "jaxwise.pinn", "alone", "seconds", "tuned", "seconds"
        ]
    )  # fmt: skip
    assert rows["Heat"] == [
        "4e-03",
        "2e-03",
        "1e-03",
        "2e-04",
        "2e-06",
        "2e-02",
        "25",
        "5e-09",
        "8",
    ]
    assert rows["Korteweg-de Vries"][:4] == ["–", "5e-03", "1e+00", "6e-03"]  # one began too late
    assert rows["Wave"] == ["–"] * 9
    assert len(rows) == 2 + len(benchmarks.NAMES)


@pytest.mark.parametrize(("seconds", "error"), [(3.9, None), (4.0, 0.5), (10.0, 0.5), (11.0, 0.2)])
def test_a_trace_is_read_at_the_last_error_by_then(seconds, error):
    assert benchmarks.after({"trace": [[4.0, 1, 0.5], [10.5, 2, 0.2]]}, seconds) == error


def test_the_page_says_when_and_with_what_it_was_run_and_who_was_nearer():
    text = benchmarks.page(made_up())
    assert "2020-02-02" in text and "abacus" in text and "jax 8" in text
    assert "DeepXDE on 2020-01-01 (torch 9)" in text
    assert "on 1 of 2 problems, by factors between 0.5 and 1e+02" in text
    assert (
        "ends nearer than `jaxwise.pinn`: Korteweg-de Vries (Adam), Korteweg-de Vries (Adam, then"
        in text
    )


def test_the_picture_has_each_run_as_a_line_or_a_dot_and_each_method_in_the_legend():
    figure = benchmarks.draw(made_up())
    panels = {ax.get_title(): ax for ax in figure.axes}
    lines = lambda name: [line for line in panels[name].lines if len(line.get_xdata())]
    assert len(lines("Heat")) == 3 + 3 + 1 + 1 and len(lines("Korteweg-de Vries")) == 3 + 1 + 1
    assert [len(line.get_xdata()) for line in lines("Heat")] == [3] * 6 + [3, 1]
    assert lines("Wave") == []
    [legend] = figure.legends
    named = [text.get_text() for text in legend.get_texts()]
    assert named[:4] == ["Adam", "Adam, then L-BFGS", "jaxwise.pinn", "jaxwise.pinn, tuned"]
    assert named[4:] == ["tuned for a minute", "spectral solver", "DeepXDE's demo"]


def test_without_results_there_is_nothing_to_read(tmp_path):
    assert benchmarks.newest(tmp_path) is None


def test_of_the_demo_the_64_bits_after_the_last_stage_are_read(tmp_path):
    stage = lambda error: {"seconds": 1.0, "error": error}
    rows = [{"bits": b, "seed": 1, "adam": stage(1.0), "lbfgs": stage(float(b))} for b in (64, 32)]
    (tmp_path / "2020-01-01.json").write_text(json.dumps({"runs": []}))
    (tmp_path / "2020-01-02.json").write_text(json.dumps({"runs": [run("ours", "heat", 1.0)]}))
    (tmp_path / "deepxde-2020-01-01.json").write_text(json.dumps({"runs": rows}))
    found = benchmarks.newest(tmp_path)["runs"]
    assert [(r["method"], r["error"]) for r in found] == [("ours", 1.0), ("deepxde", 64.0)]


def test_no_run_is_missing():
    results, keys = benchmarks.newest(benchmarks.FOLDER), defaultdict(set)
    for row in results["runs"]:
        keys[row["method"], row["problem"]].add(row["seed"])
        assert math.isfinite(row["error"]) and row["seconds"] > 0, row
    for problem in benchmarks.NAMES:
        assert keys["ours", problem] == KEYS, problem
        for method in benchmarks.LINES:
            assert keys[method, problem] == KEYS, (method, problem)
    tuned = [found for (method, _), found in keys.items() if method == "reach"]
    assert len(tuned) == 5 and all(len(found) == 5 and not found & KEYS for found in tuned)
    assert {p for m, p in keys if m == "spectral"} == {"burgers", "kdv"}
    assert keys["deepxde", "burgers"] == KEYS
    assert max(Counter((r["method"], r["problem"]) for r in results["runs"]).values()) == 5


def test_lines_end_with_their_minute():
    for row in benchmarks.newest(benchmarks.FOLDER)["runs"]:
        if row["method"] in benchmarks.LINES:
            seconds, _, error = row["trace"][-1]
            assert 60.0 <= seconds < 62.0 and error == row["error"], row["seed"]


def test_the_book_has_the_same_runs_as_the_page():
    spec = importlib.util.spec_from_file_location("pinn_run", ROOT / "benchmarks/pinn/run.py")
    run_py = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(run_py)
    stored, demo = (
        json.loads(max(benchmarks.FOLDER.glob(pattern)).read_text())
        for pattern in ("20*.json", "deepxde-*.json")
    )
    book = (ROOT / "src" / "jaxwise" / "data" / "pinn.json").read_text()
    assert book == run_py.written(run_py.for_the_book(stored, demo))


def test_the_site_is_built_anew_when_a_measurement_comes(book):
    site = book.tool("site")
    before = site.digest()
    file = book.root / "benchmarks" / "pinn" / "2020-01-01.json"
    file.parent.mkdir(parents=True)
    file.write_text("{}")
    assert site.digest() != before
