"""The user marks a dict of model options as static, but a dict cannot be a cache key.

misconception: M12
thread: https://github.com/google/flax/issues/587
kind: explain
"""

import functools

import jax
import jax.numpy as jnp


@functools.partial(jax.jit, static_argnums=(1, 2))
def create_model(key, input_shape, model_kwargs):
    k_embed, k_out = jax.random.split(key)
    dim = model_kwargs["emb_dim"]
    params = {
        "embed": jax.random.normal(k_embed, (model_kwargs["vocab_size"], dim)) * dim**-0.5,
        "pos": jnp.zeros((input_shape[1], dim)),
    }
    if not model_kwargs["logits_via_embedding"]:
        params["out"] = jax.random.normal(k_out, (dim, model_kwargs["vocab_size"]))
    return params


def run():
    options = dict(vocab_size=32, emb_dim=8, logits_via_embedding=True)
    return create_model(jax.random.key(0), (2, 10), options)  # HERE
