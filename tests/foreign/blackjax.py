"""blackjax: steps of samplers, pieces of adaptation, variational steps, SMC and diagnostics."""

import blackjax
import jax
import jax.numpy as jnp
import numpy as np
import optax
from blackjax import diagnostics, sgmcmc, util
from blackjax.adaptation import mass_matrix, step_size
from blackjax.mcmc import integrators, metrics
from blackjax.smc import ess, resampling, solver


def logdensity(x):
    """A banana."""
    return -0.5 * (x[0] ** 2 + (x[1] - 0.5 * x[0] ** 2) ** 2 + jnp.sum(x[2:] ** 2))


def logprior(x):
    return -0.5 * jnp.sum(x**2)


def loglikelihood(x):
    return -jnp.sum(jnp.cosh(x - 1.0))


def log_regression(parameters, batch):
    x, y = batch
    return -0.5 * jnp.sum((y - x @ parameters) ** 2)


def log_regression_prior(parameters):
    return -0.5 * jnp.sum(parameters**2)


def mass(x):
    return 1.0 + x**2


def proposal(key, x):
    return x + 0.3 * jax.random.normal(key, x.shape)


def independent(key):
    return jax.random.normal(key, (3,))


def tempered(adaptive=False):
    parameters = {
        "step_size": jnp.array([0.1]),
        "inverse_mass_matrix": jnp.ones((1, 3)),
        "num_integration_steps": jnp.array([3]),
    }
    common = {
        "logprior_fn": logprior,
        "loglikelihood_fn": loglikelihood,
        "mcmc_step_fn": blackjax.hmc.build_kernel(),
        "mcmc_init_fn": blackjax.hmc.init,
        "mcmc_parameters": parameters,
        "resampling_fn": resampling.systematic,
        "num_mcmc_steps": 2,
    }
    if adaptive:
        return blackjax.adaptive_tempered_smc(target_ess=0.7, **common)
    return blackjax.tempered_smc(**common)


def functions():
    rng = np.random.default_rng(0)
    key = jax.random.key(0)

    def n(*shape):
        return jnp.asarray(rng.normal(size=shape), jnp.float32)

    def u(low, high, *shape):
        return jnp.asarray(rng.uniform(low, high, size=shape), jnp.float32)

    start = jnp.array([0.4, -0.3, 0.8])
    ones = jnp.ones(3)
    a = n(3, 3)
    dense = a @ a.T + jnp.eye(3)
    samplers = {
        "hmc": blackjax.hmc(logdensity, 0.1, ones, 5),
        "hmc[dense]": blackjax.hmc(logdensity, 0.05, dense, 4),
        "mhmc": blackjax.mhmc(logdensity, 0.1, ones, 5),
        "nuts": blackjax.nuts(logdensity, 0.2, ones, max_num_doublings=5),
        "mala": blackjax.mala(logdensity, 0.1),
        "barker": blackjax.barker(logdensity, 0.3),
        "rmhmc": blackjax.rmhmc(logdensity, 0.05, mass, 3),
        "orbital_hmc": blackjax.orbital_hmc(logdensity, 0.1, ones, 4),
        "elliptical_slice": blackjax.elliptical_slice(loglikelihood, mean=0 * ones, cov=dense),
        "additive_step_random_walk": blackjax.additive_step_random_walk(
            logdensity, blackjax.mcmc.random_walk.normal(0.3 * ones)
        ),
        "rmh": blackjax.rmh(logdensity, proposal),
        "irmh": blackjax.irmh(logdensity, independent),
        "mgrad_gaussian": blackjax.mgrad_gaussian(loglikelihood, dense, step_size=0.3),
        "slice_sampling": blackjax.slice_sampling(logdensity),
    }
    for name, sampler in samplers.items():
        yield f"blackjax.{name}.step", sampler.step, (key, sampler.init(start)), {}
    keyed = {
        "ghmc": blackjax.ghmc(logdensity, 0.1, ones, 0.3, 0.2),
        "mclmc": blackjax.mclmc(logdensity, 1.5, 0.2),
        "dynamic_hmc": blackjax.dynamic_hmc(logdensity, 0.1, ones),
    }
    for name, sampler in keyed.items():
        state = sampler.init(start, jax.random.key(1))
        yield f"blackjax.{name}.step", sampler.step, (key, state), {}
    yield "blackjax.hmc.init", samplers["hmc"].init, (start,), {}
    kernel = blackjax.nuts.build_kernel()

    def step(key, state, step_size, inverse_mass_matrix):
        return kernel(key, state, logdensity, step_size, inverse_mass_matrix, 5)

    state = blackjax.nuts.init(start, logdensity)
    yield "blackjax.nuts.build_kernel", step, (key, state, jnp.asarray(0.2), ones), {}

    def chain(key, state):
        def one(state, key):
            state, info = samplers["mala"].step(key, state)
            return state, state.position

        return jax.lax.scan(one, state, jax.random.split(key, 20))[1]

    yield "blackjax.mala[chain]", chain, (key, samplers["mala"].init(start)), {}

    data = (n(8, 3), n(8))
    gradients = sgmcmc.gradients.grad_estimator(log_regression_prior, log_regression, 100)
    yield "blackjax.sgmcmc.grad_estimator", gradients, (start, data), {}
    sgld = blackjax.sgld(gradients)
    yield "blackjax.sgld.step", sgld.step, (key, sgld.init(start), data, 1e-3), {}
    sghmc = blackjax.sghmc(gradients, num_integration_steps=3)
    yield "blackjax.sghmc.step", sghmc.step, (key, sghmc.init(start), data, 1e-3), {}
    sgnht = blackjax.sgnht(gradients)
    state = sgnht.init(start, jax.random.key(2))
    yield "blackjax.sgnht.step", sgnht.step, (key, state, data, 1e-3), {}

    particles = n(12, 3)
    smc = tempered()
    step = jax.jit(smc.step)
    yield "blackjax.tempered_smc.step", step, (key, smc.init(particles), 0.3), {}
    smc = tempered(adaptive=True)
    step = jax.jit(smc.step)
    yield "blackjax.adaptive_tempered_smc.step", step, (key, smc.init(particles)), {}
    weights = jax.nn.softmax(n(12))
    yield "blackjax.smc.resampling.systematic", resampling.systematic, (key, weights, 12), {}
    yield "blackjax.smc.resampling.stratified", resampling.stratified, (key, weights, 12), {}
    yield "blackjax.smc.resampling.multinomial", resampling.multinomial, (key, weights, 12), {}
    yield "blackjax.smc.resampling.residual", resampling.residual, (key, weights, 12), {}
    yield "blackjax.smc.ess.ess", ess.ess, (n(12),), {}
    yield "blackjax.smc.ess.log_ess", ess.log_ess, (n(12),), {}

    def next_temperature(particles):
        likelihood = jax.vmap(loglikelihood)
        return ess.ess_solver(likelihood, particles, 0.6, 1.0, solver.dichotomy)

    yield "blackjax.smc.ess.ess_solver", next_temperature, (particles,), {}
    dichotomy = lambda c: solver.dichotomy(lambda x: jnp.exp(-c * x) - 0.5, 0.0, 3.0)
    yield "blackjax.smc.solver.dichotomy", dichotomy, (jnp.asarray(1.2),), {}

    meanfield = blackjax.meanfield_vi(logdensity, optax.adam(0.05), 8)
    yield "blackjax.meanfield_vi.step", meanfield.step, (key, meanfield.init(start)), {}
    fullrank = blackjax.fullrank_vi(logdensity, optax.adam(0.05), 8)
    yield "blackjax.fullrank_vi.step", fullrank.step, (key, fullrank.init(start)), {}
    yield "blackjax.meanfield_vi.sample", meanfield.sample, (key, meanfield.init(start), 5), {}
    # The median heuristic writes its length scale into the caller's dictionary.
    svgd = blackjax.svgd(jax.grad(logdensity), optax.sgd(0.1))
    state = svgd.init(particles, {"length_scale": jnp.asarray(1.0)})
    yield "blackjax.svgd.step", svgd.step, (state,), {}

    init, update, final = step_size.dual_averaging_adaptation(0.8)
    yield "blackjax.dual_averaging_adaptation.init", init, (0.1,), {}
    yield "blackjax.dual_averaging_adaptation.update", update, (init(0.1), jnp.asarray(0.6)), {}
    yield "blackjax.dual_averaging_adaptation.final", final, (update(init(0.1), 0.6),), {}
    for diagonal in (True, False):
        init, update, final = mass_matrix.welford_algorithm(diagonal)
        state = update(update(init(3), n(3)), n(3))
        name = f"blackjax.welford_algorithm[{'diagonal' if diagonal else 'dense'}]"
        yield f"{name}.update", update, (state, n(3)), {}
        yield f"{name}.final", final, (state,), {}
    metric = metrics.default_metric(dense)
    yield "blackjax.metrics.kinetic_energy", metric.kinetic_energy, (n(3),), {}
    yield "blackjax.metrics.sample_momentum", metric.sample_momentum, (key, start), {}
    turning = (n(3), n(3), n(3))
    yield "blackjax.metrics.check_turning", metric.check_turning, turning, {}
    riemannian = metrics.gaussian_riemannian(mass)
    yield "blackjax.metrics.gaussian_riemannian", riemannian.kinetic_energy, (n(3), start), {}
    integrator_state = integrators.new_integrator_state(logdensity, start, n(3))
    schemes = {
        "velocity_verlet": integrators.velocity_verlet,
        "mclachlan": integrators.mclachlan,
        "yoshida": integrators.yoshida,
    }
    for name, scheme in schemes.items():
        one = scheme(logdensity, metric.kinetic_energy)
        yield f"blackjax.integrators.{name}", one, (integrator_state, 0.1), {}
    isokinetic = integrators.isokinetic_mclachlan(logdensity)
    unit = util.generate_unit_vector(key, start)
    state = integrators.new_integrator_state(logdensity, start, unit)
    yield "blackjax.integrators.isokinetic_mclachlan", isokinetic, (state, 0.1), {}

    chains = n(4, 50)
    ratios = jnp.sort(n(60))
    yield "blackjax.diagnostics.rhat", diagnostics.rhat, (chains,), {}
    yield "blackjax.diagnostics.ess_bulk", diagnostics.ess_bulk, (chains,), {}
    yield "blackjax.diagnostics.ess_tail", diagnostics.ess_tail, (chains,), {}
    yield "blackjax.ess", blackjax.ess, (chains,), {}
    name = "blackjax.diagnostics.potential_scale_reduction"
    yield name, diagnostics.potential_scale_reduction, (n(3, 30, 2),), {}
    yield "blackjax.diagnostics.psis_weights", diagnostics.psis_weights, (ratios,), {}
    yield "blackjax.pareto_khat", blackjax.pareto_khat, (n(80),), {}
    yield "blackjax.util.linear_map", util.linear_map, (dense, n(3)), {}
    yield "blackjax.util.safediv", util.safediv, (n(3), u(0.5, 1.0, 3)), {}
    tree = {"a": n(3), "b": n(2, 2)}
    yield "blackjax.util.generate_gaussian_noise", util.generate_gaussian_noise, (key, tree), {}
    yield "blackjax.util.generate_unit_vector", util.generate_unit_vector, (key, tree), {}
    average = (n(3), (jnp.asarray(3.0), n(3)))
    yield "blackjax.util.incremental_value_update", util.incremental_value_update, average, {}
