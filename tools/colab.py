"""Run stored notebooks as Colab would: its versions, the built wheel, outside the repository, offline.

    python -m tools.colab [part]

Needs the environment .colab (tools/bootstrap.py --colab).  Outputs are not compared (--nbval-lax):
these are other versions; a claim that does not hold still fails its cell.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tools import kernel
from tools.chapters import ROOT, BookError, chapters, main_guard

PYTHON = ROOT / ".colab" / "bin" / "python"
OFFLINE = ["unshare", "-rn", "sh", "-c", 'ip link set lo up; exec "$0" "$@"']


def main(arguments=None):
    parser = argparse.ArgumentParser(prog="make colab", description=__doc__.splitlines()[0])
    parser.add_argument("part", nargs="?", help="a folder of book/, as start; all if none")
    part = parser.parse_args(arguments).part
    wanted = [chapter for chapter in chapters() if part in (None, chapter.name.split("/")[0])]
    if not wanted:
        raise BookError(f"no chapter stands in the part {part!r}")
    with tempfile.TemporaryDirectory(prefix="jaxwise colab ") as folder:
        wheel = build_wheel(Path(folder))
        install(wheel)
        for chapter in wanted:
            shutil.copy2(chapter.stored, Path(folder) / f"{chapter.name.replace('/', '-')}.ipynb")
        status = run(Path(folder), len(wanted))
    if status:
        raise BookError("a chapter fails under Colab's versions")
    return 0


def build_wheel(folder):
    """The wheel of this working tree, built without the network."""
    source = folder / "source"
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        source.mkdir(exist_ok=True)
        shutil.copy2(ROOT / name, source / name)
    shutil.copytree(
        ROOT / "src", source / "src", ignore=shutil.ignore_patterns("__pycache__", "*.egg-info")
    )
    uv = ROOT / ".uv" / "bin" / "uv"
    command = [
        uv,
        "build",
        "--quiet",
        "--wheel",
        "--offline",
        "--no-build-isolation",
        "--python",
        sys.executable,
    ]
    _run([*command, "--out-dir", folder, source], "the wheel could not be built")
    shutil.rmtree(source)
    return next(folder.glob("jaxwise-*.whl"))


def install(wheel):
    uv = ROOT / ".uv" / "bin" / "uv"
    command = [
        uv,
        "pip",
        "install",
        "--quiet",
        "--offline",
        "--python",
        PYTHON,
        "--reinstall-package",
        "jaxwise",
    ]
    _run(
        [*command, wheel],
        "the wheel does not install beside Colab's packages without changing them",
    )


def run(folder, number):
    """pytest --nbval-lax on the notebooks of a folder; returns its exit status."""
    environment = kernel.chapter_environment()
    environment.pop("PYTHONPATH", None)
    command = [
        str(PYTHON),
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "--nbval-lax",
        "--nbval-current-env",
    ]
    command += ["--nbval-cell-timeout", "300", "."]
    if _can_unshare():
        command = [*OFFLINE, *command]
        print(f"{number} chapters under Colab's versions, network off", flush=True)
    else:
        print(
            f"{number} chapters under Colab's versions (the network stays on: unshare is not allowed here)",
            flush=True,
        )
    return subprocess.run(command, cwd=folder, env=environment).returncode


def _can_unshare():
    try:
        return subprocess.run([*OFFLINE, "true"], capture_output=True).returncode == 0
    except OSError:
        return False


def _run(command, failure):
    environment = {**os.environ, "UV_SYSTEM_CERTS": "1"}
    done = subprocess.run(
        [str(part) for part in command], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    if done.returncode:
        raise BookError(f"{failure}:\n{(done.stderr or done.stdout).strip()}")


if __name__ == "__main__":
    main_guard(main)
