"""Precision lost, indices outside, shapes that broadcast by accident, integers that wrap."""

from types import CellType

import jax
import jax.numpy as jnp
import numpy as np

from jaxwise import compat
from jaxwise.probes import _world
from jaxwise.probes._compare import arrays_of, distance, identical, nudged, show
from jaxwise.probes._findings import Finding, Witness
from jaxwise.probes._interpret import equations, flows_into, holder, observe, replaced
from jaxwise.probes._purity import _at, _places
from jaxwise.probes._source import (
    _file_of_body,
    called,
    frames_of,
    is_jax,
    line_of,
    statement_at,
)

COARSE = 1e-3  # relative error of a 32-bit result from which it is a warning
WRONG = 1e-2  # and from which it is an error


def probe(subject):
    """The parts; see `jaxwise.probes.numbers`."""
    with subject.guard() as run:
        closed = jax.make_jaxpr(subject.flat())(*subject.arrays())
    return [
        lambda: _truncated(subject, run),
        lambda: _collapsed(subject),
        lambda: _broadcast(subject, closed),
        lambda: _outside(subject, closed),
        lambda: _wraps(subject, closed),
        lambda: _finite(subject),
        lambda: _coarse(subject, closed),
        lambda: _absorbed(subject, closed),
    ]


# --- precision


def _truncated(subject, run):
    """64 bits asked for by name, which jax answers with a warning and 32 bits."""
    for warning in run.warnings:
        text = str(warning.message)
        if "truncated to dtype" not in text and "requested in" not in text:
            continue

        def again():
            with subject.guard() as rerun:
                jax.make_jaxpr(subject.flat())(*subject.arrays())
            return any("truncated to dtype" in str(w.message) for w in rerun.warnings)

        yield Finding(
            "truncated", "warning",
            "it asks for 64 bits and gets 32: " + text.partition(". ")[0][:160],
            Witness(subject.call_text(), "64 bits", "32 bits, with a warning", again),
            "M31", file=warning.filename if not is_jax(warning.filename) else None,
            line=warning.lineno,
        )  # fmt: skip
        return


def _collapsed(subject):
    """64-bit arguments whose values 32 bits cannot tell apart."""
    if jax.config.jax_enable_x64:
        return
    for leaf in subject.leaves:
        if not isinstance(leaf, np.ndarray) or leaf.dtype not in (np.float64, np.int64):
            continue
        if leaf.dtype == np.int64:
            if leaf.size and (leaf.max() > 2**31 - 1 or leaf.min() < -(2**31)):
                yield _at(
                    subject, _places(subject), "truncated", "error",
                    "an argument holds integers beyond 32 bits; jax keeps the low 32 bits only",
                    Witness("the argument as a jax array", show(leaf), "other numbers",
                            lambda leaf=leaf: bool(leaf.max() > 2**31 - 1 or leaf.min() < -(2**31))),
                    "M31",
                )  # fmt: skip
            continue
        loss = _lost(leaf)
        if loss > 1e-3:
            yield _at(
                subject, _places(subject), "too-coarse", "error" if loss > 0.05 else "warning",
                f"an argument is given in 64 bits, and its {leaf.size} values lie so close together "
                f"that rounding to 32 bits moves them by {loss:.0%} of their spacing or spread; "
                "subtract an offset first, or switch to 64 bits",
                Witness("the spacing of the argument's values against float32's",
                        "rounding far below the spacing", f"{loss:.3g} of it",
                        lambda leaf=leaf: _lost(leaf) > 1e-3),
                "M32",
            )  # fmt: skip
        elif loss > 0:
            yield from _rounded(subject)
            return


def _rounded(subject):
    """float64 arrays among the arguments: does rounding them to 32 bits move the result?"""
    shift = _shift_by_rounding(subject)
    words = "an argument is a float64 array; jax computes with it in 32 bits unless told otherwise"
    if shift is None or shift[0] < COARSE:
        yield Finding("truncated", "note", words, misconception="M31")
        return
    yield _at(
        subject, _places(subject), "truncated", "warning",
        f"{words}, and that rounding alone moves the result by {shift[0]:.1%} of its size",
        Witness(f"{subject.call_text()}, in 64 bits", f"{show(shift[1])} (arguments as given)",
                f"{show(shift[2])} (arguments rounded)",
                lambda: (_shift_by_rounding(subject) or [0])[0] >= COARSE),
        "M31",
    )  # fmt: skip


def _shift_by_rounding(subject):
    """(shift, result, result from rounded arguments), both in 64 bits; None where it cannot run."""
    try:
        with subject.guard(), compat.enable_x64():
            program = subject.program
            exact = [_in_64_bits(x) for x in subject.dynamic]
            rounded = [_in_64_bits(x, rounded=True) for x in subject.dynamic]
            a = jax.block_until_ready(program(*exact))
            b = jax.block_until_ready(program(*rounded))
    except Exception:
        return None
    gaps = _float_distance(b, a)
    return (max(gaps), a, b) if np.isfinite(gaps).all() else None


def _in_64_bits(x, rounded=False):
    if isinstance(x, np.ndarray) and x.dtype == np.float64:
        return jnp.asarray(x.astype(np.float32).astype(np.float64) if rounded else x)
    return x


def _lost(values):
    """The error of rounding to float32, in units of what the values are about.

    For a rising or falling sequence (a time axis) these are its steps, and the error is compared
    with the step beside it, in the median, or the share of the steps that vanish; else it is the
    spread, and the largest error.
    """
    flat = np.ravel(values)[np.isfinite(np.ravel(values))]
    if flat.size < 2 or flat.min() == flat.max():
        return 0.0
    rounding = np.abs(flat - flat.astype(np.float32).astype(np.float64))
    steps = np.diff(flat)
    if (steps > 0).all() or (steps < 0).all():
        median = np.median(np.maximum(rounding[1:], rounding[:-1]) / np.abs(steps))
        with np.errstate(over="ignore", invalid="ignore"):
            kept = np.diff(flat.astype(np.float32)) * np.sign(steps[0]) > 0
        return float(max(median, np.mean(~kept)))
    return float(rounding.max() / flat.std())


def _coarse(subject, closed):
    """The 32-bit result against the 64-bit one, where the function itself is well conditioned."""
    if jax.config.jax_enable_x64 or not subject.floats():
        return
    names = {eqn.primitive.name for eqn, _ in equations(closed)}
    if any(n.startswith("random_") or "callback" in n for n in names):
        return
    found = _error_of_32_bits(subject)
    if found is None:
        return
    error, noise, low, high = found
    if error < COARSE or error < 30 * noise:
        return
    # A small part of a larger result, such as an error estimate, may be all rounding.
    # The signs of eigenvectors, singular vectors and Schur vectors are free.
    free = {"eigh", "eig", "svd", "schur", "qr", "householder_product"} & names
    severe = _share(low, high) >= WRONG and error >= 1000 * noise and not free

    def again():
        again = _error_of_32_bits(subject)
        return again is not None and again[0] >= COARSE

    yield _at(
        subject, _places(subject), "too-coarse", "error" if severe else "warning",
        "computed in 32 bits the result is "
        + (f"off by {error:.1%} of its size" if np.isfinite(error) else "not finite, and in 64 it is")
        + f"; the arguments' last digit would explain {noise:.1e}; digits, or the range, are lost on "
        "the way (cancellation, a tiny step, a large offset, overflow)",
        Witness(subject.call_text(), f"{show(high)} (64 bits)", f"{show(low)} (32 bits)", again),
        "M32",
    )  # fmt: skip


def _error_of_32_bits(subject):
    """(error of the 32-bit result, what one ulp of the inputs explains, both results); or None."""
    try:
        low = subject.compiled()
        with subject.guard(), compat.enable_x64():
            places = set(subject.floats())
            exact = [
                jnp.asarray(np.asarray(x, np.float64)) if i in places else x
                for i, x in enumerate(subject.dynamic)
            ]
            program = subject.program
            high = jax.block_until_ready(program(*exact))
            rng = np.random.default_rng(3)
            noise = 0.0
            for ulps in (1.0, 1.0, 4.0):
                # One unit in the last place of 32 bits, for numbers that are in 64.
                moved = [
                    nudged(x, rng, ulps * 2.0**29) if i in places else x
                    for i, x in enumerate(exact)
                ]
                noise = max(
                    noise, *_float_distance(high, jax.block_until_ready(program(*moved))), 0
                )
    except Exception:
        return None
    gaps = _float_distance(low, high)
    if not gaps or not np.isfinite(noise):
        return None
    return max(gaps), max(noise, 1e-7), low, high


def _absorbed(subject, closed):
    """A loop that adds a small constant to a large number, and nothing is added."""
    if not any(e.primitive.name in ("scan", "while") for e, _ in equations(closed)):
        return

    def absorbed():
        with subject.guard():
            recording = jax.make_jaxpr(subject.flat())(*subject.arrays())
            events = observe(recording, subject.arrays(), _addition)
        for event in events:
            big, small = event.rows("big"), event.rows("small")
            if len(small) < 10 or (small == 0).any() or (small != small[0]).any():
                continue
            if (lost := (big + small == big).mean()) >= 0.5:
                yield event, big, small, lost

    for event, big, small, lost in absorbed():
        file, line = line_of(event.eqn, event.path)
        yield Finding(
            "too-coarse", "error",
            f"a loop adds {small[0]:.3g} at each step to a number of size {big[-1]:.6g}, and in "
            f"{big.dtype} nothing is added in {lost:.0%} of the steps",
            Witness(f"{big[-1]:.6g} + {small[0]:.3g} in {big.dtype}", "a larger number",
                    f"{big[-1] + small[0]:.6g}",
                    lambda: any(absorbed())),
            "M32", file=file, line=line,
        )  # fmt: skip
        return


def _addition(eqn, path, values):
    """Record the operands of an addition, in a loop, to a floating-point scalar that it carries."""
    if eqn.primitive.name != "add":
        return None
    a, b = map(jnp.asarray, values)
    if a.ndim or b.ndim or not jnp.issubdtype(a.dtype, jnp.floating) or a.dtype != b.dtype:
        return None
    if _is_carried(eqn, path, 0):
        return {"big": a, "small": b}
    return {"big": b, "small": a} if _is_carried(eqn, path, 1) else None


def _is_carried(eqn, path, operand):
    """Is the sum the next value, in a loop, of the very number that was added to?

    Not so for an epsilon in a denominator.  The sum may be bounded, chosen or added to further, and
    functions that are called in the loop are looked through.
    """
    totals, number, inner = [eqn.outvars[0]], eqn.invars[operand], eqn
    for outer in reversed(path):
        if (jaxpr := holder(inner, compat.inner_jaxprs(outer))) is None:
            return False
        if outer.primitive.name in ("scan", "while"):
            if outer.primitive.name == "scan":
                skipped, carried = compat.scan_counts(outer)
            else:
                skipped, carried = outer.params["body_nconsts"], len(jaxpr.outvars)
            pairs = zip(jaxpr.invars[skipped:], jaxpr.outvars[:carried], strict=False)
            reached = _reached(jaxpr, totals)
            return any(a is number and id(b) in reached for a, b in pairs)
        if not any(v is number for v in jaxpr.invars):
            return False
        place = next(i for i, v in enumerate(jaxpr.invars) if v is number)
        number = outer.invars[place + len(outer.invars) - len(jaxpr.invars)]  # a cond has an index
        reached = _reached(jaxpr, totals)
        pairs = zip(outer.outvars, jaxpr.outvars, strict=False)
        totals, inner = [a for a, b in pairs if id(b) in reached], outer
    return False


_KEEPS = {"select_n", "min", "max", "clamp", "convert_element_type", "add", "copy"}


def _reached(jaxpr, totals):
    """The ids of what sums become that are only bounded, chosen, converted or added to."""
    reached = {id(v) for v in totals}
    for eqn in jaxpr.eqns:
        if _keeps(eqn) and any(id(v) in reached for v in eqn.invars):
            reached |= {id(v) for v in eqn.outvars}
    return reached


def _keeps(eqn):
    inner = compat.inner_jaxprs(eqn)  # jnp.where and jnp.clip are calls
    if inner:
        return all(_keeps(e) for j in inner for e in compat.open_jaxpr(j).eqns)
    return eqn.primitive.name in _KEEPS


def _share(a, b):
    """The largest difference of two results, in units of the largest number in either."""
    pairs = [
        (x.astype(np.complex128), y.astype(np.complex128))
        for x, y in zip(arrays_of(a), arrays_of(b), strict=True)
        if x is not None and x.dtype.kind in "fc" and x.size
    ]
    if not all(np.isfinite(x).all() for x, _ in pairs):
        return np.inf
    size = max((np.abs(y).max() for _, y in pairs), default=0.0)
    gap = max((np.abs(x - y).max() for x, y in pairs), default=0.0)
    return float(gap / size) if size else 0.0


def _float_distance(a, b):
    """`distance`, of the floating-point leaves that are finite."""
    xs, ys = arrays_of(a), arrays_of(b)
    return [
        gap
        for gap, x, y in zip(distance(a, b), xs, ys, strict=True)
        if x is not None and x.dtype.kind in "fc" and np.isfinite(y).all()
    ] or [0.0]


def _finite(subject):
    """Finite arguments, and NaN in the result."""
    for leaf in subject.arrays():
        array = arrays_of([leaf])[0]
        if array is not None and array.dtype.kind in "fc" and not np.isfinite(array).all():
            return
    result = subject.compiled()

    def has_nan(result):
        return any(
            x is not None and x.dtype.kind in "fc" and np.isnan(x).any() for x in arrays_of(result)
        )

    def bad():
        with subject.guard():
            return has_nan(jax.block_until_ready(subject.jitted()(*subject.arrays())))

    if not has_nan(result):
        return
    from jaxwise.probes._gradients import cause_of_nan

    places = _places(subject)
    if not _differentiates(subject):
        yield _at(
            subject, places, "not-finite", "warning",
            "the arguments are finite and the result has NaN",
            Witness(subject.call_text(), "numbers", show(result), bad), None,
        )  # fmt: skip
        return
    belongs, words, (file, line) = cause_of_nan(subject)
    if file is None and places:
        file, line = places[-1]
    yield Finding(
        "gradient-not-finite", "error",
        f"the function differentiates, and its result has NaN: {words}",
        Witness(subject.call_text(), "numbers", show(result), bad), belongs, file=file, line=line,
    )  # fmt: skip


_DERIVATIVES = {
    *("grad", "value_and_grad", "jacfwd", "jacrev", "jacobian", "hessian", "vjp", "jvp"),
    *("linearize", "grad_f", "value_and_grad_f", "jacfun"),
}


def _differentiates(subject):
    """Does the function, or a helper of it, take derivatives?"""
    functions = {
        *_world.functions_of(subject.given),
        *(p.function for p in _world.reach(subject.body)),
    }
    for g in functions:
        codes = [g.__code__, *(c for c in g.__code__.co_consts if hasattr(c, "co_names"))]
        names = {name for code in codes for name in (*code.co_names, *code.co_freevars)}
        # jax.grad(f) is a wrapper that holds another, which says what it is.
        held = [cell.cell_contents for cell in g.__closure__ or () if cell != CellType()]
        names |= {getattr(h, "__qualname__", "").partition(".")[0] for h in held}
        names |= {c.co_name for h in held for c in [getattr(h, "__code__", None)] if c is not None}
        if names & _DERIVATIVES:
            return True
    return False


# --- broadcasting

_BINARY = {
    *("add", "sub", "mul", "div", "max", "min", "pow", "atan2", "eq", "ne", "lt", "le", "gt"),
    *("ge", "rem", "and", "or", "xor", "nextafter"),
}


# What jax calls these where a user calls them; "" for an operator between arrays.
_OPERATIONS = {
    *("", "add", "subtract", "multiply", "divide", "true_divide", "power", "maximum", "minimum"),
    *("where", "equal", "not_equal", "less", "greater", "less_equal", "greater_equal", "arctan2"),
    *("hypot", "logaddexp", "squared_difference", "mod", "remainder"),
}


def _broadcast(subject, closed):
    """(N, 1) against (N,), where nobody wrote an axis: a column of N results against a row of N."""
    for eqn, path, n, reduced in _accidents(closed):
        file, line = line_of(eqn, path)
        yield Finding(
            "accidental-broadcast", "error" if reduced else "warning",
            f"({n}, 1) against ({n},) broadcasts to ({n}, {n}): every element meets every other"
            + (", and then all of them are summed" if reduced else ""),
            Witness(f"jax.make_jaxpr of {subject.call_text()}", f"{n} results", f"{n * n} results",
                    lambda: bool(_accidents(_retrace(subject)))),
            "M39", file=file, line=line,
        )  # fmt: skip
        return


def _retrace(subject):
    with subject.guard():
        return jax.make_jaxpr(subject.flat())(*subject.arrays())


def _accidents(closed):
    """[(equation, path, N, is the result summed over both axes?)]"""
    found = []
    _search(closed, {}, (), found)

    def sums(n):
        return lambda eqn: (
            eqn.primitive.name.startswith("reduce_")
            and len(eqn.params.get("axes", ())) >= 2
            and eqn.invars[0].aval.shape == (n, n)
        )

    def one_by_one(eqn):
        return eqn.primitive.name != "dot_general"

    return [(*each, flows_into(closed, each[0], sums(each[2]), one_by_one)) for each in found]


def _search(closed, made_by, path, found):
    """Walk a jaxpr; `made_by` says for a variable which equation made it, through calls."""
    jaxpr = compat.open_jaxpr(closed)
    made_by = dict(made_by)
    for eqn in jaxpr.eqns:
        name = eqn.primitive.name
        if name in _BINARY and len(eqn.invars) == 2:
            shapes = [getattr(v.aval, "shape", ()) for v in eqn.invars]
            for column, row in ((0, 1), (1, 0)):
                n = shapes[column][0] if len(shapes[column]) == 2 else 0
                if n > 1 and shapes[column] == (n, 1) and shapes[row] == (1, n):
                    by_user = called(eqn, path)
                    if (
                        (by_user.lstrip("_") in _OPERATIONS or by_user.startswith("_operator"))
                        and _promoted(made_by.get(_id(eqn.invars[row])))
                        and not _written_column(made_by, eqn.invars[column])
                    ):
                        found.append((eqn, path, n))
        inner = next((eqn.params[k] for k in ("jaxpr", "call_jaxpr", "fun_jaxpr")
                      if compat.is_jaxpr(eqn.params.get(k))), None)  # fmt: skip
        if inner is not None:
            variables = compat.open_jaxpr(inner).invars
            passed = {}
            if len(variables) == len(eqn.invars) or name == "scan":
                known = compat.scan_counts(eqn)[0] if name == "scan" else None
                for v, w in list(zip(variables, eqn.invars, strict=False))[:known]:
                    if _id(w) in made_by:
                        passed[_id(v)] = made_by[_id(w)]
            _search(inner, {**made_by, **passed}, (*path, eqn), found)
            outs = compat.open_jaxpr(inner).outvars
            if name in ("jit", "pjit", "closed_call", "custom_jvp_call", "custom_vjp_call"):
                producers = {id(o): e for e in compat.open_jaxpr(inner).eqns for o in e.outvars}
                for v, o in zip(eqn.outvars, outs, strict=False):
                    if id(o) in producers:
                        made_by[_id(v)] = producers[id(o)]
                continue
        for branch in eqn.params.get("branches", ()):
            _search(branch, made_by, (*path, eqn), found)
        for v in eqn.outvars:
            made_by[_id(v)] = eqn


def _id(v):
    return id(v)


def _promoted(eqn):
    """Was this row made from a vector by jnp's own rank promotion?"""
    if eqn is None or eqn.primitive.name not in ("broadcast_in_dim", "reshape"):
        return False
    if len(eqn.invars[0].aval.shape) != 1:
        return False
    written = {"_getitem", "expand_dims", "reshape", "_reshape", "broadcast_to", "atleast_2d"}
    return not any(name.split(".")[-1] in written for _, _, name in frames_of(eqn))


def _written_column(made_by, variable, depth=8):
    """Was this column made from a vector by an axis that somebody wrote (x[:, None], reshape)?"""
    for _ in range(depth):
        eqn = made_by.get(_id(variable))
        if eqn is None:
            return False
        if eqn.primitive.name in ("broadcast_in_dim", "reshape", "expand_dims"):
            return len(eqn.invars[0].aval.shape) == 1
        same = [v for v in eqn.invars if getattr(v.aval, "shape", None) == variable.aval.shape]
        if not same or eqn.primitive.name in ("dot_general", "scan", "while", "cond"):
            return False
        variable = same[0]
    return False


# --- indices outside

_INDEXING = {
    *("getitem__", "getitem", "take", "take_along_axis", "choose", "select"),
    *("dynamic_slice", "dynamic_slice_in_dim", "dynamic_index_in_dim", "dynamic_update_slice"),
    *("dynamic_update_slice_in_dim", "dynamic_update_index_in_dim", "switch", "get", "index_take"),
    *("index_in_dim", "set", "add", "subtract", "multiply", "mul", "divide", "power", "min", "max"),
    *("apply", "gather", "scatter", "scatter_add"),
}


def _outside(subject, closed):
    """Indices outside the array: do they decide the result?"""
    names = {eqn.primitive.name for eqn, _ in equations(closed)}
    if not any(n.startswith(("gather", "scatter", "dynamic_", "clamp")) for n in names):
        return
    arguments = subject.arrays()
    with subject.guard():
        events = observe(closed, arguments, _bounds)
    told = set()
    for event in events:
        outside = event.rows("outside")
        if not outside.any():
            continue
        file, line = line_of(event.eqn, event.path)
        if (file, line) in told or (file and "mode=" in statement_at(file, line)):
            continue
        told.add((file, line))
        finding = _told(subject, closed, event, file, line)
        if finding is not None:
            yield finding


def _told(subject, closed, event, file, line):
    """The finding for one equation with indices outside, or None where they do not matter."""
    name = event.eqn.primitive.name
    index, limit = event.rows("index"), event.rows("limit")
    outside = event.rows("outside")
    worst = index[outside].ravel()[:3].tolist()
    size = int(limit.ravel()[0]) if limit.size else 0

    def again():
        events = observe(_retrace(subject), subject.arrays(), _bounds)
        return any(e.rows("outside").any() for e in events)

    if name.startswith("scatter"):
        sentinel = bool((index[outside] == size + 1).all())
        return Finding(
            "update-out-of-bounds", "warning" if sentinel else "error",
            f"updates at {worst} lie outside the array (last index {size}); they are dropped "
            "without a word; say mode='drop' if that is meant",
            Witness(subject.call_text(), f"indices from 0 to {size}", f"{worst}", again),
            "M30", file=file, line=line,
        )  # fmt: skip
    if not _matters(subject, closed, event.eqn):
        return None
    what = {
        "clamp": "a branch number outside the list is clamped to its ends",
        "dynamic_slice": "a slice that would leave the array is moved to fit",
        "dynamic_update_slice": "an update that would leave the array is moved to fit",
    }.get(name, "an index outside the array is clamped to its ends or filled in")
    return Finding(
        "out-of-bounds", "error",
        f"{what}, without a word: index {worst} where the last is {size}, and the result depends "
        "on what is read there",
        Witness(subject.call_text(), f"indices from 0 to {size}", f"{worst}", again),
        "M30", file=file, line=line,
    )  # fmt: skip


def _matters(subject, closed, guilty):
    """Does the result change if what was read outside were something else?"""
    arguments = subject.arrays()

    def other(eqn, path, values):
        if eqn is not guilty:
            return None
        record = _bounds(eqn, path, values)
        out = compat.bind(eqn, values)[0]
        outside = record["element"]
        if eqn.primitive.name == "clamp":
            low, x, high = values
            return [jnp.where(x > high, low, jnp.where(x < low, high, out)).astype(out.dtype)]
        if out.dtype == bool:
            moved = ~out
        elif jnp.issubdtype(out.dtype, jnp.inexact):
            moved = jnp.where(jnp.isfinite(out), out * 1.5 + 1, 1.0).astype(out.dtype)
        elif jnp.issubdtype(out.dtype, jnp.integer):
            moved = out + 1
        else:
            return [out]
        return [jnp.where(outside, moved, out)]

    with subject.guard():
        usual = replaced(closed, arguments, lambda *_: None)
        moved = replaced(closed, arguments, other)
    return not identical(usual, moved)


def _bounds(eqn, path, values):
    """Record which indices of a user's indexing lie outside.

    Records: "outside" (per index vector), "index" (the offending entries), "limit" (the last index
    allowed), "element" (outside, in the shape of the result, for reads).
    """
    name = eqn.primitive.name
    if name == "clamp":
        if not any(n == "switch" and is_jax(f) for f, _, n in frames_of(eqn)):
            return None
        low, x, high = values
        if jnp.ndim(x):
            return None
        out = (x < low) | (x > high)
        return _record(out[None], x[None], jnp.asarray(high)[None], out)
    if name not in ("dynamic_slice", "dynamic_update_slice", "gather") and not name.startswith(
        "scatter"
    ):
        return None
    if called(eqn, path).lstrip("_") not in _INDEXING:
        return None
    shape = eqn.invars[0].aval.shape
    if name in ("dynamic_slice", "dynamic_update_slice"):
        sizes = eqn.params["slice_sizes"] if name == "dynamic_slice" else eqn.invars[1].aval.shape
        starts = values[1:] if name == "dynamic_slice" else values[2:]
        return _starts(starts, shape, sizes)
    dims = eqn.params["dimension_numbers"]
    if name == "gather":
        onto, sizes = dims.start_index_map, eqn.params["slice_sizes"]
        windows = [sizes[d] for d in onto]
    else:
        onto = dims.scatter_dims_to_operand_dims
        windows = _scatter_windows(eqn, dims, onto)
    indices = jnp.asarray(values[1])
    limits = jnp.array([shape[d] - w for d, w in zip(onto, windows, strict=True)], indices.dtype)
    if not onto:
        return None
    wrong = (indices < 0) | (indices > limits)
    outside = wrong.any(-1)
    element = None
    if name == "gather":
        offset = set(dims.offset_dims)
        rank = eqn.outvars[0].aval.ndim
        batch = [d for d in range(rank) if d not in offset]
        element = jnp.expand_dims(outside, tuple(sorted(offset))) if batch else outside
        element = jnp.broadcast_to(element, eqn.outvars[0].aval.shape)
    flat = wrong.reshape(-1, len(onto))
    which = jnp.argmax(flat, axis=-1)
    entries = jnp.take_along_axis(indices.reshape(-1, len(onto)), which[:, None], 1, mode="clip")
    return _record(outside.reshape(-1), entries[:, 0], limits[which], element)


def _record(outside, index, limit, element):
    record = {"outside": outside, "index": index, "limit": limit}
    if element is not None:
        record["element"] = element
    return record


def _starts(starts, shape, sizes):
    starts = [jnp.asarray(s) for s in starts]
    limits = [n - size for n, size in zip(shape, sizes, strict=True)]
    wrong = [(s < 0) | (s > limit) for s, limit in zip(starts, limits, strict=True)]
    if not wrong:
        return None
    out = jnp.stack(wrong)
    which = jnp.argmax(out)
    index = jnp.stack([s.astype(jnp.int32) for s in starts])[which]
    return _record(
        out.any()[None], index[None], jnp.array(limits, jnp.int32)[which][None], out.any()
    )


def _scatter_windows(eqn, dims, onto):
    update = eqn.invars[2].aval.shape
    rank = len(eqn.invars[0].aval.shape)
    absent = {*dims.inserted_window_dims, *getattr(dims, "operand_batching_dims", ())}
    window_dims = iter(dims.update_window_dims)
    sizes = {d: 1 if d in absent else update[next(window_dims)] for d in range(rank)}
    return [sizes[d] for d in onto]


# --- integers


def _wraps(subject, closed):
    """Signed integers that pass the end of their type."""
    if not any(_signed(v) for eqn, _ in equations(closed) for v in eqn.outvars):
        return
    with subject.guard():
        events = observe(closed, subject.arrays(), _overflow)
    for event in events:
        if not event.rows("wraps").any():
            continue
        file, line = line_of(event.eqn, event.path)
        dtype = event.eqn.outvars[0].aval.dtype
        meant = _is_hash(closed)

        def again():
            found = observe(_retrace(subject), subject.arrays(), _overflow)
            return any(e.rows("wraps").any() for e in found)

        yield Finding(
            "integer-wrap", "note" if meant else "warning",
            f"{event.eqn.primitive.name} passes the end of {dtype} and wraps around"
            + ("; with bit operations and remainders about, that may be meant" if meant else ""),
            Witness(subject.call_text(), f"numbers within {dtype}", "a result that wrapped", again),
            "M34", file=file, line=line,
        )  # fmt: skip
        return


def _signed(v):
    dtype = getattr(v.aval, "dtype", None)
    if dtype is None or jax.dtypes.issubdtype(dtype, jax.dtypes.extended):
        return False
    return np.dtype(dtype).kind == "i"


def _is_hash(closed):
    bits = {"xor", "shift_left", "shift_right_logical", "shift_right_arithmetic", "rem", "not"}
    return any(
        eqn.primitive.name in bits and not any(is_jax(_file_of_body(e) or "") for e in path)
        for eqn, path in equations(closed)
    )


_FOLDS = {
    **{"reduce_sum": jnp.sum, "reduce_prod": jnp.prod},
    **{"cumsum": jnp.cumsum, "cumprod": jnp.cumprod},
}


def _overflow(eqn, path, values):
    """Record whether an integer operation of the user's passed the end of its type."""
    name = eqn.primitive.name
    if name not in ("add", "sub", "mul", "integer_pow", *_FOLDS):
        return None
    if not _signed(eqn.outvars[0]) or any(is_jax(_file_of_body(e) or "") for e in path):
        return None
    file, _ = line_of(eqn, path)
    if file is None:
        return None
    top = float(2 ** (8 * np.dtype(eqn.outvars[0].aval.dtype).itemsize - 1))
    wide = [jnp.asarray(v).astype(jnp.float32) for v in values]
    if name in _FOLDS:
        axis = tuple(eqn.params["axes"]) if name.startswith("reduce") else eqn.params["axis"]
        exact = _FOLDS[name](wide[0], axis=axis)
    elif name == "integer_pow":
        exact = wide[0] ** eqn.params["y"]
    else:
        exact = {"add": jnp.add, "sub": jnp.subtract, "mul": jnp.multiply}[name](*wide)
    return {"wraps": jnp.any(jnp.abs(exact) > top * 1.001)}
