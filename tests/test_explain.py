"""`jaxwise.explain`: each rule on its exception, the user's line, and no rule for other ones."""

import builtins
import doctest
import functools
import importlib
import json
import os
import re
import subprocess
import sys
import textwrap
import time
import types
import warnings
from dataclasses import FrozenInstanceError, dataclass
from pathlib import Path

import corpus
import jax
import jax.numpy as jnp
import numpy as np
import pytest
import raising

import jaxwise
from jaxwise.data import misconceptions
from jaxwise.explanations import Explanation, _frames, _lookup, explain
from jaxwise.explanations._finding import find
from jaxwise.explanations._python import MOVED
from jaxwise.explanations._rules import RULES

ROOT = Path(__file__).resolve().parents[1]
PROGRAMS = [p for p in raising.programs() if not p.name.startswith("devices.")]
DEVICES = [p for p in raising.PROGRAMS if p.name.startswith("devices.")]


def rule_of(error):
    rule = find(error)[0]
    return rule.name if rule else None


def raised(function, *arguments):
    """What a call raises."""
    try:
        function(*arguments)
    except BaseException as error:
        return error
    raise AssertionError("nothing was raised")


def in_eight_devices(*command):
    """Run Python with eight simulated devices; return what it prints, read as JSON."""
    flags = "--xla_force_host_platform_device_count=8"
    paths = os.pathsep.join([str(ROOT / "src"), str(ROOT / "tests")])
    environment = {**os.environ, "XLA_FLAGS": flags, "JAX_PLATFORMS": "cpu", "PYTHONPATH": paths}
    done = subprocess.run(
        [sys.executable, *command],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


# Each rule, on the real exception -----------------------------------------------------------------


def test_names_of_rules_are_unique_and_each_misconception_is_in_the_catalogue():
    names = [rule.name for rule in RULES]
    assert len(set(names)) == len(names)
    assert {rule.misconception for rule in RULES} - {None} <= set(misconceptions())


def test_there_is_a_program_for_every_rule():
    covered = {program.rule for program in raising.PROGRAMS} | {f"moved-{n}" for n in MOVED}
    assert {rule.name for rule in RULES} == covered


@functools.cache
def outcome(program):
    """The exception of a program, raised once for all tests."""
    if missing := program.missing():
        pytest.skip(f"needs {missing}")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return program.error()


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda p: p.name)
def test_the_exception_shows_its_misconception_and_the_users_line(program):
    error = outcome(program)
    explanation = explain(error)
    assert rule_of(error) == program.rule
    assert explanation.misconception == program.misconception
    if program.rule != "syntax":  # the line of that is in another text, see below
        assert (explanation.file, explanation.line) == (program.file, program.line)
        assert "# HERE" in explanation.source


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda p: p.name)
def test_the_same_words_from_the_users_own_code_show_nothing(program):
    """An exception that the user's code raises, of a class of its own or a builtin one."""
    error = outcome(program)
    if isinstance(error, (NotImplementedError, AssertionError, SyntaxError)):
        pytest.skip("this one is about what the user's own code raises")

    class OwnError(Exception):
        pass

    class Derived(type(error)):
        def __init__(self, text):
            Exception.__init__(self, text)

        __str__ = Exception.__str__

    builtin = getattr(builtins, type(error).__name__, None)
    text = str(error)
    for cls in filter(None, (OwnError, Derived, builtin)):

        def fail(cls=cls):
            raise cls(text)

        assert explain(raised(fail)).misconception is None, cls
        assert rule_of(raised(fail)) is None, cls


@pytest.fixture(scope="module")
def reports():
    return in_eight_devices("-m", "raising", "devices")


@pytest.mark.parametrize("program", DEVICES, ids=lambda p: p.name)
def test_exceptions_about_devices(program, reports):
    report = reports[program.name]
    if "skipped" in report:
        pytest.skip(f"needs {report['skipped']}")
    assert report["rule"] == program.rule
    assert report["misconception"] == program.misconception
    assert (report["file"], report["line"]) == (program.file, program.line)


@pytest.mark.parametrize("name", MOVED)
def test_a_name_that_jax_no_longer_has(name):
    module, _, last = name.rpartition(".")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            getattr(importlib.import_module(module), last)
    except (AttributeError, ImportError) as error:
        assert rule_of(error) == f"moved-{name}"
        assert MOVED[name] in explain(error).do
    else:
        pytest.skip("this version of jax has it")


def test_a_missing_name_that_only_ends_alike_is_no_moved_name():
    assert rule_of(raised(lambda: jax.experimental.tree_map)) == "jax-has-no"
    assert rule_of(raised(lambda: jax.tree_mapper)) == "jax-has-no"


# Programs that other people wrote -----------------------------------------------------------------

PLANTED = [path for path in corpus.planted("explain")]


def guilty(path):
    rows = path.read_text(encoding="utf-8").splitlines()
    (line,) = [number for number, row in enumerate(rows, 1) if re.search(r"#.*\bHERE\b", row)]
    return str(path), line


def planted_error(path):
    for need in corpus.needs(path):
        name, _, version = need.partition(" ")
        module = pytest.importorskip(name)
        if version and not module.__version__.startswith(version):
            pytest.skip(f"needs {need}")
    return raised(corpus.load(path).run)


@pytest.mark.parametrize("path", PLANTED, ids=lambda p: f"{p.parent.name}/{p.stem}")
def test_a_planted_fault_is_recognised(path, capsys):
    if "devices" in corpus.facts(path):
        pytest.skip("test_planted_faults_of_several_devices")
    explanation = explain(planted_error(path))
    assert explanation.misconception == corpus.facts(path)["misconception"]
    assert (explanation.file, explanation.line) == guilty(path)


def test_planted_faults_of_several_devices():
    chosen = [path for path in PLANTED if "devices" in corpus.facts(path)]
    code = """
        import json, sys
        from pathlib import Path
        import corpus
        from jaxwise import explain

        found = {}
        for name in sys.argv[1:]:
            try:
                corpus.load(Path(name)).run()
            except Exception as error:
                e = explain(error)
                found[name] = [e.misconception, e.file, e.line]
        print(json.dumps(found))
    """
    found = in_eight_devices("-c", textwrap.dedent(code), *map(str, chosen))
    wanted = {str(p): [corpus.facts(p)["misconception"], *guilty(p)] for p in chosen}
    assert found == wanted


# Near neighbours ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Orbit:
    period: float


def neighbours():
    """Ordinary exceptions that look like those of the rules, {name: function that raises}."""
    array = np.arange(3.0)
    locked = np.broadcast_to(array, (2, 3))
    return {
        "a list as a key": lambda: {}[[1]],
        "a NumPy array as a key": lambda: {}[array],
        "the truth of a NumPy array": lambda: bool(array > 1),
        "an interval of a NumPy array": lambda: 0 < array < 1,
        "a locked NumPy array": lambda: locked.__setitem__((0, 0), 1.0),
        "a tuple does not change": lambda: (1, 2).__setitem__(0, 1),
        "a string does not change": lambda: change("abc"),
        "a tuple without an entry": lambda: delete_from((1, 2)),
        "a list for a result": lambda: np.add(array, 1, out=[1]),
        "a list without append": lambda: (1, 2).append(3),
        "a string with a float format": lambda: f"{'x':.2f}",
        "a list with a format": lambda: f"{[1]:.2f}",
        "a percent format of a string": lambda: "%d" % "x",  # noqa: UP031, PLE1307
        "the range of a float": lambda: range(2.0),
        "a list times a float": lambda: [1] * 2.0,
        "a number and a string": lambda: 1 + "1",
        "a number and None": lambda: 1 + None,
        "a list has no shape": lambda: [1].shape,
        "an int is too large for a C long": lambda: time.sleep(10**400),
        "an int is too large for NumPy": lambda: np.int32(2**40),
        "an int for int8": lambda: np.int8(300),
        "no such file": lambda: open("/nowhere/checkpoint"),
        "a frozen dataclass": lambda: setattr(Orbit(1.0), "period", 2.0),
        "a missing keyword": lambda: Orbit(),
        "a NumPy shape": lambda: np.ones(3) + np.ones(4),
        "a NumPy reshape": lambda: array.reshape(2, 2),
        "a ragged NumPy array": lambda: np.array([[1, 2], [3]], dtype=float),
        "a NumPy array of objects": lambda: np.sqrt(np.array([None])),
        "zip of unequal lengths": lambda: list(zip([1], [1, 2], strict=True)),
        "json of an object": lambda: json.dumps(Orbit(1.0)),
        "an index out of range": lambda: [1, 2][5],  # noqa: PLE0643
        "a division by zero": lambda: 1 / 0,
        "a singular matrix": lambda: np.linalg.inv(np.zeros((2, 2))),
        "sorting mixed keys": lambda: sorted({"a": 1, 2: 3}),
        "a key that is missing": lambda: {"a": 1}["key"],
        "a string that is no number": lambda: int("seven"),
        "deep recursion": lambda: endless(),
        "a stopped iterator": lambda: next(iter([])),
        "a wrong dtype for NumPy": lambda: np.zeros(3, dtype="float65"),
        "a bitwise and of floats": lambda: 1.0 & 2.0,
        "a float has no at": lambda: (1.0).at,
        "an object has no apply": lambda: types.SimpleNamespace().apply,
        "an object has no count": lambda: types.SimpleNamespace().count,
        "None has no length": lambda: len(None),
        "a function of one's own without rngs": lambda: own_layer(1, 2),
        "a function of one's own without state": lambda: own_layer(1, rngs=0),
        "a function of one's own without a key": lambda: own_layer(state=1, rngs=0),
        "a function of one's own without a keyword key": lambda: own_draw(),
        "an assertion of NumPy": lambda: np.testing.assert_(False),
    }


def change(text):
    text[0] = "x"


def delete_from(values):
    del values[0]


def own_layer(key, state, *, rngs):
    return key, state, rngs


def own_draw(*, key):
    return key


def endless():
    return endless()


@pytest.mark.parametrize("name", neighbours())
def test_an_ordinary_exception_shows_no_misconception(name):
    explanation = explain(raised(neighbours()[name]))
    assert explanation.misconception is None
    assert explanation.read is None
    assert explanation.file == __file__


def test_neighbours_in_jax_have_rules_of_their_own():
    assert rule_of(raised(jax.jit(lambda x: jax.lax.psum(x, "i")), 1.0)) == "unbound-axis"
    assert rule_of(raised(lambda: jnp.sin(object()))) == "object-for-array"
    assert rule_of(raised(jax.jit(lambda x, y: x + y), 1.0)) == "wrong-argument-count"
    assert rule_of(raised(lambda: jnp.eye(2).at[0].set(jnp.ones(3)))) == "shapes-broadcast"


def test_exceptions_with_similar_words_that_a_foreign_library_raises(tmp_path, monkeypatch):
    """Another library, installed, that uses the same words about its own things."""
    texts = {
        "ValueError": [
            "the length of the scan must be equal to that of the carriage",
            "in_specs of the pump are wrong",
            "cannot concatenate files",
            "checkpoint already exists",
            "the structure of the query and that of the table do not match",
            "Expected dict, got 3",
        ],
        "TypeError": [
            "the branch must have a carry bit",
            "key must be a string, not a shape",
            "a size argument is missing",
            "arguments must be static",
            "got a list at position 0",
        ],
        "RuntimeError": ["buffer is deleted", "no backend for plotting", "check failed"],
        "NameError": ["axis is not bound"],
    }
    folder = tmp_path / "site-packages" / "otherlib"
    folder.mkdir(parents=True)
    (folder / "__init__.py").write_text("def fail(cls, text):\n    raise cls(text)\n")
    monkeypatch.syspath_prepend(tmp_path / "site-packages")
    import otherlib

    for cls, sentences in texts.items():
        for text in sentences:
            error = raised(otherlib.fail, getattr(builtins, cls), text)
            assert explain(error).misconception is None, text
            assert find(error)[0] is None, text
            assert explain(error).file == __file__


# The user's line ----------------------------------------------------------------------------------


def test_the_line_is_the_innermost_of_the_users_in_full_and_shortened_tracebacks():
    def inner(x):
        return x[x > 1]

    for mode in ("off", "remove_frames", "quiet_remove_frames", "tracebackhide"):
        old = jax.config.jax_traceback_filtering
        jax.config.update("jax_traceback_filtering", mode)
        try:
            error = raised(jax.jit(inner), jnp.arange(3.0))
        finally:
            jax.config.update("jax_traceback_filtering", old)
            jax.clear_caches()
        explanation = explain(error)
        assert explanation.misconception == "M05", mode
        assert explanation.line == inner.__code__.co_firstlineno + 1, mode
        assert explanation.source == "return x[x > 1]", mode


@pytest.mark.parametrize(
    ("file", "owner"),
    [
        ("/home/ada/fit.py", "user"),
        ("C:/work/fit.py", "user"),
        ("<ipython-input-3-abc>", "user"),
        ("/tmp/ipykernel_71/123.py", "user"),
        ("/home/ada/.venv/lib/python3.13/site-packages/optax/_src/alias.py", "optax"),
        ("/usr/lib/python3/dist-packages/numpy/linalg/_linalg.py", "numpy"),
        ("/opt/lib/python3.13/site-packages/six.py", "six"),
        (functools.__file__, "python"),
        ("<frozen importlib._bootstrap>", "python"),
        ("numpy/random/_generator.pyx", "numpy"),
        (str(Path(jaxwise.__file__).parent / "claims" / "_claim.py"), "jaxwise"),
        (jax.__file__, "jax"),
        (__file__, "user"),
    ],
)
def test_whose_file_it_is(file, owner):
    assert _frames.owner(file) == owner


def test_code_that_was_executed_counts_if_linecache_knows_it():
    import linecache

    text = "import jax\n\n\ndef f(x):\n    return float(x)\n\n\njax.jit(f)(1.0)\n"
    linecache.cache["<cell 7>"] = (len(text), None, text.splitlines(True), "<cell 7>")
    explanation = explain(raised(exec, compile(text, "<cell 7>", "exec"), {"__name__": "cell"}))
    assert (explanation.file, explanation.line) == ("<cell 7>", 5)
    assert explanation.source == "return float(x)"
    assert explanation.misconception == "M04"
    assert explanation.origin == ("<cell 7>", 4)


def test_generated_methods_are_not_the_users_lines():
    error = raised(lambda: setattr(Orbit(1.0), "period", 2.0))
    assert isinstance(error, FrozenInstanceError)
    assert error.__traceback__.tb_next.tb_next.tb_frame.f_code.co_filename == "<string>"
    assert explain(error).file == __file__


def test_code_without_a_text_is_named_where_there_is_no_better_line():
    program = """if 1:
        import json
        from jaxwise import explain
        try:
            eval(compile("1 + None", "<string>", "eval"))
        except TypeError as error:
            print(json.dumps([explain(error).file, explain(error).line]))
    """
    done = subprocess.run(
        [sys.executable, "-"],
        input=program,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
    )
    file, line = json.loads(done.stdout)
    assert file in ("<string>", "<stdin>")
    assert isinstance(line, int)


def test_the_origin_of_a_leak_is_the_line_that_made_the_value():
    kept = []

    def step(x):
        y = 2 * x
        kept.append(y)
        return y

    jax.jit(step)(1.0)
    explanation = explain(raised(lambda: kept[0] + 1))
    assert explanation.misconception == "M09"
    assert explanation.origin == (__file__, step.__code__.co_firstlineno + 1)
    assert f"line {explanation.origin[1]}" in str(explanation)
    assert f"line {explanation.origin[1]}" in explanation._repr_markdown_()


def test_the_origin_of_a_conversion_is_the_traced_function():
    def step(x):
        return float(x)

    explanation = explain(raised(jax.jit(step), 1.0))
    assert explanation.origin == (__file__, step.__code__.co_firstlineno)
    assert explain(raised(lambda: {}["a"])).origin is None


def test_a_tracer_in_a_running_function_is_no_leak_even_behind_a_decorator():
    def logged(f):
        @functools.wraps(f)
        def wrapper(x):
            if x > 0:
                return f(x)
            return f(-x)

        return wrapper

    assert explain(raised(jax.jit(logged(jnp.sin)), 1.0)).misconception == "M01"
    assert explain(raised(jax.jit(logged(lambda x: x)), 1.0)).misconception == "M01"


def test_an_exception_caught_inside_the_traced_function_is_no_leak():
    seen = []

    @jax.jit
    def f(x):
        def inner():
            return float(x)

        try:
            inner()
        except Exception as error:
            seen.append(explain(error))
        return x

    f(1.0)
    assert seen[0].misconception == "M04"


# Chains and groups --------------------------------------------------------------------------------


def branch():
    jax.jit(lambda x: x if x > 0 else -x)(1.0)


def test_the_cause_of_a_wrapped_exception_is_explained():
    def fit():
        try:
            branch()
        except Exception as error:
            raise RuntimeError("the fit failed") from error

    explanation = explain(raised(fit))
    assert explanation.misconception == "M01"
    assert explanation.line == branch.__code__.co_firstlineno + 1
    assert explanation.first_line.startswith("jax.errors.TracerBoolConversionError: ")


def test_what_was_being_handled_is_explained_if_the_exception_itself_says_nothing():
    class FitError(Exception):
        pass

    def fit():
        try:
            branch()
        except Exception:
            raise FitError("no convergence")  # noqa: B904

    assert explain(raised(fit)).misconception == "M01"


def test_an_exception_in_a_handler_is_explained_before_what_was_being_handled():
    def fit():
        try:
            branch()
        except Exception:
            jnp.zeros(3)[0] = 1

    assert explain(raised(fit)).misconception == "M28"


def test_a_context_that_is_suppressed_is_not_looked_at():
    class FitError(Exception):
        pass

    def fit():
        try:
            branch()
        except Exception:
            raise FitError("no convergence") from None

    assert explain(raised(fit)).misconception is None


def test_a_group_is_explained_by_its_most_telling_member():
    members = [ValueError("of no interest"), raised(lambda: {}["a"]), raised(branch)]
    group = ExceptionGroup("three fits", [ExceptionGroup("two", members[:2]), members[2]])
    explanation = explain(group)
    assert explanation.misconception == "M01"
    assert explanation.line == branch.__code__.co_firstlineno + 1


def test_a_chain_that_runs_in_a_circle_ends():
    one, two = ValueError("one"), TypeError("two")
    one.__cause__, two.__cause__ = two, one
    assert explain(one).first_line == "ValueError: one"


def test_a_very_long_chain_ends():
    error = first = ValueError("0")
    for number in range(2000):
        error.__context__ = ValueError(str(number))
        error = error.__context__
    assert explain(first).misconception is None


# Whatever is raised -------------------------------------------------------------------------------


class Mute(Exception):
    def __str__(self):
        raise RuntimeError("I have nothing to say")


class Odd(Exception):
    def __str__(self):
        return 3  # noqa: PLE0307


class Hostile(Exception):
    """Its attributes cannot be looked at."""

    def __getattribute__(self, name):
        if name in ("args", "exceptions"):
            raise RuntimeError(name)
        return super().__getattribute__(name)


STRANGE = {
    "without a traceback": ValueError("never raised"),
    "without a text": Exception(),
    "of a str that raises": Mute(),
    "of a str that is none": Odd("x"),
    "hostile": Hostile("x"),
    "an interrupt": KeyboardInterrupt(),
    "an exit": SystemExit(3),
    "a generator's end": GeneratorExit(),
    "a key": KeyError("x"),
    "of many lines": ValueError("one\n\ntwo\n" * 5),
    "of a million characters": ValueError("Tracer " * 150_000),
    "braces": ValueError("{not a field} {0} {} %s"),
    "a warning": UserWarning("careful"),
    "an empty syntax error": SyntaxError(),
    "a syntax error of odd parts": SyntaxError("bad", (None, None, None, None)),
    "a unicode error": UnicodeDecodeError("utf-8", b"x", 0, 1, "bad"),
    "an OS error": OSError(2, "No such file", "x"),
    "nested groups": BaseExceptionGroup("a", [ExceptionGroup("b", [ValueError("c")]), Mute()]),
    "a type with a dot": type("a.b", (Exception,), {"__module__": None})("x"),
}


@pytest.mark.parametrize("name", STRANGE)
def test_it_never_raises(name):
    for error in (STRANGE[name], raised(lambda: (_ for _ in ()).throw(STRANGE[name]))):
        explanation = explain(error)
        assert isinstance(explanation, Explanation)
        assert str(explanation) and explanation._repr_markdown_()
        assert explanation.misconception is None


def test_a_syntax_error_names_its_own_line():
    text = "x = 1\ny = f(x[0)\n"
    explanation = explain(raised(compile, text, "/home/ada/fit.py", "exec"))
    assert (explanation.file, explanation.line) == ("/home/ada/fit.py", 2)
    assert explanation.source == "y = f(x[0)"


def test_it_takes_the_last_exception_that_nobody_caught(monkeypatch):
    monkeypatch.setattr(sys, "last_exc", raised(branch), raising=False)
    assert explain().misconception == "M01"


def test_it_takes_what_an_older_ipython_leaves(monkeypatch):
    monkeypatch.delattr(sys, "last_exc", raising=False)
    monkeypatch.setattr(sys, "last_value", raised(branch), raising=False)
    assert explain().misconception == "M01"


def test_without_an_exception_it_says_what_it_expected(monkeypatch):
    monkeypatch.delattr(sys, "last_exc", raising=False)
    monkeypatch.delattr(sys, "last_value", raising=False)
    with pytest.raises(ValueError, match="exception: expected an exception.*last_exc"):
        explain()


@pytest.mark.parametrize("thing", ["text", ValueError, 3, types.SimpleNamespace()])
def test_what_is_no_exception_is_refused(thing):
    with pytest.raises(TypeError, match="exception: expected an exception, got"):
        explain(thing)


def test_nothing_of_the_users_runs_while_it_looks():
    class Trap:
        touched = []

        @property
        def weight(self):
            self.touched.append("property")

        def __getattr__(self, name):
            self.touched.append(name)
            raise AttributeError(name)

        def __repr__(self):
            self.touched.append("repr")
            return "Trap"

    trap = Trap()

    def fail():
        return trap.weight + jnp.zeros(3) + [1]

    error = raised(fail)
    before = list(Trap.touched)
    explain(error)
    assert Trap.touched == before


# What it says -------------------------------------------------------------------------------------


def test_sentences_have_the_names_and_shapes_of_the_message():
    explanation = explain(raised(lambda: jnp.ones((3, 2)) + jnp.ones((4, 2))))
    assert "`add` got shapes (3, 2), (4, 2)" in explanation.what
    explanation = explain(raised(jax.vmap(lambda p, x: p * x), jnp.ones(4), jnp.ones(5)))
    assert "axis 0 of argument p of type float32[4]" in explanation.what
    explanation = explain(raised(jax.jit(lambda width: jnp.zeros(width)), 3))
    assert "traced int32[]" in explanation.what and "`width`" in explanation.what
    explanation = explain(raised(jax.lax.scan, lambda c, x: (c + x, c), jnp.int32(0), jnp.ones(2)))
    assert "int32[]" in explanation.what and "float32[]" in explanation.what


def test_the_first_line_has_no_memory_address():
    explanation = explain(raised(jax.jit(lambda mode: mode), "up"))
    assert explanation.first_line.startswith("TypeError: Error interpreting argument to <function")
    assert "0x" not in str(explanation)


def test_every_text_is_plain_and_every_piece_of_code_can_be_read():
    for rule in RULES:
        texts = (rule.title, *rule.what, rule.do)
        assert all(text.isascii() for text in texts), rule.name
        assert not rule.title.endswith("."), rule.name
        assert rule.what and all(text.endswith((".", "}")) for text in rule.what), rule.name
        rows = rule.do.replace("{{", "{").replace("}}", "}").splitlines()
        code = [row[4:] for row in rows if row.startswith("    ")]
        assert 1 <= len(code) <= 3, rule.name
        assert not rows[0].startswith("    "), rule.name
        words = " ".join(texts).lower()
        assert not re.search(r"\b(simply|just|obviously|easy|easily|of course)\b", words), rule.name


def test_it_prints_for_a_terminal_and_for_a_notebook():
    explanation = explain(raised(branch))
    printed = str(explanation)
    assert all(
        len(row) <= 79 for row in printed.splitlines() if not row.startswith(("File", "    "))
    )
    assert f'File "{__file__}", line {explanation.line}' in printed
    assert explanation.source in printed
    assert "(M01)" in printed
    markdown = explanation._repr_markdown_()
    assert "**Python asked a traced value whether it is true** (M01)" in markdown
    assert f"```python\n{explanation.source}\n```" in markdown
    assert "    y = jnp" not in markdown  # code stands in a fence, not indented


def test_it_does_not_print_the_same_words_twice():
    explanation = explain(raised(lambda: jnp.eye(3).reshape(2, -1)))
    said = explanation.first_line.partition(": ")[2]
    assert said in explanation.what
    printed = " ".join(str(explanation).split())
    assert printed.count(said) == 1
    assert explanation._repr_markdown_().count(said) == 1


def test_it_sends_the_reader_to_a_page_that_exists():
    pages = {explain(outcome(p)).read for p in PROGRAMS if not p.missing()} - {None}
    assert "foundations/purity" in pages
    for page in pages:
        assert (ROOT / "book" / f"{page}.md").is_file(), page


def test_an_explanation_is_frozen():
    explanation = explain(ValueError("x"))
    with pytest.raises(FrozenInstanceError):
        explanation.title = "another"


# Light --------------------------------------------------------------------------------------------


def test_it_imports_neither_jax_nor_any_library():
    code = (
        "import sys, jaxwise; jaxwise.explain(ValueError('x')); "
        "print([m for m in ('jax', 'numpy', 'flax', 'optax', 'equinox', 'diffrax', 'numpyro') "
        "if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
    )
    assert done.stdout.strip() == "[]", done.stderr


@pytest.mark.parametrize(
    "module", ["", "._evidence", "._finding", "._frames", "._lookup", "._rule"]
)
def test_the_examples_in_its_documentation_run(module):
    result = doctest.testmod(importlib.import_module(f"jaxwise.explanations{module}"))
    assert result.failed == 0
    assert result.attempted > 0


def test_a_piece_of_a_statement_can_be_looked_at():
    for row in ("if x > 0:", "x = f(", "elif a and b:", "return g(x)", "with h(x) as y:", "x)"):
        assert _lookup._statement(row) != "0", row
