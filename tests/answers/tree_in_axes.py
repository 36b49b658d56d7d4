# %% right | axes by jax.tree.map and ndim
def longitudes(orbit, t):
    axes = jax.tree.map(lambda leaf: 0 if jnp.ndim(leaf) else None, orbit)
    return jax.vmap(lambda orbit: orbit.longitude(t), in_axes=(axes,))(orbit)

# %% right | the method itself, with axes for both arguments
def longitudes(orbit, t):
    def axis(leaf):
        return 0 if np.ndim(leaf) == 1 else None

    return jax.vmap(Orbit.longitude, in_axes=(jax.tree.map(axis, orbit), None))(orbit, t)

# %% right | all fields broadcast to one length
def longitudes(orbit, t):
    lengths = [leaf.shape[0] for leaf in jax.tree.leaves(orbit) if jnp.ndim(leaf) == 1]
    full = jax.tree.map(lambda leaf: jnp.broadcast_to(leaf, (lengths[0],)), orbit)
    return jax.vmap(lambda one: one.longitude(t))(full)

# %% right | columns, and the broadcasting of the formula
def longitudes(orbit, t):
    columns = jax.tree.map(lambda leaf: jnp.reshape(leaf, (-1, 1)), orbit)
    return columns.longitude(t)

# %% right | a Python loop over the orbits
def longitudes(orbit, t):
    leaves, structure = jax.tree.flatten(orbit)
    n = max(np.size(leaf) for leaf in leaves)
    rows = []
    for i in range(n):
        one = [leaf[i] if np.ndim(leaf) == 1 else leaf for leaf in leaves]
        rows.append(jax.tree.unflatten(structure, one).longitude(t))
    return jnp.stack(rows)

# %% right | split and merge of the chapter
def longitudes(orbit, t):
    has_axis = jax.tree.map(lambda leaf: jnp.ndim(leaf) > 0, orbit)
    many, one = split(has_axis, orbit)
    return jax.vmap(lambda x: merge(x, one).longitude(t))(many)

# %% right | lax.map over broadcast fields
def longitudes(orbit, t):
    leaves, structure = jax.tree.flatten(orbit)
    leaves = jnp.broadcast_arrays(*leaves)
    tree = jax.tree.unflatten(structure, leaves)
    return jax.lax.map(lambda orbit: orbit.longitude(t), tree)

# %% right | jnp.vectorize with a signature
def longitudes(orbit, t):
    def one(P, e, varpi, L0, t):
        return Orbit(P, e, varpi, L0, newton=orbit.newton).longitude(t)

    return jnp.vectorize(one, signature="(),(),(),(),(m)->(m)")(
        orbit.P, orbit.e, orbit.varpi, orbit.L0, t)

# %% right | two vmaps, the inner one over the dates, jitted
def longitudes(orbit, t):
    axes = jax.tree.map(lambda leaf: None if jnp.shape(leaf) == () else 0, orbit)
    dates = jax.vmap(lambda orbit, day: orbit.longitude(day), in_axes=(None, 0))
    return jax.jit(jax.vmap(dates, in_axes=(axes, None)))(orbit, t)

# %% right | a list of leaves with a list of axes
def longitudes(orbit, t):
    leaves, structure = jax.tree.flatten(orbit)
    axes = [0 if jnp.asarray(leaf).ndim == 1 else None for leaf in leaves]
    night = lambda leaves: jax.tree.unflatten(structure, leaves).longitude(t)
    return jax.vmap(night, in_axes=(axes,))(leaves)

# %% right | scan over the fields that are arrays
def longitudes(orbit, t):
    names = ("P", "e", "varpi", "L0")
    arrays = {name: jnp.asarray(getattr(orbit, name)) for name in names
              if jnp.ndim(getattr(orbit, name)) == 1}

    def body(carry, row):
        return carry, replace(orbit, **row).longitude(t)

    return jax.lax.scan(body, None, arrays)[1]

# %% right | dates first, the axes swapped by out_axes
def longitudes(orbit, t):
    axes = jax.tree.map(lambda leaf: 0 if jnp.ndim(leaf) > 0 else None, orbit)
    each = jax.vmap(Orbit.longitude, in_axes=(axes, None))
    return jax.vmap(each, in_axes=(None, 0), out_axes=1)(orbit, jnp.asarray(t))

# %% right | replace of every field by a column, verbose
def longitudes(orbit, t):
    changes = {}
    for name in ["P", "e", "varpi", "L0"]:
        value = jnp.asarray(getattr(orbit, name))
        if value.ndim == 1:
            changes[name] = value[:, None]
    table = replace(orbit, **changes).longitude(t[None, :])
    return table

# %% wrong | every leaf needs an axis
def longitudes(orbit, t):
    return jax.vmap(lambda orbit: orbit.longitude(t), in_axes=0)(orbit)

# %% wrong | broadcasting of n against m
def longitudes(orbit, t):
    return orbit.longitude(t)

# %% wrong | the axes of the chapter: only the period
def longitudes(orbit, t):
    axes = Orbit(P=0, e=None, varpi=None, L0=None, newton=orbit.newton)
    return jax.vmap(lambda orbit: orbit.longitude(t), in_axes=(axes,))(orbit)

# %% wrong | newton is lost on the way
def longitudes(orbit, t):
    columns = [jnp.reshape(leaf, (-1, 1)) for leaf in
               (orbit.P, orbit.e, orbit.varpi, orbit.L0)]
    return Orbit(*columns).longitude(t)

# %% wrong | whatever is no Python float has an axis
def longitudes(orbit, t):
    axes = jax.tree.map(lambda leaf: None if isinstance(leaf, float) else 0, orbit)
    return jax.vmap(lambda orbit: orbit.longitude(t), in_axes=(axes,))(orbit)

# %% wrong | a field with a shape is taken for mapped, () included
def longitudes(orbit, t):
    has_shape = jax.tree.map(lambda leaf: hasattr(leaf, "shape"), orbit)
    many, one = split(has_shape, orbit)
    return jax.vmap(lambda x: merge(x, one).longitude(t))(many)

# %% wrong | one orbit in an array is taken for a number
def longitudes(orbit, t):
    axes = jax.tree.map(lambda leaf: 0 if jnp.size(leaf) > 1 else None, orbit)
    return jax.vmap(lambda orbit: orbit.longitude(t), in_axes=(axes,))(orbit)

# %% wrong | dates by orbits
def longitudes(orbit, t):
    axes = jax.tree.map(lambda leaf: 0 if jnp.ndim(leaf) else None, orbit)
    return jax.vmap(lambda orbit: orbit.longitude(t), in_axes=(axes,), out_axes=1)(orbit)

# %% wrong | the dates are mapped along with the orbits
def longitudes(orbit, t):
    axes = jax.tree.map(lambda leaf: 0 if jnp.ndim(leaf) else None, orbit)
    return jax.vmap(lambda orbit, t: orbit.longitude(t), in_axes=(axes, 0))(orbit, t)

# %% wrong | the bare tree as in_axes
def longitudes(orbit, t):
    axes = jax.tree.map(lambda leaf: 0 if jnp.ndim(leaf) else None, orbit)
    return jax.vmap(lambda orbit: orbit.longitude(t), in_axes=axes)(orbit)

# %% wrong | the number of orbits is that of the periods
def longitudes(orbit, t):
    n = orbit.P.shape[0]
    full = jax.tree.map(lambda leaf: jnp.broadcast_to(leaf, (n,)), orbit)
    return jax.vmap(lambda orbit: orbit.longitude(t))(full)

# %% wrong | every combination of the arrays
def longitudes(orbit, t):
    leaves, structure = jax.tree.flatten(orbit)
    grids = jnp.meshgrid(*map(jnp.atleast_1d, leaves), indexing="ij")
    tree = jax.tree.unflatten(structure, [grid.ravel() for grid in grids])
    return jax.vmap(lambda orbit: orbit.longitude(t))(tree)

# %% wrong | a field with the length of t is thought to go with the dates
def longitudes(orbit, t):
    def column(leaf):
        if jnp.ndim(leaf) == 1 and len(leaf) != len(t):
            return leaf[:, None]
        return leaf

    result = jax.tree.map(column, orbit).longitude(t)
    return jnp.atleast_2d(result)

# %% wrong | at least one axis each, but of length one
def longitudes(orbit, t):
    full = jax.tree.map(jnp.atleast_1d, orbit)
    return jax.vmap(lambda orbit: orbit.longitude(t))(full)

# %% wrong | only the first array is mapped
def longitudes(orbit, t):
    leaves, structure = jax.tree.flatten(orbit)
    first = [jnp.ndim(leaf) == 1 for leaf in leaves].index(True)
    axes = [0 if i == first else None for i in range(len(leaves))]
    return jax.vmap(lambda leaves: jax.tree.unflatten(structure, leaves).longitude(t),
                    in_axes=(axes,))(leaves)
