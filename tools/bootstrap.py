"""Set up .venv: find Python 3.12 or 3.13 (or let uv fetch it), install the lock, its hashes checked.

Runs under any Python from 3.11 on, with the standard library alone:  python tools/bootstrap.py [--colab]
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SUPPORTED = ((3, 13), (3, 12))
UV = ROOT / ".uv"
# What the install cells of chapters may install in Colab: the `packages` of their front matter.
CHAPTERS_INSTALL = ["diffrax==0.7.2", "optimistix==0.1.0"]
MISSING = """\
Python 3.12 or 3.13 is needed and none was found{fetched}.
Install one (for example: `apt install python3.13`, `brew install python@3.13`, or from python.org)
and run make again, or name one: make PYTHON=/path/to/python3.13"""


def main():
    environment = ROOT / (".colab" if "--colab" in sys.argv else ".venv")
    stamp = environment / "installed"
    wanted = fingerprint(environment.name)
    if stamp.exists() and stamp.read_text(encoding="utf-8") == wanted:
        return
    uv = install_uv()
    python = find_python() or fetch_python(uv)
    print(f"setting up {environment.name} with {python} ...", flush=True)
    stamp.unlink(missing_ok=True)
    run(uv, "venv", "--quiet", "--clear", "--python", python, environment)
    into = ("--python", interpreter(environment))
    if environment.name == ".colab":
        run(
            uv,
            "pip",
            "install",
            "--quiet",
            *into,
            "--constraints",
            "constraints-colab.txt",
            *colab_needs(),
        )
    else:
        run(uv, "pip", "sync", "--quiet", *into, "--require-hashes", "requirements.lock")
        run(
            uv,
            "pip",
            "install",
            "--quiet",
            *into,
            "--no-deps",
            "--no-build-isolation",
            "--editable",
            ".",
        )
    stamp.write_text(wanted, encoding="utf-8")


def fingerprint(name):
    """What the environment was made from: made again when this changes."""
    files = (
        ["constraints-colab.txt"] if name == ".colab" else ["requirements.lock", "pyproject.toml"]
    )
    total = hashlib.sha256(str(ROOT).encode() + os.environ.get("PYTHON", "").encode())
    for file in [*files, "tools/bootstrap.py"]:
        total.update((ROOT / file).read_bytes())
    return total.hexdigest()


def colab_needs():
    """Colab's own packages (the constraints file), what chapters install there, what runs them."""
    lines = (ROOT / "constraints-colab.txt").read_text(encoding="utf-8").splitlines()
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")] + [
        *CHAPTERS_INSTALL,
        "nbval",
        "pytest",
        "pillow",
        "jupytext",
    ]


def install_uv():
    """uv in an environment of its own, from tools/uv.lock, its hash checked."""
    uv = UV / "bin" / "uv"
    if not uv.exists() or subprocess.run([uv, "--version"], capture_output=True).returncode:
        shutil.rmtree(UV, ignore_errors=True)
        run(sys.executable, "-m", "venv", UV)
        run(
            UV / "bin" / "python",
            "-m",
            "pip",
            "install",
            "--quiet",
            "--require-hashes",
            "-r",
            "tools/uv.lock",
        )
    return uv


def find_python():
    """The first supported Python that really runs: PYTHON, then PATH, then pyenv's own folder."""
    named = os.environ.get("PYTHON")
    if named:
        if not version_of(named):
            sys.exit(f"error: PYTHON={named} is not a Python 3.12 or 3.13 that runs")
        return named
    names = [f"python{major}.{minor}" for major, minor in SUPPORTED] + ["python3", "python"]
    found = {}
    for candidate in [*names, *pyenv()]:
        path = shutil.which(str(candidate))
        version = path and version_of(path)
        if version:
            found.setdefault(version, path)
    return next((found[version] for version in SUPPORTED if version in found), None)


def pyenv():
    root = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    return sorted(root.glob("3.1[23]*/bin/python"), reverse=True)


def version_of(python):
    """(3, 13) or (3, 12) if this interpreter is one of them and starts; else None.  A shim may not."""
    code = "import sys, venv, ensurepip; print(*sys.version_info[:2])"
    try:
        done = subprocess.run([python, "-c", code], capture_output=True, text=True, timeout=60)
        version = tuple(map(int, done.stdout.split())) if done.returncode == 0 else None
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return None
    return version if version in SUPPORTED else None


def fetch_python(uv):
    """Let uv download a Python, where the network allows it."""
    print("no Python 3.12 or 3.13 here; asking uv to fetch one ...", flush=True)
    done = subprocess.run(
        [uv, "python", "install", "3.13", "--no-config"], capture_output=True, text=True
    )
    if done.returncode:
        sys.exit("error: " + MISSING.format(fetched=", and uv could not fetch one"))
    found = subprocess.run(
        [uv, "python", "find", "--managed-python", "3.13"], capture_output=True, text=True
    )
    return found.stdout.strip()


def interpreter(environment):
    return environment / "bin" / "python"


def run(*command):
    """Run a step of the set-up; on failure its own words and one line of ours."""
    environment = {
        **os.environ,
        "UV_COMPILE_BYTECODE": "1",
        "UV_SYSTEM_CERTS": "1",
        "UV_NO_PROGRESS": "1",
    }
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    environment.pop("VIRTUAL_ENV", None)
    done = subprocess.run([str(part) for part in command], cwd=ROOT, env=environment)
    if done.returncode:
        sys.exit(f"error: this step of the set-up failed: {' '.join(map(str, command[:4]))} ...")


if __name__ == "__main__":
    main()
