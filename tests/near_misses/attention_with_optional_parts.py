"""Looks like None among the parameters and -inf among the logits.
None is an empty subtree that is tested with `is`, and every row keeps one finite logit.

looks like: M36
"""

import jax
import jax.numpy as jnp


def f(params, x, mask=None):
    q, k, v = (x @ params[name] for name in ("wq", "wk", "wv"))
    logits = q @ k.T / jnp.sqrt(q.shape[-1])
    if mask is not None:
        logits = jnp.where(mask, logits, -jnp.inf)
    out = jax.nn.softmax(logits, axis=-1) @ v
    return out if params["bias"] is None else out + params["bias"]


w = jnp.sin(jnp.arange(12.0)).reshape(4, 3)
params = {"wq": w, "wk": jnp.cos(w), "wv": w**2, "bias": None}
args = (params, jnp.linspace(-1.0, 1.0, 20).reshape(5, 4))
kwargs = {"mask": jnp.tril(jnp.ones((5, 5), bool))}
