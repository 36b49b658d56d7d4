"""The environment in which chapters run, and running one chapter in it."""

import copy
import os
import platform
from importlib.metadata import version

from tools.chapters import BookError, check_syntax

# What a reader's shell may hold and a chapter must not see.
CLEARED = ("JAX_", "XLA_FLAGS", "JAXLIB_", "JAXWISE_", "TF_CPP_")
TIMEOUT = 300


def chapter_environment(environment=None):
    """The environment variables of a chapter's kernel.

    JAX's, XLA's and the package's own variables are cleared.  Three doors stay open, for the runs that check that
    the book does not depend on them: CHAPTER_XLA_FLAGS, CHAPTER_NPROC and CHAPTER_PLATFORMS.
    """
    given = dict(os.environ if environment is None else environment)
    kept = {name: value for name, value in given.items() if not name.startswith(CLEARED)}
    kept["NPROC"] = (
        given.get("CHAPTER_NPROC") or "1"
    )  # XLA's threads; NumPy's and SciPy's are OpenBLAS's
    kept["OPENBLAS_NUM_THREADS"] = kept["NPROC"]
    kept["JAX_PLATFORMS"] = given.get("CHAPTER_PLATFORMS") or "cpu"
    if given.get("CHAPTER_XLA_FLAGS"):
        kept["XLA_FLAGS"] = given["CHAPTER_XLA_FLAGS"]
    kept["PYTHONHASHSEED"] = "0"
    kept["MPLBACKEND"] = "module://matplotlib_inline.backend_inline"
    return kept


def enter_chapter_environment():
    """Make this process's environment that of a chapter: kernels that it starts inherit it."""
    wanted = chapter_environment()
    for name in set(os.environ) - set(wanted):
        del os.environ[name]
    os.environ.update(wanted)


def run(notebook, chapter):
    """Execute a notebook's cells in a fresh kernel; returns (executed copy, record of the run)."""
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

    check_syntax(chapter)
    executed = copy.deepcopy(notebook)
    chapter.stored.parent.mkdir(parents=True, exist_ok=True)
    client = NotebookClient(
        executed,
        timeout=TIMEOUT,
        kernel_name="python3",
        extra_arguments=["--log-level=40"],  # ipykernel warns of its own transport at every start
        resources={"metadata": {"path": str(chapter.stored.parent)}},
    )
    try:
        with client.setup_kernel(env=chapter_environment()):
            for index, cell in enumerate(executed.cells):
                if cell.cell_type == "code":
                    client.execute_cell(cell, index)
            seconds = cpu_seconds(client.kc)
    except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
        number = sum(c.cell_type == "code" for c in executed.cells[: index + 1]) - 1
        reason = getattr(error, "ename", "") and f"{error.ename}: {error.evalue}" or str(error)
        raise BookError(
            f"{chapter.source.relative_to(chapter.root)}: code cell {number} fails: {reason.strip()}\n"
            f"  in the cell that starts with `{cell.source.partition('\n')[0]}`"
        ) from None
    for cell in executed.cells:
        cell.metadata.pop("execution", None)
        for output in cell.get("outputs", []):
            output.pop("transient", None)
    return executed, run_record(seconds)


def cpu_seconds(client):
    """Processor seconds that the kernel behind a jupyter client, blocking or not, has used."""
    from jupyter_core.utils import ensure_async, run_sync

    message = client.execute(
        "",
        silent=True,
        store_history=False,
        user_expressions={"cpu": "__import__('time').process_time()"},
    )

    async def reply():
        while True:
            answer = await ensure_async(client.get_shell_msg(timeout=30))
            if answer["parent_header"].get("msg_id") == message:
                return answer["content"]["user_expressions"]["cpu"]["data"]["text/plain"]

    return float(run_sync(reply)())


def run_record(seconds):
    return {
        "seconds": round(seconds, 1),
        "device": f"one {platform.machine()} core",
        "jax": version("jax"),
    }
