"""How much scratch memory a compiled program needs."""

import jax

from jaxwise.measure._arguments import as_jitted


def temporaries(f, /, *args, **kwargs):
    """Bytes of temporary buffers that the compiled `f` needs besides its inputs and outputs.

    The number is the compiler's own (``memory_analysis().temp_size_in_bytes``): it depends on the
    backend and the version, and it is known before anything runs.  Scratch memory that a library
    call takes for itself is not in it.

    Arguments:
        f: a function; jitted here if it is not jitted already.
        *args, **kwargs: its arguments.  Arrays may be given as `jax.ShapeDtypeStruct`.  If `f` is
            not jitted, integers, bools, strings and other objects are static.

    Returns:
        int, bytes; None where the backend does not say.

    Raises:
        TypeError: `f` is not callable.

    >>> import jax, jax.numpy as jnp
    >>> x = jax.ShapeDtypeStruct((256, 256), jnp.float32)
    >>> temporaries(lambda x: x + 1, x)
    0
    >>> temporaries(lambda x: (x @ x) @ x, x) >= 256 * 256 * 4
    True
    """
    jitted, args, kwargs = as_jitted(f, args, kwargs)
    compiled = jitted.lower(*args, **kwargs).compile()
    try:
        analysis = compiled.memory_analysis()
    except NotImplementedError:
        return None
    except jax.errors.JaxRuntimeError as error:
        if "UNIMPLEMENTED" in str(error):
            return None
        raise
    size = getattr(analysis, "temp_size_in_bytes", None)
    return None if size is None else int(size)
