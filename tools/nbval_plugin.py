"""nbval, made fit for this book: `pytest -p tools.nbval_plugin --nbval notebooks`.

nbval runs every stored notebook, a cell a test.  This plugin replaces how it compares (tools.compare),
runs the kernels in the chapters' environment, refuses what nbval lets pass (a stored cell that never
ran, output on stderr), and keeps what was just computed for the site, if the whole chapter passed.
"""

import copy

import nbformat
import pytest

from tools import kernel, plain
from tools.chapters import ROOT, Chapter
from tools.compare import Tolerance, differences, stderr_of
from tools.notebooks import dumps, write_if_changed


def pytest_configure(config):
    if not (config.option.nbval or config.option.nbval_lax):
        return
    kernel.enter_chapter_environment()
    from nbval import kernel as nbval_kernel
    from nbval import plugin

    def execute_cell_input(self, cell_input, allow_stdin=None):
        # With a history a trailing semicolon is heeded, as it is in Jupyter.
        return self.kc.execute(
            cell_input, store_history=True, allow_stdin=allow_stdin, stop_on_error=False
        )

    nbval_kernel.RunningKernel.execute_cell_input = execute_cell_input
    plugin.IPyNbCell.compare_outputs = _compare
    plugin.IPyNbCell.setup = _setup
    runtest = plugin.IPyNbCell.runtest
    plugin.IPyNbCell.runtest = lambda cell: _runtest(cell, runtest)


def chapter_of(item):
    """The chapter of a notebook in notebooks/; None for a notebook elsewhere."""
    try:
        path = item.parent.path.relative_to(ROOT / "notebooks")
    except ValueError:
        return None
    return Chapter(path.with_suffix("").as_posix())


def _compare(item, fresh, stored, skip_compare=None):
    chapter = chapter_of(item)
    uses = plain.glue_uses(chapter) if chapter and chapter.source.exists() else {}
    item.comparison_traceback = differences(fresh, stored, Tolerance.of(item.cell), uses)
    return not item.comparison_traceback


def _setup(item):
    if item.parent.timed_out:
        pytest.fail("an earlier cell of this notebook ran out of time", pytrace=False)
    if not item.parent.compare_outputs:  # --nbval-lax: the stored outputs are another machine's
        return
    if item.options["skip"] or not item.options["check"]:
        pytest.fail(f"cell {item.cell_num} asks not to be compared", pytrace=False)
    if item.cell.execution_count is None:
        pytest.fail(
            f"stored cell {item.cell_num} has never run: run `make notebooks`", pytrace=False
        )


def _runtest(item, runtest):
    runtest(item)
    if item.options["check"] and stderr_of(item.test_outputs or []):
        item.raise_cell_error("the cell writes on stderr", stderr_of(item.test_outputs))


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    report = (yield).get_result()
    if call.when == "call" and type(item).__name__ == "IPyNbCell":
        item.passed = report.passed


@pytest.hookimpl(tryfirst=True)  # while the kernel still lives
def pytest_runtest_teardown(item, nextitem):
    """After a notebook's last cell: keep the outputs just computed, so that nothing runs twice."""
    if type(item).__name__ != "IPyNbCell":
        return
    file = item.parent
    file.done = [*getattr(file, "done", []), item]
    if nextitem is not None and nextitem.parent is file:
        return
    chapter = chapter_of(item)
    if chapter is None or not file.compare_outputs:
        return
    whole = len(file.done) == sum(cell.cell_type == "code" for cell in file.nb.cells)
    if not (whole and all(getattr(done, "passed", False) for done in file.done)):
        chapter.executed.unlink(missing_ok=True)
        return
    run = kernel.run_record(kernel.cpu_seconds(file.kernel.kc))
    write_if_changed(chapter.executed, dumps(_executed(file.nb, file.done, run)))


def _executed(stored, items, run):
    notebook = copy.deepcopy(stored)
    fresh = iter(items)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            outputs = next(fresh).test_outputs
            for output in outputs:
                if output["output_type"] == "execute_result":
                    output["execution_count"] = cell.execution_count
            cell.outputs = [nbformat.from_dict(output) for output in outputs]
    notebook.metadata["jaxwise"] = {"run": run}
    return notebook
