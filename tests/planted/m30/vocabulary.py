"""The user's vocabulary is one too small; the embedding lookup returns the last row, no error.

misconception: M30
thread: https://github.com/jax-ml/jax/issues/3774
kind: probe
"""

import jax
import jax.numpy as jnp

VOCAB = {"<pad>": 0, "the": 1, "cell": 2, "divides": 3, "twice": 4, "dies": 5}
params = {
    "embedding": jnp.arange(20.0).reshape(5, 4),  # len(VOCAB) - 1: somebody forgot <pad>
    "readout": jnp.array([0.1, -0.2, 0.3, 0.05]),
}


@jax.jit
def f(params, tokens):
    vectors = params["embedding"][tokens]
    mask = (tokens != VOCAB["<pad>"])[..., None]
    return jnp.sum(vectors * mask, axis=-2) @ params["readout"]


sentences = ["the cell divides", "the cell dies"]
args = (params, jnp.array([[VOCAB[w] for w in s.split()] for s in sentences]))
