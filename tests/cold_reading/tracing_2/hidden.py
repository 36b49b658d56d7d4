import numpy as np

from jaxwise.exercises._looks import compiles

Z = np.array([0.5, 1.0, 3.0], np.float32)


def decay(rate=0.5):
    """A model, its settings, and the number of runs of its Python code, in a list."""
    settings, runs = {"rate": rate, "weight": np.array([1.0, 2.0, 4.0])}, []

    def model(z):
        runs.append(1)
        return settings["weight"][0] * settings["rate"] * z + settings["weight"][1]

    return model, settings, runs


def close(got, want):
    return np.shape(got) == np.shape(want) and np.allclose(got, want, rtol=1e-5)


def test_1_values(names):
    model, _, _ = decay()
    frozen = names["snapshot"](model, Z)
    for z in (Z, 3 * Z, -Z):
        assert close(frozen(z), 0.5 * z + 2)
    wide = names["snapshot"](model, np.ones((2, 3), np.float32))
    assert close(wide(np.full((2, 3), 5, np.float32)), np.full((2, 3), 4.5))


def test_1_a_change_before_the_first_call(names):
    model, settings, _ = decay()
    frozen = names["snapshot"](model, Z)
    settings["rate"] = 7.0
    assert close(frozen(Z), 0.5 * Z + 2)
    model, settings, _ = decay()
    frozen = names["snapshot"](model, Z)
    settings["weight"] *= 10
    assert close(frozen(Z), 0.5 * Z + 2)


class Lamp:
    power = 1.0

    def light(self, z):
        return self.power * z**2


def test_1_the_same_model_again(names):
    model, settings, _ = decay()
    lamp, kept = Lamp(), []
    for number in (0.5, 2.0, 8.0):
        settings["rate"] = lamp.power = number
        kept += [lamp.light, names["snapshot"](model, Z)]
        assert close(kept[-1](Z), number * Z + 2)
        kept.append(names["snapshot"](kept[-2], Z))
        assert close(kept[-1](Z), number * Z**2)


def test_1_the_earlier_snapshots(names):
    model, settings, _ = decay()
    first = names["snapshot"](model, Z)
    assert close(first(Z), 0.5 * Z + 2)
    settings["rate"] = 8.0
    names["snapshot"](model, Z)(Z)
    assert close(first(2 * Z), Z + 2)


def test_1_numbers_of_other_kinds(names):
    import jax.numpy as jnp

    kinds = (int, float, np.float32, np.float64, np.int64, jnp.asarray, jnp.float32)
    for first in (int, float, np.float32):
        model, settings, _ = decay()
        frozen = names["snapshot"](model, first(1))
        assert close(frozen(first(4)), 4.0)
        settings["rate"] = 7.0
        for kind in kinds:
            assert close(frozen(kind(4)), 4.0)
    model, settings, _ = decay()
    frozen = names["snapshot"](model, Z)
    assert close(frozen(Z), 0.5 * Z + 2)
    settings["rate"] = 7.0
    assert close(frozen(np.array([1, 2, 3])), [2.5, 3.0, 3.5])


def test_1_no_python_of_the_model(names):
    model, _, runs = decay()
    frozen = names["snapshot"](model, Z)
    frozen(Z)
    assert runs
    runs.clear()
    for k in range(5):
        frozen(k * Z)
    assert not runs


def background_removed(trace, level):
    trace = np.asarray(trace, float)
    background = trace[trace <= level]
    return trace - background.mean() if len(background) else trace


def right(names, trace, level):
    got = names["without_background"](trace, level)
    assert got.shape == trace.shape and got.dtype == np.float32
    want = background_removed(trace, level)
    return np.allclose(np.asarray(got, float), want, rtol=0, atol=0.02, equal_nan=True)


def traces(lengths):
    """Traces around 100, with some pulses above 200; no entry is near to 150."""
    rng = np.random.default_rng(5)
    for n in lengths:
        pulse = 200 * (rng.random(n) < 0.2)
        pulse[0] = 0
        yield (100 + rng.uniform(-20, 20, n) + pulse).astype(np.float32)


def test_2_values(names):
    for trace in traces((1, 2, 77, 128, 199, 200)):
        assert right(names, trace, 150.0)
        assert right(names, trace - 300, -150.0)


def test_2_counts(names):
    for trace in traces((3, 150, 200)):
        low = (trace - 300).astype(np.int16)
        for level in (-150, -150.5, np.float64(-150), np.int16(-150)):
            assert right(names, low, level)
    assert right(names, low, 40_000) and right(names, low, np.float64(100_000))


def test_2_missing_samples(names):
    for trace in traces((5, 64, 180)):
        trace[[1, -1]] = np.nan
        assert right(names, trace - 300, -150.0)


def test_2_no_background(names):
    for trace in traces((1, 90, 200)):
        assert right(names, trace, 10.0) and right(names, trace, -100_000.0)


def test_2_programs_for_the_lengths(names):
    lengths = np.random.default_rng(6).permutation(np.arange(1, 201, 9))
    programs = compiles()
    for trace in traces(lengths):
        names["without_background"](trace, 150.0)
    assert 1 <= len(programs) <= 4, programs


def test_2_programs_for_the_kinds(names):
    (trace,) = traces((100,))
    programs = compiles()
    for t in (trace, trace.astype(np.int16)):
        for level in (150, 160, 150.0, 160.5, np.float64(150), np.int64(150), np.int16(150)):
            names["without_background"](t, level)
    assert 1 <= len(programs) <= 4, programs
