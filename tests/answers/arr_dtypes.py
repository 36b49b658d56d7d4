# %% right | strings, written down
def six_dtypes():
    return [("float32", "float32"), ("float32", "float64"), ("float32", "float64"),
            ("float32", "float32"), ("int8", "int8"), ("float32", "float64")]

# %% right | NumPy dtype objects from short codes
def six_dtypes():
    f4, f8, i1 = np.dtype("f4"), np.dtype("f8"), np.dtype("i1")
    return [(f4, f4), (f4, f8), (f4, f8), (f4, f4), (i1, i1), (f4, f8)]

# %% right | JAX scalar types
def six_dtypes():
    same, wider = (jnp.float32, jnp.float32), (jnp.float32, jnp.float64)
    return [same, wider, wider, same, (jnp.int8, jnp.int8), wider]

# %% right | NumPy scalar types
def six_dtypes():
    return [
        (np.float32, np.float32),
        (np.float32, np.float64),
        (np.float32, np.float64),
        (np.float32, np.float32),
        (np.int8, np.int8),
        (np.float32, np.float64),
    ]

# %% right | two columns zipped
def six_dtypes():
    narrow = ["float32"] * 4 + ["int8", "float32"]
    wide = ["float32", "float64", "float64", "float32", "int8", "float64"]
    return list(zip(narrow, wide))

# %% right | observed in both modes with the context manager
import warnings

def six_dtypes():
    def look():
        f, i = jnp.ones(2, dtype="float32"), jnp.ones(2, dtype="int32")
        made = [f + 1.5, f + np.float64(1.5), i * 1.5, i * f,
                jnp.int8(100) + 100, jnp.zeros(2, dtype="float64")]
        return [x.dtype for x in made]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with jax.enable_x64(False):
            thin = look()
        with jax.enable_x64(True):
            thick = look()
    return [(a, b) for a, b in zip(thin, thick)]

# %% right | one rule per expression, built from names
def six_dtypes():
    pair = lambda a, b: (np.dtype(a), np.dtype(b))
    weak_meets_float32 = pair("float32", "float32")
    numpy_scalar_is_strong = pair("float32", "float64")
    default_float = pair("float32", "float64")
    float_beats_int = pair("float32", "float32")
    weak_meets_int8 = pair("int8", "int8")
    asked_by_name = pair("float32", "float64")
    return [weak_meets_float32, numpy_scalar_is_strong, default_float,
            float_beats_int, weak_meets_int8, asked_by_name]

# %% right | from a dictionary of the expressions
def six_dtypes():
    answers = {
        "f + 1.5": ("float32", "float32"),
        "f + np.float64(1.5)": ("float32", "float64"),
        "i * 1.5": ("float32", "float64"),
        "i * f": ("float32", "float32"),
        "jnp.int8(100) + 100": ("int8", "int8"),
        'jnp.zeros(2, dtype="float64")': ("float32", "float64"),
    }
    return list(answers.values())

# %% right | parsed from one text
def six_dtypes():
    text = """float32 float32
              float32 float64
              float32 float64
              float32 float32
              int8    int8
              float32 float64"""
    return [tuple(line.split()) for line in text.splitlines()]

# %% right | named pairs
from typing import NamedTuple

class Both(NamedTuple):
    bits32: str
    bits64: str

def six_dtypes():
    stays = Both("float32", "float32")
    grows = Both("float32", "float64")
    return [stays, grows, grows, stays, Both("int8", "int8"), grows]

# %% right | appended one by one, strings and dtypes mixed
def six_dtypes():
    result = []
    result.append(("float32", jnp.dtype("float32")))
    result.append(("float32", jnp.dtype("float64")))
    result.append(("float32", jnp.dtype("float64")))
    result.append(("float32", jnp.dtype("float32")))
    result.append(("int8", jnp.dtype("int8")))
    result.append(("float32", jnp.dtype("float64")))
    return result

# %% right | a lambda with the count of bits
six_dtypes = lambda: [(f"{kind}{a}", f"{kind}{b}") for kind, a, b in
                      [("float", 32, 32), ("float", 32, 64), ("float", 32, 64),
                       ("float", 32, 32), ("int", 8, 8), ("float", 32, 64)]]

# %% right | shapes evaluated abstractly, nothing computed
def six_dtypes():
    f = jax.ShapeDtypeStruct((3,), "float32")
    i = jax.ShapeDtypeStruct((3,), "int32")
    def one_mode(wide):
        with jax.enable_x64(wide):
            out = jax.eval_shape(lambda f, i: [f + 1.5, f + np.float64(1.5), i * 1.5,
                                               i * f, jnp.int8(100) + 100], f, i)
            zeros = jax.dtypes.canonicalize_dtype("float64")
        return [s.dtype.name for s in out] + [zeros.name]
    return list(zip(one_mode(False), one_mode(True)))

# %% wrong | a NumPy scalar is weak like a Python number
def six_dtypes():
    return [("float32", "float32"), ("float32", "float32"), ("float32", "float64"),
            ("float32", "float32"), ("int8", "int8"), ("float32", "float64")]

# %% wrong | an integer array with a Python float stays 32 bits wide
def six_dtypes():
    return [("float32", "float32"), ("float32", "float64"), ("float32", "float32"),
            ("float32", "float32"), ("int8", "int8"), ("float32", "float64")]

# %% wrong | int32 and float32 meet in float64, as in NumPy
def six_dtypes():
    return [("float32", "float32"), ("float32", "float64"), ("float32", "float64"),
            ("float32", "float64"), ("int8", "int8"), ("float32", "float64")]

# %% wrong | a Python integer is a default integer and widens int8
def six_dtypes():
    return [("float32", "float32"), ("float32", "float64"), ("float32", "float64"),
            ("float32", "float32"), ("int32", "int64"), ("float32", "float64")]

# %% wrong | a dtype asked for by name is always granted
def six_dtypes():
    return [("float32", "float32"), ("float32", "float64"), ("float32", "float64"),
            ("float32", "float32"), ("int8", "int8"), ("float64", "float64")]

# %% wrong | a Python float is a 64-bit float in 64-bit mode
def six_dtypes():
    return [("float32", "float64"), ("float32", "float64"), ("float32", "float64"),
            ("float32", "float32"), ("int8", "int8"), ("float32", "float64")]

# %% wrong | the switch widens everything
def six_dtypes():
    narrow, wide = ["float32"] * 4 + ["int32", "float32"], ["float64"] * 4 + ["int64", "float64"]
    return list(zip(narrow, wide))

# %% wrong | an integer array keeps its dtype when it meets a Python float
def six_dtypes():
    return [("float32", "float32"), ("float32", "float64"), ("int32", "int32"),
            ("float32", "float32"), ("int8", "int8"), ("float32", "float64")]

# %% wrong | the pairs the other way round
def six_dtypes():
    return [("float32", "float32"), ("float64", "float32"), ("float64", "float32"),
            ("float32", "float32"), ("int8", "int8"), ("float64", "float32")]

# %% wrong | NumPy's float64 stays 64 bits in 32-bit mode
def six_dtypes():
    return [("float32", "float32"), ("float64", "float64"), ("float32", "float64"),
            ("float32", "float32"), ("int8", "int8"), ("float32", "float64")]

# %% wrong | int8 is widened so that 200 fits
def six_dtypes():
    return [("float32", "float32"), ("float32", "float64"), ("float32", "float64"),
            ("float32", "float32"), ("int16", "int16"), ("float32", "float64")]

# %% wrong | two lists of six in place of six pairs
def six_dtypes():
    return [("float32", "float32", "float32", "float32", "int8", "float32"),
            ("float32", "float64", "float64", "float32", "int8", "float64")]

# %% wrong | looked up in the mode that happens to be on, twice
def six_dtypes():
    f, i = jnp.ones(2, dtype="float32"), jnp.ones(2, dtype="int32")
    made = [f + 1.5, f + np.float64(1.5), i * 1.5, i * f,
            jnp.int8(100) + 100, jnp.zeros(2, dtype="float64")]
    return [(x.dtype, x.dtype) for x in made]

# %% wrong | what NumPy would give in the first column
def six_dtypes():
    f, i = np.ones(2, np.float32), np.ones(2, np.int32)
    made = [f + 1.5, f + np.float64(1.5), i * 1.5, i * f, np.int8(100) + np.int8(1),
            np.zeros(2, dtype="float64")]
    wide = ["float32", "float64", "float64", "float32", "int8", "float64"]
    return [(x.dtype.name, w) for x, w in zip(made, wide)]
