"""jax.nn, its initializers, and jax.image."""

import jax
import jax.numpy as jnp
import numpy as np
from jax.nn import initializers


def functions():
    rng = np.random.default_rng(0)

    def n(*shape):
        return jnp.asarray(rng.normal(size=shape), jnp.float32)

    def u(low, high, *shape):
        return jnp.asarray(rng.uniform(low, high, size=shape), jnp.float32)

    yield "jax.nn.celu", jax.nn.celu, (n(7),), {"alpha": 1.5}
    yield "jax.nn.elu", jax.nn.elu, (n(3, 4),), {}
    yield "jax.nn.elu[large]", jax.nn.elu, (jnp.array([-90.0, -1.0, 2.0, 120.0]),), {}
    yield "jax.nn.gelu", jax.nn.gelu, (n(7),), {}
    yield "jax.nn.gelu[exact]", jax.nn.gelu, (n(7),), {"approximate": False}
    yield "jax.nn.glu", jax.nn.glu, (n(3, 8),), {}
    yield "jax.nn.hard_sigmoid", jax.nn.hard_sigmoid, (n(7),), {}
    yield "jax.nn.hard_silu", jax.nn.hard_silu, (n(7),), {}
    yield "jax.nn.hard_tanh", jax.nn.hard_tanh, (n(7),), {}
    yield "jax.nn.identity", jax.nn.identity, (n(7),), {}
    yield "jax.nn.leaky_relu", jax.nn.leaky_relu, (n(7),), {}
    yield "jax.nn.log1mexp", jax.nn.log1mexp, (u(0.1, 3.0, 7),), {}
    yield "jax.nn.log_sigmoid", jax.nn.log_sigmoid, (n(7),), {}
    yield "jax.nn.log_softmax", jax.nn.log_softmax, (n(3, 5),), {}
    mask = jnp.array([[True, False, True, True], [True, True, True, False]])
    yield "jax.nn.log_softmax[where]", jax.nn.log_softmax, (n(2, 4),), {"where": mask}
    yield "jax.nn.logmeanexp", jax.nn.logmeanexp, (n(3, 5),), {"axis": 1}
    yield "jax.nn.logsumexp", jax.nn.logsumexp, (n(3, 5),), {}
    signed = {"b": n(5), "return_sign": True}
    yield "jax.nn.logsumexp[sign]", jax.nn.logsumexp, (n(5),), signed
    yield "jax.nn.mish", jax.nn.mish, (n(7),), {}
    yield "jax.nn.one_hot", jax.nn.one_hot, (jnp.array([0, 2, 1]), 4), {}
    yield "jax.nn.relu", jax.nn.relu, (n(3, 4),), {}
    yield "jax.nn.relu6", jax.nn.relu6, (4 * n(7),), {}
    yield "jax.nn.selu", jax.nn.selu, (n(7),), {}
    yield "jax.nn.sigmoid", jax.nn.sigmoid, (n(7),), {}
    yield "jax.nn.silu", jax.nn.silu, (n(7),), {}
    yield "jax.nn.soft_sign", jax.nn.soft_sign, (n(7),), {}
    yield "jax.nn.softmax", jax.nn.softmax, (n(3, 5),), {}
    yield "jax.nn.softmax[axis]", jax.nn.softmax, (n(3, 5),), {"axis": 0}
    yield "jax.nn.softmax[where]", jax.nn.softmax, (n(2, 4),), {"where": mask}
    yield "jax.nn.softplus", jax.nn.softplus, (n(7),), {}
    yield "jax.nn.sparse_plus", jax.nn.sparse_plus, (n(7),), {}
    yield "jax.nn.sparse_sigmoid", jax.nn.sparse_sigmoid, (n(7),), {}
    yield "jax.nn.squareplus", jax.nn.squareplus, (n(7),), {}
    yield "jax.nn.standardize", jax.nn.standardize, (n(3, 8),), {}
    yield "jax.nn.tanh", jax.nn.tanh, (0.5,), {}

    heads = (n(2, 5, 2, 4), n(2, 5, 2, 4), n(2, 5, 2, 4))
    attend = jax.nn.dot_product_attention
    yield "jax.nn.dot_product_attention", attend, heads, {}
    yield "jax.nn.dot_product_attention[causal]", attend, heads, {"is_causal": True}
    grouped = (n(5, 4, 4), n(6, 2, 4), n(6, 2, 4))
    yield "jax.nn.dot_product_attention[grouped]", attend, grouped, {"bias": n(4, 5, 6)}

    key = jax.random.key(0)
    shape = (key, (5, 4))
    yield "jax.nn.initializers.constant", initializers.constant(0.3), shape, {}
    kernel = (key, (3, 3, 4, 4))
    yield "jax.nn.initializers.delta_orthogonal", initializers.delta_orthogonal(), kernel, {}
    yield "jax.nn.initializers.glorot_normal", initializers.glorot_normal(), shape, {}
    yield "jax.nn.initializers.glorot_uniform", initializers.glorot_uniform(), shape, {}
    yield "jax.nn.initializers.he_normal", initializers.he_normal(), shape, {}
    yield "jax.nn.initializers.he_uniform", initializers.he_uniform(), shape, {}
    yield "jax.nn.initializers.lecun_normal", initializers.lecun_normal(), shape, {}
    yield "jax.nn.initializers.lecun_uniform", initializers.lecun_uniform(), shape, {}
    yield "jax.nn.initializers.normal", initializers.normal(0.1), shape, {}
    yield "jax.nn.initializers.ones", initializers.ones, shape, {}
    yield "jax.nn.initializers.orthogonal", initializers.orthogonal(), shape, {}
    yield "jax.nn.initializers.truncated_normal", initializers.truncated_normal(), shape, {}
    yield "jax.nn.initializers.uniform", initializers.uniform(0.1), shape, {}
    scaling = initializers.variance_scaling(2.0, "fan_avg", "uniform")
    yield "jax.nn.initializers.variance_scaling", scaling, shape, {}
    yield "jax.nn.initializers.zeros", initializers.zeros, shape, {}

    image = n(6, 8)
    yield "jax.image.resize[linear]", jax.image.resize, (image, (9, 5), "linear"), {}
    yield "jax.image.resize[cubic]", jax.image.resize, (image, (12, 16), "cubic"), {}
    yield "jax.image.resize[nearest]", jax.image.resize, (n(4, 4, 3), (8, 6, 3), "nearest"), {}
    yield "jax.image.resize[lanczos3]", jax.image.resize, (image, (3, 4), "lanczos3"), {}
    moved = (image, (5, 5), (0, 1), u(0.5, 1.5, 2), n(2), "linear")
    yield "jax.image.scale_and_translate", jax.image.scale_and_translate, moved, {}
