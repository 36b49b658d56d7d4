"""Does a function say the same compiled, plain, in a batch, and spread over devices?"""

import jax
import jax.numpy as jnp
import numpy as np

from jaxwise import compat
from jaxwise.probes._compare import distance, epsilon, nudged, show
from jaxwise.probes._findings import Witness
from jaxwise.probes._interpret import equations, replaced
from jaxwise.probes._purity import _at, _places
from jaxwise.probes._subject import NotApplicable

ROUNDING = 1e3  # a difference of this many epsilons, in units of the result's scale, is rounding
FACTOR = 30.0  # and so is this many times what a nudge of the inputs changes


def probe(subject):
    """The parts; see `jaxwise.probes.agreement`."""
    if not subject.dynamic:
        raise NotApplicable("no argument is traced")
    return [lambda part=part: part(subject) for part in (_jit, _vmap, _devices)]


def _jit(subject):
    with subject.guard():
        compiled = subject.compiled()
    plain = subject.plain()
    if not _differ(subject, plain, compiled, subject.arrays()):
        return

    def again():
        with subject.guard():
            a = subject.eager()
            b = jax.block_until_ready(subject.jitted()(*subject.arrays()))
        return _differ(subject, a, b, subject.arrays())

    far = max(distance(plain, compiled))
    yield _at(
        subject, _places(subject), "jit-differs", "error",
        f"compiled and plain results differ by {far:.1e} of their size, far more than a change of "
        "the inputs in the last digit explains",
        Witness(f"jax.jit({subject.call_text()})", show(plain), show(compiled), again), None,
    )  # fmt: skip


def _differ(subject, a, b, arguments):
    """Leaf by leaf, is the difference beyond rounding and beyond the function's conditioning?"""
    gaps = distance(a, b)
    floor = ROUNDING * epsilon(a)
    if all(gap <= floor for gap in gaps):
        return False
    noise = conditioning(subject, arguments)
    if len(noise) != len(gaps):
        return False
    return any(
        gap > floor + FACTOR * n and not np.isinf(n) for gap, n in zip(gaps, noise, strict=True)
    )


def conditioning(subject, arguments):
    """How far the results move, leaf by leaf, when inputs and operations move by one ulp.

    The inputs are nudged in their last place, and then, in a second way, the result of every
    operation: a chaotic function shows itself even if its start is written into it.
    """
    rng = np.random.default_rng(0)
    program = subject.program
    with subject.guard():
        base = jax.block_until_ready(program(*arguments))
        worst = np.zeros(len(jax.tree.leaves(base)))
        floats = _floating(arguments)
        for _ in range(3 if floats else 0):
            moved = [nudged(x, rng) if i in floats else x for i, x in enumerate(arguments)]
            worst = np.maximum(worst, distance(base, jax.block_until_ready(program(*moved))))
        closed, _ = subject.jaxpr
        try:
            for trial in range(2):
                noisy = replaced(closed, arguments, _noise(trial))
                gaps = distance(jax.tree.leaves(base), noisy)
                worst = np.maximum(worst, gaps)
        except Exception:  # an equation that cannot be run one by one: the first way has to do
            pass
    return list(worst)


def _floating(arguments):
    return {
        i
        for i, x in enumerate(arguments)
        if not jax.dtypes.issubdtype(jnp.result_type(x), jax.dtypes.extended)
        and jnp.issubdtype(jnp.result_type(x), jnp.floating)
    }


_EXACT = {
    *("broadcast_in_dim", "reshape", "squeeze", "transpose", "slice", "concatenate", "pad"),
    *("copy", "copy_p", "select_n", "gather", "dynamic_slice", "dynamic_update_slice", "rev"),
    *("convert_element_type", "max", "min", "neg", "abs", "floor", "ceil", "round", "sign"),
    *("stop_gradient", "sort", "iota", "scatter", "split", "expand_dims", "random_bits"),
}


def _noise(trial):
    """A rule that moves the floating-point results of each rounding operation by one ulp."""
    counter = [trial * 7919]

    def rule(eqn, path, values):
        name = eqn.primitive.name
        avals = [v.aval for v in eqn.outvars]
        rounding = all(
            hasattr(a, "dtype")
            and not jax.dtypes.issubdtype(a.dtype, jax.dtypes.extended)
            and jnp.issubdtype(a.dtype, jnp.floating)
            for a in avals
        )
        inner = any(
            k in eqn.params for k in ("jaxpr", "call_jaxpr", "branches", "body_jaxpr", "_prim")
        )
        if name in _EXACT or not rounding or inner or not avals or "callback" in name:
            return None
        counter[0] += 1
        signs = np.random.default_rng(counter[0])
        return [nudged(r, signs) for r in compat.bind(eqn, values)]

    return rule


# --- a batch against a loop


def _vmap(subject):
    """Two lanes: the arguments, and a second set; a batch against one call each."""
    floats = subject.floats()
    arguments = subject.arrays()
    keys = [i for i, x in enumerate(arguments) if _is_key(x)]
    if not floats or _has_callbacks(subject):
        return
    other = [
        x * 1.01 + (x == 0) * 0.01 if i in floats else jax.random.fold_in(x, 7) if i in keys and jnp.ndim(x) == 0 else x
        for i, x in enumerate(arguments)
    ]  # fmt: skip
    mapped = [
        i in floats or (i in keys and jnp.ndim(arguments[i]) == 0) for i in range(len(arguments))
    ]
    stacked = [jnp.stack([jnp.asarray(a), jnp.asarray(b)]) if m else a
               for a, b, m in zip(arguments, other, mapped, strict=True)]  # fmt: skip
    axes = [0 if m else None for m in mapped]

    def both():
        batch = jax.jit(jax.vmap(subject.flat(), in_axes=axes))(*stacked)
        lanes = [subject.program(*lane) for lane in (arguments, other)]
        return jax.block_until_ready((batch, lanes))

    def compare():
        with subject.guard():
            batch, lanes = both()
        for n, lane in enumerate(lanes):
            mine = jax.tree.map(lambda x, n=n: x[n], batch)
            if _differ(subject, lane, mine, (arguments, other)[n]):
                return lane, mine
        return None

    try:
        found = compare()
    except Exception as error:
        if isinstance(error, (MemoryError, KeyboardInterrupt)):
            raise
        return
    if found is None:
        return
    lane, mine = found
    yield _at(
        subject, _places(subject), "vmap-differs", "error",
        "a lane of jax.vmap gives another result than a call of its own",
        Witness(f"jax.vmap({subject.name}) over two sets of arguments", show(lane), show(mine),
                lambda: compare() is not None),
        None,
    )  # fmt: skip


def _is_key(x):
    return jax.dtypes.issubdtype(jnp.result_type(x), jax.dtypes.prng_key)


def _has_callbacks(subject):
    with subject.guard():
        closed, _ = subject.jaxpr
    return any("callback" in eqn.primitive.name for eqn, _ in equations(closed))


# --- several devices


def _devices(subject):
    """Arguments spread over the devices, where there are several, against one device."""
    devices = jax.devices()
    if len(devices) < 2:
        return
    mesh = jax.sharding.Mesh(np.array(devices), ("devices",))
    spread = jax.sharding.NamedSharding(mesh, jax.sharding.PartitionSpec("devices"))
    everywhere = jax.sharding.NamedSharding(mesh, jax.sharding.PartitionSpec())
    arguments = subject.arrays()
    fits = [
        jnp.ndim(x) > 0 and not _is_key(x) and x.shape[0] % len(devices) == 0 for x in arguments
    ]
    if not any(fits):
        return

    def run():
        placed = [
            jax.device_put(x, spread if fit else everywhere)
            for x, fit in zip(arguments, fits, strict=True)
        ]
        with subject.guard():
            return jax.block_until_ready(subject.program(*placed))

    try:
        many = run()
    except Exception:
        return
    one = subject.compiled()
    if not _differ(subject, one, many, arguments):
        return
    yield _at(
        subject, _places(subject), "devices-differ", "error",
        f"spread over {len(devices)} devices the result is another one",
        Witness(f"{subject.call_text()} over {len(devices)} devices", show(one), show(many),
                lambda: _differ(subject, one, run(), arguments)),
        "M55",
    )  # fmt: skip
