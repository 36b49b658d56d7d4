# %% right | one split, a list comprehension
def layers(key, sizes):
    shapes = list(zip(sizes[:-1], sizes[1:]))
    keys = jax.random.split(key, len(shapes))
    net = [(jax.random.normal(k, (m, n)) / jnp.sqrt(m), jnp.zeros(n)) for k, (m, n) in zip(keys, shapes)]
    W, bias = net[-1]
    net[-1] = (jnp.zeros_like(W), bias)
    return net

# %% right | fold_in with the number of the layer
def layers(key, sizes):
    net = []
    last = len(sizes) - 2
    for i in range(last + 1):
        m, n = sizes[i], sizes[i + 1]
        if i == last:
            W = jnp.zeros((m, n))
        else:
            W = jax.random.normal(jax.random.fold_in(key, i), (m, n)) * m ** -0.5
        net.append((W, jnp.zeros((n,))))
    return net

# %% right | key and subkey in a loop, the last layer appended afterwards
def layers(key, sizes):
    out = []
    for m, n in zip(sizes[:-2], sizes[1:-1]):
        key, sub = jax.random.split(key)
        out.append((np.sqrt(1 / m) * jax.random.normal(sub, shape=(m, n)), jnp.zeros(n)))
    out.append((jnp.zeros((sizes[-2], sizes[-1])), jnp.zeros(sizes[-1])))
    return out

# %% right | one long draw for the whole network, cut into pieces
def layers(key, sizes):
    shapes = [(sizes[i], sizes[i + 1]) for i in range(len(sizes) - 1)]
    total = sum(m * n for m, n in shapes)
    z = jax.random.normal(key, (total,))
    net, start = [], 0
    for m, n in shapes:
        W = z[start:start + m * n].reshape(m, n) / m ** 0.5
        net.append((W, jnp.zeros(n)))
        start += m * n
    net[-1] = (0.0 * net[-1][0], net[-1][1])
    return net

# %% right | an initialiser of jax.nn
def layers(key, sizes):
    init = jax.nn.initializers.variance_scaling(1.0, "fan_in", "normal")
    zero = jax.nn.initializers.zeros
    pairs = list(zip(sizes, sizes[1:]))
    keys = jax.random.split(key, len(pairs))
    return [((zero if i == len(pairs) - 1 else init)(keys[i], p), zero(keys[i], (p[1],)))
            for i, p in enumerate(pairs)]

# %% right | NumPy's generator, seeded from the data of the key
def layers(key, sizes):
    if jnp.issubdtype(key.dtype, jax.dtypes.prng_key):
        key = jax.random.key_data(key)
    rng = np.random.default_rng([int(v) for v in np.asarray(key).ravel()])
    net = []
    for m, n in zip(sizes[:-1], sizes[1:]):
        net.append((jnp.asarray(rng.normal(0.0, np.sqrt(1.0 / m), size=(m, n))), jnp.zeros(n)))
    m, n = net[-1][0].shape
    net[-1] = (jnp.zeros((m, n)), jnp.zeros(n))
    return net

# %% right | recursion over the sizes
def layers(key, sizes):
    m, n, *rest = sizes
    if not rest:
        return [(jnp.zeros((m, n)), jnp.zeros(n))]
    mine, theirs = jax.random.split(key)
    return [(jax.random.normal(mine, (m, n)) / jnp.sqrt(m), jnp.zeros(n))] + layers(theirs, [n, *rest])

# %% right | Box and Muller from uniform numbers
def layers(key, sizes):
    def normal(k, shape):
        k1, k2 = jax.random.split(k)
        a = 1.0 - jax.random.uniform(k1, shape)
        b = jax.random.uniform(k2, shape)
        return jnp.sqrt(-2 * jnp.log(a)) * jnp.cos(2 * jnp.pi * b)

    count_of = len(sizes) - 1
    keys = jax.random.split(key, count_of)
    net = []
    for i in range(count_of):
        m, n = sizes[i:i + 2]
        scale = 0.0 if i + 1 == count_of else m ** -0.5
        net.append((scale * normal(keys[i], (m, n)), jnp.zeros(n)))
    return net

# %% right | inverse distribution function of uniform numbers
def layers(key, sizes):
    from jax.scipy.special import ndtri
    net = []
    for i, (m, n) in enumerate(zip(sizes[:-1], sizes[1:])):
        p = jax.random.uniform(jax.random.fold_in(key, 100 + i), (m, n), minval=jnp.finfo(jnp.float64).tiny)
        W = ndtri(p) / jnp.sqrt(m)
        if i == len(sizes) - 2:
            W = jnp.zeros_like(W)
        net.append((W, jnp.zeros(n)))
    return net

# %% right | a key for each row of each matrix, by vmap
def layers(key, sizes):
    def row(k, n):
        return jax.random.normal(k, (n,))

    net = []
    layer_keys = jax.random.split(key, len(sizes) - 1)
    for lk, m, n in zip(layer_keys, sizes[:-1], sizes[1:]):
        rows = jax.vmap(partial(row, n=n))(jax.random.split(lk, m))
        net.append((rows / np.sqrt(m), jnp.zeros(n)))
    W, bias = net.pop()
    return net + [(jnp.zeros(W.shape), bias)]

# %% right | zero network first, filled through its flat vector
def layers(key, sizes):
    zero = [(jnp.zeros((m, n)), jnp.zeros(n)) for m, n in zip(sizes[:-1], sizes[1:])]
    scale = [(jnp.full((m, n), 1 / m ** 0.5), jnp.zeros(n)) for m, n in zip(sizes[:-1], sizes[1:])]
    scale[-1] = zero[-1]
    flat, back = ravel_pytree(zero)
    s, _ = ravel_pytree(scale)
    return back(flat + s * jax.random.normal(key, flat.shape))

# %% wrong | the same key for every layer, so the layers share their numbers
def layers(key, sizes):
    net = [(jax.random.normal(key, (m, n)) / jnp.sqrt(m), jnp.zeros(n)) for m, n in zip(sizes[:-1], sizes[1:])]
    net[-1] = (jnp.zeros_like(net[-1][0]), net[-1][1])
    return net

# %% wrong | takes the variance for the standard deviation: divides by m
def layers(key, sizes):
    keys = jax.random.split(key, len(sizes) - 1)
    net = [(jax.random.normal(k, (m, n)) / m, jnp.zeros(n)) for k, m, n in zip(keys, sizes[:-1], sizes[1:])]
    net[-1] = (jnp.zeros_like(net[-1][0]), net[-1][1])
    return net

# %% wrong | the last layer is drawn like the others
def layers(key, sizes):
    keys = jax.random.split(key, len(sizes) - 1)
    return [(jax.random.normal(k, (m, n)) / jnp.sqrt(m), jnp.zeros(n))
            for k, m, n in zip(keys, sizes[:-1], sizes[1:])]

# %% wrong | the key that is passed in is ignored
def layers(key, sizes):
    keys = jax.random.split(jax.random.key(0), len(sizes) - 1)
    net = [(jax.random.normal(k, (m, n)) / jnp.sqrt(m), jnp.zeros(n)) for k, m, n in zip(keys, sizes[:-1], sizes[1:])]
    net[-1] = (jnp.zeros_like(net[-1][0]), net[-1][1])
    return net

# %% wrong | variance 1/n, by the outputs and not by the inputs
def layers(key, sizes):
    keys = jax.random.split(key, len(sizes) - 1)
    net = [(jax.random.normal(k, (m, n)) / jnp.sqrt(n), jnp.zeros(n)) for k, m, n in zip(keys, sizes[:-1], sizes[1:])]
    net[-1] = (jnp.zeros_like(net[-1][0]), net[-1][1])
    return net

# %% wrong | uniform weights between -1/sqrt(m) and 1/sqrt(m), as in other libraries
def layers(key, sizes):
    net = []
    for i, (m, n) in enumerate(zip(sizes[:-1], sizes[1:])):
        bound = m ** -0.5
        W = jax.random.uniform(jax.random.fold_in(key, i), (m, n), minval=-bound, maxval=bound)
        net.append((W if i < len(sizes) - 2 else jnp.zeros((m, n)), jnp.zeros(n)))
    return net

# %% wrong | normal biases too, so that they are not zero
def layers(key, sizes):
    net = []
    for m, n in zip(sizes[:-1], sizes[1:]):
        key, kw, kb = jax.random.split(key, 3)
        net.append((jax.random.normal(kw, (m, n)) / jnp.sqrt(m), jax.random.normal(kb, (n,)) / jnp.sqrt(m)))
    net[-1] = jax.tree.map(jnp.zeros_like, net[-1])
    return net

# %% wrong | folds in the width of the layer: layers of equal width get equal weights
def layers(key, sizes):
    net = []
    for m, n in zip(sizes[:-1], sizes[1:]):
        net.append((jax.random.normal(jax.random.fold_in(key, m), (m, n)) / jnp.sqrt(m), jnp.zeros(n)))
    net[-1] = (jnp.zeros_like(net[-1][0]), net[-1][1])
    return net

# %% wrong | matrices of shape (n, m), for W @ x
def layers(key, sizes):
    keys = jax.random.split(key, len(sizes) - 1)
    net = [(jax.random.normal(k, (n, m)) / jnp.sqrt(m), jnp.zeros(n)) for k, m, n in zip(keys, sizes[:-1], sizes[1:])]
    net[-1] = (jnp.zeros_like(net[-1][0]), net[-1][1])
    return net
