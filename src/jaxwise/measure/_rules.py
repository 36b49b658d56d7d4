"""How many operations one equation of a jaxpr takes: a rule for each primitive.

Conventions.  An elementwise operation is one operation an element.  A product of matrices takes
2 m n k.  Roots, powers, exponentials, logarithms and other special functions are *transcendental*
and counted apart, one each (as XLA does).  A complex operation counts as the real ones it is made
of: addition 2, multiplication 6, division 11.

Estimates, for operations whose count depends on the algorithm:
  fft      5 n log2 n, half of it if one side is real (Frigo & Johnson, Proc. IEEE 93, 216, 2005)
  sort     n ceil(log2 n) comparisons
  cholesky, lu, qr, triangular_solve
           leading terms (Golub & Van Loan, Matrix Computations; LAPACK Working Note 41)
"""

import math
from typing import NamedTuple

import jax.numpy as jnp
import numpy as np


class Work(NamedTuple):
    """Operations of one equation; `estimate` says by which convention, or is empty."""

    arithmetic: int = 0
    transcendental: int = 0
    estimate: str = ""


def _names(text):
    return frozenset(text.split())


# Nothing happens at run time, or nothing that the compiled program does itself.
FREE = _names(
    """reshape squeeze expand_dims stop_gradient bitcast_convert_type name optimization_barrier
    pvary pbroadcast reduced_vary_cast vary_unreduced_cast sharding_constraint layout_constraint
    random_wrap random_unwrap random_clone to_edtype from_edtype create_token after_all axis_index
    platform_index debug_callback debug_print new_ref free_ref freeze empty empty2
    """
)

# Bytes move; nothing is computed.
MOVES = _names(
    """broadcast_in_dim concatenate pad transpose rev slice dynamic_slice dynamic_update_slice
    gather iota convert_element_type real imag complex copy copy_p device_put scatter split tile
    stack unstack get swap all_gather all_gather_invariant all_to_all ppermute reshard
    lu_pivots_to_permutation
    """
)

# Read no more of their first operand than they return.
READ_WHAT_THEY_RETURN = {"slice", "dynamic_slice", "gather", "get", "split", "unstack"}

ELEMENTWISE = _names(
    """add add_any sub mul mulhi div rem neg abs sign floor ceil round max min square reciprocal
    conj clamp select_n and or xor not eq ne lt le gt ge eq_to lt_to le_to is_finite nextafter
    reduce_precision shift_left shift_right_logical shift_right_arithmetic population_count clz
    """
)

TRANSCENDENTAL = _names(
    """exp exp2 expm1 log log2 log1p sqrt rsqrt cbrt pow sin cos tan asin acos atan atan2 sinh cosh
    tanh asinh acosh atanh logistic erf erfc erf_inv lgamma digamma polygamma zeta bessel_i0e
    bessel_i1e igamma igammac igamma_grad_a regularized_incomplete_beta
    """
)

REDUCTIONS = _names(
    """reduce_sum reduce_prod reduce_max reduce_min reduce_and reduce_or reduce_xor argmax argmin
    """
)

# One operation for each element that a device contributes.
COLLECTIVE_REDUCTIONS = {"psum", "psum_invariant", "pmax", "pmin", "reduce_scatter"}

SCATTERS = {"scatter-add", "scatter-sub", "scatter-mul", "scatter-min", "scatter-max"}

# Real operations in a complex one, where it is not one.
_COMPLEX = {name: 2 for name in _names("add add_any sub neg reduce_sum cumsum scatter-add psum")}
_COMPLEX |= {name: 6 for name in _names("mul square reduce_prod cumprod integer_pow scatter-mul")}
_COMPLEX |= {"div": 11, "dot_general": 4, "conv_general_dilated": 4}


def work(eqn):
    """The `Work` of one equation without inner jaxprs, or None if there is no rule for it."""
    name = eqn.primitive.name
    if name in FREE or name in MOVES:
        return Work()
    if name in ELEMENTWISE:
        found = Work(_size(eqn.outvars[0]))
    elif name in TRANSCENDENTAL:
        found = Work(0, _size(eqn.outvars[0]))
    elif name in REDUCTIONS:
        found = Work(_size(eqn.invars[0]) - _size(eqn.outvars[0]))
    elif name in COLLECTIVE_REDUCTIONS:
        found = Work(sum(_size(v) for v in eqn.invars))
    elif name in SCATTERS:
        found = Work(_size(eqn.invars[2]))  # operand, indices, updates
    elif name in RULES:
        found = RULES[name](eqn)
    else:
        return None
    if any(_is_kind(v, jnp.complexfloating) for v in eqn.invars):
        if name == "abs":  # sqrt(re * re + im * im)
            return Work(3 * found.arithmetic, found.arithmetic)
        return found._replace(arithmetic=found.arithmetic * _COMPLEX.get(name, 1))
    return found


def is_floating(eqn):
    """True if an operand or a result is floating-point or complex."""
    return any(_is_kind(v, jnp.inexact) for v in [*eqn.invars, *eqn.outvars])


def reduction_steps(eqn):
    """How often a generic reduction (`reduce`, `reduce_window`) runs its inner function."""
    if eqn.primitive.name == "reduce":
        return _size(eqn.invars[0]) - _size(eqn.outvars[0])
    return _size(eqn.outvars[0]) * (math.prod(eqn.params["window_dimensions"]) - 1)


def _size(var):
    return math.prod(var.aval.shape)


def _is_kind(var, kind):
    dtype = getattr(var.aval, "dtype", None)
    return dtype is not None and jnp.issubdtype(dtype, kind)


def _integer_pow(eqn):
    """Repeated squaring, and one division for a negative power."""
    power = abs(eqn.params["y"])
    products = max(power.bit_length() - 1 + power.bit_count() - 1, 0)
    return Work((products + (eqn.params["y"] < 0)) * _size(eqn.outvars[0]))


def _dot_general(eqn):
    (contracted, _), _ = eqn.params["dimension_numbers"]
    shape = eqn.invars[0].aval.shape
    return Work(2 * _size(eqn.outvars[0]) * math.prod(shape[i] for i in contracted))


def _conv(eqn):
    """Two operations for each product of the sum; products with padding or holes do not count."""
    p = eqn.params
    numbers = p["dimension_numbers"]
    lhs, rhs, out = (v.aval.shape for v in (*eqn.invars, eqn.outvars[0]))
    pairs = 1
    for i, (low, _) in enumerate(p["padding"]):
        size, taps = lhs[numbers.lhs_spec[2 + i]], rhs[numbers.rhs_spec[2 + i]]
        start = np.arange(out[numbers.out_spec[2 + i]])[:, None] * p["window_strides"][i] - low
        at = start + np.arange(taps) * p["rhs_dilation"][i]
        hole = p["lhs_dilation"][i]
        inside = (at >= 0) & (at <= (size - 1) * hole) & (at % hole == 0)
        pairs *= int(inside.sum())
    batch, features = out[numbers.out_spec[0]], out[numbers.out_spec[1]]
    return Work(2 * batch * features * rhs[numbers.rhs_spec[1]] * pairs)


def _cumulative(eqn):
    size = _size(eqn.invars[0])
    return Work(size - _lanes(eqn, eqn.params["axis"]))


def _cumlogsumexp(eqn):
    """Each step is max(a, b) + log1p(exp(-abs(a - b)))."""
    steps = _cumulative(eqn).arithmetic
    return Work(5 * steps, 2 * steps)


def _lanes(eqn, axis):
    """Number of one-dimensional slices along `axis` of the first operand."""
    shape = eqn.invars[0].aval.shape
    return math.prod(size for i, size in enumerate(shape) if i != axis % len(shape))


def _window(eqn):
    return Work(reduction_steps(eqn))


def _select_and_scatter_add(eqn):
    """The gradient of max pooling: find the winner of each window again, add to it."""
    return Work(_size(eqn.invars[0]) * math.prod(eqn.params["window_dimensions"]))


def _sort(eqn):
    lanes, n = _lanes(eqn, eqn.params["dimension"]), _size(eqn.invars[0])
    n //= max(lanes, 1)
    return Work(lanes * n * _log2_ceil(n), 0, "sort: n ceil(log2 n) comparisons")


def _top_k(eqn):
    k = eqn.params["k"]
    return Work(_size(eqn.invars[0]) * _log2_ceil(k + 1), 0, "top_k: n ceil(log2(k + 1))")


def _log2_ceil(n):
    return (n - 1).bit_length() if n > 1 else 0


def _fft(eqn):
    n = math.prod(eqn.params["fft_lengths"])
    real = {v.aval.dtype.kind for v in (eqn.invars[0], eqn.outvars[0])} != {"c"}
    widest = max(_size(eqn.invars[0]), _size(eqn.outvars[0])) if real else _size(eqn.invars[0])
    factor = 2.5 if real else 5.0
    note = "fft: 5 n log2 n (2.5 if one side is real)"
    return Work(round(factor * widest * math.log2(n)) if n > 1 else 0, 0, note)


def _leading(formula, text):
    """A rule for matrices [..., m, n]: operations and roots of each from `formula(m, n)`."""

    def rule(eqn):
        *batch, m, n = eqn.invars[0].aval.shape
        flops, roots = formula(m, n)
        many = math.prod(batch)
        return Work(round(many * flops), many * roots, f"{eqn.primitive.name}: {text}")

    return rule


def _lu_terms(m, n):
    k = min(m, n)
    return 2 * m * n * k - (m + n) * k**2 + 2 * k**3 / 3, 0


def _reflectors(m, n):
    k = min(m, n)
    return 4 * m * n * k - 2 * (m + n) * k**2 + 4 * k**3 / 3, k


def _qr(eqn):
    """Reduce to R, then form Q from its reflectors."""
    *batch, m, n = eqn.invars[0].aval.shape
    columns = eqn.outvars[0].aval.shape[-1]
    k = min(m, n)
    form = 4 * m * columns * k - 2 * (m + columns) * k**2 + 4 * k**3 / 3
    flops = math.prod(batch) * (_reflectors(m, n)[0] + form)
    return Work(round(flops), math.prod(batch) * k, "qr: leading terms")


def _triangular_solve(eqn):
    n = eqn.invars[0].aval.shape[-1]
    return Work(n * _size(eqn.invars[1]), 0, "triangular_solve: n^2 a right-hand side")


RULES = {
    "integer_pow": _integer_pow,
    "one_minus_square": lambda eqn: Work(2 * _size(eqn.outvars[0])),
    "dot_general": _dot_general,
    "conv_general_dilated": _conv,
    **dict.fromkeys(["cumsum", "cumprod", "cummax", "cummin"], _cumulative),
    "cumlogsumexp": _cumlogsumexp,
    **dict.fromkeys(["reduce_window_sum", "reduce_window_max", "reduce_window_min"], _window),
    "select_and_gather_add": _window,
    "select_and_scatter_add": _select_and_scatter_add,
    "addupdate": lambda eqn: Work(_size(eqn.invars[1])),
    "sort": _sort,
    "top_k": _top_k,
    "fft": _fft,
    "cholesky": _leading(lambda m, n: (n**3 / 3, n), "n^3 / 3"),
    "lu": _leading(_lu_terms, "2 n^3 / 3, leading terms"),
    "geqrf": _leading(_reflectors, "leading terms"),
    "qr": _qr,
    "triangular_solve": _triangular_solve,
}
