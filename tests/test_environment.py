"""pyproject.toml, the lock and conda name one set of packages; Colab's versions are the floor."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version
from rattler import MatchSpec, VersionSpec
from rattler import Version as CondaVersion
from rattler.exceptions import InvalidMatchSpecError

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
ENVIRONMENT = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
CONSTRAINTS = (ROOT / "constraints-colab.txt").read_text(encoding="utf-8")

# From the test group, what runs and compares the notebooks; the rest checks site and workflows.
RUNS_NOTEBOOKS = {"pytest", "pytest-xdist", "nbval", "pillow"}
# Where what Colab has decides how low a floor must be.
COLAB_DECIDES = ["jax", "jaxlib", "flax", "optax", "numpy", "matplotlib", "scipy", "ipykernel"]


def declared() -> dict[str, SpecifierSet]:
    """Return what pyproject.toml asks for: name to bounds, over dependencies and all groups."""
    groups = PROJECT["dependency-groups"].values()
    lines = PROJECT["project"]["dependencies"] + [line for group in groups for line in group]
    wanted = {}
    for requirement in map(Requirement, lines):
        name = canonicalize_name(requirement.name)
        wanted[name] = wanted.get(name, SpecifierSet()) & requirement.specifier
    return wanted


def names(lines: list[str]) -> set[str]:
    return {canonicalize_name(Requirement(line).name) for line in lines}


def locked() -> dict[str, list[Version]]:
    """Return the lock's versions; a package may have several, by Python version or system."""
    found = {}
    for name, version in re.findall(r"^([\w.\[\],-]+)==([^\s;\\]+)", LOCK, re.MULTILINE):
        found.setdefault(canonicalize_name(name), []).append(Version(version))
    return found


def colab() -> dict[str, Version]:
    lines = [line for line in CONSTRAINTS.splitlines() if line and not line.startswith("#")]
    pins = dict(line.split("==") for line in lines)
    return {canonicalize_name(name): Version(version) for name, version in pins.items()}


def conda() -> dict[str, MatchSpec]:
    specs = [line for line in ENVIRONMENT["dependencies"] if isinstance(line, str)]
    parsed = [MatchSpec(spec) for spec in specs]
    return {spec.split()[0]: match for spec, match in zip(specs, parsed, strict=True)}


def from_pip() -> list[str]:
    (part,) = [line["pip"] for line in ENVIRONMENT["dependencies"] if isinstance(line, dict)]
    return part


DECLARED, LOCKED, COLAB, CONDA = declared(), locked(), colab(), conda()
PYTHON = SpecifierSet(PROJECT["project"]["requires-python"])


def test_conda_offers_what_pyproject_asks_for_and_nothing_else():
    groups = PROJECT["dependency-groups"]
    wanted = names(PROJECT["project"]["dependencies"] + groups["chapters"] + groups["book"])
    wanted |= RUNS_NOTEBOOKS
    assert names(groups["test"]) >= RUNS_NOTEBOOKS
    packages = [line for line in from_pip() if not line.startswith("-")]
    assert set(CONDA) - {"python", "pip"} | names(packages) == wanted
    assert not set(CONDA) & names(packages), "a package comes from conda or from pip, not from both"
    assert "-e ." in from_pip()
    assert ENVIRONMENT["name"] == PROJECT["project"]["name"]


@pytest.mark.parametrize("name", sorted(set(CONDA) - {"python", "pip"}))
def test_a_conda_spec_has_the_bounds_of_pyproject_and_admits_the_lock(name):
    spec = VersionSpec(str(CONDA[name].version))
    assert SpecifierSet(str(CONDA[name].version)) == DECLARED[name]
    assert LOCKED[name]
    for version in LOCKED[name]:
        assert spec.matches(CondaVersion(str(version))), f"{name} {version} is outside {spec}"


@pytest.mark.parametrize("line", [line for line in from_pip() if not line.startswith("-")])
def test_a_pip_line_has_the_bounds_of_pyproject(line):
    requirement = Requirement(line)
    assert requirement.specifier == DECLARED[canonicalize_name(requirement.name)]


def test_conda_and_pyproject_admit_the_same_pythons():
    spec = VersionSpec(str(CONDA["python"].version))
    for python in ("3.11.9", "3.12.0", "3.12.11", "3.13.5", "3.14.0"):
        assert spec.matches(CondaVersion(python)) == (python in PYTHON), python
    assert [python for python in ("3.11.9", "3.12.1", "3.13.0") if python in PYTHON] == [
        "3.12.1",
        "3.13.0",
    ]


def test_a_malformed_conda_spec_is_noticed():
    with pytest.raises(InvalidMatchSpecError):
        MatchSpec("jax >=>0.7")


@pytest.mark.parametrize("name", sorted(DECLARED))
def test_the_lock_holds_what_pyproject_asks_for(name):
    assert LOCKED.get(name), f"{name} is not in requirements.lock: make lock"
    for version in LOCKED[name]:
        assert DECLARED[name].contains(version, prereleases=True), f"{name} {version}"


def test_every_locked_package_has_a_hash_and_no_address():
    entries = re.split(r"\n(?=\S)", LOCK)
    packages = [entry for entry in entries if not entry.startswith("#")]
    assert len(packages) >= sum(map(len, LOCKED.values())) > 50
    for entry in packages:
        assert re.match(r"[\w.\[\],-]+==\S+", entry), entry[:80]
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", entry), entry[:80]
    lines = [line for line in LOCK.splitlines() if not line.startswith("#")]
    for line in lines:
        assert "://" not in line and "index" not in line.split("==")[0], line
        assert not line.startswith(("-", "--")) and " @ " not in line, line
    assert "://" not in LOCK


@pytest.mark.parametrize("name", COLAB_DECIDES)
def test_a_floor_is_no_higher_than_what_colab_has(name):
    assert DECLARED[name].contains(COLAB[name]), f"Colab has {name} {COLAB[name]}"


@pytest.mark.parametrize("bad", ["0.10.2", "0.11.1"])
def test_a_broken_jax_is_excluded_everywhere(bad):
    assert not DECLARED["jax"].contains(bad)
    assert not VersionSpec(str(CONDA["jax"].version)).matches(CondaVersion(bad))
    assert Version(bad) not in LOCKED["jax"]


def test_colabs_versions_are_exact_dated_and_sourced():
    assert set(COLAB) >= set(COLAB_DECIDES) | {"ipython", "einops"}
    assert re.search(r"20\d\d-\d\d-\d\d", CONSTRAINTS) and "googlecolab/backend-info" in CONSTRAINTS
    assert COLAB["jax"] == COLAB["jaxlib"] == Version("0.7.2")


def test_the_citation_fits_the_citation_file_format():
    command = [sys.executable, "-m", "check_jsonschema", "--force-filetype", "yaml"]
    command += ["--builtin-schema", "vendor.citation-file-format", str(ROOT / "CITATION.cff")]
    result = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert result.returncode == 0, result.stdout + result.stderr
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert citation["title"] == "Jaxwise"
    assert [author["name"] for author in citation["authors"]] == [
        author["name"] for author in PROJECT["project"]["authors"]
    ]
    assert citation["license"] == [PROJECT["project"]["license"], "CC-BY-4.0"]


def test_both_licences_are_there_in_full():
    code = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert "Version 2.0, January 2004" in code and "END OF TERMS AND CONDITIONS" in code
    prose = (ROOT / "LICENSE-text").read_text(encoding="utf-8")
    assert prose.startswith("Attribution 4.0 International")
    assert [f"Section {n} -- " in prose for n in range(1, 9)] == [True] * 8
