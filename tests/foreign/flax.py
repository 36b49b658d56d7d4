"""flax: nnx modules called, and linen modules' `apply` with parameters."""

import jax
import jax.numpy as jnp
import numpy as np
from flax import linen, nnx


class Block(nnx.Module):
    """What a user writes: a small residual network."""

    def __init__(self, width, rngs):
        self.norm = nnx.LayerNorm(width, rngs=rngs)
        self.up = nnx.Linear(width, 2 * width, rngs=rngs)
        self.down = nnx.Linear(2 * width, width, rngs=rngs)

    def __call__(self, x):
        return x + self.down(nnx.gelu(self.up(self.norm(x))))


class Autoencoder(linen.Module):
    width: int

    @linen.compact
    def __call__(self, x):
        z = linen.Dense(self.width)(linen.relu(linen.Dense(8)(x)))
        return linen.Dense(x.shape[-1])(linen.tanh(z))


def functional(graphdef, state, x):
    return nnx.merge(graphdef, state)(x)


def loss(state, x, graphdef):
    return jnp.mean(nnx.merge(graphdef, state)(x) ** 2)


def functions():
    rng = np.random.default_rng(0)

    def n(*shape):
        return jnp.asarray(rng.normal(size=shape), jnp.float32)

    def rngs():
        return nnx.Rngs(0)

    still = {"deterministic": True}
    mask = linen.make_causal_mask(jnp.ones((2, 5)))
    image = n(2, 8, 8, 3)
    sequence = n(2, 5, 4)

    yield "flax.nnx.Linear", nnx.Linear(4, 3, rngs=rngs()), (n(5, 4),), {}
    yield "flax.nnx.LinearGeneral", nnx.LinearGeneral((4,), (2, 3), rngs=rngs()), (n(5, 4),), {}
    einsum = nnx.Einsum("nta,hab->nthb", (2, 4, 3), (2, 3), rngs=rngs())
    yield "flax.nnx.Einsum", einsum, (sequence,), {}
    yield "flax.nnx.Embed", nnx.Embed(7, 3, rngs=rngs()), (jnp.array([1, 4, 0]),), {}
    yield "flax.nnx.Embed.attend", nnx.Embed(7, 3, rngs=rngs()).attend, (n(2, 3),), {}
    yield "flax.nnx.Conv", nnx.Conv(3, 4, (3, 3), rngs=rngs()), (image,), {}
    strided = nnx.Conv(3, 6, (3, 3), strides=2, padding="VALID", feature_group_count=3, rngs=rngs())
    yield "flax.nnx.Conv[grouped]", strided, (image,), {}
    circular = nnx.Conv(4, 4, (3,), padding="CIRCULAR", rngs=rngs())
    yield "flax.nnx.Conv[circular]", circular, (sequence,), {}
    transpose = nnx.ConvTranspose(3, 2, (3, 3), strides=(2, 2), rngs=rngs())
    yield "flax.nnx.ConvTranspose", transpose, (image,), {}
    average = nnx.BatchNorm(4, use_running_average=True, rngs=rngs())
    yield "flax.nnx.BatchNorm", average, (n(6, 4),), {}
    yield "flax.nnx.LayerNorm", nnx.LayerNorm(4, rngs=rngs()), (n(6, 4),), {}
    yield "flax.nnx.RMSNorm", nnx.RMSNorm(4, rngs=rngs()), (n(6, 4),), {}
    yield "flax.nnx.GroupNorm", nnx.GroupNorm(4, num_groups=2, rngs=rngs()), (n(2, 3, 4),), {}
    yield "flax.nnx.InstanceNorm", nnx.InstanceNorm(4, rngs=rngs()), (n(2, 6, 4),), {}
    yield "flax.nnx.PReLU", nnx.PReLU(), (n(6),), {}
    yield "flax.nnx.Dropout[deterministic]", nnx.Dropout(0.5, deterministic=True), (n(6),), {}
    dropped = {"rngs": jax.random.key(3)}
    yield "flax.nnx.Dropout", nnx.Dropout(0.5, deterministic=False), (n(20),), dropped
    attention = nnx.MultiHeadAttention(2, 4, 8, decode=False, rngs=rngs())
    yield "flax.nnx.MultiHeadAttention", attention, (sequence,), still
    masked = {"mask": mask, "deterministic": True}
    yield "flax.nnx.MultiHeadAttention[mask]", attention, (sequence,), masked
    lora = nnx.LoRA(4, 2, 3, rngs=rngs())
    yield "flax.nnx.LoRA", lora, (n(5, 4),), {}
    cells = {
        "LSTMCell": nnx.LSTMCell(4, 3, rngs=rngs()),
        "OptimizedLSTMCell": nnx.OptimizedLSTMCell(4, 3, rngs=rngs()),
        "GRUCell": nnx.GRUCell(4, 3, rngs=rngs()),
        "SimpleCell": nnx.SimpleCell(4, 3, rngs=rngs()),
    }
    for name, cell in cells.items():
        carry = (n(2, 3), n(2, 3)) if "LSTM" in name else n(2, 3)
        yield f"flax.nnx.{name}", cell, (carry, n(2, 4)), {}
    yield "flax.nnx.RNN", nnx.RNN(nnx.GRUCell(4, 3, rngs=rngs())), (sequence,), {}
    two = nnx.Bidirectional(
        nnx.RNN(nnx.GRUCell(4, 3, rngs=rngs())), nnx.RNN(nnx.LSTMCell(4, 3, rngs=rngs()))
    )
    yield "flax.nnx.Bidirectional", two, (sequence,), {}
    stack = nnx.Sequential(nnx.Linear(4, 8, rngs=rngs()), nnx.relu, nnx.Linear(8, 2, rngs=rngs()))
    yield "flax.nnx.Sequential", stack, (n(5, 4),), {}
    block = Block(4, nnx.Rngs(1))
    yield "flax.nnx.Module", block, (n(5, 4),), {}
    yield "flax.nnx.merge", functional, (*nnx.split(block), n(5, 4)), {}
    graphdef, state = nnx.split(block)
    yield "flax.nnx.split[loss]", lambda s, x: loss(s, x, graphdef), (state, n(5, 4)), {}
    yield "flax.nnx.jit", nnx.jit(block), (n(5, 4),), {}
    pooled = {"window_shape": (2, 2), "strides": (2, 2)}
    yield "flax.nnx.avg_pool", nnx.avg_pool, (image,), pooled
    yield "flax.nnx.max_pool", nnx.max_pool, (image,), pooled
    heads = (n(2, 5, 2, 4), n(2, 5, 2, 4), n(2, 5, 2, 4))
    yield "flax.nnx.dot_product_attention", nnx.dot_product_attention, heads, {}
    yield "flax.nnx.make_causal_mask", nnx.make_causal_mask, (n(2, 5),), {}

    modules = {
        "Dense": (linen.Dense(3), (n(5, 4),), {}),
        "DenseGeneral": (linen.DenseGeneral((2, 3)), (n(5, 4),), {}),
        "Einsum": (linen.Einsum((4, 3), "na,ab->nb"), (n(5, 4),), {}),
        "Embed": (linen.Embed(7, 3), (jnp.array([1, 4, 0]),), {}),
        "Conv": (linen.Conv(4, (3, 3)), (image,), {}),
        "Conv[dilated]": (linen.Conv(4, (3, 3), kernel_dilation=2), (image,), {}),
        "ConvLocal": (linen.ConvLocal(2, (3,), padding="VALID"), (sequence,), {}),
        "ConvTranspose": (linen.ConvTranspose(2, (3, 3), strides=(2, 2)), (image,), {}),
        "BatchNorm": (linen.BatchNorm(use_running_average=True), (n(6, 4),), {}),
        "LayerNorm": (linen.LayerNorm(), (n(6, 4),), {}),
        "LayerNorm[slow]": (linen.LayerNorm(use_fast_variance=False), (n(6, 4),), {}),
        "RMSNorm": (linen.RMSNorm(), (n(6, 4),), {}),
        "GroupNorm": (linen.GroupNorm(num_groups=2), (n(2, 3, 4),), {}),
        "InstanceNorm": (linen.InstanceNorm(), (n(2, 6, 4),), {}),
        "WeightNorm": (linen.WeightNorm(linen.Dense(3)), (n(5, 4),), {}),
        "PReLU": (linen.PReLU(), (n(6),), {}),
        "MultiHeadAttention": (linen.MultiHeadDotProductAttention(2), (sequence, sequence), still),
        "MultiHeadAttention[mask]": (
            linen.MultiHeadDotProductAttention(2),
            (sequence,),
            {"mask": mask, "deterministic": True},
        ),
        "LSTMCell": (linen.LSTMCell(3), ((n(2, 3), n(2, 3)), n(2, 4)), {}),
        "GRUCell": (linen.GRUCell(3), (n(2, 3), n(2, 4)), {}),
        "MGUCell": (linen.MGUCell(3), (n(2, 3), n(2, 4)), {}),
        "SimpleCell": (linen.SimpleCell(3), (n(2, 3), n(2, 4)), {}),
        "ConvLSTMCell": (
            linen.ConvLSTMCell(2, (3,)),
            ((n(2, 5, 2), n(2, 5, 2)), n(2, 5, 3)),
            {},
        ),
        "RNN": (linen.RNN(linen.LSTMCell(3)), (sequence,), {"seq_lengths": jnp.array([3, 5])}),
        "Bidirectional": (
            linen.Bidirectional(linen.RNN(linen.GRUCell(3)), linen.RNN(linen.GRUCell(3))),
            (sequence,),
            {},
        ),
        "Sequential": (
            linen.Sequential([linen.Dense(6), linen.relu, linen.Dense(2)]),
            (n(5, 4),),
            {},
        ),
        "Module": (Autoencoder(2), (n(5, 4),), {}),
    }
    for name, (module, args, kwargs) in modules.items():
        variables = module.init(jax.random.key(0), *args, **kwargs)
        yield f"flax.linen.{name}.apply", module.apply, (variables, *args), kwargs
    norm = linen.BatchNorm(use_running_average=False, momentum=0.9)
    variables = norm.init(jax.random.key(0), n(6, 4))
    training = {"mutable": ["batch_stats"]}
    yield "flax.linen.BatchNorm.apply[train]", norm.apply, (variables, n(6, 4)), training
    spectral = linen.SpectralNorm(linen.Dense(3))
    variables = spectral.init(jax.random.key(0), n(5, 4), update_stats=False)
    frozen = {"update_stats": False}
    yield "flax.linen.SpectralNorm.apply", spectral.apply, (variables, n(5, 4)), frozen
    dropout = linen.Dropout(0.5, deterministic=False)
    keyed = {"rngs": {"dropout": jax.random.key(5)}}
    yield "flax.linen.Dropout.apply", dropout.apply, ({}, n(20)), keyed
    yield "flax.linen.Dense.init", linen.Dense(3).init, (jax.random.key(0), n(5, 4)), {}
    yield "flax.linen.dot_product_attention", linen.dot_product_attention, heads, {}
    yield "flax.linen.avg_pool", linen.avg_pool, (image, (2, 2)), {"strides": (2, 2)}
    yield "flax.linen.max_pool", linen.max_pool, (image, (3, 3)), {"padding": "SAME"}
    yield "flax.linen.combine_masks", linen.combine_masks, (mask, mask), {}
