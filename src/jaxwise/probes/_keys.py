"""Which random numbers of a function are the same random numbers?

Keys are followed by value: two draws from equal keys are equal, however the keys were made.  That
sees legacy keys, keys shared by the steps of a loop, and `fold_in(k, i)` that equals
`split(k, n)[i]`.  A key shared by the lanes of a vmap is drawn from once, so its value says
nothing; there the calls of `jax.random` are watched while the function is traced.
"""

import collections
import sys

import jax
import jax.numpy as jnp
import numpy as np

from jaxwise import compat
from jaxwise.probes._findings import Finding, Witness
from jaxwise.probes._interpret import _Walk, count_equations, equations, holder
from jaxwise.probes._source import (
    _file_of_body,
    calls_of,
    frames_of,
    is_installed,
    is_jax,
    is_ours,
    line_of,
    own_line_of,
)
from jaxwise.probes._subject import NotApplicable

MOST_ROWS = 200_000
# Random functions of time: asked for one time again they give the same number again, by design, and
# draw it from the key that they hold.
_RANDOM_FUNCTIONS = ("diffrax/_brownian/",)


class _Use:
    """One consumption of keys: what consumed, where, and the keys, one row each."""

    def __init__(self, kind, eqn, path, closed, rows, where, loops, constant):
        self.kind, self.eqn, self.path, self.closed = kind, eqn, path, closed
        self.rows, self.where, self.loops, self.constant = rows, where, loops, constant
        self.line, self.at = own_line_of(eqn, path), line_of(eqn, path)


def probe(subject):
    """The parts; see `jaxwise.probes.keys`."""
    if not draws(subject):
        raise NotApplicable("it draws no random numbers")
    uses, result = follow(subject)
    return [
        lambda: _shared_by_lanes(subject),
        lambda: _reused(subject, uses),
        lambda: _mixed(subject, uses),
        lambda: _returned(subject, uses, result),
        lambda: _constant(subject, uses),
        lambda: _legacy(uses),
    ]


def draws(subject):
    """Does its recording use random keys?"""
    with subject.guard():
        closed, _ = subject.jaxpr
    return any(eqn.primitive.name.startswith("random_") for eqn, _ in equations(closed))


def _legacy(uses):
    if any(use.kind == "wrap" for use in uses):
        yield Finding(
            "legacy-key", "note",
            "it uses old-style keys (uint32 arrays); jax's own checks do not see those; make them "
            "by jax.random.key",
            misconception="M54",
        )  # fmt: skip


# --- following keys by value


def follow(subject):
    """([_Use], outputs): every consumption of a key at the arguments given."""
    with subject.guard():
        closed, _ = subject.jaxpr
        arguments = subject.arrays()
        stubs = []

        def watch(*args):
            walk = _Walk(_rule)
            outs = walk.eval(closed, args, ())
            stubs[:] = [(eqn, path) for eqn, path, _, _ in walk.sink]
            keys = [_bits(o) for o in outs if _looks_like_a_key(o)]
            return [(data, valid) for _, _, data, valid in walk.sink], keys

        records, keys = jax.jit(watch)(*arguments)
        depends = _depends_on_arguments(watch, arguments, len(records))
    uses = []
    for (eqn, path), (data, valid), constant in zip(stubs, records, depends, strict=True):
        kind = _kind(eqn)
        valid = np.asarray(valid)
        bits = np.asarray(data["key"])
        own = bits.shape[valid.ndim :]
        bits = bits.reshape((-1, *own))[valid.reshape(-1)]
        step = np.repeat(np.arange(len(bits)), int(np.prod(own[:-1], dtype=int)))
        lane = np.tile(np.arange(int(np.prod(own[:-1], dtype=int))), len(bits))
        rows = bits.reshape(-1, own[-1])[:MOST_ROWS]
        loops = [e.primitive.name for e in path if e.primitive.name in ("scan", "while")]
        where = (step[:MOST_ROWS], lane[:MOST_ROWS])
        uses.append(_Use(kind, eqn, path, closed, rows, where, loops, constant))
    return uses, [np.asarray(k) for k in keys]


def _rule(eqn, path, values):
    """Record the key of each draw, split and fold_in.  A sampler of jax's own is one draw."""
    kind = _kind(eqn)
    if kind is None:
        return None, None
    if kind == "wrap":
        return {"key": values[0]}, None
    keys = [v for v in values if _is_key(v)]
    record = {"key": _bits(keys[0])}
    if kind != "draw" or eqn.primitive.name == "random_bits":
        return record, None
    return record, compat.bind(eqn, values)


def _kind(eqn):
    """What an equation does with a key: "draw", "split", "fold_in", "wrap"; None for any other."""
    name = eqn.primitive.name
    if name == "random_bits":
        return "draw"
    if name in ("random_split", "random_fold_in", "random_wrap"):
        return name.removeprefix("random_")
    if name in ("jit", "pjit") and any(_is_key(v) for v in eqn.invars):
        file = _file_of_body(eqn) or ""
        if is_jax(file) and "random" in file and not any(_is_key(v) for v in eqn.outvars):
            return "draw"
    return None


def _is_key(value):
    aval = getattr(value, "aval", value)
    dtype = getattr(aval, "dtype", None)
    return dtype is not None and jax.dtypes.issubdtype(dtype, jax.dtypes.prng_key)


def _bits(key):
    return jax.random.key_data(key) if _is_key(key) else jnp.asarray(key)


def _looks_like_a_key(value):
    if _is_key(value):
        return True
    return getattr(value, "dtype", None) == np.uint32 and np.shape(value)[-1:] == (2,)


def _depends_on_arguments(watch, arguments, count):
    """For each record, is its key a constant, whatever the arguments?"""
    closed = jax.make_jaxpr(watch)(*arguments)
    # Each record is (key bits, valid), in this order among the flat outputs.
    return [not compat.used_inputs(closed, [2 * i]) for i in range(count)]


# --- what is wrong with the uses


def _reused(subject, uses):
    """Equal keys consumed twice: in two places, or in two steps or lanes of one."""
    seen = collections.defaultdict(list)
    for number, use in enumerate(uses):
        if use.kind not in ("draw", "split"):
            continue
        once = _first_of_each(use)
        for row, step, lane in once:
            seen[row].append((number, step, lane))
    told = set()
    for places in seen.values():
        draws = [p for p in places if uses[p[0]].kind == "draw"]
        if len(places) < 2 or not draws:
            continue
        first, second = _worst_pair(uses, places, draws)
        if first is None:
            continue
        a, b = uses[first[0]], uses[second[0]]
        same = first[0] == second[0]
        lines = (a.line, b.line)
        if (lines, same) in told or (_asked_again(a) and _asked_again(b)):
            continue
        told.add((lines, same))
        yield _reuse(subject, a, b, first, second, same)


def _first_of_each(use):
    """(key, step, lane) of a use's rows.

    In a while loop over lanes, a lane that has finished runs on with its last key while others go
    on; equal keys of one lane in several steps are one use there.
    """
    batched_while = "while" in use.loops and len(use.where[1]) and use.where[1].max() > 0
    found, known = [], set()
    for row, step, lane in zip(use.rows, *use.where, strict=True):
        key = row.tobytes()
        if batched_while and (key, lane) in known:
            continue
        known.add((key, lane))
        found.append((key, int(step), int(lane)))
    return found


def _worst_pair(uses, places, draws):
    """Two consumptions of one key, a draw first; (None, None) where none is a fault."""
    of = collections.defaultdict(list)
    for place in places:
        of[place[0]].append(place)
    for i in dict.fromkeys(place[0] for place in draws):
        for j, rows in of.items():
            if i == j:
                if len(rows) > 1:
                    return rows[0], rows[1]
            elif not (_rematerialised(uses[i], uses[j]) or _alternatives(uses[i], uses[j])):
                return of[i][0], rows[0]
    return None, None


def _rematerialised(a, b):
    """Is one of the two the other computed again for a gradient (jax.checkpoint)?"""
    remat = any(e.primitive.name in ("remat2", "checkpoint", "remat") for e in (*a.path, *b.path))
    return remat and a.at == b.at


def _asked_again(use):
    """Does a random function of a library draw here?"""
    files = (file.replace("\\", "/") for file, _, _ in frames_of(use.eqn))
    return any(part in file for file in files for part in _RANDOM_FUNCTIONS)


def _drawn_again_by_a_library(a, b):
    """Does a library draw at one line of its own twice, for the user's one call?

    It wants the same numbers again, such as the same directions for two clouds of points.
    """
    _, pair = _parting(a, b)
    if pair is None or a.at != b.at or not is_installed(a.at[0] or ""):
        return False
    both = zip(*(calls_of(eqn) for eqn in pair), strict=False)
    file = next((one[0] for one, two in both if one != two), "")
    return is_installed(file) and not is_jax(file)


def _parting(a, b):
    """(jaxpr, [equation, equation]): where two draws, or the calls that hold them, stand apart.

    (None, None) where they are one draw, or stand in different jaxprs, as in the branches of a `cond`.
    """
    ways = [(*use.path, use.eqn) for use in (a, b)]
    inside = [a.closed]
    for pair in zip(*ways, strict=False):
        if pair[0] is not pair[1]:
            around = [holder(eqn, inside) for eqn in pair]
            return (around[0], pair) if around[0] is around[1] else (None, None)
        inside = compat.inner_jaxprs(pair[0])
    return None, None


def _alternatives(a, b):
    """Do two draws reach different cases of a selection, as of a `cond` under `vmap`, and no more?"""
    around, parted = _parting(a, b)
    if around is None:
        return False
    # What holds each draw: has it passed no selection yet?
    reached = [{id(v): True for v in eqn.outvars} for eqn in parted]
    apart = False
    for eqn in around.eqns:
        at = [{i for i, v in enumerate(eqn.invars) if id(v) in one} for one in reached]
        selects = eqn.primitive.name == "select_n"
        if all(at):
            if not selects or at[0] & at[1] or 0 in at[0] | at[1]:
                return False
            apart = True
            continue
        for one, places in zip(reached, at, strict=True):
            if places:
                bare = any(one[id(eqn.invars[i])] for i in places) and (not selects or 0 in places)
                one.update({id(v): bare for v in eqn.outvars})
    return apart and not any(one.get(id(v)) for one in reached for v in around.outvars)


def _reuse(subject, a, b, first, second, same):
    # Two lines of a library behind one line of the user's: the library's tell them apart.
    within = a.line == b.line and a.at != b.at
    at_a, at_b = (a.at, b.at) if within else (a.line, b.line)
    file, line = at_b if at_b[0] else at_a
    where_a = f"line {at_a[1]}" if at_a[1] else a.kind
    where_b = f"line {at_b[1]}" if at_b[1] else b.kind
    if same and first[1] != second[1]:
        code, belongs = "key-reused", "M52"
        words = f"steps {first[1]} and {second[1]} of a loop draw from one key ({where_a})"
        words += ": their random numbers are the same"
    elif same:
        code, belongs = "key-shared-by-lanes", "M52"
        words = f"entries {first[2]} and {second[2]} of an array of keys are the same key"
    elif b.kind == "split":
        code, belongs = "key-reused", "M51"
        words = f"a key is drawn from ({where_a}) and split ({where_b}): each key is consumed once"
    else:
        code, belongs = "key-reused", "M51"
        both = f"{where_a}, twice" if where_a == where_b else f"{where_a} and {where_b}"
        words = f"one key is drawn from twice ({both}): the draws are not independent"

    def again():
        uses, _ = follow(subject)
        return any(f.code == code for f in _reused_quietly(subject, uses))

    return Finding(
        code, "warning" if _drawn_again_by_a_library(a, b) else "error", words,
        Witness(subject.call_text(), "a key of its own for each draw",
                f"key data {a.rows[0].tolist() if not len(a.rows) else _row(a, first)} twice", again),
        belongs, file=file, line=line,
    )  # fmt: skip


def _row(use, place):
    for row, step, lane in zip(use.rows, *use.where, strict=True):
        if (int(step), int(lane)) == place[1:]:
            return row.tolist()
    return []


def _reused_quietly(subject, uses):
    return list(_reused(subject, uses))


def _mixed(subject, uses):
    """split and fold_in of one key: fold_in(k, i) is split(k, n)[i]."""
    split = {row.tobytes(): use for use in uses if use.kind == "split" for row in use.rows}
    for use in uses:
        if use.kind != "fold_in":
            continue
        if any(row.tobytes() in split for row in use.rows):
            file, line = use.line
            yield Finding(
                "split-and-fold-in", "warning",
                "one key is split and folded into: fold_in(k, i) equals split(k, n)[i], so that "
                "children can coincide; use one of the two on a key",
                Witness(subject.call_text(), "one way to derive keys from a key", "two",
                        lambda: bool(list(_mixed(subject, follow(subject)[0])))),
                "M51", file=file, line=line,
            )  # fmt: skip
            return


def _returned(subject, uses, keys):
    """A key that was consumed comes back: the next step would draw the same numbers."""
    consumed = {
        row.tobytes(): use for use in uses if use.kind in ("draw", "split") for row in use.rows
    }
    for key in keys or ():
        for row in key.reshape(-1, key.shape[-1]):
            use = consumed.get(row.tobytes())
            if use is None:
                continue
            file, line = use.line
            yield Finding(
                "key-returned", "warning",
                "a key that was consumed is returned; used again, it repeats the same numbers",
                Witness(subject.call_text(), "a new key", "the consumed one",
                        lambda: bool(list(_returned(subject, *follow(subject))))),
                "M51", file=file, line=line,
            )  # fmt: skip
            return


def _constant(subject, uses):
    """Draws whose key depends on no argument."""
    for use in uses:
        if use.kind == "draw" and use.constant:
            file, line = use.line
            yield Finding(
                "constant-key", "warning",
                "it draws from a key that does not depend on what it traces: every such call draws "
                "the same numbers",
                Witness(f"{subject.call_text()}, twice", "new numbers", "the same numbers",
                        lambda: any(u.constant for u in follow(subject)[0])),
                "M53", file=file, line=line,
            )  # fmt: skip
            return


# --- keys shared by the lanes of a vmap


def _shared_by_lanes(subject):
    told = set()
    for size, file, line, sampler in lanes_sharing(subject):
        if (file, line) in told:
            continue
        told.add((file, line))
        yield Finding(
            "key-shared-by-lanes", "error",
            f"the {size} lanes of a vmap draw from one key (jax.random.{sampler}): all lanes get "
            "the same random numbers",
            Witness(subject.call_text(), f"{size} keys for {size} lanes", "1 key",
                    lambda: bool(lanes_sharing(subject))),
            "M52", file=file, line=line,
        )  # fmt: skip


def lanes_sharing(subject):
    """[(lanes, file, line, sampler)] of draws inside a vmap whose key the vmap does not map."""
    found = []
    with subject.guard():
        with _Watch(found):
            jax.make_jaxpr(subject.flat())(*subject.arrays())
        closed, _ = subject.jaxpr
        loops = any(eqn.primitive.name in ("scan", "while") for eqn, _ in equations(closed))
        if not found and not loops and count_equations(closed) < 2000:
            # A jitted function inside a vmap hides which of its arguments are mapped.
            with _Watch(found), jax.disable_jit():
                try:
                    jax.make_jaxpr(subject.flat())(*subject.arrays())
                except Exception:
                    pass
    return found


_DERIVE = {"split", "fold_in", "key", "PRNGKey", "key_data", "wrap_key_data", "clone", "key_impl"}
_NO_SAMPLERS = {"default_prng_impl", "random_gamma_p", "split", *_DERIVE}


def _samplers():
    """{code object: name} of the functions of jax.random that draw."""
    import inspect

    found = {}
    for name in dir(jax.random):
        value = getattr(jax.random, name)
        if name.startswith("_") or name in _NO_SAMPLERS or not callable(value):
            continue
        value = inspect.unwrap(value)
        code = getattr(value, "__code__", None)
        if code is not None and code.co_varnames[:1] == ("key",):
            found[code] = name
    return found


class _Watch:
    """Within it, calls of jax.random's samplers under a vmap that does not map the key are noted."""

    def __init__(self, found):
        self.found, self.codes = found, _samplers()

    def __enter__(self):
        monitoring = sys.monitoring
        self.tool = next((i for i in range(6) if monitoring.get_tool(i) is None), None)
        if self.tool is None:
            return
        monitoring.use_tool_id(self.tool, "jaxwise")
        monitoring.register_callback(self.tool, monitoring.events.PY_START, self.called)
        for code in self.codes:
            monitoring.set_local_events(self.tool, code, monitoring.events.PY_START)

    def __exit__(self, *_):
        if self.tool is None:
            return
        monitoring = sys.monitoring
        for code in self.codes:
            monitoring.set_local_events(self.tool, code, 0)
        monitoring.register_callback(self.tool, monitoring.events.PY_START, None)
        monitoring.free_tool_id(self.tool)

    def called(self, code, _):
        frame = sys._getframe(1)
        if frame.f_code is not code:
            return
        size = compat.lanes_without(frame.f_locals.get("key"))
        if not size or size < 2:
            return
        lines = []
        while frame is not None and not is_ours(frame.f_code.co_filename):
            if not is_jax(frame.f_code.co_filename):
                lines.append((frame.f_code.co_filename, frame.f_lineno))
            frame = frame.f_back
        if lines:
            own = next((line for line in lines if not is_installed(line[0])), lines[0])
            self.found.append((size, *own, self.codes[code]))
