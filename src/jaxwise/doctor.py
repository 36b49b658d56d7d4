"""Is this environment fit to run the book, and if not, what to do?

`examine()` looks and changes nothing.  A *fault* stops the book from running, or makes it compute
something else than it says; each comes with one fix.  What is merely absent, such as a GPU, eight
devices or an optional library, is a *note*: a laptop and a Colab session can be ready.

Nothing here needs jax to be installed, and nothing uses the network.
"""

import importlib
import importlib.metadata
import json
import math
import os
import platform
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass, field

from jaxwise import _shadows

OPTIONAL = ("scipy", "flax", "optax", "numpyro", "diffrax", "IPython")

# Environment variables that change what a program computes, or where.
CHANGES_RESULTS = {
    "JAX_ENABLE_X64": "sets whether 64-bit types are kept",
    "JAX_DEFAULT_DTYPE_BITS": "sets the default width of numbers",
    "JAX_NUMPY_DTYPE_PROMOTION": "sets which dtypes may be mixed",
    "JAX_NUMPY_RANK_PROMOTION": "sets whether ranks may be mixed",
    "JAX_DEFAULT_MATMUL_PRECISION": "sets the precision of matrix products",
    "JAX_DEFAULT_PRNG_IMPL": "sets the random generator",
    "JAX_THREEFRY_PARTITIONABLE": "changes the random numbers of a key",
    "JAX_RANDOM_SEED_OFFSET": "changes the random numbers of every seed",
    "JAX_DISABLE_JIT": "turns compilation off",
    "JAX_DEBUG_NANS": "makes a NaN an error",
    "JAX_PLATFORMS": "sets which devices are used",
    "JAX_PLATFORM_NAME": "sets which devices are used",
    "JAX_NUM_CPU_DEVICES": "sets the number of CPU devices",
    "XLA_FLAGS": "changes how programs are compiled",
}

NEEDED_MEMORY = 1 << 30  # bytes; the heaviest chapter stays below it
NEEDED_DISK = 100 << 20  # bytes
_TEST_FILE = b"jaxwise" * 4096

RESTART = (
    "restart Python (a notebook: restart the kernel; Colab: Runtime > Restart session), "
    "and set the variable before the first use of jax"
)


@dataclass(frozen=True)
class Finding:
    """Something the doctor saw: a stable `code`, `what` in words, and one `fix` if a fault."""

    code: str
    what: str
    fix: str | None = None


@dataclass
class Diagnosis:
    """What `examine` returns.

    `facts` maps a label to a reading, both strings.  `faults` and `notes` are lists of `Finding`.
    `ready` is True when there is no fault.  As text it is the block that `jaxwise doctor` prints,
    which ends with READY or with a numbered list of faults, each with its fix.
    """

    facts: dict[str, str] = field(default_factory=dict)
    faults: list[Finding] = field(default_factory=list)
    notes: list[Finding] = field(default_factory=list)

    @property
    def ready(self) -> bool:
        return not self.faults

    def fault(self, code: str, what: str, fix: str) -> None:
        self.faults.append(Finding(code, what, fix))

    def note(self, code: str, what: str) -> None:
        self.notes.append(Finding(code, what))

    def has(self, *codes: str) -> bool:
        return any(finding.code in codes for finding in self.faults)

    def __str__(self) -> str:
        width = max(map(len, self.facts), default=0)
        lines = [f"{label:<{width}}  {reading}" for label, reading in self.facts.items()]
        lines += [f"note: {finding.what}" for finding in self.notes]
        if self.ready:
            return "\n".join([*lines, "READY"])
        count = f"{len(self.faults)} fault" + "s" * (len(self.faults) > 1)
        lines.append(f"NOT READY: {count}")
        for number, finding in enumerate(self.faults, start=1):
            lines += [f"{number}. {finding.what}", f"   fix: {finding.fix}"]
        return "\n".join(lines)

    __repr__ = __str__

    def to_json(self) -> str:
        """Return the diagnosis as a JSON object: ready, facts, faults, notes."""
        return json.dumps({"ready": self.ready, **asdict(self)}, indent=2)


def examine() -> Diagnosis:
    """Look at this environment and return a `Diagnosis`.

    It reads versions, starts jax if it is not yet running, computes one known gradient, compiles
    one small program, and writes one small file, which it removes.  It takes a few seconds,
    raises nothing, and leaves jax's configuration and `os.environ` as they are.

    >>> diagnosis = examine()
    >>> print(diagnosis)        # doctest: +SKIP
    """
    diagnosis = Diagnosis()
    _look_for_shadows(diagnosis)
    with _shadows.set_aside():
        _look_at_python(diagnosis)
        _look_at_versions(diagnosis)
        _look_at_machine(diagnosis)
        _look_at_environment_variables(diagnosis)
        if _jax_answers(diagnosis):
            _look_at_devices(diagnosis)
            _compute_known_gradient(diagnosis)
            _compile_loop(diagnosis)
    return diagnosis


# Files and versions -------------------------------------------------------------------------------


def _look_for_shadows(d: Diagnosis) -> None:
    for name, path in _shadows.find():
        new = f"my_{name}" + (".py" if path.endswith(".py") else "")
        d.fault(
            "shadow",
            f"{path} hides the library of the same name: `import {name}` finds your file",
            f"rename it (to {new}, say), then restart Python",
        )


def _packaging():
    """Return the modules (requirements, specifiers, version), or None where there are none."""
    for root in ("packaging", "pip._vendor.packaging"):
        try:
            names = ("requirements", "specifiers", "version")
            return [importlib.import_module(f"{root}.{name}") for name in names]
        except ImportError:
            continue
    return None


def _version(name: str) -> str | None:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None


def _requirements(name: str) -> list:
    """Return what an installed distribution says it needs, without its extras."""
    tools = _packaging()
    try:
        lines = importlib.metadata.requires(name) or []
    except importlib.metadata.PackageNotFoundError:
        lines = []
    if not tools:
        return []
    wanted = [tools[0].Requirement(line) for line in lines]
    return [r for r in wanted if r.marker is None or r.marker.evaluate({"extra": ""})]


def _fits(version: str, specifier: str) -> bool:
    _, specifiers, _ = _packaging()
    return specifiers.SpecifierSet(str(specifier)).contains(version, prereleases=True)


def _look_at_python(d: Diagnosis) -> None:
    version = platform.python_version()
    d.facts["Python"] = f"{version} on {platform.system()} {platform.machine()}"
    try:
        needed = importlib.metadata.metadata("jaxwise")["Requires-Python"]
    except importlib.metadata.PackageNotFoundError:
        needed = None
    if needed and _packaging() and not _fits(version, needed):
        d.fault(
            "python-version",
            f"Python {version} is not supported: jaxwise needs {needed}",
            f"make a new environment with a Python that is {needed}, and install into that",
        )


def _look_at_versions(d: Diagnosis) -> None:
    d.facts["jaxwise"] = _version("jaxwise") or "not installed, used from its folder"
    if _version("jaxwise") is None:
        d.note("floors-unknown", "jaxwise is not installed, so no version could be compared with")
    needed = {r.name: r for r in _requirements("jaxwise")}
    for name in dict.fromkeys(["jax", "jaxlib", "numpy", "matplotlib", *needed, *OPTIONAL]):
        version = _version(name)
        requirement = needed.get(name)
        if version:
            d.facts[name] = version
        if requirement is not None:
            _compare_with_floor(d, name, version, requirement.specifier)
    absent = [name for name in OPTIONAL if _version(name) is None]
    if absent:
        d.note("optional", f"not installed, and needed by some chapters: {', '.join(absent)}")
    if _version("jax") and not _version("jaxlib"):
        d.fault("jaxlib-missing", "jax is installed without jaxlib", _install("jax", "jaxlib"))
    if _version("jax"):
        _compare_with_neighbours(d, "jax", ("jaxlib", "numpy"))
    if not d.has("jax-missing", "jax-version", "jax-mismatch", "jaxlib-mismatch"):
        for name in ("flax", "optax", "numpyro", "diffrax"):
            if _version(name):
                _compare_with_neighbours(d, name, ("jax", "numpy"))
    _look_at_plugins(d)


def _compare_with_floor(d: Diagnosis, name: str, version: str | None, specifier) -> None:
    fix = f'python -m pip install "{name}{specifier}", then restart Python'
    if version is None:
        d.fault(f"{name}-missing", f"{name} is not installed", fix)
    elif not _fits(version, specifier):
        refused = any(s.operator == "!=" and not s.contains(version) for s in specifier)
        what = "is known to be broken" if refused else "does not fit"
        d.fault(f"{name}-version", f"{name} {version} {what}: jaxwise needs {specifier}", fix)


def _compare_with_neighbours(d: Diagnosis, name: str, neighbours: tuple[str, ...]) -> None:
    """Hold an installed package against what it says itself about its neighbours."""
    for requirement in _requirements(name):
        other, version = requirement.name, _version(requirement.name)
        if other not in neighbours or version is None:
            continue
        if not _fits(version, requirement.specifier):
            code = "jaxlib-mismatch" if (name, other) == ("jax", "jaxlib") else f"{name}-mismatch"
            fix = (
                f'python -m pip install "{name}=={_version(name)}" "{other}{requirement.specifier}"'
                if name == "jax"
                else f'python -m pip install --upgrade {name} "{other}=={version}"'
            )
            d.fault(
                code,
                f"{name} {_version(name)} does not fit {other} {version}: "
                f"it needs {other} {requirement.specifier}",
                fix + ", then restart Python",
            )


def _look_at_plugins(d: Diagnosis) -> None:
    """jax passes over a CUDA plugin whose version is not jaxlib's, and computes on the CPU."""
    jaxlib = _version("jaxlib")
    for name in ("jax-cuda12-plugin", "jax-cuda13-plugin"):
        plugin = _version(name)
        if plugin and jaxlib and _release(plugin) != _release(jaxlib):
            extra = name.split("-")[1]
            d.fault(
                "plugin-mismatch",
                f"{name} {plugin} does not fit jaxlib {jaxlib}, so jax would not use the GPU",
                f'python -m pip install "jax[{extra}]=={_version("jax")}", then restart Python',
            )


def _release(version: str) -> str:
    return re.match(r"\d+(\.\d+)*", version).group()


def _install(*names: str, again: bool = False) -> str:
    specifiers = {r.name: r.specifier for r in _requirements("jaxwise")}
    wanted = " ".join(f'"{name}{specifiers.get(name, "")}"' for name in names)
    return f"python -m pip install {'--force-reinstall ' * again}{wanted}, then restart Python"


# The machine --------------------------------------------------------------------------------------


def free_memory() -> int | None:
    """Return the bytes of memory that can still be used, or None where they cannot be read."""
    readings = []
    try:
        with open("/proc/meminfo") as lines:
            kib = next(line.split()[1] for line in lines if line.startswith("MemAvailable:"))
        readings.append(int(kib) * 1024)
    except (OSError, StopIteration):
        try:
            import psutil

            readings.append(psutil.virtual_memory().available)
        except ImportError:
            pass
    try:  # a container may be given less than the machine has
        limit, used = (
            open(f"/sys/fs/cgroup/memory.{name}").read().strip() for name in ("max", "current")
        )
        if limit != "max":
            readings.append(int(limit) - int(used))
    except (OSError, ValueError):
        pass
    return min(readings, default=None)


def _look_at_machine(d: Diagnosis) -> None:
    free = free_memory()
    d.facts["memory"] = "unknown" if free is None else f"{free / 2**30:.1f} GiB free"
    if free is not None and free < NEEDED_MEMORY:
        d.fault(
            "memory",
            f"only {free / 2**20:.0f} MiB of memory are free; "
            f"a chapter may need {NEEDED_MEMORY / 2**20:.0f} MiB",
            "close other programs and notebooks (each running kernel keeps its memory)",
        )
    _write_to_disk(d)


def _write_to_disk(d: Diagnosis) -> None:
    fix = "set the environment variable TMPDIR to a folder that can be written to"
    try:
        directory = tempfile.gettempdir()
        with tempfile.NamedTemporaryFile(prefix="jaxwise-") as file:
            file.write(_TEST_FILE)
            file.flush()
            file.seek(0)
            if file.read() != _TEST_FILE:
                raise OSError("what was read back differs from what was written")
        free = shutil.disk_usage(directory).free
    except OSError as error:
        d.facts["disk"] = "not writable"
        d.fault("disk", f"no temporary file can be written: {error}", fix)
        return
    d.facts["disk"] = f"{free / 2**30:.1f} GiB free for temporary files, written and read back"
    if free < NEEDED_DISK:
        what = f"only {free / 2**20:.0f} MiB are free for temporary files in {directory}"
        d.fault("disk", what, "delete what you do not need there, or set TMPDIR to another folder")


def _look_at_environment_variables(d: Diagnosis) -> None:
    for name, effect in CHANGES_RESULTS.items():
        value = os.environ.get(name)
        if value:
            d.note("environment", f"{name}={value[:80]} {effect}")
    others = sorted(
        name
        for name in os.environ
        if name.startswith(("JAX_", "XLA_")) and name not in CHANGES_RESULTS
    )
    if others:
        d.note("environment", f"also set: {', '.join(others)}")


# jax itself ---------------------------------------------------------------------------------------

_START = """
import sys
try:
    import jax
    jax.devices()
except BaseException as error:
    while error.__cause__ is not None:
        error = error.__cause__
    print(type(error).__name__, str(error).strip().split("\\n")[0], sep=": ", flush=True)
    sys.exit(3)
"""
_START_LIMIT = 120  # seconds


def _jax_answers(d: Diagnosis) -> bool:
    """Import jax and start its devices; on failure add the fault that explains it."""
    if "jax" not in sys.modules:
        if _version("jax") is None:
            if not d.has("jax-missing"):
                d.fault("jax-missing", "jax is not installed", _install("jax"))
            return False
        if not _starts_in_a_child(d):
            return False
    try:
        jax = importlib.import_module("jax")
        jax.devices()
        imported = jax.__version__
    except Exception as error:
        _explain_start(d, f"{type(error).__name__}: {str(error).strip().partition(chr(10))[0]}")
        return False
    installed = _version("jax")
    if installed and _release(imported) != _release(installed) and not d.has("jax-version"):
        d.fault(
            "two-versions",
            f"this Python runs jax {imported}, but jax {installed} is what is installed",
            "restart Python (Colab: Runtime > Restart session)",
        )
    return True


def _starts_in_a_child(d: Diagnosis) -> bool:
    """Start jax in a process of its own first: a broken jaxlib can kill the process, or hang."""
    if not sys.executable:
        return True
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}
    try:
        child = subprocess.run(
            [sys.executable, "-P", "-c", _START],
            env=environment,
            capture_output=True,
            text=True,
            timeout=_START_LIMIT,
        )
    except subprocess.TimeoutExpired:
        what = f"jax found no device within {_START_LIMIT} s; a GPU or TPU may be in use elsewhere"
        d.fault("jax-hangs", what, "set the environment variable JAX_PLATFORMS=cpu")
        return False
    if child.returncode == 0:
        return True
    if child.returncode == 3:
        _explain_start(d, child.stdout.strip())
        return False
    flags = re.search(r"Unknown flags? in XLA_FLAGS:[^\n]*", child.stderr)
    if flags:
        d.fault("xla-flags", flags.group(), "correct or unset XLA_FLAGS, then restart Python")
    else:
        how = f"exit status {child.returncode}"
        if child.returncode < 0:
            how = signal.Signals(-child.returncode).name
        what = f"starting jax ends Python with {how}"
        d.fault("jax-dies", what, _install("jax", "jaxlib", again=True))
    return False


def _explain_start(d: Diagnosis, message: str) -> None:
    d.facts["devices"] = f"none: {message}"
    if d.has("shadow", "jaxlib-mismatch", "jaxlib-missing", "jax-version", "jax-mismatch"):
        return  # the cause is already on the list
    platforms = os.environ.get("JAX_PLATFORMS")
    missing = re.search(r"No module named '(?!jax)([^'.]+)", message)
    if platforms not in (None, "", "cpu") and not missing:
        what = f"jax does not start on JAX_PLATFORMS={platforms}: {message}"
        d.fault("platform", what, "unset JAX_PLATFORMS, then restart Python")
    elif missing:
        what = f"jax cannot be imported: {message}"
        d.fault("jax-broken", what, f"python -m pip install {missing.group(1)}")
    else:
        what = f"jax cannot be started: {message}"
        d.fault("jax-broken", what, _install("jax", "jaxlib", again=True))


def _look_at_devices(d: Diagnosis) -> None:
    import jax

    devices = jax.devices()
    kinds = sorted({f"{device.platform} ({device.device_kind})" for device in devices})
    d.facts["devices"] = f"{len(devices)} x {', '.join(kinds)}"
    x64 = jax.config.jax_enable_x64
    d.facts["x64"] = "on: float64 is kept" if x64 else "off: float64 becomes float32 (the default)"
    asked = os.environ.get("JAX_ENABLE_X64", "").lower()
    if asked and x64 != (asked in ("1", "true", "t", "yes", "y", "on")):
        state = "on" if x64 else "off"
        d.note("x64", f"JAX_ENABLE_X64={asked}, yet x64 is {state}: it was set after jax's import")
    if all(device.platform == "cpu" for device in devices):
        gpu = os.path.exists("/dev/nvidiactl")
        hint = ': the machine has one; `pip install "jax[cuda12]"` would use it' if gpu else ""
        d.note("no-accelerator", f"no GPU or TPU is used; no chapter needs one{hint}")
    _count_cpu_devices(d, len(jax.devices("cpu")))


def _count_cpu_devices(d: Diagnosis, found: int) -> None:
    flag = r"--xla_force_host_platform_device_count=(\d+)"
    flags = re.findall(flag, os.environ.get("XLA_FLAGS", ""))
    asked = {}
    if flags:
        asked["XLA_FLAGS"] = int(flags[-1])  # XLA takes the last
    if os.environ.get("JAX_NUM_CPU_DEVICES", "").isdigit():
        asked = {"JAX_NUM_CPU_DEVICES": int(os.environ["JAX_NUM_CPU_DEVICES"])}
    for name, count in asked.items():
        if count != found:
            what = f"{name} asks for {count} CPU devices, jax has {found}: it was set too late"
            d.fault("set-too-late", what, RESTART)
    if found == 1 and not asked:
        d.note("one-device", "one CPU device; the chapters on sharding simulate eight themselves")


def _compute_known_gradient(d: Diagnosis) -> None:
    """Hold jit, grad and vmap of x sin x against sin x + x cos x from Python's math module."""
    points = [0.5, 1.0, 2.0]
    expected = [math.sin(x) + x * math.cos(x) for x in points]
    try:
        import jax
        import jax.numpy as jnp

        slope = jax.jit(jax.vmap(jax.grad(lambda x: x * jnp.sin(x))))
        values = [float(v) for v in slope(jnp.array(points))]
    except Exception as error:
        _smoke_fault(d, f"jit, vmap and grad together fail with {type(error).__name__}: {error}")
        return
    worst = max(abs(v - e) for v, e in zip(values, expected, strict=True))
    d.facts["smoke test"] = f"jit, vmap and grad of x sin x: largest error {worst:.0e}"
    if not worst < 1e-4:  # also when it is NaN
        _smoke_fault(d, f"the gradient of x sin x is wrong: {values}, not {expected}")


def _smoke_fault(d: Diagnosis, what: str) -> None:
    d.facts["smoke test"] = "failed"
    d.fault("smoke", what, _install("jax", "jaxlib", again=True))


def _compile_loop(d: Diagnosis) -> None:
    """Compile a loop ahead of time, as the chapters do, and read the time it takes."""
    try:
        import jax
        import jax.numpy as jnp

        def loop(x):
            return jax.lax.fori_loop(0, 10, lambda _, y: jnp.cos(y @ x), x)

        start = time.perf_counter()
        jax.jit(loop).lower(jnp.eye(32)).compile()
        seconds = time.perf_counter() - start
    except Exception as error:
        what = f"compiling a small loop fails with {type(error).__name__}: {error}"
        d.fault("compile", what, _install("jax", "jaxlib", again=True))
        return
    d.facts["compile"] = f"{seconds:.2g} s for a small loop (a reading, not a limit)"


# The command line ---------------------------------------------------------------------------------


def add_arguments(parser) -> None:
    """Add the options of `jaxwise doctor` to an `argparse` parser."""
    parser.add_argument(
        "--format", choices=("text", "json"), default="text", help="how to print (default: text)"
    )


def run(arguments) -> int:
    """Print the diagnosis; return the exit status, 0 when ready and 1 when not."""
    diagnosis = examine()
    print(diagnosis.to_json() if arguments.format == "json" else diagnosis)
    return 0 if diagnosis.ready else 1
