import jax
import jax.numpy as jnp
import numpy as np

TABLE = jnp.array([1.5, 2.5, 4.0, 8.0])


def test_1_inside(names):
    assert np.array_equal(names["lookup"](TABLE, jnp.array([0, 3, 1])), [1.5, 8.0, 2.5])


def test_1_beyond_the_end(names):
    got = np.asarray(names["lookup"](TABLE, jnp.array([3, 4, 1000])))
    assert got[0] == 8.0 and np.isnan(got[1:]).all()


def test_1_negative(names):
    got = np.asarray(names["lookup"](TABLE, jnp.array([-1, 0, -4, -5])))
    assert got[1] == 1.5 and np.isnan(got[[0, 2, 3]]).all()


def test_1_shapes_and_dtype(names):
    got = names["lookup"](TABLE, jnp.array([[0, 9, 2], [1, -2, 3]]))
    assert got.shape == (2, 3) and got.dtype == jnp.float32
    assert np.array_equal(np.isnan(got), [[False, True, False], [False, True, False]])
    half = names["lookup"](TABLE.astype(jnp.float16), jnp.array([1, 7]))
    assert half.dtype == jnp.float16


def test_1_a_single_index_and_jit(names):
    assert float(names["lookup"](TABLE, 2)) == 4.0
    assert np.isnan(names["lookup"](TABLE, -1)) and np.isnan(names["lookup"](TABLE, 4))
    got = np.asarray(jax.jit(names["lookup"])(TABLE, jnp.array([2, 4, -1])))
    assert got[0] == 4.0 and np.isnan(got[1:]).all()


STAMPS = 1.8e9 + np.array([0.123456, 0.623456, 60.1, 9000.004, 9000.0055])


def test_2_values(names):
    assert np.allclose(names["elapsed"](STAMPS), STAMPS - STAMPS[0], rtol=0, atol=1e-3)


def test_2_kind(names):
    got = names["elapsed"](STAMPS)
    assert isinstance(got, jax.Array) and got.dtype == jnp.float32 and got.shape == (5,)


def test_2_the_settings_are_left_alone(names):
    assert not jax.config.jax_enable_x64
    names["elapsed"](STAMPS)
    assert not jax.config.jax_enable_x64 and jnp.zeros(1).dtype == jnp.float32
