import jax
import jax.numpy as jnp
import numpy as np

from jaxwise.probes._interpret import equations


def steps(n):
    count = 0
    while n != 1:
        n, count = (n // 2 if n % 2 == 0 else 3 * n + 1), count + 1
    return count


NUMBERS = [1, 2, 3, 6, 7, 27, 97]


def test_1_values(names):
    assert [int(names["collatz"](n)) for n in NUMBERS] == [steps(n) for n in NUMBERS]


def test_1_inside_jit(names):
    f = jax.jit(names["collatz"])
    assert [int(f(n)) for n in NUMBERS] == [steps(n) for n in NUMBERS]
    assert jnp.issubdtype(f(7).dtype, jnp.integer)


def test_1_under_vmap(names):
    got = jax.vmap(names["collatz"])(jnp.array(NUMBERS))
    assert got.tolist() == [steps(n) for n in NUMBERS]


def average(x, alpha):
    s = np.array(x, float)
    for t in range(1, s.shape[1]):
        s[:, t] = alpha * s[:, t] + (1 - alpha) * s[:, t - 1]
    return s


def data(series, times):
    return np.random.default_rng(series).normal(size=(series, times)).astype(np.float32)


def test_2_values(names):
    for shape in ((3, 7), (1, 4), (6, 2)):
        x = data(*shape)
        got = names["running_average"](x, 0.3)
        assert got.shape == shape and np.allclose(got, average(x, 0.3), atol=1e-5)


def test_2_as_many_series_as_times(names):
    x = data(5, 5)
    assert np.allclose(names["running_average"](x, 0.6), average(x, 0.6), atol=1e-5)


def test_2_one_time(names):
    x = data(4, 1)
    assert np.allclose(names["running_average"](x, 0.6), x, atol=1e-6)


def test_2_jit_and_gradient(names):
    x = jnp.asarray(data(3, 7))
    loss = jax.jit(lambda a, x: jnp.sum(names["running_average"](x, a) ** 2))
    by_alpha = jax.grad(loss)(0.3, x)
    h = 1e-6
    right = (np.sum(average(x, 0.3 + h) ** 2) - np.sum(average(x, 0.3 - h) ** 2)) / (2 * h)
    assert np.isclose(by_alpha, right, rtol=1e-3)
    assert jnp.isfinite(jax.grad(loss, argnums=1)(0.3, x)).all()


def test_2_the_recording_does_not_grow(names):
    def size(times):
        x = jnp.asarray(data(2, times))
        return len(list(equations(jax.make_jaxpr(names["running_average"])(x, 0.3))))

    assert size(200) == size(20)
