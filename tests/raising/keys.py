"""Programs for the rules about random keys."""

import jax
import jax.numpy as jnp
import numpy as np

from raising import raises


@raises("key-reused", "M51")
def two_samplers():
    with jax.debug_key_reuse(True):
        key = jax.random.key(0)
        jax.random.normal(key)
        jax.random.uniform(key)  # HERE


@raises("key-reused-in-loop", "M52")
def key_of_a_scan():
    with jax.debug_key_reuse(True):
        key = jax.random.key(0)
        walk = lambda x, _: (x + jax.random.normal(key), x)
        jax.lax.scan(walk, 0.0, None, length=3)  # HERE


@raises("key-batch", "M54")
def several_keys():
    jax.random.normal(jax.random.split(jax.random.key(0), 3))  # HERE


@raises("key-to-numpy", "M54")
def key_for_numpy():
    np.asarray(jax.random.key(0))  # HERE


@raises("key-arithmetic", "M54")
def key_plus_step():
    key = jax.random.key(0)
    key + 1  # HERE


@raises("key-arithmetic", "M54")
def key_unpacked():
    a, b = jax.random.key(0)  # HERE


@raises("seed-for-key", "M54")
def seed_as_key():
    jax.random.normal(0, (3,))  # HERE


@raises("seed-for-key", "M54")
def arguments_swapped():
    jax.random.normal((3,), jax.random.key(0))  # HERE


@raises("key-missing", "M54")
def no_key():
    jax.random.normal(shape=(3,))  # HERE


@raises("seed-not-integer", "M54")
def fractional_seed():
    jax.random.key(1.5)  # HERE


@raises("no-random-state", "M54")
def seed_function():
    jax.random.seed(0)  # HERE


@raises("sampler-dtype", None)
def integer_normal():
    jax.random.normal(jax.random.key(0), (3,), dtype=jnp.int32)  # HERE
