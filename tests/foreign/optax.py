"""optax: losses, schedules called with a step, optimisers' updates, projections and others."""

import jax
import jax.numpy as jnp
import numpy as np
import optax
from optax import contrib, losses, projections, tree_utils

OPTIMISERS = {
    "adabelief": lambda: optax.adabelief(1e-2),
    "adadelta": lambda: optax.adadelta(1e-2),
    "adafactor": lambda: optax.adafactor(1e-2),
    "adagrad": lambda: optax.adagrad(1e-2),
    "adam": lambda: optax.adam(1e-2),
    "adam[schedule]": lambda: optax.adam(optax.cosine_decay_schedule(1e-2, 100)),
    "adamax": lambda: optax.adamax(1e-2),
    "adamw": lambda: optax.adamw(1e-2, weight_decay=1e-3),
    "adan": lambda: optax.adan(1e-2),
    "amsgrad": lambda: optax.amsgrad(1e-2),
    "fromage": lambda: optax.fromage(1e-2),
    "lamb": lambda: optax.lamb(1e-2),
    "lars": lambda: optax.lars(1e-2),
    "lion": lambda: optax.lion(1e-2),
    "nadam": lambda: optax.nadam(1e-2),
    "noisy_sgd": lambda: optax.noisy_sgd(1e-2, key=jax.random.key(0)),
    "novograd": lambda: optax.novograd(1e-2),
    "optimistic_gradient_descent": lambda: optax.optimistic_gradient_descent(1e-2),
    "radam": lambda: optax.radam(1e-2),
    "rmsprop": lambda: optax.rmsprop(1e-2, centered=True),
    "rprop": lambda: optax.rprop(1e-2),
    "sgd": lambda: optax.sgd(1e-2),
    "sgd[momentum]": lambda: optax.sgd(1e-2, momentum=0.9, nesterov=True),
    "sign_sgd": lambda: optax.sign_sgd(1e-2),
    "sm3": lambda: optax.sm3(1e-2),
    "yogi": lambda: optax.yogi(1e-2),
    "adaptive_grad_clip": lambda: optax.adaptive_grad_clip(0.1),
    "add_noise": lambda: optax.add_noise(0.1, 0.5, key=jax.random.key(1)),
    "apply_every": lambda: optax.apply_every(3),
    "apply_if_finite": lambda: optax.apply_if_finite(optax.sgd(1e-2), 3),
    "centralize": lambda: optax.centralize(),
    "chain": lambda: optax.chain(optax.clip_by_global_norm(1.0), optax.adam(1e-2)),
    "clip": lambda: optax.clip(0.5),
    "clip_by_block_rms": lambda: optax.clip_by_block_rms(0.5),
    "clip_by_global_norm": lambda: optax.clip_by_global_norm(1.0),
    "ema": lambda: optax.ema(0.9),
    "inject_hyperparams": lambda: optax.inject_hyperparams(optax.adam)(learning_rate=1e-2),
    "keep_params_nonnegative": lambda: optax.keep_params_nonnegative(),
    "masked": lambda: optax.masked(optax.adam(1e-2), {"w": True, "b": False}),
    "multi_transform": lambda: optax.multi_transform(
        {"a": optax.adam(1e-2), "s": optax.sgd(1e-1)}, {"w": "a", "b": "s"}
    ),
    "normalize_by_update_norm": lambda: optax.normalize_by_update_norm(),
    "scale_by_param_block_rms": lambda: optax.scale_by_param_block_rms(),
    "scale_by_trust_ratio": lambda: optax.scale_by_trust_ratio(),
    "zero_nans": lambda: optax.zero_nans(),
    "MultiSteps": lambda: optax.MultiSteps(optax.adam(1e-2), every_k_schedule=3),
    "contrib.acprop": lambda: contrib.acprop(1e-2),
    "contrib.ademamix": lambda: contrib.ademamix(1e-2),
    "contrib.adopt": lambda: contrib.adopt(1e-2),
    "contrib.cocob": lambda: contrib.cocob(),
    "contrib.dadapt_adamw": lambda: contrib.dadapt_adamw(),
    "contrib.dog": lambda: contrib.dog(),
    "contrib.dowg": lambda: contrib.dowg(),
    "contrib.madgrad": lambda: contrib.madgrad(1e-2),
    "contrib.mechanize": lambda: contrib.mechanize(optax.sgd(1e-2)),
    "contrib.muon": lambda: contrib.muon(1e-2),
    "contrib.prodigy": lambda: contrib.prodigy(),
    "contrib.schedule_free_sgd": lambda: contrib.schedule_free_sgd(),
}
VALUED = {
    "polyak_sgd": lambda: optax.polyak_sgd(),
    "contrib.momo": lambda: contrib.momo(),
    "contrib.momo_adam": lambda: contrib.momo_adam(),
    "contrib.reduce_on_plateau": lambda: contrib.reduce_on_plateau(),
}


def quadratic(params):
    return sum(jnp.sum((x - 1) ** 2) for x in jax.tree.leaves(params))


def lbfgs_update(grads, state, params):
    value = quadratic(params)
    return optax.lbfgs().update(grads, state, params, value=value, grad=grads, value_fn=quadratic)


def backtracking_update(grads, state, params):
    search = optax.scale_by_backtracking_linesearch(10)
    value = quadratic(params)
    return search.update(grads, state, params, value=value, grad=grads, value_fn=quadratic)


def perturbed_argmax(key, scores):
    def argmax(x):
        return jax.nn.one_hot(jnp.argmax(x), x.shape[-1])

    return optax.perturbations.make_perturbed_fun(argmax, num_samples=50)(key, scores)


def functions():
    rng = np.random.default_rng(0)

    def n(*shape):
        return jnp.asarray(rng.normal(size=shape), jnp.float32)

    def u(low, high, *shape):
        return jnp.asarray(rng.uniform(low, high, size=shape), jnp.float32)

    x, y = n(6), n(6)
    logits = n(5, 4)
    probabilities = jax.nn.softmax(n(5, 4))
    log_probabilities = jax.nn.log_softmax(n(5, 4))
    classes = jnp.array([0, 3, 1, 1, 2])
    hot = jax.nn.one_hot(classes, 4)
    binary = jnp.array([0.0, 1.0, 1.0, 0.0, 1.0, 0.0])
    sign = 2 * binary - 1
    kl = (log_probabilities, probabilities)

    yield "optax.losses.binary_dice_loss", losses.binary_dice_loss, (n(2, 8), u(0, 1, 2, 8)), {}
    yield "optax.losses.cosine_distance", losses.cosine_distance, (n(5, 3), n(5, 3)), {}
    yield "optax.losses.cosine_similarity", losses.cosine_similarity, (n(5, 3), n(5, 3)), {}
    paddings = jnp.zeros((2, 6)), jnp.array([[1, 2, 1], [3, 1, 0]]), jnp.array([[0.0] * 3] * 2)
    yield "optax.losses.ctc_loss", losses.ctc_loss, (n(2, 6, 4), *paddings), {}
    yield "optax.losses.dice_loss", losses.dice_loss, (n(2, 6, 3), u(0, 1, 2, 6, 3)), {}
    yield "optax.losses.generalized_kl_divergence", losses.generalized_kl_divergence, kl, {}
    yield "optax.losses.hinge_loss", losses.hinge_loss, (x, sign), {}
    yield "optax.losses.huber_loss", losses.huber_loss, (x, y), {"delta": 0.7}
    yield "optax.losses.kl_divergence", losses.kl_divergence, kl, {}
    logs = (log_probabilities, jax.nn.log_softmax(n(5, 4)))
    name = "optax.losses.kl_divergence_with_log_targets"
    yield name, losses.kl_divergence_with_log_targets, logs, {}
    yield "optax.losses.l2_loss", losses.l2_loss, (x, y), {}
    yield "optax.losses.log_cosh", losses.log_cosh, (x, y), {}
    young = losses.make_fenchel_young_loss(jax.nn.logsumexp)
    yield "optax.losses.make_fenchel_young_loss", young, (logits, hot), {}
    yield "optax.losses.multiclass_hinge_loss", losses.multiclass_hinge_loss, (logits, classes), {}
    name = "optax.losses.multiclass_perceptron_loss"
    yield name, losses.multiclass_perceptron_loss, (logits, classes), {}
    name = "optax.losses.multiclass_sparsemax_loss"
    yield name, losses.multiclass_sparsemax_loss, (logits, classes), {}
    pairs = (n(6, 3), jnp.array([0, 0, 1, 1, 2, 2]))
    yield "optax.losses.ntxent", losses.ntxent, pairs, {}
    yield "optax.losses.perceptron_loss", losses.perceptron_loss, (x, sign), {}
    yield "optax.losses.poly_loss_cross_entropy", losses.poly_loss_cross_entropy, (logits, hot), {}
    ranking = (logits, jnp.abs(n(5, 4)))
    yield "optax.losses.ranking_softmax_loss", losses.ranking_softmax_loss, ranking, {}
    soft = (logits, probabilities)
    name = "optax.losses.safe_softmax_cross_entropy"
    yield name, losses.safe_softmax_cross_entropy, soft, {}
    name = "optax.losses.sigmoid_binary_cross_entropy"
    yield name, losses.sigmoid_binary_cross_entropy, (x, binary), {}
    focal = {"alpha": 0.3}
    yield "optax.losses.sigmoid_focal_loss", losses.sigmoid_focal_loss, (x, binary), focal
    yield "optax.losses.smooth_labels", losses.smooth_labels, (hot, 0.1), {}
    yield "optax.losses.softmax_cross_entropy", losses.softmax_cross_entropy, soft, {}
    masked = {"where": jnp.array([[True, True, False, True]] * 5)}
    yield "optax.losses.softmax_cross_entropy[where]", losses.softmax_cross_entropy, soft, masked
    name = "optax.losses.softmax_cross_entropy_with_integer_labels"
    yield name, losses.softmax_cross_entropy_with_integer_labels, (logits, classes), {}
    yield "optax.losses.sparsemax_loss", losses.sparsemax_loss, (x, binary), {}
    yield "optax.losses.squared_error", losses.squared_error, (x, y), {}
    triplet = (n(5, 3), n(5, 3), n(5, 3))
    yield "optax.losses.triplet_margin_loss", losses.triplet_margin_loss, triplet, {}

    cosine = optax.cosine_decay_schedule(0.1, 50)
    warm = optax.linear_schedule(0.0, 0.1, 10)
    sgdr = [{"init_value": 0.0, "peak_value": 0.1, "warmup_steps": 5, "decay_steps": 20}] * 2
    schedules = {
        "constant_schedule": optax.constant_schedule(0.1),
        "cosine_decay_schedule": cosine,
        "cosine_onecycle_schedule": optax.cosine_onecycle_schedule(50, 0.1),
        "exponential_decay": optax.exponential_decay(0.1, 20, 0.5),
        "exponential_decay[staircase]": optax.exponential_decay(
            0.1, 5, 0.5, transition_begin=2, staircase=True, end_value=1e-3
        ),
        "join_schedules": optax.join_schedules([warm, cosine], [10]),
        "linear_onecycle_schedule": optax.linear_onecycle_schedule(50, 0.1),
        "linear_schedule": warm,
        "piecewise_constant_schedule": optax.piecewise_constant_schedule(0.1, {5: 0.5, 20: 0.1}),
        "piecewise_interpolate_schedule": optax.piecewise_interpolate_schedule(
            "cosine", 0.1, {5: 0.5, 20: 0.1}
        ),
        "polynomial_schedule": optax.polynomial_schedule(0.1, 0.01, 2, 30),
        "sgdr_schedule": optax.sgdr_schedule(sgdr),
        "warmup_constant_schedule": optax.warmup_constant_schedule(0.0, 0.1, 10),
        "warmup_cosine_decay_schedule": optax.warmup_cosine_decay_schedule(0.0, 0.1, 10, 50),
        "warmup_exponential_decay_schedule": optax.warmup_exponential_decay_schedule(
            0.0, 0.1, 10, 20, 0.5
        ),
    }
    for i, (name, schedule) in enumerate(schedules.items()):
        step = 17 if i % 2 else jnp.asarray(12, jnp.int32)
        yield f"optax.schedules.{name}", schedule, (step,), {}

    params = {"w": n(3, 2), "b": n(2)}
    grads = {"w": n(3, 2), "b": n(2)}
    earlier = {"w": n(3, 2), "b": n(2)}
    for name, make in OPTIMISERS.items():
        optimiser = make()
        _, state = optimiser.update(earlier, optimiser.init(params), params)
        yield f"optax.{name}.update", optimiser.update, (grads, state, params), {}
    for name, make in VALUED.items():
        optimiser = make()
        value = {"value": jnp.asarray(1.3)}
        yield (
            f"optax.{name}.update",
            optimiser.update,
            (grads, optimiser.init(params), params),
            value,
        )
    for name in ("adam", "rmsprop", "lamb"):
        optimiser = OPTIMISERS[name]()
        fresh = (grads, optimiser.init(params), params)
        yield f"optax.{name}.update[fresh]", optimiser.update, fresh, {}
    search = (grads, optax.lbfgs().init(params), params)
    yield "optax.lbfgs.update", lbfgs_update, search, {}
    state = optax.scale_by_backtracking_linesearch(10).init(params)
    downhill = jax.tree.map(lambda g: -g, jax.grad(quadratic)(params))
    name = "optax.scale_by_backtracking_linesearch.update"
    yield name, backtracking_update, (downhill, state, params), {}

    yield "optax.projections.projection_box", projections.projection_box, (x, -0.5, 0.8), {}
    plane = (x, y, 0.3)
    yield "optax.projections.projection_halfspace", projections.projection_halfspace, plane, {}
    yield "optax.projections.projection_hypercube", projections.projection_hypercube, (x,), {}
    yield "optax.projections.projection_hyperplane", projections.projection_hyperplane, plane, {}
    yield "optax.projections.projection_l1_ball", projections.projection_l1_ball, (x, 1.0), {}
    yield "optax.projections.projection_l1_sphere", projections.projection_l1_sphere, (x,), {}
    yield "optax.projections.projection_l2_ball", projections.projection_l2_ball, (params,), {}
    yield "optax.projections.projection_l2_sphere", projections.projection_l2_sphere, (x,), {}
    yield "optax.projections.projection_linf_ball", projections.projection_linf_ball, (x, 0.5), {}
    name = "optax.projections.projection_non_negative"
    yield name, projections.projection_non_negative, (params,), {}
    yield "optax.projections.projection_simplex", projections.projection_simplex, (x,), {}
    yield "optax.projections.projection_vector", projections.projection_vector, (x, y), {}

    a = n(4, 4)
    spd = a @ a.T + jnp.eye(4)
    key = jax.random.key(3)
    yield "optax.apply_updates", optax.apply_updates, (params, grads), {}
    yield "optax.tree.norm", optax.tree.norm, (grads,), {}
    yield "optax.incremental_update", optax.incremental_update, (params, earlier, 0.1), {}
    yield "optax.periodic_update", optax.periodic_update, (params, earlier, jnp.asarray(4), 2), {}
    yield "optax.matrix_inverse_pth_root", optax.matrix_inverse_pth_root, (spd, 4), {}
    yield "optax.nnls", optax.nnls, (n(6, 3), n(6), 50), {}
    yield "optax.power_iteration", optax.power_iteration, (spd,), {"key": key}
    yield "optax.safe_norm", optax.safe_norm, (x, 1e-6), {}
    yield "optax.safe_root_mean_squares", optax.safe_root_mean_squares, (x, 1e-6), {}
    yield "optax.scale_gradient", optax.scale_gradient, (x, 0.5), {}
    examples = ([n(5, 3), n(5)], 1.0)
    name = "optax.per_example_global_norm_clip"
    yield name, optax.per_example_global_norm_clip, examples, {}
    yield "optax.tree_utils.tree_vdot", tree_utils.tree_vdot, (params, grads), {}
    yield "optax.tree_utils.tree_clip", tree_utils.tree_clip, (params, -0.5, 0.5), {}
    yield "optax.tree_utils.tree_random_like", tree_utils.tree_random_like, (key, params), {}
    assignment = optax.assignment.hungarian_algorithm
    yield "optax.assignment.hungarian_algorithm", assignment, (n(4, 5),), {}
    yield "optax.perturbations.make_perturbed_fun", perturbed_argmax, (key, n(5)), {}
