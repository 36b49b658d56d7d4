"""Programs for the rules about tracing."""

import functools
import math
from dataclasses import dataclass

import jax
import jax.numpy as jnp
import numpy as np

from raising import raises

X = np.arange(3.0)


class Model:
    """What JAX does not know: no pytree."""

    def __init__(self, weight):
        self.weight = weight

    @jax.jit
    def __call__(self, x):
        return self.weight * x

    @jax.jit
    def loss(self, x):
        return self.weight * x


class Deep(Model):
    pass


@dataclass
class Settings:
    scale: float

    @functools.partial(jax.jit, static_argnums=0)
    def apply(self, x):
        return self.scale * x


@raises("leaked-tracer", "M09")
def a_list_keeps_an_intermediate():
    kept = []

    @jax.jit
    def step(x):
        kept.append(2 * x)
        return x

    step(1.0)
    print(kept[0] + 1)  # HERE


@raises("leaked-tracer", "M09")
def an_attribute_is_updated_in_jit():
    class Filter:
        state = jnp.zeros(3)

        def step(self, x):
            self.state = self.state + x
            return self.state

    model = Filter()
    step = jax.jit(model.step)
    step(1.0)
    step(jnp.ones(3))  # HERE


@raises("leaked-tracer", "M09")
def a_cache_keeps_a_tracer():
    @functools.lru_cache
    def grid(n):
        return jnp.arange(n) / n

    jax.jit(lambda x: x + grid(3))(X)
    grid(3) + 1  # HERE


@raises("leaked-tracer", "M09")
def a_global_key():
    state = {"key": jax.random.key(0)}

    @jax.jit
    def draw():
        state["key"], key = jax.random.split(state["key"])
        return jax.random.normal(key)

    draw()
    jax.random.normal(state["key"])  # HERE


@raises("leak-found", "M09")
def the_leak_checker():
    kept = []

    @jax.jit
    def step(x):
        kept.append(x)
        return x

    with jax.checking_leaks():
        step(1.0)  # HERE


@raises("tracer-of-finished-function", "M09")
def a_kept_tracer_is_given_to_numpy():
    kept = []

    @jax.jit
    def step(x):
        kept.append(2 * x)
        return x

    step(X)
    np.asarray(kept[0])  # HERE


@raises("tracer-of-finished-function", "M09")
def a_kept_tracer_is_asked_for_its_number():
    kept = []

    @jax.jit
    def step(x):
        kept.append(2 * x)
        return x

    step(1.0)
    print(float(kept[0]))  # HERE


@raises("size-depends-on-data", "M06")
def one_argument_where():
    jax.jit(lambda x: jnp.where(x > 1)[0])(X)  # HERE


@raises("size-depends-on-data", "M06")
def unique():
    jax.jit(jax.vmap(lambda row: jnp.unique(row).size))(jnp.ones((2, 3)))  # HERE


@raises("size-depends-on-data", "M06")
def segments_without_a_number():
    jax.jit(lambda x, i: jax.ops.segment_sum(x, i))(X, np.array([0, 1, 1]))  # HERE


@raises("select-by-mask", "M05")
def extract():
    jax.jit(lambda x: jnp.extract(x > 1, x))(X)  # HERE


@raises("size-argument", "M07")
def arange_of_an_argument():
    jax.jit(lambda n: jnp.arange(n))(3)  # HERE


@raises("size-argument", "M07")
def scan_of_traced_length():
    body = lambda c, _: (c, c)
    jax.jit(lambda n: jax.lax.scan(body, 0.0, None, length=n)[1])(3)  # HERE


@raises("size-needed-inside", "M07")
def top_k():
    jax.jit(lambda x, k: jax.lax.top_k(x, k))(X, 2)  # HERE


@raises("size-needed-inside", "M07")
def fft_length():
    jax.jit(lambda x, n: jnp.fft.fft(x, n))(X, 4)  # HERE


@raises("numpy-array-filled", "M03")
def numpy_buffer():
    def total(x):
        out = np.zeros(3)
        for i in range(3):
            out[i] = x[i] ** 2  # HERE
        return out.sum()

    jax.grad(total)(X)


@raises("foreign-code-needs-number", "M03")
def scipy_quadrature():
    from scipy.integrate import quad

    jax.jit(lambda a: quad(lambda t: t**2, 0, a)[0])(1.0)  # HERE


@raises("static-argument-of-library", "M04")
def traced_flag():
    jax.jit(lambda x, flag: jax.nn.gelu(x, approximate=flag))(X, True)  # HERE


@raises("static-argument-of-library", "M04")
def traced_diagonal():
    jax.jit(lambda x, k: jnp.diag(x, k))(X, 1)  # HERE


@raises("static-argument-of-library", "M04", "diffrax")
def traced_max_steps():
    import diffrax

    term = diffrax.ODETerm(lambda t, y, args: -y)

    def solve(n):
        tsit = diffrax.Tsit5()
        return diffrax.diffeqsolve(term, tsit, 0.0, 1.0, 0.1, 1.0, max_steps=n).ys  # HERE

    jax.jit(solve)(100)


@raises("truth-of-tracer", "M01")
def branch():
    @jax.jit
    def clip(x):
        if x > 0:  # HERE
            return x
        return -x

    clip(1.0)


@raises("truth-of-tracer", "M01")
def builtin_max():
    jax.jit(lambda a, b: max(a, b))(1.0, 2.0)  # HERE


@raises("truth-of-tracer", "M01")
def assertion():
    def log(x):
        assert jnp.all(x > 0), "positive"  # HERE
        return jnp.log(x)

    jax.vmap(log)(X + 1)


@raises("truth-of-tracer", "M01", "equinox")
def branch_in_a_library():
    import equinox as eqx

    eqx.filter_jit(lambda x: x if x > 0 else -x)(jnp.array(1.0))  # HERE


@raises("truth-of-array", "M01")
def interval_of_an_array():
    jax.jit(lambda x: jnp.where((x > 0) and (x < 2), x, 0.0))(X)  # HERE


@raises("slice-of-python-sequence", "M08")
def slice_of_a_list():
    table = [1.0, 2.0, 3.0]
    jax.jit(lambda n: sum(table[:n]))(2)  # HERE


@raises("integer-of-tracer", "M02")
def traced_range():
    @jax.jit
    def total(n):
        s = 0
        for i in range(n):  # HERE
            s += i
        return s

    total(3)


@raises("integer-of-tracer", "M02")
def index_of_a_list():
    layers = [jnp.sin, jnp.cos]
    jax.lax.fori_loop(0, 2, lambda i, x: layers[i](x), 1.0)  # HERE


@raises("list-times-tracer", "M02")
def repeated_list():
    jax.jit(lambda n: jnp.array([0.0] * n))(3)  # HERE


@raises("array-of-tracer", "M03")
def numpy_function():
    jax.jit(lambda x: np.sin(x))(X)  # HERE


@raises("array-of-tracer", "M03")
def numpy_table():
    jax.vmap(lambda i: X[i])(jnp.arange(3))  # HERE


@raises("array-of-tracer", "M03")
def numpy_inside_map():
    jax.lax.map(lambda x: jnp.sum(np.exp(x)), jnp.ones((2, 3)))  # HERE


@raises("percent-format", "M15")
def percent_with_a_float():
    jax.jit(lambda x: print("x = %.2f" % x))(1.0)  # HERE  # noqa: UP031


@raises("percent-format", "M15")
def percent_with_an_integer():
    jax.jit(lambda x: print("step %d" % x))(1)  # HERE  # noqa: UP031


@raises("number-of-tracer", "M04")
def float_of_a_tracer():
    jax.jit(lambda x: float(x) ** 2)(1.0)  # HERE


@raises("number-of-tracer", "M04")
def math_function():
    jax.vmap(lambda x: math.exp(x))(X)  # HERE


@raises("number-of-tracer", "M04")
def traced_axis():
    jax.jit(lambda x, axis: jnp.sum(x, axis=axis))(X, 0)  # HERE


@raises("number-of-tracer", "M04")
def item():
    jax.jit(lambda x: x.sum().item())(X)  # HERE


@raises("boolean-mask", "M05")
def mask_in_jit():
    jax.jit(lambda x: x[x > 1].mean())(X)  # HERE


@raises("dynamic-slice", "M08")
def moving_window():
    jax.jit(lambda x, i: x[i : i + 2])(jnp.arange(5), 1)  # HERE


@raises("traced-shape", "M07")
def zeros_of_an_argument():
    jax.jit(lambda n: jnp.zeros((n, 2)))(3)  # HERE


@raises("traced-shape", "M07")
def shape_under_grad():
    jax.grad(lambda n: jnp.ones(n).sum())(3.0)  # HERE


@raises("shape-not-integer", "M07")
def half_an_entry():
    jnp.zeros(7 / 2)  # HERE


@raises("traced-parameter", "M07")
def number_of_keys():
    jax.jit(lambda key, n: jax.random.split(key, n))(jax.random.key(0), 2)  # HERE


@raises("static-argument-traced", "M04")
def norm_order():
    jax.jit(lambda x, p: jnp.linalg.norm(x, p))(X, 2)  # HERE


@raises("static-self-not-hashable", "M10")
def dataclass_method():
    Settings(2.0).apply(1.0)  # HERE


@raises("static-not-hashable", "M12")
def dictionary_as_static():
    jax.jit(lambda x, c: x * c["a"], static_argnums=1)(1.0, {"a": 1})  # HERE


@raises("static-not-hashable", "M12")
def array_as_static():
    jax.jit(lambda x, widths: x * widths[0], static_argnames="widths")(1.0, widths=X)  # HERE


@raises("static-not-hashable", "M12")
def traced_static():
    power = jax.jit(lambda x, n: x**n, static_argnums=1)
    jax.jit(lambda x, n: power(x, n))(2.0, 3)  # HERE


@raises("static-not-comparable", "M12")
def object_with_arrays():
    class Grid:
        def __hash__(self):
            return 1

        def __eq__(self, other):
            return jnp.ones(2) == jnp.ones(2)

    f = jax.jit(lambda x, grid: x, static_argnums=1)
    f(1.0, Grid())
    f(1.0, Grid())  # HERE


@raises("static-names", "M12")
def unknown_static_name():
    jax.jit(lambda x, n: x * n, static_argnames="m")(1.0, 2)  # HERE


@raises("jitted-method", "M10")
def method():
    Model(2.0)(1.0)  # HERE


@raises("jitted-method-of-subclass", "M10")
def inherited_method():
    Deep(2.0).loss(1.0)  # HERE


@raises("not-an-array-argument", "M13")
def mode_string():
    jax.jit(lambda x, mode: x if mode == "up" else -x)(1.0, "up")  # HERE


@raises("not-an-array-argument", "M13")
def function_in_a_dictionary():
    jax.jit(lambda m: m["act"](m["w"]))({"w": 1.0, "act": jnp.sin})  # HERE


@raises("not-an-array-argument", "M13")
def object_argument():
    jax.jit(lambda model, x: model.weight * x)(Model(2.0), 1.0)  # HERE


@raises("not-a-jax-type", "M13")
def string_under_vmap():
    jax.vmap(lambda x, mode: x)(X, "up")  # HERE


@raises("not-a-jax-type", "M13")
def name_in_the_parameters():
    jax.grad(lambda p: p["w"] ** 2)({"w": 1.0, "name": "layer"})  # HERE


@raises("not-a-jax-result", "M13")
def string_result():
    jax.jit(lambda x: (x, "converged"))(1.0)  # HERE


@raises("no-jax-dtype", "M13")
def array_of_strings():
    jnp.array(["proton", "neutron"])  # HERE


@raises("no-jax-dtype", "M13")
def array_with_none():
    jnp.array([1.0, None])  # HERE


@raises("object-to-array", "M13", "jax<0.8")
def array_of_a_dictionary():
    jnp.asarray({"a": 1})  # HERE


@raises("format-of-tracer", "M15")
def f_string():
    jax.jit(lambda x: print(f"x = {x:.2f}"))(1.0)  # HERE


@raises("format-of-tracer", "M15")
def f_string_under_vmap():
    jax.vmap(lambda x: print(f"x = {x:.2f}"))(X)  # HERE


@raises("debug-print-of-f-string", "M15")
def debug_print_of_an_f_string():
    jax.jit(lambda x: jax.debug.print(f"x = {x}", gain=x))(1.0)  # HERE


@raises("format-of-array", None)
def format_of_an_array():
    x = jnp.ones(3)
    print(f"{x:.2f}")  # HERE


@raises("tracer-as-key", "M16")
def dictionary_lookup():
    mass = {1: 1.008, 8: 15.999}
    jax.jit(lambda z: mass[z])(8)  # HERE


@raises("tracer-as-key", "M16")
def cached_helper():
    @functools.lru_cache
    def table(n):
        return n + 1

    jax.vmap(lambda n: table(n))(jnp.arange(3))  # HERE


@raises("array-as-key", "M16")
def array_lookup():
    mass = {1: 1.008, 8: 15.999}
    print(mass[jnp.array(8)])  # HERE


@raises("no-attribute-while-tracing", "M04")
def waiting_inside():
    jax.jit(lambda x: (2 * x).block_until_ready())(X)  # HERE


@raises("dataclass-argument", "M10")
def parameters_in_a_dataclass():
    @dataclass
    class Params:
        w: jax.Array

    jax.jit(lambda p, x: p.w * x)(Params(jnp.arange(3.0)), 2.0)  # HERE
