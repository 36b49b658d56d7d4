"""dm-haiku: transformed modules' `apply`, with parameters, states and keys."""

import haiku as hk
import jax
import jax.numpy as jnp
import numpy as np

VARIANCE = hk.initializers.VarianceScaling(1.0)


class Residual(hk.Module):
    """What a user writes."""

    def __call__(self, x):
        y = hk.LayerNorm(axis=-1, create_scale=True, create_offset=True)(x)
        scale = hk.get_parameter("scale", (), init=jnp.ones)
        return x + scale * hk.Linear(x.shape[-1])(jax.nn.gelu(hk.Linear(8)(y)))


def layered(x):
    return hk.layer_stack(3)(lambda h: jnp.tanh(hk.Linear(4)(h)))(x)


def dropped(x):
    return hk.dropout(hk.next_rng_key(), 0.5, hk.Linear(6)(x))


def counted(x):
    count = hk.get_state("count", (), jnp.int32, init=jnp.zeros)
    hk.set_state("count", count + 1)
    return hk.Linear(2)(x) * count


def unrolled(x):
    core = hk.GRU(3)
    return hk.dynamic_unroll(core, x, core.initial_state(x.shape[1]))


def deep(x):
    core = hk.deep_rnn_with_skip_connections([hk.LSTM(3), hk.LSTM(2)])
    return hk.static_unroll(core, x, core.initial_state(x.shape[1]))[0]


def folded(x):
    linear = hk.Linear(4)
    linear(x[0])  # makes the parameters outside of the scan
    return hk.scan(lambda c, xs: (jnp.tanh(linear(c) + xs), jnp.sum(c)), x[0], x)


def conditional(x):
    linear = hk.Linear(2)
    linear(x)
    return hk.cond(jnp.sum(x) > 0, linear, lambda z: 2 * linear(z), x)


def weighted(x):
    return jnp.sum(hk.Linear(2)(x) ** 2)


def functions():
    rng = np.random.default_rng(0)
    key = jax.random.key(0)

    def n(*shape):
        return jnp.asarray(rng.normal(size=shape), jnp.float32)

    image, sequence = n(2, 8, 8, 3), n(5, 2, 4)
    modules = {
        "Linear": (lambda x: hk.Linear(3)(x), (n(5, 4),)),
        "Bias": (lambda x: hk.Bias()(x), (n(5, 4),)),
        "Embed": (lambda i: hk.Embed(7, 3)(i), (jnp.array([1, 4, 0]),)),
        "Conv1D": (lambda x: hk.Conv1D(3, 3)(x), (n(2, 9, 4),)),
        "Conv2D": (lambda x: hk.Conv2D(4, 3, stride=2)(x), (image,)),
        "Conv2D[valid]": (lambda x: hk.Conv2D(2, 3, rate=2, padding="VALID")(x), (image,)),
        "Conv3D": (lambda x: hk.Conv3D(2, 2)(x), (n(1, 4, 4, 4, 2),)),
        "Conv1DTranspose": (lambda x: hk.Conv1DTranspose(3, 3, stride=2)(x), (n(2, 6, 4),)),
        "Conv2DTranspose": (lambda x: hk.Conv2DTranspose(2, 3, stride=2)(x), (n(2, 4, 4, 3),)),
        "DepthwiseConv2D": (lambda x: hk.DepthwiseConv2D(2, 3)(x), (image,)),
        "SeparableDepthwiseConv2D": (lambda x: hk.SeparableDepthwiseConv2D(1, 3)(x), (image,)),
        "AvgPool": (lambda x: hk.AvgPool((2, 2, 1), (2, 2, 1), "VALID")(x), (image,)),
        "MaxPool": (lambda x: hk.MaxPool((3, 3, 1), (2, 2, 1), "SAME")(x), (image,)),
        "Flatten": (lambda x: hk.Flatten()(x), (n(2, 3, 4),)),
        "Reshape": (lambda x: hk.Reshape((2, -1))(x), (n(3, 8),)),
        "LayerNorm": (lambda x: hk.LayerNorm(-1, True, True)(x), (n(5, 6),)),
        "LayerNorm[fast]": (
            lambda x: hk.LayerNorm(-1, True, False, use_fast_variance=True)(x),
            (n(5, 6),),
        ),
        "RMSNorm": (lambda x: hk.RMSNorm(-1)(x), (n(5, 6),)),
        "GroupNorm": (lambda x: hk.GroupNorm(2)(x), (n(2, 3, 4),)),
        "InstanceNorm": (lambda x: hk.InstanceNorm(True, True)(x), (n(2, 6, 4),)),
        "MultiHeadAttention": (
            lambda x: hk.MultiHeadAttention(2, 3, w_init=VARIANCE)(x, x, x),
            (n(2, 5, 4),),
        ),
        "MultiHeadAttention[mask]": (
            lambda x, mask: hk.MultiHeadAttention(2, 3, w_init=VARIANCE)(x, x, x, mask),
            (n(2, 5, 4), jnp.tril(jnp.ones((2, 1, 5, 5), bool))),
        ),
        "nets.MLP": (lambda x: hk.nets.MLP([8, 3])(x), (n(5, 4),)),
        "Sequential": (
            lambda x: hk.Sequential([hk.Linear(6), jax.nn.relu, hk.Linear(2)])(x),
            (n(5, 4),),
        ),
        "BatchApply": (lambda x: hk.BatchApply(hk.Linear(3))(x), (n(2, 5, 4),)),
        "VanillaRNN": (lambda x, h: hk.VanillaRNN(3)(x, h), (n(2, 4), n(2, 3))),
        "GRU": (lambda x, h: hk.GRU(3)(x, h), (n(2, 4), n(2, 3))),
        "LSTM": (
            lambda x, h, c: hk.LSTM(3)(x, hk.LSTMState(h, c)),
            (n(2, 4), n(2, 3), n(2, 3)),
        ),
        "dynamic_unroll": (unrolled, (sequence,)),
        "deep_rnn_with_skip_connections": (deep, (sequence,)),
        "layer_stack": (layered, (n(5, 4),)),
        "scan": (folded, (n(5, 4),)),
        "cond": (conditional, (n(4),)),
        "remat": (lambda x: hk.remat(Residual())(x), (n(5, 4),)),
        "vmap": (lambda x: hk.vmap(hk.Linear(2), split_rng=False)(x), (n(5, 4),)),
        "Module": (lambda x: Residual()(x), (n(5, 4),)),
    }
    for name, (f, args) in modules.items():
        module = hk.without_apply_rng(hk.transform(f))
        parameters = module.init(key, *args)
        yield f"haiku.{name}.apply", module.apply, (parameters, *args), {}

    noisy = hk.transform(dropped)
    parameters = noisy.init(key, n(5, 4))
    yield "haiku.dropout.apply", noisy.apply, (parameters, jax.random.key(1), n(5, 4)), {}
    yield "haiku.dropout", hk.dropout, (jax.random.key(2), 0.3, n(20)), {}
    stateful = {
        "BatchNorm[train]": (lambda x: hk.BatchNorm(True, True, 0.9)(x, True), (n(6, 4),)),
        "BatchNorm[test]": (
            lambda x: hk.BatchNorm(True, True, 0.9)(x, False, test_local_stats=True),
            (n(6, 4),),
        ),
        "ExponentialMovingAverage": (lambda x: hk.ExponentialMovingAverage(0.9)(x), (n(4),)),
        "SpectralNorm": (lambda x: hk.SpectralNorm()(x), (n(4, 3),)),
        "get_state": (counted, (n(5, 4),)),
    }
    for name, (f, args) in stateful.items():
        module = hk.without_apply_rng(hk.transform_with_state(f))
        parameters, state = module.init(key, *args)
        yield f"haiku.{name}.apply", module.apply, (parameters, state, *args), {}
    loss = hk.without_apply_rng(hk.transform(weighted))
    parameters = loss.init(key, n(5, 4))
    yield "haiku.transform[grad]", jax.grad(loss.apply), (parameters, n(5, 4)), {}
    yield "haiku.Linear.init", loss.init, (key, n(5, 4)), {}
    yield "haiku.avg_pool", hk.avg_pool, (image, (2, 2, 1), (2, 2, 1), "VALID"), {}
    yield "haiku.max_pool", hk.max_pool, (image, (2, 2, 1), (1, 1, 1), "SAME"), {}
    yield "haiku.one_hot", hk.one_hot, (jnp.array([0, 2, 1]), 4), {}
    yield "haiku.multinomial", hk.multinomial, (key, n(2, 5), 3), {}
    initializers = {
        "TruncatedNormal": hk.initializers.TruncatedNormal(0.1),
        "RandomNormal": hk.initializers.RandomNormal(0.1),
        "VarianceScaling": hk.initializers.VarianceScaling(2.0, "fan_avg", "uniform"),
        "Orthogonal": hk.initializers.Orthogonal(),
    }
    for name, initializer in initializers.items():
        module = hk.transform(lambda make=initializer: make((4, 3), jnp.float32))
        yield f"haiku.initializers.{name}", module.apply, ({}, key), {}
