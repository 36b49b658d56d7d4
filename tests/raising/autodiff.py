"""Programs for the rules about derivatives and control flow."""

import functools

import jax
import jax.numpy as jnp
import numpy as np

from raising import raises

X = np.arange(3.0)


@functools.partial(jax.custom_vjp, nondiff_argnums=(1,))
def scaled(x, factor):
    return x * factor


scaled.defvjp(lambda x, factor: (x * factor, None), lambda factor, _, g: (g * factor,))


def with_rule(forward, backward):
    """A sine with these rules."""

    @jax.custom_vjp
    def sine(x):
        return jnp.sin(x)

    sine.defvjp(forward, backward)
    return sine


FORWARD = lambda x: (jnp.sin(x), jnp.cos(x))


@raises("nondiff-tracer", "M46")
def traced_factor():
    slope = jax.grad(lambda x, factor: scaled(x, factor))  # HERE
    jax.jit(slope)(1.0, 2.0)


@raises("nondiff-tracer", "M46")
def derivative_by_the_factor():
    jax.grad(scaled, argnums=1)(1.0, 2.0)  # HERE


@raises("custom-rule-closes-over-tracer", "M46")
def rule_in_a_closure():
    def loss(a, x):
        @jax.custom_vjp
        def f(x):
            return a * x  # HERE

        f.defvjp(lambda x: (a * x, None), lambda _, g: (g * a,))
        return f(x)

    jax.grad(loss)(1.0, 2.0)


@raises("nan-of-decomposition", "M42")
def eigenvectors_of_the_unit_matrix():
    first = lambda a: jnp.linalg.eigh(a)[1][0, 0]
    with jax.debug_nans(True):
        jax.grad(first)(jnp.eye(3))  # HERE


@raises("nan-of-length", "M41")
def norm_of_zero():
    with jax.debug_nans(True):
        jax.grad(lambda x: jnp.linalg.norm(x))(jnp.zeros(3))  # HERE


@raises("nan-behind-where", "M40")
def root_behind_where():
    f = lambda x: jnp.where(x > 0, jnp.sqrt(x), 0.0)
    with jax.debug_nans(True):
        jax.grad(f)(0.0)  # HERE


@raises("nan-in-derivative", None)
def power_at_zero():
    with jax.debug_nans(True):
        jax.jit(jax.grad(lambda x: (x * x) ** 0.25))(0.0)  # HERE


@raises("nan-in-value", None)
def logarithm():
    with jax.debug_nans(True):
        jnp.log(jnp.array(-1.0))  # HERE


@raises("not-scalar", "M43")
def gradient_of_a_vector():
    jax.grad(lambda x: 2 * x)(X)  # HERE


@raises("not-scalar", "M43")
def gradient_of_a_pair():
    jax.grad(lambda x: (x**2, x))(1.0)  # HERE


@raises("not-real", "M43")
def gradient_at_an_integer():
    jax.grad(lambda x: x**2)(3)  # HERE


@raises("not-real", "M43")
def jacobian_at_integers():
    jax.jacfwd(lambda x: 2.0 * x)(jnp.arange(3))  # HERE


@raises("aux-pair", "M43")
def aux_without_a_pair():
    jax.value_and_grad(lambda x: x**2, has_aux=True)(1.0)  # HERE


@raises("argument-to-differentiate", "M43")
def argument_by_keyword():
    jax.grad(lambda x: x**2)(x=1.0)  # HERE


@raises("tangents", "M43")
def bare_tangent():
    jax.jvp(jnp.sin, 1.0, 1.0)  # HERE


@raises("tangents", "M43")
def cotangent_of_another_shape():
    y, pull = jax.vjp(jnp.sin, X)
    pull(jnp.ones(2))  # HERE


@raises("not-callable", None)
def gradient_of_a_value():
    jax.grad(jnp.sin(1.0))  # HERE


@raises("reverse-of-while", "M45")
def gradient_of_while():
    def root(x):
        return jax.lax.while_loop(lambda y: y < 10, lambda y: y * x, x)

    jax.grad(root)(2.0)  # HERE


@raises("reverse-of-while", "M45")
def gradient_of_traced_limit():
    power = lambda x, n: jax.lax.fori_loop(0, n, lambda i, y: y * x, 1.0)
    jax.jit(jax.grad(power))(2.0, 3)  # HERE


@raises("forward-of-custom-vjp", "M47")
def jacfwd_of_custom_vjp():
    jax.jacfwd(with_rule(FORWARD, lambda c, g: (g * c,)))(1.0)  # HERE


@raises("rule-result", "M47")
def rule_without_a_tuple():
    jax.grad(with_rule(FORWARD, lambda c, g: g * c))(1.0)  # HERE


@raises("rule-result", "M47")
def rule_of_another_shape():
    jax.grad(with_rule(FORWARD, lambda c, g: (jnp.ones(2),)))(1.0)  # HERE


@raises("rule-missing", "M47")
def rule_forgotten():
    f = jax.custom_vjp(lambda x: x)
    jax.grad(f)(1.0)  # HERE


@raises("callback-derivative", None)
def gradient_of_a_callback():
    shape = jax.ShapeDtypeStruct((), np.float32)
    jax.grad(lambda x: jax.pure_callback(np.sin, shape, x))(1.0)  # HERE


@raises("no-derivative", None)
def gradient_of_eig():
    jax.grad(lambda a: jnp.linalg.eig(a)[1].real.sum())(jnp.eye(2))  # HERE


@raises("carry-varies", "M49", "jax:shard_map")
def carry_of_one_device():
    def total(x):
        start = jnp.zeros(())
        return jax.lax.scan(lambda c, v: (c + v, None), start, x)[0][None]  # HERE

    spec = jax.sharding.PartitionSpec("x")
    mesh = jax.sharding.Mesh(jax.devices()[:1], ("x",))
    jax.shard_map(total, mesh=mesh, in_specs=spec, out_specs=spec)(jnp.ones(8))


@raises("carry-type", "M49")
def integer_start():
    jax.lax.scan(lambda c, x: (c + x, c), jnp.int32(0), X)  # HERE


@raises("carry-type", "M49")
def growing_carry():
    jax.lax.fori_loop(0, 3, lambda i, c: (c, i), 0.0)  # HERE


@raises("carry-type", "M49")
def while_that_changes_its_type():
    jax.lax.while_loop(lambda c: c < 3, lambda c: c + 0.5, jnp.int32(0))  # HERE


@raises("scan-pair", "M49")
def carry_alone():
    jax.lax.scan(lambda c, x: c + x, 0.0, X)  # HERE


@raises("condition-not-bool", "M49")
def condition_of_an_array():
    jax.lax.while_loop(lambda c: c > 0, lambda c: c - 1, X)  # HERE


@raises("condition-not-bool", "M49")
def predicate_of_an_array():
    jax.lax.cond(jnp.array([True, False]), lambda: 1, lambda: 2)  # HERE


@raises("branches-differ", "M49")
def branch_of_another_dtype():
    jax.lax.cond(True, lambda x: x, lambda x: 0, 1.0)  # HERE


@raises("branches-differ", "M49")
def branch_of_another_structure():
    jax.lax.switch(1, [lambda x: x, lambda x: (x, x)], X)  # HERE


@raises("branch-not-callable", "M49")
def values_for_branches():
    jax.lax.cond(True, 1.0, 2.0)  # HERE
