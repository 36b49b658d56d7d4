"""Programs for the rules about ordinary exceptions."""

import jax
import jax.numpy as jnp
import numpy as np

from raising import raises


@raises("starter", None)
def unfinished_exercise():
    def energy(x):
        raise NotImplementedError  # HERE

    energy(1.0)


@raises("claim", None)
def false_claim():
    from jaxwise import claim

    claim("one is two", 1, "==", 2, kind="definition", source="this test")  # HERE


@raises("own-assertion", None)
def false_assertion():
    assert 1 + 1 == 3, "arithmetic"  # HERE


@raises("unknown-name", None)
def misspelled():
    print(jmp.ones(3))  # HERE  # noqa: F821


@raises("unbound-local", None)
def used_too_early():
    def total(x):
        count = count + x  # HERE  # noqa: F821, F841

    total(1)


@raises("wrong-argument-count", None)
def body_with_one_argument():
    jax.lax.scan(lambda carry: (carry, None), 0.0, jnp.ones(3))  # HERE


@raises("wrong-argument-count", None)
def old_keyword():
    jax.jit(lambda x: x, static_arguments=0)  # HERE


@raises("not-a-function", None)
def called_twice():
    jax.grad(jnp.sin)(1.0)(2.0)  # HERE


@raises("unpack-count", None)
def three_keys_for_two_names():
    a, b = jax.random.split(jax.random.key(0), 3)  # HERE


@raises("missing-package", None)
def package_that_is_not_there():
    import a_package_that_nobody_has  # HERE  # noqa: F401


@raises("jax-has-no", None)
def numpy_only():
    jnp.set_printoption(3)  # HERE


@raises("unknown-setting", None)
def misspelled_setting():
    jax.config.update("jax_enable_x46", True)  # HERE


@raises("numpy-array-has-no", None)
def waiting_for_numpy():
    np.ones(3).block_until_ready()  # HERE


@raises("no-attribute", None)
def unknown_method():
    jnp.ones(3).meen()  # HERE


@raises("debug-print-fields", None)
def field_without_a_value():
    jax.jit(lambda x: jax.debug.print("x = {y}", x=x))(1.0)  # HERE


@raises("none-in-arithmetic", None)
def forgotten_return():
    def square(x):
        x**2

    square(2.0) + 1.0  # HERE


@raises("callback-failed", None)
def failing_callback():
    def host(x):
        raise ValueError("the instrument is off")

    shape = jax.ShapeDtypeStruct((), np.float32)
    jax.block_until_ready(jax.jit(lambda x: jax.pure_callback(host, shape, x))(1.0))  # HERE


@raises("checkify-failed", None)
def failed_check():
    from jax.experimental import checkify

    def root(x):
        checkify.check(x > 0, "x must be positive")
        return jnp.sqrt(x)

    error, _ = checkify.checkify(root)(-1.0)
    error.throw()  # HERE


@raises("checkify-failed", None)
def check_under_jit():
    from jax.experimental import checkify

    def root(x):
        checkify.check(x > 0, "x must be positive")
        return jnp.sqrt(x)

    jax.jit(root)(-1.0)  # HERE


@raises("traced-again", None, "jax:no_tracing")
def traced_where_forbidden():
    f = jax.jit(lambda x: x)
    with jax.no_tracing():
        f(1.0)  # HERE


@raises("syntax", None)
def unclosed_bracket():
    compile("y = f(x[0)", __file__, "exec")  # HERE


@raises("pickled-function", None)
def pickled_lambda():
    import pickle

    pickle.dumps({"activation": lambda x: x})  # HERE


@raises("missing-key", None)
def unknown_parameter():
    params = {"w": 1.0}
    params["b"]  # HERE


@raises("list-too-short", None)
def one_too_far():
    losses = [1.0, 0.5]
    losses[2]  # HERE


@raises("missing-file", None)
def unknown_file():
    np.load("/nowhere/data.npy")  # HERE


@raises("endless-recursion", None)
def factorial_without_an_end():
    def factorial(n):
        return n * factorial(n - 1)  # HERE

    factorial(3)
