"""`jaxwise.doctor`: healthy environments are ready, and each injected fault gets its one fix."""

import json
import math
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import jax
import pytest

import jaxwise
from jaxwise import _shadows, doctor

SOURCE = Path(jaxwise.__file__).parents[1]
CLEAN = {k: v for k, v in os.environ.items() if not k.startswith(("JAX_", "XLA_", "PYTHONPATH"))}


def diagnose(*, cwd=None, path=(), code=None, **variables):
    """Run the doctor in a process of its own; return (exit status, its JSON)."""
    command = ["-c", code] if code else ["-m", "jaxwise", "doctor", "--format", "json"]
    paths = os.pathsep.join(map(str, [*path, SOURCE]))
    done = subprocess.run(
        [sys.executable, *command],
        cwd=cwd,
        env={**CLEAN, "PYTHONPATH": paths, **variables},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.stdout.startswith("{"), done.stderr
    return done.returncode, json.loads(done.stdout)


def faults(found):
    codes = [fault["code"] for fault in found["faults"]]
    assert all(fault["fix"] for fault in found["faults"])
    return codes


def distribution(folder, name, version, *lines):
    """Write what an installer leaves of a distribution, without its code."""
    info = folder / f"{name.replace('-', '_')}-{version}.dist-info"
    info.mkdir(parents=True)
    text = ["Metadata-Version: 2.1", f"Name: {name}", f"Version: {version}", *lines]
    (info / "METADATA").write_text("\n".join(text) + "\n")


def stub_jaxlib(folder, version, init=""):
    distribution(folder, "jaxlib", version)
    (folder / "jaxlib").mkdir()
    (folder / "jaxlib" / "__init__.py").write_text(init)
    (folder / "jaxlib" / "version.py").write_text(f'__version__ = "{version}"\n')


@pytest.fixture
def calm(monkeypatch, tmp_path):
    """Neither the variables nor the working directory of the test run take part."""
    for name in list(os.environ):
        if name.startswith(("JAX_", "XLA_")):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def codes(diagnosis):
    return [fault.code for fault in diagnosis.faults]


def installed(monkeypatch, folder, requirements="", python=">=3.12"):
    """Put in place the metadata of a jaxwise with these requirements."""
    lines = [f"Requires-Python: {python}"]
    lines += [f"Requires-Dist: {line}" for line in requirements.split(";") if line]
    distribution(folder, "jaxwise", "0.1", *lines)
    monkeypatch.syspath_prepend(folder)


# Healthy ------------------------------------------------------------------------------------------


def test_a_healthy_environment_is_ready_though_much_is_absent(tmp_path):
    status, found = diagnose(cwd=tmp_path)
    assert (status, found["ready"], found["faults"]) == (0, True, [])
    facts = found["facts"]
    assert facts["jax"] == jax.__version__
    smoke = r"jit, vmap and grad of x sin x: largest error \de-\d+"
    assert re.fullmatch(smoke, facts["smoke test"])
    assert {note["code"] for note in found["notes"]} >= {"one-device"}


def test_the_text_ends_with_ready(calm):
    text = str(doctor.examine())
    assert text.splitlines()[-1] == "READY"
    assert re.search(r"^jax +\d", text, re.M) and re.search(r"^x64 +off", text, re.M)


def test_looking_changes_nothing(calm):
    before = dict(os.environ), list(sys.path), dict(jax.config.values)
    doctor.examine()
    assert (dict(os.environ), list(sys.path), dict(jax.config.values)) == before
    assert os.listdir() == []


def test_eight_simulated_devices_are_ready(tmp_path):
    flags = "--xla_force_host_platform_device_count=8"
    status, found = diagnose(cwd=tmp_path, XLA_FLAGS=flags)
    assert status == 0 and found["facts"]["devices"].startswith("8 x cpu")
    assert any(flags in note["what"] for note in found["notes"])


# Files that hide a library ------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["jax", "numpy", "random", "types"])
def test_a_file_that_hides_a_library_is_named_and_not_run(tmp_path, name):
    (tmp_path / f"{name}.py").write_text("open('was-run', 'w'); 1 / 0")
    # The installed command: with `-m`, Python itself imports some modules before us.
    code = "from jaxwise.__main__ import main; raise SystemExit(main(['doctor', '--format=json']))"
    away = tmp_path / "away"
    away.mkdir()
    code = f"import os; os.chdir({str(tmp_path)!r}); {code}"
    status, found = diagnose(cwd=away, code=code)
    assert status == 1 and faults(found) == ["shadow"]
    assert f"{name}.py hides the library" in found["faults"][0]["what"]
    assert "rename it" in found["faults"][0]["fix"]
    assert not (tmp_path / "was-run").exists()


def test_a_file_beside_the_notebook_is_not_run_by_python_m_either(tmp_path):
    (tmp_path / "random.py").write_text("open('was-run', 'w'); 1 / 0")
    (tmp_path / "jax.py").write_text("open('was-run', 'w'); 1 / 0")
    status, found = diagnose(cwd=tmp_path)
    assert (status, faults(found)) == (1, ["shadow", "shadow"])
    assert not (tmp_path / "was-run").exists()


def test_a_fake_jax_on_the_path_is_found(tmp_path):
    fake = tmp_path / "fake"
    fake.mkdir()
    (fake / "jax.py").write_text("raise RuntimeError('not jax')")
    status, found = diagnose(cwd=tmp_path, path=[fake])
    assert (status, faults(found)) == (1, ["shadow"])
    assert found["facts"]["smoke test"].startswith("jit, vmap and grad")


def test_other_files_and_installed_packages_hide_nothing(tmp_path, monkeypatch):
    for name in ("test.py", "model.py", "data.py", "wave.py", "abc.py", "random.txt"):
        (tmp_path / name).touch()
    (tmp_path / "jax").mkdir()  # no package: Python prefers the installed one
    with_metadata = tmp_path / "module-system"
    (with_metadata / "numpy").mkdir(parents=True)
    (with_metadata / "numpy" / "__init__.py").touch()
    distribution(with_metadata, "numpy", "2.3.0")
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(with_metadata)
    assert _shadows.find() == []
    (tmp_path / "jax" / "__init__.py").touch()
    assert [name for name, _ in _shadows.find()] == ["jax"]


def test_each_watched_standard_module_is_loaded_by_jax_and_not_by_python_alone():
    code = "import sys; print(*[n for n in {!r} if n in sys.modules])"
    code = code.format(_shadows.STANDARD)
    bare = subprocess.check_output([sys.executable, "-S", "-c", code], text=True)
    assert bare.split() == []
    code = "import jax, matplotlib.pyplot; " + code
    full = subprocess.check_output([sys.executable, "-c", code], text=True, env=CLEAN)
    assert set(full.split()) == set(_shadows.STANDARD)


# Versions -----------------------------------------------------------------------------------------


def test_a_python_that_is_not_supported_is_a_fault(calm, tmp_path, monkeypatch):
    installed(monkeypatch, tmp_path / "site", python="<3.12")
    diagnosis = doctor.examine()
    assert codes(diagnosis) == ["python-version"]
    assert "<3.12" in diagnosis.faults[0].fix


@pytest.mark.parametrize("version", ["0.10.2", "0.11.1"])
def test_a_version_known_to_be_broken_is_a_fault(calm, tmp_path, monkeypatch, version):
    installed(monkeypatch, tmp_path / "site", "jax!=0.10.2,!=0.11.1,>=0.7.2")
    distribution(tmp_path / "site", "jax", version)
    diagnosis = doctor.examine()
    assert codes(diagnosis) == ["jax-version"]
    assert f"jax {version} is known to be broken" in diagnosis.faults[0].what
    assert 'pip install "jax!=0.10.2,!=0.11.1,>=0.7.2"' in diagnosis.faults[0].fix


def test_the_package_itself_excludes_the_broken_versions():
    project = SOURCE.parent / "pyproject.toml"
    if not project.exists():
        pytest.skip("not in the repository")
    assert '"jax>=0.7.2,!=0.10.2,!=0.11.1"' in project.read_text()


def test_a_version_below_the_floor_is_a_fault(calm, tmp_path, monkeypatch):
    installed(monkeypatch, tmp_path / "site", "matplotlib>=99;numpy>=2.0")
    diagnosis = doctor.examine()
    assert codes(diagnosis) == ["matplotlib-version"]


def test_a_needed_package_that_is_missing_is_a_fault(calm, tmp_path, monkeypatch):
    installed(monkeypatch, tmp_path / "site", "no-such-package-here>=1")
    assert codes(doctor.examine()) == ["no-such-package-here-missing"]


def test_an_extra_of_the_package_is_no_need(calm, tmp_path, monkeypatch):
    folder = tmp_path / "site"
    line = 'Requires-Dist: no-such-package-here>=1; extra == "all"'
    distribution(folder, "jaxwise", "0.1", "Requires-Python: >=3.12", line)
    monkeypatch.syspath_prepend(folder)
    assert doctor.examine().ready


def test_a_library_that_does_not_fit_the_installed_jax_is_a_fault(calm, tmp_path, monkeypatch):
    distribution(tmp_path / "site", "flax", "99.0", "Requires-Dist: jax>=99")
    monkeypatch.syspath_prepend(tmp_path / "site")
    diagnosis = doctor.examine()
    assert codes(diagnosis) == ["flax-mismatch"]
    assert f'--upgrade flax "jax=={jax.__version__}"' in diagnosis.faults[0].fix


def test_a_cuda_plugin_of_another_version_is_a_fault(calm, tmp_path, monkeypatch):
    distribution(tmp_path / "site", "jax-cuda12-plugin", "0.4.1")
    monkeypatch.syspath_prepend(tmp_path / "site")
    diagnosis = doctor.examine()
    assert codes(diagnosis) == ["plugin-mismatch"]
    assert f'"jax[cuda12]=={jax.__version__}"' in diagnosis.faults[0].fix


def test_an_upgrade_without_a_restart_is_a_fault(calm, tmp_path, monkeypatch):
    distribution(tmp_path / "site", "jax", "0.99.0")
    monkeypatch.syspath_prepend(tmp_path / "site")
    diagnosis = doctor.examine()
    assert codes(diagnosis) == ["two-versions"]
    assert "restart" in diagnosis.faults[0].fix


# A jax that is missing or broken ------------------------------------------------------------------


def test_without_jax_the_doctor_says_so_and_does_not_crash(tmp_path):
    code = """
import sys
class Gone:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("jax", "jaxlib"):
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
sys.meta_path.insert(0, Gone())
import importlib.metadata as metadata
read = metadata.version
def version(name):
    if name in ("jax", "jaxlib"):
        raise metadata.PackageNotFoundError(name)
    return read(name)
metadata.version = version
import jaxwise
print(jaxwise.doctor.examine().to_json())
"""
    _, found = diagnose(cwd=tmp_path, code=code)
    assert faults(found) == ["jax-missing"]
    assert "python -m pip install" in found["faults"][0]["fix"]


def test_importing_the_doctor_does_not_import_jax():
    code = "import sys, jaxwise, jaxwise.doctor; print('jax' in sys.modules)"
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "False"


def test_a_jaxlib_that_does_not_fit_is_one_fault(tmp_path):
    stub_jaxlib(tmp_path / "site", "0.4.0")
    status, found = diagnose(cwd=tmp_path, path=[tmp_path / "site"])
    assert (status, faults(found)) == (1, ["jaxlib-mismatch"])
    assert "jaxlib 0.4.0" in found["faults"][0]["what"]
    assert f'"jax=={jax.__version__}"' in found["faults"][0]["fix"]


def test_a_jaxlib_that_kills_python_is_a_fault(tmp_path):
    stub_jaxlib(tmp_path / "site", jax.lib.__version__, "import os; os.abort()")
    status, found = diagnose(cwd=tmp_path, path=[tmp_path / "site"])
    assert (status, faults(found)) == (1, ["jax-dies"])
    assert "SIGABRT" in found["faults"][0]["what"]


def test_a_jaxlib_that_cannot_be_imported_is_a_fault(tmp_path):
    stub_jaxlib(tmp_path / "site", jax.lib.__version__, "import no_such_module")
    status, found = diagnose(cwd=tmp_path, path=[tmp_path / "site"])
    assert (status, faults(found)) == (1, ["jax-broken"])
    assert "no_such_module" in found["faults"][0]["what"]


def test_a_jax_that_hangs_is_a_fault(tmp_path):
    stub_jaxlib(tmp_path / "site", jax.lib.__version__, "import time; time.sleep(60)")
    code = "from jaxwise import doctor; doctor._START_LIMIT = 2; print(doctor.examine().to_json())"
    _, found = diagnose(cwd=tmp_path, path=[tmp_path / "site"], code=code)
    assert faults(found) == ["jax-hangs"]


def test_a_platform_that_is_not_there_is_a_fault(tmp_path):
    status, found = diagnose(cwd=tmp_path, JAX_PLATFORMS="rocm")
    assert (status, faults(found)) == (1, ["platform"])
    assert "unset JAX_PLATFORMS" in found["faults"][0]["fix"]


def test_an_unknown_xla_flag_is_a_fault(tmp_path):
    status, found = diagnose(cwd=tmp_path, XLA_FLAGS="--nonsense=1")
    assert (status, faults(found)) == (1, ["xla-flags"])
    assert "--nonsense=1" in found["faults"][0]["what"]


# Variables ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name, value",
    [("XLA_FLAGS", "--xla_force_host_platform_device_count=8"), ("JAX_NUM_CPU_DEVICES", "8")],
)
def test_a_variable_set_after_jax_started_is_a_fault(calm, monkeypatch, name, value):
    count = len(jax.devices("cpu"))
    monkeypatch.setenv(name, value.replace("8", str(count + 7)))
    diagnosis = doctor.examine()
    assert codes(diagnosis) == ["set-too-late"]
    assert f"asks for {count + 7} CPU devices, jax has {count}" in diagnosis.faults[0].what
    assert "Restart session" in diagnosis.faults[0].fix


def test_variables_that_change_results_are_notes(calm, monkeypatch):
    monkeypatch.setenv("JAX_DEFAULT_MATMUL_PRECISION", "bfloat16")
    monkeypatch.setenv("JAX_ENABLE_X64", "1")
    diagnosis = doctor.examine()
    notes = "\n".join(note.what for note in diagnosis.notes)
    assert diagnosis.ready
    assert "JAX_DEFAULT_MATMUL_PRECISION=bfloat16 sets the precision" in notes
    assert "JAX_ENABLE_X64=1, yet x64 is off: it was set after jax's import" in notes


# The machine --------------------------------------------------------------------------------------


def test_low_memory_is_a_fault(calm, monkeypatch):
    monkeypatch.setattr(doctor, "free_memory", lambda: 200 << 20)
    diagnosis = doctor.examine()
    assert codes(diagnosis) == ["memory"]
    assert "only 200 MiB" in diagnosis.faults[0].what


def test_free_memory_is_what_another_reader_finds():
    psutil = pytest.importorskip("psutil")
    total, available = psutil.virtual_memory().total, psutil.virtual_memory().available
    free = doctor.free_memory()
    assert 0 < free <= total
    assert free <= available + 0.05 * total  # a container's limit may lie below


def test_a_folder_that_cannot_be_written_to_is_a_fault(calm, tmp_path, monkeypatch):
    file = tmp_path / "a-file"
    file.touch()
    monkeypatch.setattr(tempfile, "tempdir", str(file / "below"))
    diagnosis = doctor.examine()
    assert codes(diagnosis) == ["disk"]
    assert "TMPDIR" in diagnosis.faults[0].fix


@pytest.mark.skipif(sys.platform != "linux", reason="uses /proc, which not even root can write to")
def test_a_read_only_folder_is_a_fault(calm, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", "/proc")
    assert codes(doctor.examine()) == ["disk"]


def test_a_wrong_gradient_is_a_fault(calm, monkeypatch):
    monkeypatch.setattr(jax, "grad", lambda f: lambda x: 2.0 * f(x))
    diagnosis = doctor.examine()
    assert codes(diagnosis) == ["smoke"]
    assert "is wrong" in diagnosis.faults[0].what


def test_a_gradient_that_is_nan_is_a_fault(calm, monkeypatch):
    monkeypatch.setattr(jax, "grad", lambda f: lambda x: math.nan * f(x))
    assert codes(doctor.examine()) == ["smoke"]


def test_a_compiler_that_fails_is_a_fault(calm, monkeypatch):
    def broken(*args):
        raise RuntimeError("no compiler here")

    monkeypatch.setattr(jax.lax, "fori_loop", broken)
    diagnosis = doctor.examine()
    assert codes(diagnosis) == ["compile"]
    assert "no compiler here" in diagnosis.faults[0].what


# What it says -------------------------------------------------------------------------------------


def test_faults_are_numbered_and_each_has_one_fix():
    diagnosis = doctor.Diagnosis(facts={"jax": "1"})
    diagnosis.fault("a", "this is wrong", "do this")
    diagnosis.fault("b", "that is wrong", "do that")
    assert str(diagnosis).splitlines() == [
        "jax  1",
        "NOT READY: 2 faults",
        "1. this is wrong",
        "   fix: do this",
        "2. that is wrong",
        "   fix: do that",
    ]
    assert json.loads(diagnosis.to_json())["faults"][1]["fix"] == "do that"


def test_nobody_is_told_to_install_jaxwise_from_an_index():
    for name in ("doctor.py", "__main__.py", "_shadows.py"):
        text = (SOURCE / "jaxwise" / name).read_text()
        assert not re.search(r"install[^\n]*\bjaxwise\b", text.replace("jaxwise is not inst", ""))
    fixes = doctor._install("jax", "jaxlib") + doctor._install("jax", again=True)
    assert "jaxwise" not in fixes
