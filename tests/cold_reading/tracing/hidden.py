import numpy as np

from jaxwise.exercises._looks import compiles, counting_traces

X = np.array([1.0, 2.0, 4.0, 8.0, 16.0, 3.0], np.float32)


def mean(x, width):
    return np.convolve(x, np.ones(width) / width, "valid")


def test_1_values(names):
    for width in (1, 2, 6):
        got = names["moving_mean"](X, width)
        assert got.shape == (7 - width,) and np.allclose(got, mean(X, width), rtol=1e-5)


def test_1_by_keyword(names):
    assert np.allclose(names["moving_mean"](X, width=3), mean(X, 3), rtol=1e-5)


def test_1_is_compiled(names):
    names["moving_mean"](X[:5], 2)
    with counting_traces() as first:
        names["moving_mean"](np.tile(X, 9), 4)
    assert first


def test_1_is_not_traced_again(names):
    f = names["moving_mean"]
    for width in (2, 3):
        f(X, width)
    with counting_traces() as again:
        for width in (2, 3, 2):
            f(X + 1, width)
    assert not again


def arrays():
    draws = np.random.default_rng(3)
    lengths = draws.permutation(np.arange(1, 129))
    return [draws.normal(size=n).astype(np.float32) for n in lengths]


def test_2_values(names):
    for x in arrays():
        got = np.asarray(names["sum_of_squares"](x))
        assert got.shape == () and np.isclose(got, np.sum(x.astype(float) ** 2), rtol=1e-5)


def test_2_programs(names):
    programs = compiles()
    for x in arrays():
        names["sum_of_squares"](x)
    assert 1 <= len(programs) <= 4, programs


def test_2_nothing_new_at_the_second_round(names):
    programs = compiles()  # which forgets what was compiled before
    for x in arrays():
        names["sum_of_squares"](x)
    programs.clear()
    for x in arrays():
        names["sum_of_squares"](x)
    assert not programs
