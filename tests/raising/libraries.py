"""Programs for the rules about Flax, Optax, Equinox, Orbax, Diffrax and NumPyro.

The libraries are imported where they are used, so that this module can be read without them.
"""

import os
import tempfile

import jax
import jax.numpy as jnp
import numpy as np

from raising import raises

X = jnp.ones((2, 3))
KEY = jax.random.key(0)


def linen(body):
    """A linen module whose `__call__` is `body(self, x)`."""
    import flax.linen as nn

    return type("Net", (nn.Module,), {"__call__": nn.compact(body), "__module__": __name__})()


# Flax ---------------------------------------------------------------------------------------------


@raises("flax-rng", "M56", "flax")
def dropout_without_a_key():
    import flax.linen as nn

    model = nn.Dropout(0.5, deterministic=False)
    model.apply({}, X)  # HERE


@raises("flax-immutable-collection", "M56", "flax")
def batch_statistics():
    import flax.linen as nn

    model = nn.BatchNorm(use_running_average=False)
    variables = model.init(KEY, X)
    model.apply(variables, X)  # HERE


@raises("flax-variables", "M56", "flax")
def parameters_without_their_name():
    import flax.linen as nn

    model = nn.Dense(3)
    variables = model.init(KEY, X)
    model.apply(variables["params"], X)  # HERE


@raises("flax-parameter-shape", "M56", "flax")
def other_number_of_features():
    import flax.linen as nn

    model = nn.Dense(3)
    variables = model.init(KEY, X)
    model.apply(variables, jnp.ones((2, 4)))  # HERE


@raises("flax-trace-level", "M56", "flax")
def counter_in_a_closure():
    from flax import nnx

    count = nnx.Variable(jnp.array(0))

    @jax.jit
    def step(x):
        count[...] = count[...] + 1  # HERE
        return x

    step(1.0)


@raises("flax-unbound", "M56", "flax")
def module_called():
    import flax.linen as nn

    nn.Dense(3)(X)  # HERE


@raises("flax-setup-attribute", "M56", "flax")
def layer_from_outside():
    import flax.linen as nn

    class Net(nn.Module):
        def setup(self):
            self.dense = nn.Dense(3)

        def __call__(self, x):
            return self.dense(x)

    print(Net().dense)  # HERE


@raises("flax-module-rules", "M56", "flax")
def counter_in_self():
    def body(self, x):
        self.calls = 1  # HERE
        return x

    linen(body).apply({}, X)


@raises("nnx-static-attribute", "M56", "flax.nnx:List")
def list_of_layers():
    from flax import nnx

    class Net(nnx.Module):
        def __init__(self, rngs):
            self.layers = [nnx.Linear(2, 2, rngs=rngs)]  # HERE

    Net(nnx.Rngs(0))


@raises("nnx-optimizer", "M56", "flax")
def optimizer_without_wrt():
    import optax
    from flax import nnx

    model = nnx.Linear(2, 2, rngs=nnx.Rngs(0))
    nnx.Optimizer(model, optax.sgd(0.1))  # HERE


@raises("nnx-rngs", "M56", "flax")
def layer_without_rngs():
    from flax import nnx

    nnx.Linear(2, 2)  # HERE


@raises("nnx-rngs", "M56", "flax")
def dropout_without_rngs():
    from flax import nnx

    nnx.Dropout(0.5)(X)  # HERE


@raises("nnx-filters", "M56", "flax")
def parameters_only():
    from flax import nnx

    model = nnx.BatchNorm(2, rngs=nnx.Rngs(0))
    graph, params = nnx.split(model, nnx.Param)  # HERE


@raises("nnx-like-linen", "M56", "flax")
def apply_of_nnx():
    from flax import nnx

    model = nnx.Linear(3, 2, rngs=nnx.Rngs(0))
    model.apply({}, X)  # HERE


@raises("linen-module-through-jit", "M56", "flax")
def module_as_argument():
    import flax.linen as nn

    def run(model, variables, x):
        return model.apply(variables, x)  # HERE

    model = nn.Dense(3)
    jax.jit(run)(model, model.init(KEY, X), X)


@raises("flax-frozen-state", "M56", "flax")
def assignment_to_a_train_state():
    import optax
    from flax.training.train_state import TrainState

    state = TrainState.create(apply_fn=None, params={"w": X}, tx=optax.sgd(0.1))
    state.step = 3  # HERE


@raises("flax-frozen-state", "M56", "flax")
def assignment_to_a_frozen_dictionary():
    import flax

    params = flax.core.freeze({"w": 1.0})
    params["w"] = 2.0  # HERE


@raises("flax-saved-structure", "M58", "flax")
def bytes_of_another_state():
    import flax.serialization as serialization

    saved = serialization.to_bytes({"a": X})
    serialization.from_bytes({"a": X, "b": X}, saved)  # HERE


@raises("flax-gradients-structure", "M56", "flax")
def gradients_of_all_variables():
    import optax
    from flax.training.train_state import TrainState

    variables = {"params": {"w": X}}
    state = TrainState.create(apply_fn=None, params=variables["params"], tx=optax.sgd(0.1))
    state.apply_gradients(grads=variables)  # HERE


# Equinox ------------------------------------------------------------------------------------------


@raises("batch-norm-axis", "M57", "equinox")
def batch_norm_without_an_axis():
    import equinox as eqx

    norm, state = eqx.nn.make_with_state(eqx.nn.BatchNorm)(3, axis_name="batch", mode="batch")
    norm(jnp.ones(3), state)  # HERE


@raises("equinox-model-in-jax", "M57", "equinox")
def model_in_plain_grad():
    import equinox as eqx

    model = eqx.nn.MLP(2, 2, 2, 2, key=KEY)
    jax.grad(lambda m: m(jnp.ones(2)).sum())(model)  # HERE


@raises("equinox-model-in-jax", "M57", "equinox")
def optimizer_of_the_whole_model():
    import equinox as eqx
    import optax

    model = eqx.nn.MLP(2, 2, 2, 2, key=KEY)
    optax.adam(1e-3).init(model)  # HERE


@raises("equinox-frozen", "M57", "equinox")
def assignment_to_a_weight():
    import equinox as eqx

    layer = eqx.nn.Linear(2, 2, key=KEY)
    layer.weight = jnp.zeros((2, 2))  # HERE


@raises("equinox-fields", "M57", "equinox")
def field_not_set():
    import equinox as eqx

    class Line(eqx.Module):
        slope: jax.Array
        offset: jax.Array

        def __init__(self):
            self.slope = jnp.ones(())

    Line()  # HERE


@raises("equinox-key", "M57", "equinox")
def layer_without_a_key():
    import equinox as eqx

    eqx.nn.Linear(2, 2)  # HERE


@raises("equinox-key", "M57", "equinox")
def equinox_dropout():
    import equinox as eqx

    eqx.nn.Dropout(0.5)(jnp.ones(3))  # HERE


@raises("equinox-state", "M57", "equinox")
def batch_norm_without_state():
    import equinox as eqx

    norm = eqx.nn.BatchNorm(2, axis_name="batch", mode="batch")
    norm(jnp.ones(2))  # HERE


@raises("equinox-saved-structure", "M58", "equinox")
def weights_of_another_layer():
    import equinox as eqx

    with tempfile.NamedTemporaryFile(suffix=".eqx") as file:
        eqx.tree_serialise_leaves(file.name, eqx.nn.Linear(2, 2, key=KEY))
        eqx.tree_deserialise_leaves(file.name, eqx.nn.Linear(3, 2, key=KEY))  # HERE


@raises("runtime-check", None, "equinox")
def error_if():
    import equinox as eqx

    root = eqx.filter_jit(lambda x: jnp.sqrt(eqx.error_if(x, x < 0, "x must not be negative")))
    root(jnp.array(-1.0))  # HERE


# Orbax --------------------------------------------------------------------------------------------


@raises("orbax-path", "M58", "orbax")
def relative_path():
    import orbax.checkpoint as ocp

    with tempfile.TemporaryDirectory() as folder, ocp.PyTreeCheckpointer() as checkpointer:
        checkpointer.save(os.path.relpath(folder) + "/new", {"w": np.ones(3)})  # HERE


@raises("orbax-exists", "M58", "orbax")
def same_place_twice():
    import orbax.checkpoint as ocp

    with tempfile.TemporaryDirectory() as folder, ocp.StandardCheckpointer() as checkpointer:
        checkpointer.save(folder + "/state", {"w": X})
        checkpointer.wait_until_finished()
        checkpointer.save(folder + "/state", {"w": X})  # HERE


@raises("orbax-nothing-there", "M58", "orbax")
def first_run():
    import orbax.checkpoint as ocp

    with tempfile.TemporaryDirectory() as folder, ocp.StandardCheckpointer() as checkpointer:
        checkpointer.restore(folder + "/state")  # HERE


@raises("orbax-structure", "M58", "orbax")
def other_parameters():
    import orbax.checkpoint as ocp

    with tempfile.TemporaryDirectory() as folder, ocp.StandardCheckpointer() as checkpointer:
        checkpointer.save(folder + "/state", {"w": X})
        checkpointer.wait_until_finished()
        checkpointer.restore(folder + "/state", {"v": X})  # HERE


@raises("orbax-unsupported", "M58", "orbax")
def function_in_the_state():
    import orbax.checkpoint as ocp

    with tempfile.TemporaryDirectory() as folder, ocp.StandardCheckpointer() as checkpointer:
        checkpointer.save(folder + "/state", {"w": X, "apply": jnp.sin})  # HERE


@raises("orbax-args", "M58", "orbax")
def manager_without_args():
    import orbax.checkpoint as ocp

    with tempfile.TemporaryDirectory() as folder, ocp.CheckpointManager(folder) as manager:
        manager.save(1, {"w": X})  # HERE


@raises("orbax-no-tree", "M58", "orbax")
def array_alone():
    import orbax.checkpoint as ocp

    with tempfile.TemporaryDirectory() as folder, ocp.StandardCheckpointer() as checkpointer:
        checkpointer.save(f"{folder}/state", X)  # HERE


@raises("restored-as-plain-containers", "M58", "orbax")
def optimizer_state_without_a_target():
    import optax
    import orbax.checkpoint as ocp

    optimizer = optax.adam(1e-3)
    with tempfile.TemporaryDirectory() as folder, ocp.PyTreeCheckpointer() as checkpointer:
        checkpointer.save(folder + "/state", optimizer.init({"w": X}))
        state = checkpointer.restore(folder + "/state")
        print(state[0].mu)  # HERE


# Optax --------------------------------------------------------------------------------------------


@raises("optax-needs-params", "M57", "optax")
def decay_without_parameters():
    import optax

    optimizer = optax.adamw(1e-3)
    optimizer.update({"w": X}, optimizer.init({"w": X}))  # HERE


@raises("optax-line-search", "M57", "optax")
def lbfgs_without_the_value():
    import optax

    optimizer = optax.lbfgs()
    optimizer.update(X, optimizer.init(X), X)  # HERE


@raises("optax-state", "M57", "optax")
def no_state():
    import optax

    optax.adam(1e-3).update({"w": X}, None)  # HERE


@raises("optax-structure", "M57", "optax")
def another_layer():
    import optax

    optimizer = optax.adam(1e-3)
    optimizer.update({"w": X, "b": X}, optimizer.init({"w": X}))  # HERE


@raises("optax-structure", "M57", "optax")
def pair_not_unpacked():
    import optax

    optimizer = optax.adam(1e-3)
    updates = optimizer.update({"w": X}, optimizer.init({"w": X}))
    optax.apply_updates({"w": X}, updates)  # HERE


@raises("optax-like-torch", "M57", "optax")
def step():
    import optax

    optax.adam(1e-3).step()  # HERE


@raises("optax-shapes", "M39", "optax")
def column_of_predictions():
    import optax

    optax.l2_loss(jnp.ones((4, 1)), jnp.ones(4))  # HERE


@raises("optax-labels", None, "optax")
def float_labels():
    import optax

    logits = jnp.ones((4, 3))
    optax.softmax_cross_entropy_with_integer_labels(logits, jnp.ones(4))  # HERE


@raises("optax-update-shapes", None, "optax")
def bias_for_a_matrix():
    import optax

    optax.apply_updates({"w": jnp.zeros((3, 2))}, {"w": jnp.zeros(3)})  # HERE


@raises("optax-schedule", None, "optax")
def warm_up_longer_than_the_run():
    import optax

    optax.warmup_cosine_decay_schedule(0.0, 1.0, warmup_steps=100, decay_steps=50)  # HERE


@raises("optax-labels-of-parameters", "M57", "optax")
def label_without_an_optimizer():
    import optax

    optimizer = optax.multi_transform({"train": optax.sgd(0.1)}, {"w": "freeze"})
    optimizer.init({"w": X})  # HERE


# Diffrax ------------------------------------------------------------------------------------------


def decay(**options):
    """An exponential decay, solved by Diffrax."""
    import diffrax

    given = {"terms": diffrax.ODETerm(lambda t, y, args: -y), "solver": diffrax.Tsit5()}
    given |= {"t0": 0.0, "t1": 1.0, "dt0": 0.1, "y0": jnp.ones(2)}
    return given | options


@raises("max-steps", "M59", "diffrax")
def too_few_steps():
    import diffrax

    diffrax.diffeqsolve(**decay(t1=100.0, max_steps=10))  # HERE


@raises("max-steps", "M59", "diffrax")
def too_few_steps_in_plain_jit():
    import diffrax

    solve = lambda y0: diffrax.diffeqsolve(**decay(t1=100.0, max_steps=10, y0=y0)).ys
    jax.block_until_ready(jax.jit(solve)(jnp.ones(2)))  # HERE


@raises("diffrax-check", "M59", "diffrax")
def times_outside():
    import diffrax

    diffrax.diffeqsolve(**decay(saveat=diffrax.SaveAt(ts=jnp.array([0.5, 2.0]))))  # HERE


@raises("no-limit-on-steps", "M59", "diffrax")
def gradient_without_a_limit():
    import diffrax

    final = lambda y0: diffrax.diffeqsolve(**decay(y0=y0, max_steps=None)).ys.sum()
    jax.grad(final)(jnp.ones(2))  # HERE


@raises("diffrax-forward-mode", "M47", "diffrax")
def forward_mode():
    import diffrax

    def final(y0):
        return diffrax.diffeqsolve(**decay(y0=y0)).ys  # HERE

    jax.jacfwd(final)(jnp.ones(2))


@raises("diffrax-arguments", "M59", "diffrax")
def bare_times():
    import diffrax

    diffrax.diffeqsolve(**decay(saveat=jnp.linspace(0.0, 1.0, 5)))  # HERE


@raises("diffrax-arguments", "M59", "diffrax")
def bare_function():
    import diffrax

    diffrax.diffeqsolve(**decay(terms=lambda t, y, args: -y))  # HERE


# NumPyro ------------------------------------------------------------------------------------------


def sample(model, key=KEY, **options):
    """Five draws by NUTS."""
    from numpyro.infer import MCMC, NUTS

    mcmc = MCMC(NUTS(model), num_warmup=5, num_samples=5, progress_bar=False)
    mcmc.run(key, **options)  # the innermost line of the tests where the library itself fails


@raises("numpyro-same-name", "M59", "numpyro")
def two_sites_of_one_name():
    import numpyro
    from numpyro import distributions as dist

    def model():
        numpyro.sample("mu", dist.Normal(0, 1))
        numpyro.sample("mu", dist.Normal(0, 1))  # HERE

    sample(model)


@raises("numpyro-if", "M59", "numpyro")
def branch_in_a_model():
    import numpyro
    from numpyro import distributions as dist

    def model():
        mu = numpyro.sample("mu", dist.Normal(0, 1))
        scale = 1.0 if mu > 0 else 2.0  # HERE
        numpyro.sample("x", dist.Normal(0, scale), obs=1.0)

    sample(model)


@raises("numpyro-parameter", "M59", "numpyro")
def negative_scale():
    import numpyro
    from numpyro import distributions as dist

    with numpyro.validation_enabled():
        dist.Normal(0.0, -1.0)  # HERE


@raises("numpyro-no-start", "M59", "numpyro")
def nan_in_the_data():
    import numpyro
    from numpyro import distributions as dist
    from numpyro.infer import MCMC, NUTS

    def model():
        mu = numpyro.sample("mu", dist.Normal(0, 1))
        numpyro.sample("y", dist.Normal(mu, 1), obs=jnp.nan)

    MCMC(NUTS(model), num_warmup=5, num_samples=5, progress_bar=False).run(KEY)  # HERE


@raises("numpyro-discrete", "M59", "numpyro")
def discrete_site():
    import numpyro
    from numpyro import distributions as dist
    from numpyro.infer import MCMC, NUTS

    def model():
        z = numpyro.sample("z", dist.Bernoulli(0.5), infer={"enumerate": "parallel"})
        numpyro.sample("x", dist.Normal(z, 1.0), obs=1.0)

    MCMC(NUTS(model), num_warmup=5, num_samples=5, progress_bar=False).run(KEY)  # HERE


@raises("numpyro-without-key", "M59", "numpyro")
def model_called():
    import numpyro
    from numpyro import distributions as dist

    numpyro.sample("mu", dist.Normal(0, 1))  # HERE


@raises("numpyro-progress-bar", "M59", "numpyro")
def jitted_sampler():
    import numpyro
    from numpyro import distributions as dist
    from numpyro.infer import MCMC, NUTS

    model = lambda: numpyro.sample("mu", dist.Normal(0, 1))
    sampler = MCMC(NUTS(model), num_warmup=5, num_samples=5)
    sampler.progress_bar = True  # where CI is set, NumPyro leaves it out
    jax.jit(sampler.run)(KEY)  # HERE


@raises("numpyro-key", "M54", "numpyro")
def seed_for_the_sampler():
    import numpyro
    from numpyro import distributions as dist
    from numpyro.infer import MCMC, NUTS

    model = lambda: numpyro.sample("mu", dist.Normal(0, 1))
    MCMC(NUTS(model), num_warmup=5, num_samples=5, progress_bar=False).run(0)  # HERE


@raises("numpyro-arguments", "M59", "numpyro")
def samples_before_the_run():
    import numpyro
    from numpyro import distributions as dist
    from numpyro.infer import MCMC, NUTS

    model = lambda: numpyro.sample("mu", dist.Normal(0, 1))
    MCMC(NUTS(model), num_warmup=5, num_samples=5).get_samples()  # HERE


@raises("numpyro-arguments", "M59", "numpyro")
def number_for_a_distribution():
    import numpyro

    numpyro.sample("mu", 3.0)  # HERE
