# %% right | tree.map with is_leaf for tuples
def zeros_of(shapes):
    return jax.tree.map(jnp.zeros, shapes, is_leaf=lambda node: isinstance(node, tuple))

# %% right | recursion over dictionaries
def zeros_of(shapes):
    result = {}
    for name, value in shapes.items():
        if isinstance(value, dict):
            result[name] = zeros_of(value)
        elif value is None:
            result[name] = None
        else:
            result[name] = jnp.zeros(value)
    return result

# %% right | 32-bit floats
def zeros_of(shapes):
    def is_shape(node):
        return type(node) is tuple

    return jax.tree.map(lambda s: jnp.zeros(s, dtype=jnp.float32), shapes,
                        is_leaf=is_shape)

# %% right | NumPy arrays
def zeros_of(shapes):
    return jax.tree.map(np.zeros, shapes, is_leaf=lambda x: isinstance(x, tuple))

# %% right | None made a leaf, too, and treated by hand
def zeros_of(shapes):
    stop = lambda node: node is None or isinstance(node, tuple)
    return jax.tree.map(lambda shape: None if shape is None else jnp.zeros(shape),
                        shapes, is_leaf=stop)

# %% right | flatten and unflatten
def zeros_of(shapes):
    leaves, structure = jax.tree.flatten(shapes, is_leaf=lambda n: isinstance(n, tuple))
    return jax.tree.unflatten(structure, [jnp.zeros(leaf) for leaf in leaves])

# %% right | everything but a dictionary is a leaf
def zeros_of(shapes):
    def zeros(shape):
        if shape is None:
            return None
        return jnp.full(shape, 0.0)

    return jax.tree.map(zeros, shapes, is_leaf=lambda node: not isinstance(node, dict))

# %% right | by way of ShapeDtypeStruct, and jnp.zeros_like
def zeros_of(shapes):
    specs = jax.tree.map(lambda s: jax.ShapeDtypeStruct(s, jnp.float32), shapes,
                         is_leaf=lambda s: isinstance(s, tuple))
    return jax.tree.map(lambda spec: jnp.zeros_like(spec), specs)

# %% right | lax.broadcast of a scalar
from jax import lax

def zeros_of(shapes):
    zero = jnp.asarray(0.0)
    return jax.tree.map(lambda shape: lax.broadcast(zero, shape), shapes,
                        is_leaf=lambda node: isinstance(node, tuple))

# %% right | an initializer, in one jitted call
def zeros_of(shapes):
    key = jax.random.key(0)

    @jax.jit
    def build():
        return jax.tree.map(lambda shape: jax.nn.initializers.zeros(key, shape), shapes,
                            is_leaf=lambda node: isinstance(node, tuple))

    return build()

# %% right | match and a comprehension
def zeros_of(shapes):
    match shapes:
        case None:
            return None
        case dict():
            return {name: zeros_of(inner) for name, inner in shapes.items()}
        case tuple():
            return jnp.zeros(shapes, float)

# %% right | a stack instead of recursion
def zeros_of(shapes):
    top = {}
    todo = [(shapes, top)]
    while todo:
        source, target = todo.pop()
        for key, value in source.items():
            if isinstance(value, dict):
                target[key] = {}
                todo.append((value, target[key]))
            else:
                target[key] = value if value is None else jnp.zeros(value)
    return top

# %% right | map_with_path and a half precision type
def zeros_of(shapes):
    return jax.tree.map_with_path(lambda path, shape: jnp.zeros(shape, jnp.bfloat16),
                                  shapes, is_leaf=lambda node: isinstance(node, tuple))

# %% right | zeros and a reshape, as a callable object
from functools import partial
import math

class Zeros:
    def __call__(self, shape):
        return jnp.zeros(math.prod(shape)).reshape(shape)

zeros_of = partial(jax.tree.map, Zeros(), is_leaf=lambda node: isinstance(node, tuple))

# %% wrong | a shape is a container: no is_leaf
def zeros_of(shapes):
    return jax.tree.map(jnp.zeros, shapes)

# %% wrong | None becomes a scalar zero
def zeros_of(shapes):
    stop = lambda node: node is None or isinstance(node, tuple)
    return jax.tree.map(lambda shape: jnp.zeros(shape if shape is not None else ()),
                        shapes, is_leaf=stop)

# %% wrong | an empty shape counts as false, like None
def zeros_of(shapes):
    stop = lambda node: node is None or isinstance(node, tuple)
    return jax.tree.map(lambda shape: jnp.zeros(shape) if shape else None, shapes,
                        is_leaf=stop)

# %% wrong | integers instead of floating-point numbers
def zeros_of(shapes):
    return jax.tree.map(lambda shape: jnp.zeros(shape, dtype=int), shapes,
                        is_leaf=lambda node: isinstance(node, tuple))

# %% wrong | only a tuple with entries is a shape, so () stays a tuple
def zeros_of(shapes):
    def is_shape(node):
        return isinstance(node, tuple) and len(node) > 0 and isinstance(node[0], int)

    return jax.tree.map(jnp.zeros, shapes, is_leaf=is_shape)

# %% wrong | entries with None are dropped
def zeros_of(shapes):
    result = {}
    for name, value in shapes.items():
        if isinstance(value, dict):
            result[name] = zeros_of(value)
        elif value is not None:
            result[name] = jnp.zeros(value)
    return result

# %% wrong | inner dictionaries are forgotten
def zeros_of(shapes):
    return {name: None if shape is None else jnp.zeros(shape)
            for name, shape in shapes.items()}

# %% wrong | flat vectors of the right size
import math

def zeros_of(shapes):
    return jax.tree.map(lambda shape: jnp.zeros(math.prod(shape)), shapes,
                        is_leaf=lambda node: isinstance(node, tuple))

# %% wrong | zeros that have the values of the shape for a template
def zeros_of(shapes):
    return jax.tree.map(lambda shape: jnp.zeros_like(jnp.array(shape, dtype=float)),
                        shapes, is_leaf=lambda node: isinstance(node, tuple))

# %% wrong | None is a leaf and handed to jnp.zeros
def zeros_of(shapes):
    stop = lambda node: node is None or isinstance(node, tuple)
    return jax.tree.map(lambda shape: jnp.zeros(shape), shapes, is_leaf=stop)

# %% wrong | the inner dictionaries are flattened away
def zeros_of(shapes):
    found = jax.tree.leaves_with_path(
        shapes, is_leaf=lambda node: node is None or isinstance(node, tuple))
    return {jax.tree_util.keystr(path): None if shape is None else jnp.zeros(shape)
            for path, shape in found}

# %% wrong | an empty array in the place of None
def zeros_of(shapes):
    stop = lambda node: not isinstance(node, dict)
    return jax.tree.map(lambda shape: jnp.zeros(0 if shape is None else shape), shapes,
                        is_leaf=stop)

# %% wrong | None only handled at the top level
def zeros_of(shapes):
    def inner(node):
        if isinstance(node, dict):
            return {name: inner(value) for name, value in node.items()}
        return jnp.zeros(node or ())

    return {name: None if value is None else inner(value)
            for name, value in shapes.items()}

# %% wrong | a list of the arrays instead of the dictionary
def zeros_of(shapes):
    leaves = jax.tree.leaves(shapes, is_leaf=lambda node: isinstance(node, tuple))
    return [jnp.zeros(leaf) for leaf in leaves]
