"""jaxopt: losses, objectives, projections, proximal operators, linear solves, a few solvers."""

import warnings

import jax
import jax.numpy as jnp
import numpy as np

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it is no longer maintained, and says so
    import jaxopt
    from jaxopt import linear_solve, loss, objective, projection, prox, tree_util


def solve(method, **options):
    def run(a, b):
        return method(lambda x: a @ x, b, **options)

    return run


def valley(x, target):
    return jnp.sum((x - target) ** 2) + 0.3 * jnp.sum((x[1:] - x[:-1] ** 2) ** 2)


def residuals(parameters, t, y):
    return parameters[0] * jnp.exp(-parameters[1] * t) - y


def contraction(x, theta):
    return 0.4 * jnp.cos(theta * x) + 0.2 * jnp.tanh(x[::-1])


def minimise(solver):
    def run(start, target):
        return solver.run(start, target=target).params

    return run


def functions():
    rng = np.random.default_rng(0)

    def n(*shape):
        return jnp.asarray(rng.normal(size=shape), jnp.float32)

    def u(low, high, *shape):
        return jnp.asarray(rng.uniform(low, high, size=shape), jnp.float32)

    label, score = 1, jnp.asarray(0.4)
    scores = n(5)
    yield "jaxopt.loss.binary_hinge_loss", loss.binary_hinge_loss, (label, score), {}
    yield "jaxopt.loss.binary_logistic_loss", loss.binary_logistic_loss, (label, score), {}
    yield "jaxopt.loss.binary_perceptron_loss", loss.binary_perceptron_loss, (label, score), {}
    yield "jaxopt.loss.binary_sparsemax_loss", loss.binary_sparsemax_loss, (label, score), {}
    yield "jaxopt.loss.huber_loss", loss.huber_loss, (n(6), 2 * n(6)), {"delta": 0.7}
    young = loss.make_fenchel_young_loss(jax.nn.logsumexp)
    hot = jax.nn.one_hot(2, 5)
    yield "jaxopt.loss.make_fenchel_young_loss", young, (hot, scores), {}
    yield "jaxopt.loss.multiclass_hinge_loss", loss.multiclass_hinge_loss, (2, scores), {}
    yield "jaxopt.loss.multiclass_logistic_loss", loss.multiclass_logistic_loss, (2, scores), {}
    name = "jaxopt.loss.multiclass_perceptron_loss"
    yield name, loss.multiclass_perceptron_loss, (2, scores), {}
    yield "jaxopt.loss.multiclass_sparsemax_loss", loss.multiclass_sparsemax_loss, (2, scores), {}
    yield "jaxopt.loss.sparse_plus", loss.sparse_plus, (n(6),), {}
    yield "jaxopt.loss.sparse_sigmoid", loss.sparse_sigmoid, (n(6),), {}

    x, y = n(8, 3), n(8)
    classes = jnp.array([0, 2, 1, 1, 0, 2, 2, 0])
    binary = jnp.array([0, 1, 1, 0, 1, 0, 0, 1])
    yield "jaxopt.objective.least_squares", objective.least_squares, (n(3), (x, y)), {}
    yield "jaxopt.objective.ridge_regression", objective.ridge_regression, (n(3), 0.3, (x, y)), {}
    yield "jaxopt.objective.binary_logreg", objective.binary_logreg, (n(3), (x, binary)), {}
    multi = (n(3, 3), (x, classes))
    yield "jaxopt.objective.multiclass_logreg", objective.multiclass_logreg, multi, {}
    multi = (n(3, 3), 0.3, (x, classes))
    yield "jaxopt.objective.l2_multiclass_logreg", objective.l2_multiclass_logreg, multi, {}
    name = "jaxopt.objective.multiclass_logreg_with_intercept"
    multi = ((n(3, 3), n(3)), (x, classes))
    yield name, objective.multiclass_logreg_with_intercept, multi, {}

    v = n(6)
    yield (
        "jaxopt.projection.projection_affine_set",
        projection.projection_affine_set,
        (
            n(4),
            (n(2, 4), n(2)),
        ),
        {},
    )
    box = (v, (-0.5, 0.8))
    yield "jaxopt.projection.projection_box", projection.projection_box, box, {}
    section = (v, (jnp.zeros(6), jnp.ones(6), u(0.5, 1.0, 6), 1.5))
    yield "jaxopt.projection.projection_box_section", projection.projection_box_section, section, {}
    plane = (v, (n(6), 0.3))
    yield "jaxopt.projection.projection_halfspace", projection.projection_halfspace, plane, {}
    yield "jaxopt.projection.projection_hypercube", projection.projection_hypercube, (v,), {}
    yield "jaxopt.projection.projection_hyperplane", projection.projection_hyperplane, plane, {}
    yield "jaxopt.projection.projection_l1_ball", projection.projection_l1_ball, (v, 1.0), {}
    yield "jaxopt.projection.projection_l1_sphere", projection.projection_l1_sphere, (v, 1.0), {}
    yield "jaxopt.projection.projection_l2_ball", projection.projection_l2_ball, (v, 1.0), {}
    yield "jaxopt.projection.projection_l2_sphere", projection.projection_l2_sphere, (v, 1.0), {}
    yield "jaxopt.projection.projection_linf_ball", projection.projection_linf_ball, (v, 0.5), {}
    yield "jaxopt.projection.projection_non_negative", projection.projection_non_negative, (v,), {}
    yield "jaxopt.projection.projection_simplex", projection.projection_simplex, (v,), {}
    name = "jaxopt.projection.projection_sparse_simplex"
    yield name, projection.projection_sparse_simplex, (v, 3), {}

    yield "jaxopt.prox.prox_elastic_net", prox.prox_elastic_net, (v, (0.3, 0.5)), {}
    yield "jaxopt.prox.prox_group_lasso", prox.prox_group_lasso, (v, 0.7), {}
    yield "jaxopt.prox.prox_lasso", prox.prox_lasso, (v, 0.3), {"scaling": 0.5}
    yield "jaxopt.prox.prox_lasso[vector]", prox.prox_lasso, (v, u(0.1, 0.5, 6)), {}
    yield "jaxopt.prox.prox_non_negative_lasso", prox.prox_non_negative_lasso, (v, 0.3), {}
    yield "jaxopt.prox.prox_non_negative_ridge", prox.prox_non_negative_ridge, (v, 0.3), {}
    yield "jaxopt.prox.prox_none", prox.prox_none, (v,), {}
    yield "jaxopt.prox.prox_ridge", prox.prox_ridge, (v, 0.3), {}
    made = prox.make_prox_from_projection(projection.projection_l2_ball)
    yield "jaxopt.prox.make_prox_from_projection", made, (v, 1.0), {}

    a = n(4, 4) + 4 * jnp.eye(4)
    spd = a @ a.T + jnp.eye(4)
    b = n(4)
    yield "jaxopt.linear_solve.solve_lu", solve(linear_solve.solve_lu), (a, b), {}
    yield "jaxopt.linear_solve.solve_cholesky", solve(linear_solve.solve_cholesky), (spd, b), {}
    yield "jaxopt.linear_solve.solve_qr", solve(linear_solve.solve_qr), (a, b), {}
    yield "jaxopt.linear_solve.solve_cg", solve(linear_solve.solve_cg, maxiter=20), (spd, b), {}
    ridge = solve(linear_solve.solve_normal_cg, ridge=0.1, maxiter=20)
    yield "jaxopt.linear_solve.solve_normal_cg", ridge, (a, b), {}
    yield "jaxopt.linear_solve.solve_gmres", solve(linear_solve.solve_gmres), (a, b), {}
    stabilised = solve(linear_solve.solve_bicgstab, maxiter=20)
    yield "jaxopt.linear_solve.solve_bicgstab", stabilised, (a, b), {}
    yield "jaxopt.linear_solve.solve_inv", solve(linear_solve.solve_inv), (a, b), {}
    refined = jaxopt.IterativeRefinement().run
    yield "jaxopt.IterativeRefinement.run", lambda a, b: refined(None, a, b).params, (a, b), {}

    target = jnp.array([0.3, 0.5, -0.2])
    solvers = {
        "GradientDescent": jaxopt.GradientDescent(valley, maxiter=30),
        "BFGS": jaxopt.BFGS(valley, maxiter=30),
        "LBFGS": jaxopt.LBFGS(valley, maxiter=30),
        "NonlinearCG": jaxopt.NonlinearCG(valley, maxiter=30),
    }
    for name, solver in solvers.items():
        yield f"jaxopt.{name}.run", minimise(solver), (n(3), target), {}
    step = jaxopt.GradientDescent(valley, stepsize=0.1)
    state = step.init_state(target, target=target)
    yield "jaxopt.GradientDescent.update", step.update, (n(3), state), {"target": target}
    bounded = jaxopt.ProjectedGradient(valley, projection.projection_non_negative, maxiter=30)
    projected = lambda x, target: bounded.run(x, target=target).params
    yield "jaxopt.ProjectedGradient.run", projected, (jnp.ones(3), target), {}
    lasso = jaxopt.ProximalGradient(objective.least_squares, prox.prox_lasso, maxiter=50)
    sparse = lambda w, reg, data: lasso.run(w, reg, data).params
    yield "jaxopt.ProximalGradient.run", sparse, (jnp.zeros(3), 0.1, (x, y)), {}
    t = jnp.linspace(0.0, 2.0, 12)
    curve = (jnp.array([1.5, 1.0]), t, 2.0 * jnp.exp(-1.3 * t) + 0.02 * n(12))
    levenberg = jaxopt.LevenbergMarquardt(residuals, maxiter=20)
    fit = lambda p, t, y: levenberg.run(p, t, y).params
    yield "jaxopt.LevenbergMarquardt.run", fit, curve, {}
    newton = jaxopt.GaussNewton(residuals, maxiter=10)
    yield "jaxopt.GaussNewton.run", lambda p, t, y: newton.run(p, t, y).params, curve, {}
    fixed = jaxopt.FixedPointIteration(contraction, maxiter=30)
    point = lambda x, theta: fixed.run(x, theta).params
    yield "jaxopt.FixedPointIteration.run", point, (n(4), jnp.asarray(0.9)), {}
    anderson = jaxopt.AndersonAcceleration(contraction, history_size=3, maxiter=20)
    mixed = lambda x, theta: anderson.run(x, theta).params
    yield "jaxopt.AndersonAcceleration.run", mixed, (n(4), jnp.asarray(0.9)), {}
    bisection = jaxopt.Bisection(lambda x, c: x**3 + x - c, 0.0, 3.0, check_bracket=False)
    root = lambda c: bisection.run(None, c).params
    yield "jaxopt.Bisection.run", root, (jnp.asarray(2.5),), {}

    tree, other = {"a": n(3), "b": n(2, 2)}, {"a": n(3), "b": n(2, 2)}
    yield "jaxopt.tree_util.tree_vdot", tree_util.tree_vdot, (tree, other), {}
    yield "jaxopt.tree_util.tree_l2_norm", tree_util.tree_l2_norm, (tree,), {}
    combine = (tree, 0.3, other)
    yield "jaxopt.tree_util.tree_add_scalar_mul", tree_util.tree_add_scalar_mul, combine, {}
