import jax
import jax.numpy as jnp
import numpy as np

POINTS = np.array([[0.0, 0.0], [3.0, 4.0], [1.0, -1.0], [2.0, 0.5]], np.float32)


def slope(p):
    d = np.asarray(p, float) - POINTS
    r = np.linalg.norm(d, axis=1)
    return np.where(r[:, None] > 0, d / np.where(r > 0, r, 1)[:, None], 0).mean(0)


def test_1_values(names):
    for p in ([0.5, 0.25], [0.0, 0.0], [3.0, 4.0]):
        right = np.linalg.norm(np.asarray(p) - POINTS, axis=1).mean()
        assert np.isclose(names["mean_distance"](jnp.array(p), POINTS), right, rtol=1e-5)


def test_1_gradient_elsewhere(names):
    p = jnp.array([0.5, 0.25])
    got = jax.grad(names["mean_distance"])(p, jnp.asarray(POINTS))
    assert np.allclose(got, slope(p), atol=1e-5)


def test_1_gradient_on_a_point(names):
    for p in POINTS:
        got = jax.grad(names["mean_distance"])(jnp.asarray(p), jnp.asarray(POINTS))
        assert np.allclose(got, slope(p), atol=1e-5)


def test_1_inside_jit(names):
    p = jnp.asarray(POINTS[1])
    got = jax.jit(jax.grad(names["mean_distance"]))(p, jnp.asarray(POINTS))
    assert np.allclose(got, slope(p), atol=1e-5)


def line(params, x, y):
    return (params["w"] @ x + params["b"] - y) ** 2


PARAMS = {"w": jnp.array([1.0, -2.0, 0.5]), "b": jnp.array(0.25)}
XS = np.random.default_rng(0).normal(size=(3, 3)).astype(np.float32)
YS = np.array([1.0, 0.0, -1.0], np.float32)


def test_2_shapes(names):
    got = names["example_gradients"](line, PARAMS, XS[:2], YS[:2])
    assert set(got) == {"w", "b"} and got["w"].shape == (2, 3) and got["b"].shape == (2,)


def test_2_values(names):
    got = names["example_gradients"](line, PARAMS, XS, YS)
    misfit = XS @ np.asarray(PARAMS["w"]) + 0.25 - YS
    assert np.allclose(got["w"], 2 * misfit[:, None] * XS, atol=1e-5)
    assert np.allclose(got["b"], 2 * misfit, atol=1e-5)


def test_2_another_loss(names):
    def loss(params, x, y):
        return jnp.sum(jnp.tanh(params["A"] @ x) * y)

    params = {"A": jnp.asarray(XS)}
    got = names["example_gradients"](loss, params, XS, XS)
    one = jax.grad(loss)(params, XS[1], XS[1])
    assert got["A"].shape == (3, 3, 3) and np.allclose(got["A"][1], one["A"], atol=1e-5)
