"""Which outputs each chapter of the site gets: those just computed, else the stored ones."""

from tools import kernel
from tools.chapters import check_syntax, code_of, read_notebook
from tools.notebooks import check_outputs, dumps, write_if_changed


def choose(chapters, say=print):
    """{chapter: notebook with outputs}; runs a chapter only where no outputs fit its code.

    Says for each chapter where its outputs come from.
    """
    chosen = {}
    for chapter in chapters:
        check_syntax(chapter)
        for path, what in ((chapter.executed, "just computed"), (chapter.stored, "stored")):
            notebook = _fitting(path, chapter)
            if notebook is not None:
                say(f"  {chapter.name}: outputs {what}")
                break
        else:
            say(f"  {chapter.name}: no outputs fit its code: running it")
            notebook = _computed(chapter)
        chosen[chapter] = notebook
    return chosen


def _computed(chapter):
    notebook, run = kernel.run(chapter.notebook, chapter)
    check_outputs(notebook, chapter)
    notebook.metadata["jaxwise"] = {"run": run}
    write_if_changed(chapter.executed, dumps(notebook))
    return notebook


def _fitting(path, chapter):
    if not path.exists():
        return None
    notebook = read_notebook(path)
    cells = code_of(notebook)
    fits = [cell.source for cell in cells] == chapter.code
    ran = all(cell.execution_count is not None for cell in cells)
    return notebook if fits and ran else None
