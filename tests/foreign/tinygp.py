"""tinygp: kernels, a process's likelihood, conditioning and samples, quasiseparable solvers."""

import jax
import jax.numpy as jnp
import numpy as np
import tinygp
from tinygp import GaussianProcess, kernels, transforms
from tinygp.kernels import quasisep


def process(theta, x):
    kernel = jnp.exp(theta["amplitude"]) * kernels.Matern32(jnp.exp(theta["scale"]))
    return GaussianProcess(kernel, x, diag=jnp.exp(theta["noise"]), mean=theta["mean"])


def likelihood(theta, x, y):
    return process(theta, x).log_probability(y)


def prediction(theta, x, y, test):
    conditioned = process(theta, x).condition(y, test).gp
    return conditioned.loc, conditioned.variance


def likelihood_celerite(theta, x, y):
    kernel = quasisep.SHO(omega=theta[0], quality=theta[1], sigma=theta[2])
    kernel = kernel + quasisep.Matern32(scale=1.5, sigma=0.3)
    return GaussianProcess(kernel, x, diag=0.1).log_probability(y)


def prediction_celerite(theta, x, y, test):
    kernel = theta[2] * quasisep.Matern52(scale=theta[0])
    return GaussianProcess(kernel, x, diag=0.1).predict(y, test, return_var=True)


def evaluate(make):
    def kernel(parameters, x1, x2):
        return make(**parameters)(x1, x2)

    return kernel


def functions():
    rng = np.random.default_rng(0)
    key = jax.random.key(0)

    def n(*shape):
        return jnp.asarray(rng.normal(size=shape), jnp.float32)

    x = jnp.sort(jnp.asarray(rng.uniform(0.0, 5.0, size=9), jnp.float32))
    test = jnp.linspace(0.2, 4.8, 6)
    points, others = n(6, 2), n(5, 2)
    y = jnp.sin(x) + 0.1 * n(9)
    stationary = {
        "Exp": kernels.Exp,
        "ExpSquared": kernels.ExpSquared,
        "Matern32": kernels.Matern32,
        "Matern52": kernels.Matern52,
        "Cosine": kernels.Cosine,
    }
    for name, make in stationary.items():
        parameters = {"scale": jnp.asarray(1.3)}
        yield f"tinygp.kernels.{name}", evaluate(make), (parameters, points, others), {}
    pair = (points, others)
    scale, alpha = jnp.asarray(1.3), jnp.asarray(0.8)
    quadratic = ({"scale": scale, "alpha": alpha}, *pair)
    yield "tinygp.kernels.RationalQuadratic", evaluate(kernels.RationalQuadratic), quadratic, {}
    periodic = ({"scale": scale, "gamma": alpha}, *pair)
    yield "tinygp.kernels.ExpSineSquared", evaluate(kernels.ExpSineSquared), periodic, {}
    product = kernels.DotProduct()
    yield "tinygp.kernels.DotProduct", product, pair, {}
    yield "tinygp.kernels.Polynomial", kernels.Polynomial(order=2, sigma=0.5), pair, {}
    yield "tinygp.kernels.Constant", kernels.Constant(0.7), pair, {}
    yield "tinygp.kernels.Sum", kernels.ExpSquared(1.5) + 0.5 * kernels.Exp(0.7), pair, {}
    yield "tinygp.kernels.Product", kernels.ExpSquared(1.5) * kernels.Cosine(2.0), pair, {}
    l2 = kernels.ExpSquared(1.5, distance=kernels.L2Distance())
    yield "tinygp.kernels.L2Distance", l2, pair, {}
    # On the diagonal the distance is zero.
    l2 = kernels.Matern52(1.5, distance=kernels.L2Distance())
    yield "tinygp.kernels.Matern52[same points]", l2, (points, points), {}
    yield "tinygp.kernels.Matern32[variances]", kernels.Matern32(1.5), (points,), {}
    yield "tinygp.kernels.Kernel.matmul", kernels.Matern32(1.5).matmul, (*pair, n(5)), {}
    one = kernels.Matern52(1.5).evaluate
    yield "tinygp.kernels.Kernel.evaluate", one, (points[0], others[0]), {}
    yield "tinygp.kernels.Kernel.evaluate[scalars]", one, (0.3, 1.1), {}
    custom = kernels.Custom(lambda a, b: jnp.exp(-jnp.sum(jnp.square(a - b))))
    yield "tinygp.kernels.Custom", custom, pair, {}
    linear = transforms.Linear(jnp.array([0.5, 2.0]), kernels.Matern32())
    yield "tinygp.transforms.Linear", linear, pair, {}
    factor = jnp.array([[1.0, 0.0], [0.4, 0.8]])
    yield "tinygp.transforms.Cholesky", transforms.Cholesky(factor, kernels.Exp()), pair, {}
    yield "tinygp.transforms.Subspace", transforms.Subspace(1, kernels.ExpSquared()), pair, {}
    warped = transforms.Transform(jnp.tanh, kernels.ExpSquared())
    yield "tinygp.transforms.Transform", warped, pair, {}

    theta = {
        "amplitude": jnp.asarray(0.1),
        "scale": jnp.asarray(0.3),
        "noise": jnp.asarray(-2.0),
        "mean": jnp.asarray(0.05),
    }
    gp = process(theta, x)
    yield "tinygp.GaussianProcess.log_probability", likelihood, (theta, x, y), {}
    yield "tinygp.GaussianProcess.log_probability[bound]", gp.log_probability, (y,), {}
    yield "tinygp.GaussianProcess.condition", prediction, (theta, x, y, test), {}
    yield "tinygp.GaussianProcess.predict", gp.predict, (y, test), {"return_cov": True}
    yield "tinygp.GaussianProcess.predict[same]", gp.predict, (y,), {"return_var": True}
    yield "tinygp.GaussianProcess.sample", gp.sample, (key,), {}
    yield "tinygp.GaussianProcess.sample[shape]", gp.sample, (key,), {"shape": (3,)}
    dense = GaussianProcess(
        kernels.Matern52(1.5), x, noise=tinygp.noise.Dense(0.1 * jnp.eye(9) + 0.01)
    )
    yield "tinygp.noise.Dense", dense.log_probability, (y,), {}
    called = GaussianProcess(kernels.Matern52(1.5), x, diag=0.1, mean=lambda t: 0.3 * t)
    yield "tinygp.GaussianProcess[mean]", called.log_probability, (y,), {}

    parameters = jnp.array([2.0, 1.5, 0.8])
    quick = GaussianProcess(quasisep.Matern32(scale=1.2), x, diag=0.1)
    name = "tinygp.solvers.QuasisepSolver.log_probability"
    yield name, likelihood_celerite, (parameters, x, y), {}
    yield "tinygp.solvers.QuasisepSolver.predict", prediction_celerite, (parameters, x, y, test), {}
    yield "tinygp.solvers.QuasisepSolver.condition", quick.condition, (y,), {}
    yield "tinygp.solvers.QuasisepSolver.sample", quick.sample, (key,), {}
    celerite = quasisep.Celerite(a=1.0, b=0.1, c=0.5, d=1.3)
    yield "tinygp.kernels.quasisep.Celerite", celerite, (x, test), {}
    separable = {
        "Exp": quasisep.Exp(scale=1.2),
        "Cosine": quasisep.Cosine(scale=1.2),
        "SHO": quasisep.SHO(omega=1.5, quality=0.3),
        "Product": quasisep.Matern32(scale=1.2) * quasisep.Cosine(scale=0.7),
    }
    for name, kernel in separable.items():
        yield f"tinygp.kernels.quasisep.{name}.matmul", kernel.matmul, (x, n(9)), {}
    carma = quasisep.CARMA.init(alpha=jnp.array([1.4, 0.6]), beta=jnp.array([0.2]))
    yield "tinygp.kernels.quasisep.CARMA", carma, (x, test), {}
