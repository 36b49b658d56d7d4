"""Are the gradients of a function finite, right and possible?"""

import jax
import jax.numpy as jnp
import numpy as np

from jaxwise import compat
from jaxwise.probes._compare import show
from jaxwise.probes._findings import Finding, Witness
from jaxwise.probes._interpret import equations, flows_into, observe
from jaxwise.probes._purity import _at, _places
from jaxwise.probes._source import line_of
from jaxwise.probes._subject import NotApplicable

WRONG = 1e-2  # relative disagreement with finite differences that is no rounding
SINGULAR = {"sqrt", "rsqrt", "log", "div", "pow", "cbrt", "acos", "asin", "atan2", "integer_pow"}
DEGENERATE = {"eigh", "svd", "eig", "qr", "schur"}


def probe(subject):
    """The parts; see `jaxwise.probes.gradients`."""
    places, weights = _problem(subject)
    try:
        with subject.guard():
            gradient = jax.block_until_ready(_gradient(subject, places, weights)(*subject.arrays()))
    except Exception as error:
        refused = error
        return [lambda: [_impossible(subject, refused)]]
    parts = [lambda: _finite(subject, places, weights, gradient)]
    if all(np.isfinite(np.asarray(g)).all() for g in gradient):
        parts.append(lambda: _against_differences(subject, places, weights))
    return [*parts, lambda: _elsewhere(subject, places, weights)]


def _problem(subject):
    """(positions of the floating-point arguments, weights that make the outputs one number)."""
    places = subject.floats()
    with subject.guard():
        _, shapes = subject.jaxpr
    outs = [s for s in jax.tree.leaves(shapes) if _is_float(s)]
    if not places or not outs:
        raise NotApplicable("no floating-point arguments, or no floating-point result")
    if not sum(int(np.prod(s.shape)) for s in outs):
        raise NotApplicable("its result is empty")
    rng = np.random.default_rng(1)
    weights = [
        rng.uniform(0.5, 1.5, s.shape) if _is_float(s) else None for s in jax.tree.leaves(shapes)
    ]
    return places, weights


def _is_float(s):
    return not jax.dtypes.issubdtype(s.dtype, jax.dtypes.extended) and jnp.issubdtype(
        s.dtype, jnp.floating
    )


def _scalar(subject, places, weights):
    """A function of the floating-point leaves: the weighted sum of the floating-point outputs."""
    program = subject.flat()
    rest = subject.arrays()

    def total(*moving):
        arguments = list(rest)
        for i, x in zip(places, moving, strict=True):
            arguments[i] = x
        leaves = jax.tree.leaves(program(*arguments))
        parts = [
            jnp.sum(jnp.asarray(w, jnp.result_type(x)) * x)
            for w, x in zip(weights, leaves, strict=True)
            if w is not None
        ]
        return sum(parts)

    return total


def _gradient(subject, places, weights):
    total = _scalar(subject, places, weights)
    inside = jax.jit(jax.grad(total, argnums=tuple(range(len(places)))))
    return lambda *arguments: inside(*[_real(arguments[i]) for i in places])


def _real(x):
    return jnp.asarray(x)


def _impossible(subject, error):
    from jaxwise.explanations import explain

    told = explain(error)
    loop = "while_loop" in str(error) or "dynamic start/stop" in str(error)
    return _at(
        subject, _places(subject), "no-reverse-mode", "warning",
        f"jax.grad refuses it: {told.first_line[:160]}"
        + ("; forward mode (jax.jvp, jacfwd) may work" if loop else ""),
        Witness(f"jax.grad of {subject.call_text()}", "a gradient", told.first_line[:80],
                lambda: _refuses(subject)),
        told.misconception or ("M45" if loop else None),
    )  # fmt: skip


def _refuses(subject):
    places, weights = _problem(subject)
    try:
        with subject.guard():
            _gradient(subject, places, weights)(*subject.arrays())
    except Exception:
        return True
    return False


# --- finite


def _finite(subject, places, weights, gradient):
    value = subject.compiled()
    outs = [x for x, w in zip(jax.tree.leaves(value), weights, strict=True) if w is not None]
    finite_value = all(np.isfinite(np.asarray(x, np.float64)).all() for x in outs)
    bad = [i for i, g in zip(places, gradient, strict=True) if not np.isfinite(np.asarray(g)).all()]
    if not bad or not finite_value:
        return
    belongs, words, (file, line) = cause_of_nan(subject)
    inputs = [subject.arrays()[i] for i in bad]

    def again():
        with subject.guard():
            g = _gradient(subject, places, weights)(*subject.arrays())
        return not all(np.isfinite(np.asarray(x)).all() for x in g)

    if file is None:
        file, line = (_places(subject) or [(None, None)])[-1]
    yield Finding(
        "gradient-not-finite", "error",
        f"the value is finite and its gradient is not: {words}",
        Witness(f"jax.grad at {show(inputs)}", "finite numbers",
                show([g for i, g in zip(places, gradient, strict=True) if i in bad]), again),
        belongs, file=file, line=line,
    )  # fmt: skip


def cause_of_nan(subject):
    """(misconception, words, (file, line)): the equation whose derivative is infinite."""
    with subject.guard():
        closed, _ = subject.jaxpr
        everything = list(equations(closed))
        for eqn, path in everything:
            if eqn.primitive.name in DEGENERATE:
                return (
                    "M42",
                    f"{eqn.primitive.name} divides by differences of eigenvalues or singular "
                    "values, and two of them are equal",
                    line_of(eqn, path),
                )
        events = observe(closed, subject.arrays(), _singular)
    guilty = [e for e in events if e.rows("singular").any()]
    selects = any(eqn.primitive.name == "select_n" for eqn, _ in everything)
    if guilty:
        event = guilty[0]
        name = event.eqn.primitive.name
        where = line_of(event.eqn, event.path)
        if selects and flows_into(closed, event.eqn, _selects):
            return (
                "M40",
                f"{name} has no finite derivative at this value, in the branch of a where that is "
                "not taken: zero times infinity is NaN; make the argument safe before, too",
                where,
            )
        return (
            "M41",
            f"{name} has an infinite derivative at {_ENDS.get(name, '0, as in a norm of a zero vector')}",
            where,
        )
    if selects:
        return (
            "M40",
            "the branch of a where that is not taken has no finite derivative",
            (None, None),
        )
    return None, "some operation has no finite derivative there", (None, None)


def _selects(eqn):
    return eqn.primitive.name == "select_n"


_ENDS = dict.fromkeys(("acos", "asin"), "1 and at -1")


def _singular(eqn, path, values):
    """Record where an operation has no finite derivative at its arguments."""
    name = eqn.primitive.name
    if name not in SINGULAR or not jnp.issubdtype(jnp.result_type(values[0]), jnp.floating):
        return None
    x = jnp.asarray(values[0])
    if name in ("sqrt", "rsqrt", "log", "cbrt"):
        bad = x <= 0
    elif name == "div":
        bad = jnp.asarray(values[1]) == 0
    elif name in ("acos", "asin"):
        bad = jnp.abs(x) >= 1
    elif name == "atan2":
        bad = (x == 0) & (jnp.asarray(values[1]) == 0)
    elif name == "integer_pow":
        bad = (x == 0) & (eqn.params["y"] < 0)
    else:
        bad = x <= 0
    return {"singular": jnp.any(bad)}


# --- against finite differences in 64 bits


def _against_differences(subject, places, weights):
    with subject.guard():
        closed, _ = subject.jaxpr
    names = {eqn.primitive.name for eqn, _ in equations(closed)}
    if any("callback" in name for name in names) or _rounds(closed):
        return
    found = _disagreement(subject, places, weights)
    if found is None:
        return
    slope, difference = found
    # The sampler of the gamma distribution has a derivative of its own, not that of its steps.
    custom = "random_gamma" in names or any("custom" in name for name in names)
    stopped = "stop_gradient" in names
    code, severity = "gradient-wrong", "error"
    words = "the derivative along a random direction disagrees with finite differences in 64 bits"
    if stopped:
        code, severity = "custom-gradient", "note"
        words += "; it stops gradients, so that may be meant"
    elif custom:
        code, severity = "custom-gradient", "warning"
        words += "; a custom derivative rule says otherwise than the function"
    yield _at(
        subject, _places(subject), code, severity, words,
        Witness(f"directional derivative of {subject.call_text()}", f"{difference:.6g}",
                f"{slope:.6g}", lambda: _disagreement(subject, places, weights) is not None),
        "M46" if custom and not stopped and "random_gamma" not in names else None,
    )  # fmt: skip


def _rounds(closed):
    """Does it round to fewer than 32 bits, so that small differences see steps and not a slope?"""
    return any(
        (name := eqn.primitive.name) == "reduce_precision" and eqn.params["mantissa_bits"] < 23
        or name != "reduce_precision" and any(_narrow(v.aval) for v in eqn.outvars)
        for eqn, _ in equations(closed)
    )  # fmt: skip


def _narrow(aval):
    return hasattr(aval, "dtype") and _is_float(aval) and aval.dtype.itemsize < 4


def _disagreement(subject, places, weights):
    """(derivative, difference quotient) where they disagree beyond doubt; None where they do not.

    Both are computed in 64 bits, by one program.  The difference quotient counts only where two
    step sizes, and both sides, agree: at a kink or a jump, and in a chaotic function, they do not.
    """
    try:
        with subject.guard(), compat.enable_x64():
            x = [jnp.asarray(np.asarray(subject.dynamic[i], np.float64)) for i in places]
            # One program for values and gradient: compiling is what costs here.
            both = jax.jit(
                jax.value_and_grad(_scalar(subject, places, weights), argnums=tuple(range(len(x))))
            )
            rng = np.random.default_rng(2)
            v = [jnp.asarray(rng.standard_normal(np.shape(a)) * _size(a)) for a in x]

            def at(h):
                return float(both(*[a + h * b for a, b in zip(x, v, strict=True)])[0])

            middle, gradient = both(*x)
            middle = float(middle)
            slope = float(sum(jnp.vdot(g, b).real for g, b in zip(gradient, v, strict=True)))
            central = [(at(h) - at(-h)) / (2 * h) for h in (1e-5, 1e-6)]
            sides = [(at(h) - middle) / h for h in (1e-6, -1e-6)]
    except Exception:
        return None
    size = max(abs(slope), *map(abs, central))
    if not np.isfinite([slope, *central, *sides]).all() or size == 0:
        return None
    # What rounding of the function value can do to the quotient.
    noise = abs(middle) * 1e-14 / 1e-6
    own = WRONG * max(map(abs, central)) + noise
    if abs(central[0] - central[1]) > own / 4 + noise or abs(sides[0] - sides[1]) > own + noise:
        return None
    if noise > WRONG * size or abs(slope - central[1]) <= WRONG * size:
        return None
    return slope, central[1]


def _size(a):
    return np.where(np.abs(np.asarray(a)) > 0, np.maximum(np.abs(np.asarray(a)), 1e-2), 1.0)


# --- elsewhere, when asked


def _elsewhere(subject, places, weights):
    """Points of the domain at which a gradient is not finite: notes."""
    if subject.options.domain is None:
        return
    low, high = subject.options.domain
    points = np.unique(
        np.concatenate([np.linspace(low, high, 9), [low, high, min(max(0.0, low), high)]])
    )
    gradient = _gradient(subject, places, weights)
    for point in points:
        arguments = subject.arrays()
        for i in places:
            arguments[i] = jnp.full(np.shape(arguments[i]), point, jnp.result_type(arguments[i]))
        try:
            with subject.guard():
                g = jax.block_until_ready(gradient(*arguments))
        except Exception:
            continue
        if not all(np.isfinite(np.asarray(x)).all() for x in g):
            yield Finding(
                "gradient-not-finite", "note",
                f"at {point:g} in every floating-point argument its gradient is not finite",
                misconception="M48",
            )  # fmt: skip
