"""equinox: nn modules called, and its filtered transformations."""

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np


class Network(eqx.Module):
    """What a user writes: layers, a parameter of one's own and a static field."""

    layers: list
    bias: jax.Array
    power: int = eqx.field(static=True)

    def __init__(self, key):
        a, b = jax.random.split(key)
        self.layers = [eqx.nn.Linear(4, 8, key=a), eqx.nn.Linear(8, 3, key=b)]
        self.bias = jnp.full(3, 0.1)
        self.power = 2

    def __call__(self, x):
        x = jax.nn.tanh(self.layers[0](x))
        return self.layers[1](x) ** self.power + self.bias


def functions():
    rng = np.random.default_rng(0)
    keys = iter(jax.random.split(jax.random.key(0), 60))

    def n(*shape):
        return jnp.asarray(rng.normal(size=shape), jnp.float32)

    def key():
        return next(keys)

    nn = eqx.nn
    image = n(3, 8, 8)
    yield "equinox.nn.Linear", nn.Linear(4, 3, key=key()), (n(4),), {}
    yield "equinox.nn.Linear[scalar]", nn.Linear("scalar", 3, key=key()), (0.7,), {}
    yield "equinox.nn.Linear[vmap]", jax.vmap(nn.Linear(4, 3, key=key())), (n(5, 4),), {}
    yield "equinox.nn.Identity", nn.Identity(), (n(4),), {}
    mlp = nn.MLP(4, 2, 8, 2, key=key())
    yield "equinox.nn.MLP", mlp, (n(4),), {}
    yield "equinox.nn.MLP[tanh]", nn.MLP(4, "scalar", 8, 2, jnp.tanh, key=key()), (n(4),), {}
    # The module is an argument, its activations among the leaves.
    yield "equinox.nn.MLP.__call__", nn.MLP.__call__, (mlp, n(4)), {}
    layers = [nn.Linear(4, 6, key=key()), nn.Lambda(jax.nn.softplus), nn.Linear(6, 2, key=key())]
    yield "equinox.nn.Sequential", nn.Sequential(layers), (n(4),), {}
    yield "equinox.nn.GRUCell", nn.GRUCell(4, 3, key=key()), (n(4), n(3)), {}
    yield "equinox.nn.LSTMCell", nn.LSTMCell(4, 3, key=key()), (n(4), (n(3), n(3))), {}
    yield "equinox.nn.Conv1d", nn.Conv1d(3, 4, 3, padding="SAME", key=key()), (n(3, 9),), {}
    yield "equinox.nn.Conv2d", nn.Conv2d(3, 4, 3, key=key()), (image,), {}
    reflected = nn.Conv2d(4, 4, 3, padding=1, groups=2, padding_mode="REFLECT", key=key())
    yield "equinox.nn.Conv2d[reflect]", reflected, (n(4, 6, 6),), {}
    yield "equinox.nn.Conv3d", nn.Conv3d(2, 2, 2, stride=2, key=key()), (n(2, 4, 4, 4),), {}
    yield "equinox.nn.Conv", nn.Conv(1, 3, 2, 3, dilation=2, key=key()), (n(3, 9),), {}
    up = nn.ConvTranspose2d(3, 2, 3, stride=2, key=key())
    yield "equinox.nn.ConvTranspose2d", up, (n(3, 5, 5),), {}
    yield "equinox.nn.ConvTranspose1d", nn.ConvTranspose1d(3, 2, 3, key=key()), (n(3, 5),), {}
    yield "equinox.nn.LayerNorm", nn.LayerNorm(6), (n(6),), {}
    yield "equinox.nn.RMSNorm", nn.RMSNorm(6), (n(6),), {}
    yield "equinox.nn.GroupNorm", nn.GroupNorm(2, 4), (n(4, 6),), {}
    yield "equinox.nn.PReLU", nn.PReLU(0.2), (n(6),), {}
    yield "equinox.nn.Dropout", nn.Dropout(0.5), (n(20),), {"key": jax.random.key(7)}
    yield "equinox.nn.Dropout[inference]", nn.Dropout(0.5, inference=True), (n(6),), {}
    yield "equinox.nn.Embedding", nn.Embedding(7, 3, key=key()), (jnp.asarray(2),), {}
    yield "equinox.nn.WeightNorm", nn.WeightNorm(nn.Linear(4, 3, key=key())), (n(4),), {}
    yield "equinox.nn.RotaryPositionalEmbedding", nn.RotaryPositionalEmbedding(4), (n(5, 4),), {}
    yield "equinox.nn.AvgPool1d", nn.AvgPool1d(3, 2), (n(3, 9),), {}
    yield "equinox.nn.AvgPool2d", nn.AvgPool2d(2, 2), (image,), {}
    yield "equinox.nn.MaxPool1d", nn.MaxPool1d(3, 2), (n(3, 9),), {}
    yield "equinox.nn.MaxPool2d", nn.MaxPool2d(2, 2, padding=1), (image,), {}
    yield "equinox.nn.AdaptiveAvgPool1d", nn.AdaptiveAvgPool1d(4), (n(3, 9),), {}
    yield "equinox.nn.AdaptiveMaxPool2d", nn.AdaptiveMaxPool2d((2, 3)), (image,), {}
    attention = nn.MultiheadAttention(2, 4, key=key())
    queries, memory = n(5, 4), n(6, 4)
    yield "equinox.nn.MultiheadAttention", attention, (queries, memory, memory), {}
    causal = {"mask": jnp.tril(jnp.ones((5, 5), bool))}
    name = "equinox.nn.MultiheadAttention[mask]"
    yield name, attention, (queries, queries, queries), causal

    norm, state = nn.make_with_state(nn.BatchNorm)(3, "batch", mode="batch")
    batched = jax.vmap(norm, axis_name="batch", in_axes=(0, None), out_axes=(0, None))
    yield "equinox.nn.BatchNorm", lambda x: batched(x, state)[0], (n(6, 3),), {}
    spectral, power = nn.make_with_state(nn.SpectralNorm)(
        nn.Linear(4, 3, key=key()), "weight", key=key()
    )
    # A state may be used once: each call gets a copy.
    leaves, treedef = jax.tree.flatten(power)
    apply = lambda x: spectral(x, jax.tree.unflatten(treedef, leaves))[0]
    yield "equinox.nn.SpectralNorm", apply, (n(4),), {}

    network = Network(key())

    def loss(model, x, y):
        return jnp.mean((jax.vmap(model)(x) - y) ** 2)

    def first(model, x):
        return model(x)[0]

    data = (network, n(6, 4), n(6, 3))
    yield "equinox.Module.__call__", Network.__call__, (network, n(4)), {}
    yield "equinox.filter_jit", eqx.filter_jit(loss), data, {}
    yield "equinox.filter_jit[method]", eqx.filter_jit(network), (n(4),), {}
    yield "equinox.filter_grad", eqx.filter_grad(loss), data, {}
    yield "equinox.filter_value_and_grad", eqx.filter_value_and_grad(loss), data, {}
    yield "equinox.filter_vmap", eqx.filter_vmap(network), (n(5, 4),), {}
    yield "equinox.filter_checkpoint", eqx.filter_checkpoint(loss), data, {}
    yield "equinox.filter_jacfwd", eqx.filter_jacfwd(jnp.sin), (n(3),), {}
    yield "equinox.filter_jacrev", eqx.filter_jacrev(network), (n(4),), {}
    yield "equinox.filter_hessian", eqx.filter_hessian(jax.nn.logsumexp), (n(3),), {}
    primals = ((network, n(4)), (eqx.filter(network, eqx.is_inexact_array), n(4)))
    yield "equinox.filter_jvp", lambda p, t: eqx.filter_jvp(first, p, t), primals, {}
    yield "equinox.filter", lambda m: eqx.filter(m, eqx.is_inexact_array), (network,), {}
    yield "equinox.apply_updates", eqx.apply_updates, (network.bias, n(3)), {}
    yield "equinox.tree_equal", eqx.tree_equal, (network.layers[0], network.layers[0]), {}
    yield "equinox.error_if", eqx.error_if, (n(3), jnp.asarray(False), "never raised"), {}
    branched = (n(3), jnp.asarray(False), jnp.asarray(0), ["one", "two"])
    yield "equinox.branched_error_if", eqx.branched_error_if, branched, {}

    @eqx.filter_custom_vjp
    def clipped(x):
        return x

    clipped.def_fwd(lambda perturbed, x: (x, None))
    clipped.def_bwd(lambda residuals, g, perturbed, x: jnp.clip(g, -1, 1))
    yield "equinox.filter_custom_vjp", lambda x: jnp.sum(clipped(x) ** 2), (n(4),), {}
    closed = eqx.filter_closure_convert(network, n(4))
    yield "equinox.filter_closure_convert", closed, (n(4),), {}
