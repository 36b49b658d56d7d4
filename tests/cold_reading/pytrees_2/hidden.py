from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np

from jaxwise.exercises._looks import counting_traces

FIELD = (0.6, 0.8)


def behind(radians, field=FIELD):
    """The field behind polarisers with these angles, in 64 bits."""
    field = np.array(field)
    for angle in radians:
        u = np.array([np.cos(angle), np.sin(angle)])
        field = (field @ u) * u
    return field


def slope(f, x, h=1e-5):
    return (f(x + h) - f(x - h)) / (2 * h)


def close(got, want, atol=1e-5):
    return np.allclose(np.asarray(got), want, rtol=0, atol=atol)


def test_1_passes_them_in_the_order_of_the_dictionary(names):
    field = jnp.array(FIELD)
    first = {"second": 20.0, "first": 75.0, "analyser": 50.0}
    other = {"first": 75.0, "analyser": 50.0, "second": 20.0}
    for degrees in (first, other, first):
        got = names["transmit"](names["Row"](degrees), field)
        assert close(got, behind(np.radians(list(degrees.values()))))


def test_1_goes_through_a_map_and_a_jit_unchanged(names):
    row = names["Row"]({"a": 30, "b": 45.0})
    for same in (row, jax.tree.map(lambda leaf: leaf, row), jax.jit(lambda row: row)(row)):
        assert type(same) is names["Row"] and set(same.angles) == {"a", "b"}
        assert len(jax.tree.leaves(same)) == 2
        for name, degrees in {"a": 30, "b": 45}.items():
            angle = same.angles[name]
            assert isinstance(angle, jax.Array) and angle.shape == () and angle.dtype == np.float32
            assert close(angle, np.radians(degrees))


def test_1_keeps_whatever_the_mapped_function_returned(names):
    row = names["Row"]({"a": 0.0, "b": 180.0})
    steep = jax.tree.map(lambda angle: bool(angle > 1), row)
    assert type(steep) is names["Row"]
    assert steep.angles["a"] is False and steep.angles["b"] is True
    texts = jax.tree.map(lambda angle: "steep" if angle > 1 else "flat", row)
    assert dict(texts.angles) == {"a": "flat", "b": "steep"}
    both = jax.tree.map(lambda *angles: jnp.stack(angles), row, names["Row"]({"a": 20, "b": 70}))
    axes = jax.tree.map(lambda angle: 0, row)
    got = jax.vmap(names["transmit"], in_axes=(axes, None))(both, jnp.array(FIELD))
    assert close(got, [behind([0, np.pi]), behind(np.radians([20, 70]))])


def test_1_does_not_trace_other_angles_anew(names):
    rows = [names["Row"](degrees) for degrees in ({"a": 0, "b": 0}, {"a": 0, "b": 60.0})]
    field = jnp.array(FIELD)
    first = names["transmit"](rows[0], field)
    with counting_traces() as traced:
        got = names["transmit"](rows[1], field)
    assert not traced and not np.array_equal(got, first)


def test_1_gradient_by_the_row(names):
    row = names["Row"]({"a": 10, "b": 40, "c": 85})
    field = jnp.array(FIELD)
    got = jax.grad(lambda row: jnp.sum(names["transmit"](row, field)))(row)
    assert type(got) is names["Row"] and set(got.angles) == {"a", "b", "c"}
    angles = np.radians([10.0, 40.0, 85.0])
    for name, one in zip("abc", np.eye(3), strict=True):
        want = slope(lambda x, one=one: np.sum(behind(angles + one * x)), 0.0)
        assert close(got.angles[name], want, 1e-4)


def test_1_turns_one_and_leaves_its_argument_alone(names):
    row, field = names["Row"]({"a": 30, "b": 45, "c": 80}), jnp.array(FIELD)
    a, b, c = np.radians([30.0, 45.0, 80.0])
    new = names["turned"](row, "a", 0.25)
    assert type(new) is names["Row"] and new is not row
    assert close([new.angles[name] for name in "abc"], [a + 0.25, b, c])
    assert close([row.angles[name] for name in "abc"], [a, b, c])
    assert close(names["transmit"](new, field), behind([a + 0.25, b, c]))
    got = jax.grad(lambda by: names["transmit"](names["turned"](row, "a", by), field)[0])(0.25)
    assert close(got, slope(lambda by: behind([a + by, b, c])[0], 0.25), 1e-4)


class Wind(NamedTuple):
    east: Any
    north: Any


def stream(names, example, records):
    state = names["start"](example)
    for record in records:
        state = names["update"](state, record)
    means, variances = names["result"](state)
    for tree in (means, variances):
        assert jax.tree.structure(tree) == jax.tree.structure(example)
        assert all(leaf.dtype == np.float32 for leaf in jax.tree.leaves(tree))
    return means, variances


def right(mean, variance, values):
    values = np.asarray(values, float)
    return close(mean, values.mean(axis=0), 1e-4) and close(variance, values.var(axis=0), 1e-4)


def draw(*shape):
    return np.random.default_rng(3).normal(size=shape)


def test_2_means_and_variances(names):
    inside, soil = draw(6), 2 + draw(6, 4)
    records = [
        {"inside": float(x), "soil": {"depths": jnp.array(y)}}
        for x, y in zip(inside, soil, strict=True)
    ]
    example = {"inside": 77.0, "soil": {"depths": jnp.full(4, 77.0)}}
    means, variances = stream(names, example, records)
    assert right(means["inside"], variances["inside"], inside)
    assert right(means["soil"]["depths"], variances["soil"]["depths"], soil)
    assert np.shape(means["inside"]) == () and np.shape(means["soil"]["depths"]) == (4,)


def test_2_tuples_and_named_tuples(names):
    x = draw(5, 7)
    records = [((a, b, c), [Wind(d, e), (f, g)]) for a, b, c, d, e, f, g in x.tolist()]
    means, variances = stream(names, records[0], records)
    assert type(means[1][0]) is Wind
    pairs = zip(jax.tree.leaves(means), jax.tree.leaves(variances), x.T, strict=True)
    assert all(right(mean, variance, values) for mean, variance, values in pairs)


def test_2_a_reading_is_missing(names):
    x = draw(6, 3).tolist()
    records = [{"air": a, "rain": b, "sun": c} for a, b, c in x]
    example = dict(records[0])
    for i, name in ((0, "air"), (3, "rain"), (4, "air")):
        records[i][name] = None
    means, variances = stream(names, example, records)
    for name in example:
        values = [record[name] for record in records if record[name] is not None]
        assert right(means[name], variances[name], values)


def test_2_a_container_of_readings_is_missing(names):
    x = draw(5, 4).tolist()
    records = [{"mast": {"high": a, "low": b}, "pond": [c], "sky": d} for a, b, c, d in x]
    example = dict(records[0])
    records[0]["mast"] = records[2]["mast"] = records[3]["pond"] = None
    means, variances = stream(names, example, records)
    mast = np.array(x)[[1, 3, 4]]
    assert right(means["mast"]["high"], variances["mast"]["high"], mast[:, 0])
    assert right(means["mast"]["low"], variances["mast"]["low"], mast[:, 1])
    assert right(means["pond"][0], variances["pond"][0], np.array(x)[[0, 1, 2, 4], 2])
    assert right(means["sky"], variances["sky"], np.array(x)[:, 3])


def test_2_integers(names):
    flashes, camera = [3, 0, 4, 1], np.array([[200, 7], [255, 9], [250, 8], [201, 3]], np.uint8)
    records = [{"flashes": n, "camera": x} for n, x in zip(flashes, camera, strict=True)]
    means, variances = stream(names, {"flashes": 0, "camera": camera[0]}, records)
    assert right(means["flashes"], variances["flashes"], flashes)
    got = np.concatenate([means["camera"], variances["camera"]])
    want = np.concatenate([camera.mean(axis=0), camera.var(axis=0)])
    assert close(got, want, 1e-2)


def test_2_traces_further_records_no_more(names):
    records = [
        {"air": jnp.array([x, -x]), "flashes": int(4 * x), "rain": np.int32(x)}
        for x in (0.5, 1.5, 3.0)
    ]
    state = names["update"](names["start"](records[0]), records[0])
    with counting_traces() as traced:
        for record in records[1:]:
            state = names["update"](state, record)
    means, variances = names["result"](state)
    assert right(means["air"][0], variances["air"][0], [0.5, 1.5, 3.0])
    assert right(means["flashes"], variances["flashes"], [2, 6, 12])
    assert not traced
