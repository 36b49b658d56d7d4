# %% right | split and merge of the chapter
def free_slope(f, free, tree):
    x, fixed = split(free, tree)
    return jax.grad(lambda x: f(merge(x, fixed)))(x)

# %% right | a list of the free leaves, and None put into the gaps
def free_slope(f, free, tree):
    leaves, structure = jax.tree.flatten(tree)
    flags = jax.tree.leaves(free)
    chosen = [leaf for leaf, flag in zip(leaves, flags) if flag]

    def g(chosen):
        it = iter(chosen)
        return f(jax.tree.unflatten(
            structure, [next(it) if flag else leaf for leaf, flag in zip(leaves, flags)]))

    slopes = iter(jax.grad(g)(chosen))
    return jax.tree.unflatten(structure, [next(slopes) if flag else None for flag in flags])

# %% right | partition and combine of Equinox
def free_slope(f, free, tree):
    import equinox as eqx

    moving, still = eqx.partition(tree, free)
    return jax.grad(lambda moving: f(eqx.combine(moving, still)))(moving)

# %% right | the pull-back of jax.vjp
def free_slope(f, free, tree):
    x = jax.tree.map(lambda flag, leaf: leaf if flag else None, free, tree)

    def whole(x):
        fill = lambda new, flag, old: new if flag else old
        return f(jax.tree.map(fill, x, free, tree, is_leaf=lambda node: node is None))

    value, pull = jax.vjp(whole, x)
    return pull(jnp.ones_like(value))[0]

# %% right | a dictionary of numbered leaves
def free_slope(f, free, tree):
    leaves, structure = jax.tree.flatten(tree)
    numbers = [i for i, flag in enumerate(jax.tree.leaves(free)) if flag]

    def by_number(part):
        new = list(leaves)
        for i, value in part.items():
            new[i] = value
        return f(structure.unflatten(new))

    slope = jax.grad(by_number)({i: leaves[i] for i in numbers})
    return structure.unflatten([slope.get(i) for i in range(len(leaves))])

# %% right | one gradient for each free leaf
def free_slope(f, free, tree):
    leaves, structure = jax.tree.flatten(tree)
    answer = []
    for i, flag in enumerate(jax.tree.leaves(free)):
        if not flag:
            answer.append(None)
            continue

        def along(leaf, i=i):
            return f(jax.tree.unflatten(structure, leaves[:i] + [leaf] + leaves[i + 1:]))

        answer.append(jax.grad(along)(leaves[i]))
    return jax.tree.unflatten(structure, answer)

# %% right | a vector of what is free
def free_slope(f, free, tree):
    x, fixed = split(free, tree)
    p, unravel = ravel_pytree(x)
    if p.size == 0:
        return x
    return unravel(jax.grad(lambda p: f(merge(unravel(p), fixed)))(p))

# %% right | value_and_grad with has_aux, the fixed ones as an argument of it
def free_slope(f, free, tree):
    def f_of_free(x, fixed):
        everything = merge(x, fixed)
        return f(everything), everything

    fixed = jax.tree.map(lambda flag, leaf: None if flag else leaf, free, tree)
    x = jax.tree.map(lambda flag, leaf: leaf if flag else None, free, tree)
    (value, aux), slope = jax.value_and_grad(
        lambda x: (f_of_free(x, fixed)[0], None), has_aux=True)(x)
    return slope

# %% right | paths as names
def free_slope(f, free, tree):
    names = {str(path) for path, flag in jax.tree.leaves_with_path(free) if flag}
    x = {str(path): leaf for path, leaf in jax.tree.leaves_with_path(tree)
         if str(path) in names}

    def g(x):
        return f(jax.tree.map_with_path(lambda path, old: x.get(str(path), old), tree))

    slope = jax.grad(g)(x)
    return jax.tree.map_with_path(lambda path, old: slope.get(str(path)), tree)

# %% right | argnums for the free leaves
def free_slope(f, free, tree):
    leaves, structure = jax.tree.flatten(tree)
    which = tuple(i for i, flag in enumerate(jax.tree.leaves(free)) if flag)
    result = [None] * len(leaves)
    if which:
        g = jax.grad(lambda *leaves: f(jax.tree.unflatten(structure, leaves)), which)
        for i, slope in zip(which, g(*leaves)):
            result[i] = slope
    return jax.tree.unflatten(structure, result)

# %% right | a wrapper of one's own that hides the fixed leaves
class Hidden:
    def __init__(self, value):
        self.value = value

jax.tree_util.register_pytree_node(Hidden, lambda h: ((), h), lambda h, _: h)

def free_slope(f, free, tree):
    is_hidden = lambda node: isinstance(node, Hidden)
    show_all = lambda node: node.value if is_hidden(node) else node
    hidden = jax.tree.map(lambda flag, leaf: leaf if flag else Hidden(leaf), free, tree)
    slope = jax.grad(lambda h: f(jax.tree.map(show_all, h, is_leaf=is_hidden)))(hidden)
    return jax.tree.map(lambda s: None if is_hidden(s) else s, slope, is_leaf=is_hidden)

# %% right | linearize and transpose
def free_slope(f, free, tree):
    x, fixed = split(free, tree)
    value, tangent = jax.linearize(lambda x: jnp.asarray(f(merge(x, fixed))), x)
    (slope,) = jax.linear_transpose(tangent, x)(jnp.ones_like(value))
    return slope

# %% wrong | the gradient of everything, then a mask
def free_slope(f, free, tree):
    slope = jax.grad(f)(tree)
    return jax.tree.map(lambda flag, s: s if flag else None, free, slope)

# %% wrong | allow_int for the whole tree, then a mask
def free_slope(f, free, tree):
    slope = jax.grad(f, allow_int=True)(tree)
    return jax.tree.map(lambda flag, s: s if flag else None, free, slope)

# %% wrong | zero instead of None
def free_slope(f, free, tree):
    x, fixed = split(free, tree)
    slope = jax.grad(lambda x: f(merge(x, fixed)))(x)
    return merge(slope, jax.tree.map(lambda leaf: 0.0, fixed))

# %% wrong | stop_gradient on what is fixed
def free_slope(f, free, tree):
    def g(tree):
        return f(jax.tree.map(lambda flag, leaf: leaf if flag else
                              jax.lax.stop_gradient(leaf), free, tree))

    return jax.tree.map(lambda flag, s: s if flag else None, free, jax.grad(g)(tree))

# %% wrong | a list of the free slopes only
def free_slope(f, free, tree):
    x, fixed = split(free, tree)
    return jax.tree.leaves(jax.grad(lambda x: f(merge(x, fixed)))(x))

# %% wrong | the fixed values fill the gaps of the gradient
def free_slope(f, free, tree):
    x, fixed = split(free, tree)
    return merge(jax.grad(lambda x: f(merge(x, fixed)))(x), fixed)

# %% wrong | the flags are read the wrong way round
def free_slope(f, free, tree):
    fixed, x = split(free, tree)
    return jax.grad(lambda x: f(merge(x, fixed)))(x)

# %% wrong | the fixed leaves are zero while f is computed
def free_slope(f, free, tree):
    x, fixed = split(free, tree)
    rest = jax.tree.map(lambda leaf: 0.0 if isinstance(leaf, float) or
                        hasattr(leaf, "dtype") else leaf, fixed)
    return jax.grad(lambda x: f(merge(x, rest)))(x)

# %% wrong | floating-point leaves are free, whatever the flags say
def free_slope(f, free, tree):
    is_float = lambda leaf: isinstance(leaf, float) or (
        hasattr(leaf, "dtype") and jnp.issubdtype(leaf.dtype, jnp.floating))
    x, fixed = split(jax.tree.map(is_float, tree), tree)
    return jax.grad(lambda x: f(merge(x, fixed)))(x)

# %% wrong | the fixed leaves are an argument of a jitted function
def free_slope(f, free, tree):
    x, fixed = split(free, tree)
    slope = jax.jit(jax.grad(lambda x, fixed: f(merge(x, fixed))))
    return slope(x, fixed)

# %% wrong | only dictionaries of one level
def free_slope(f, free, tree):
    x = {name: tree[name] for name in tree if free[name]}
    slope = jax.grad(lambda x: f({**tree, **x}))(x)
    return {name: slope.get(name) for name in tree}

# %% wrong | merge by truth, which a tracer does not have
def free_slope(f, free, tree):
    x, fixed = split(free, tree)
    none = lambda node: node is None
    back = lambda x: jax.tree.map(lambda a, b: a or b, x, fixed, is_leaf=none)
    return jax.grad(lambda x: f(back(x)))(x)

# %% wrong | all numbers become floating-point arrays, fixed integers too
def free_slope(f, free, tree):
    x, fixed = split(free, tree)
    fixed = jax.tree.map(lambda leaf: leaf if isinstance(leaf, str)
                         else jnp.asarray(leaf, float), fixed)
    return jax.grad(lambda x: f(merge(x, fixed)))(x)

# %% wrong | the gaps are left out of the tree that f gets
def free_slope(f, free, tree):
    x = jax.tree.map(lambda flag, leaf: leaf if flag else None, free, tree)
    return jax.grad(f)(x)

# %% wrong | texts are dropped, integers become differentiable floats
def free_slope(f, free, tree):
    numbers = jax.tree.map(lambda leaf: leaf if isinstance(leaf, str) else 1.0 * leaf, tree)
    is_text = jax.tree.map(lambda leaf: isinstance(leaf, str), tree)
    texts, x = split(is_text, numbers)
    slope = jax.grad(lambda x: f(merge(x, texts)))(x)
    return jax.tree.map(lambda flag, s: s if flag else 0.0 * s, free, slope,
                        is_leaf=lambda node: node is None)
