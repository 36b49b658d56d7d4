"""The flags that jax already has, turned on together."""

import contextlib
import warnings

import jax


@contextlib.contextmanager
def strict(
    *,
    rank_promotion=True,
    dtype_promotion=True,
    legacy_keys=True,
    nans=True,
    key_reuse=True,
    leaks=True,
    transfers=False,
    explain_retraces=False,
    truncation=True,
):
    """A context in which jax refuses what is often a mistake.

    Every flag here is jax's own; often it is all that you need.  `jaxwise.audit` looks for what
    they cannot see.  A function that was compiled before is compiled again within, since the flags
    are part of what jax compiles for.

    Arguments:
        rank_promotion: refuse (N, 1) against (N,); jax_numpy_rank_promotion="raise".
        dtype_promotion: refuse int32 with float32; jax_numpy_dtype_promotion="strict".
        legacy_keys: refuse jax.random.PRNGKey; jax_legacy_prng_key="error".
        nans: raise FloatingPointError where a NaN is made; jax_debug_nans.
        key_reuse: refuse a key that was consumed; jax_debug_key_reuse.
        leaks: refuse a tracer that outlives its recording; jax.checking_leaks.
        transfers: refuse implicit transfers between host and device; jax.transfer_guard.  Off
            by default: every Python number in an expression is one.
        explain_retraces: log why jax traces again; jax_explain_cache_misses.  It prints, and
            raises nothing.
        truncation: make jax's warning about float64 that becomes float32 an error.

    >>> import jax.numpy as jnp
    >>> with strict():
    ...     try:
    ...         jnp.ones((3, 1)) - jnp.ones(3)
    ...     except ValueError as error:
    ...         print("rank_promotion" in str(error))
    True
    """
    wanted = {
        "jax_numpy_rank_promotion": "raise" if rank_promotion else None,
        "jax_numpy_dtype_promotion": "strict" if dtype_promotion else None,
        "jax_legacy_prng_key": "error" if legacy_keys else None,
        "jax_debug_nans": nans or None,
        "jax_debug_key_reuse": key_reuse or None,
        "jax_explain_cache_misses": explain_retraces or None,
    }
    before = {
        name: getattr(jax.config, name) for name, value in wanted.items() if value is not None
    }
    with contextlib.ExitStack() as stack:
        if truncation:
            stack.enter_context(warnings.catch_warnings())
            warnings.filterwarnings("error", message="Explicitly requested dtype")
        if transfers:
            stack.enter_context(jax.transfer_guard("disallow"))
        if leaks:
            stack.enter_context(jax.checking_leaks())
        try:
            for name in before:
                jax.config.update(name, wanted[name])
            yield
        finally:
            for name, value in before.items():
                jax.config.update(name, value)
