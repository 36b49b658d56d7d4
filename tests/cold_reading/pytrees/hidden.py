import jax
import jax.numpy as jnp
import numpy as np

from jaxwise.exercises._looks import counting_traces


def particle(names, x=0.0, v=1.0, name="Mars"):
    return names["Particle"](jnp.array([x, 1.0]), jnp.array([v, -2.0]), name)


def test_1_drifts(names):
    got = names["drift"](particle(names), 0.5)
    assert np.allclose(got.position, [0.5, 0.0]) and np.allclose(got.velocity, [1.0, -2.0])
    assert got.name == "Mars" and type(got) is names["Particle"]


def test_1_its_leaves(names):
    leaves = jax.tree.leaves(particle(names))
    assert len(leaves) == 2 and all(leaf.shape == (2,) for leaf in leaves)
    doubled = jax.tree.map(lambda x: 2 * x, particle(names, 3.0))
    assert doubled.name == "Mars" and np.allclose(doubled.position, [6.0, 2.0])


def test_1_follows_what_changes_and_traces_once(names):
    names["drift"](particle(names), 0.5)
    with counting_traces() as traced:
        got = names["drift"](particle(names, 4.0, 2.0), 0.25)
    assert np.allclose(got.position, [4.5, 0.5]) and not traced


def test_1_in_batches(names):
    many = names["Particle"](jnp.arange(6.0).reshape(3, 2), jnp.ones((3, 2)), "swarm")
    got = jax.vmap(names["drift"], in_axes=(0, None))(many, 2.0)
    assert np.allclose(got.position, np.arange(6.0).reshape(3, 2) + 2) and got.name == "swarm"


def loss(params):
    return jnp.sum(params["w"] ** 2 * params["n"]) + 3.0 * params["b"]


PARAMS = {"w": jnp.array([1.0, -2.0]), "b": jnp.array(0.5), "n": jnp.array([2, 3])}


def test_2_some(names):
    got = names["gradients_of"](loss, PARAMS, {"w"})
    assert set(got) == {"w", "b", "n"} and got["b"] is None and got["n"] is None
    assert np.allclose(got["w"], [4.0, -12.0])


def test_2_all_floats(names):
    got = names["gradients_of"](loss, PARAMS, {"w", "b"})
    assert np.allclose(got["b"], 3.0) and np.allclose(got["w"], [4.0, -12.0])
    assert got["n"] is None


def test_2_leaves_its_argument_alone(names):
    params = dict(PARAMS)
    names["gradients_of"](loss, params, {"b"})
    assert set(params) == set(PARAMS) and all(params[k] is PARAMS[k] for k in params)
