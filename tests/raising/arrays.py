"""Programs for the rules about arrays, dtypes, pytrees, vmap and shapes."""

import dataclasses
import json
import warnings

import jax
import jax.numpy as jnp
import numpy as np

from raising import raises

X = jnp.arange(3.0)


@raises("donated-array-used", "M25")
def old_state():
    step = jax.jit(lambda x: x + 1, donate_argnums=0)
    state = jnp.ones(3)
    step(state)
    print(state.sum())  # HERE


@raises("donated-array-used", "M25")
def old_state_again():
    step = jax.jit(lambda x: x + 1, donate_argnums=0)
    state = jnp.ones(3)
    step(state)
    step(state)  # HERE


@raises("donated-twice", "M25")
def one_array_twice():
    swap = jax.jit(lambda x, y: (y, x), donate_argnums=(0, 1))
    state = jnp.ones(3)
    swap(state, state)  # HERE


@raises("donation-unused", "M25")
def donation_of_another_shape():
    with warnings.catch_warnings(action="error"):
        jax.jit(lambda x: x.sum(), donate_argnums=0)(jnp.ones(300))  # HERE


@raises("large-constants", "M24")
def captured_table():
    table = jnp.ones(1000)
    old = jax.config.jax_captured_constants_warn_bytes
    jax.config.update("jax_captured_constants_warn_bytes", 100)
    try:
        with warnings.catch_warnings(action="error"):
            jax.jit(lambda x: x + table)(1.0)  # HERE
    finally:
        jax.config.update("jax_captured_constants_warn_bytes", old)


@raises("out-of-memory", "M26")
def too_much():
    jnp.ones((1 << 20, 1 << 20, 16)).block_until_ready()  # HERE


@raises("in-place", "M28")
def assignment():
    x = jnp.zeros(3)
    x[0] = 1  # HERE


@raises("in-place", "M28")
def assignment_in_jit():
    def first(x):
        x[0] += 1  # HERE
        return x

    jax.jit(first)(X)


@raises("in-place", "M28")
def numpy_writes():
    np.random.default_rng(0).shuffle(jnp.zeros(3))  # HERE


@raises("in-place-at", "M28")
def assignment_to_at():
    x = jnp.zeros(3)
    x.at[0] = 1  # HERE


@raises("in-place-delete", "M28")
def deletion():
    x = jnp.zeros(3)
    del x[0]  # HERE


@raises("in-place-method", "M28")
def append():
    jnp.zeros(3).append(1.0)  # HERE


@raises("in-place-method", "M28")
def shape_assignment():
    x = jnp.zeros(4)
    x.shape = (2, 2)  # HERE


@raises("read-only-view", "M28")
def view():
    x = np.asarray(jnp.zeros(3))
    x[0] = 1  # HERE


@raises("out-argument", "M28")
def out():
    jnp.add(X, X, out=X)  # HERE


@raises("out-argument", "M28")
def out_of_numpy():
    np.add(np.ones(3), 1, out=X)  # HERE


@raises("integer-too-large", "M31")
def large_integer():
    jnp.array(1 << 40)  # HERE


@raises("integer-too-large", "M31")
def large_argument():
    jnp.arange(3) + 2**33  # HERE


@raises("integer-out-of-range", None)
def small_dtype():
    jnp.array([300], dtype=jnp.uint8)  # HERE


@raises("float64-not-available", "M31")
def double_precision():
    with warnings.catch_warnings(action="error"):
        jnp.zeros(3, dtype="float64")  # HERE


@raises("promotion", "M34")
def strict_promotion():
    with jax.numpy_dtype_promotion("strict"):
        jnp.arange(3) * X  # HERE


@raises("lax-dtypes", "M34")
def lax_of_two_dtypes():
    jax.lax.add(jnp.arange(3), X)  # HERE


@raises("fori-bounds", "M34")
def half_a_step():
    jax.lax.fori_loop(0, 3.5, lambda i, x: x, 0.0)  # HERE


@raises("list-for-array", "M35")
def sum_of_a_list():
    jnp.sum([1.0, 2.0])  # HERE


@raises("list-for-array", "M35")
def norm_of_a_tuple():
    jnp.linalg.norm((3.0, 4.0))  # HERE


@raises("object-for-array", None)
def sine_of_none():
    jnp.sin(None)  # HERE


@raises("list-for-lax", "M35")
def lax_of_lists():
    jax.lax.add([1.0], [2.0])  # HERE


@raises("array-with-list", "M35")
def array_plus_list():
    X + [1.0, 2.0, 3.0]  # HERE


@raises("list-as-index", "M35")
def list_index():
    X[[0, 2]]  # HERE


@raises("list-in-jit", "M35")
def list_argument():
    jax.jit(lambda x: x.mean())([1.0, 2.0])  # HERE


@raises("list-in-jit", "M35")
def list_times_float():
    def area(box):
        return 0.5 * box  # HERE

    jax.jit(area)([1.0, 2.0])


@raises("array-for-list", "M35")
def concatenation_of_arrays():
    jnp.concatenate(X)  # HERE


@raises("ragged-list", None)
def ragged():
    jnp.array([[1, 2], [3]])  # HERE


@raises("index-out-of-bounds", "M30")
def checked_index():
    from jax.experimental import checkify

    error, _ = checkify.checkify(lambda i: X[i], errors=checkify.index_checks)(7)
    error.throw()  # HERE


@raises("index-not-integer", None)
def float_index():
    X[jnp.array([0.0, 1.0])]  # HERE


@raises("dtype-not-accepted", None)
def bitwise_and_of_floats():
    X & X  # HERE


@raises("tree-with-none", "M36")
def tree_with_a_gap():
    jax.tree.map(lambda p, g: p - g, {"w": 1.0, "b": None}, {"w": 1.0, "b": 2.0})  # HERE


@raises("tree-with-none", "M36")
def gap_in_the_second_tree():
    jax.tree.map(lambda p, g: p - g, {"w": 1.0, "b": 1.0}, {"w": 1.0, "b": None})  # HERE


@raises("none-in-tree", "M36")
def gap_is_not_visited():
    stations = {"coast": 1.0, "ridge": None}
    filled = jax.tree.map(lambda v: 0.0 if v is None else v, stations)
    print(filled["ridge"] * 2.0)  # HERE


@raises("tree-mismatch", "M36")
def other_keys():
    jax.tree.map(lambda a, b: a + b, {"a": 1}, {"a": 1, "b": 2})  # HERE


@raises("tree-mismatch", "M36")
def list_and_tuple():
    jax.tree.map(lambda a, b: a + b, (1, 2), [1, 2])  # HERE


@raises("too-many-leaves", "M36")
def leaf_for_none():
    jax.tree.unflatten(jax.tree.structure({"a": 1, "b": None}), [1, 2])  # HERE


@raises("unsortable-keys", "M36")
def mixed_keys():
    jax.tree.map(lambda x: x, {"a": 1, 2: 3})  # HERE


@raises("in-axes", "M38")
def axes_as_dictionary():
    jax.vmap(lambda p, x: p["w"] * x, in_axes={"w": 0})({"w": X}, X)  # HERE


@raises("in-axes", "M38")
def axes_left_out():
    jax.vmap(lambda p, x: p * x, in_axes=(0,))(X, X)  # HERE


@raises("in-axes", "M38")
def batched_output_without_an_axis():
    jax.vmap(lambda x: x, out_axes=None)(X)  # HERE


@raises("sizes-to-map", "M38")
def parameters_are_mapped():
    params = {"w": jnp.ones((4, 3))}
    jax.vmap(lambda p, x: p["w"] @ x)(params, jnp.ones((5, 3)))  # HERE


@raises("axis-to-map-missing", "M38")
def scalar_keyword():
    jax.vmap(lambda x, scale: x * scale)(X, scale=2.0)  # HERE


@raises("core-dimension", None)
def system_of_another_size():
    jnp.linalg.solve(jnp.eye(3), jnp.ones(2))  # HERE


@raises("scan-lengths", None)
def scan_of_two_lengths():
    jax.lax.scan(lambda c, x: (c, c), 0.0, (X, jnp.ones(4)))  # HERE


@raises("rank-promotion", "M39")
def column_minus_row():
    with jax.numpy_rank_promotion("raise"):
        jnp.ones((3, 1)) - X  # HERE


@raises("shapes-broadcast", None)
def three_and_four():
    X + jnp.ones(4)  # HERE


@raises("shapes-broadcast", None)
def at_of_another_shape():
    X.at[:2].set(jnp.ones(3))  # HERE


@raises("shapes-broadcast", None)
def lax_of_two_ranks():
    jax.lax.add(X, jnp.ones((3, 1)))  # HERE


@raises("shapes-broadcast", None, "diffrax")
def slope_of_another_shape():
    import diffrax

    term, solver = diffrax.ODETerm(lambda t, y, args: jnp.ones(3)), diffrax.Tsit5()
    diffrax.diffeqsolve(term, solver, 0.0, 1.0, 0.1, jnp.ones(2))  # HERE


@raises("shapes-product", None)
def product():
    jnp.ones((3, 2)) @ jnp.ones((3, 2))  # HERE


@raises("shapes-product", None)
def einsum():
    jnp.einsum("ij,jk->ik", jnp.ones((3, 2)), jnp.ones((3, 2)))  # HERE


@raises("shapes-reshape", None)
def reshape():
    X.reshape(2, -1)  # HERE


@raises("shapes-join", None)
def concatenation():
    jnp.concatenate([jnp.ones((3, 2)), jnp.ones((3, 3)), jnp.ones((2, 2))])  # HERE


@raises("axis-out-of-bounds", None)
def missing_axis():
    jax.vmap(lambda row: jnp.sum(row, axis=1))(jnp.ones((2, 3)))  # HERE


@raises("too-many-indices", None)
def extra_index():
    X[0, 0]  # HERE


@raises("mask-shape", None)
def short_mask():
    X[jnp.array([True, False])]  # HERE


@raises("shape-of-argument", None)
def inverse_of_a_rectangle():
    jnp.linalg.inv(jnp.ones((3, 2)))  # HERE


@raises("shape-of-argument", None)
def squeeze():
    jnp.squeeze(X, 0)  # HERE


@raises("one-number-expected", None)
def float_of_an_array():
    float(X)  # HERE


@raises("array-without-axes", None)
def unpacked_gradient():
    value, slope = jax.grad(lambda x: x**2)(1.0)  # HERE


@raises("string-index", None)
def column_name():
    X["mass"]  # HERE


@raises("shape-in-pieces", None)
def rows_and_columns():
    jnp.zeros(3, 4)  # HERE


@raises("tree-arithmetic", None)
def step_on_a_dictionary():
    params, slope = {"w": X}, {"w": X}
    return params - 0.1 * slope  # HERE


@raises("tree-arithmetic", None)
def step_on_a_list():
    params, slope = [X, X], [X, X]
    return [p - 0.1 * slope for p in params]  # HERE


@raises("array-to-json", None)
def loss_as_json():
    json.dumps({"loss": X.sum()})  # HERE


@raises("field-of-frozen-dataclass", None)
def next_state():
    @dataclasses.dataclass(frozen=True)
    class State:
        w: jax.Array

    state = State(X)
    state.w = X + 1  # HERE


@raises("one-number-expected", None)
def item_of_three():
    X.item()  # HERE
