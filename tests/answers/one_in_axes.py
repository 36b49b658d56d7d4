# %% right | in_axes says which argument carries the new axis
def longitudes(ps, t):
    return jax.vmap(heliocentric_longitude, in_axes=(0, None))(ps, t)

# %% right | a lambda closes over the dates, so vmap has one argument only
def longitudes(ps, t):
    return jax.vmap(lambda p: heliocentric_longitude(p, t))(ps)

# %% right | compiled as well, with the axes given by position
def longitudes(ps, t):
    many = jax.jit(jax.vmap(heliocentric_longitude, (0, None), 0))
    return many(ps, t)

# %% right | functools.partial fixes the dates by keyword
from functools import partial

def longitudes(ps, t):
    return jax.vmap(partial(heliocentric_longitude, t=t))(ps)

# %% right | no def: the mapped function itself, made once
longitudes = jax.vmap(heliocentric_longitude, in_axes=(0, None), out_axes=0)

# %% right | two vmaps, the inner over the dates, the outer over the orbits
def longitudes(ps, t):
    over_dates = jax.vmap(heliocentric_longitude, in_axes=(None, 0))
    over_orbits = jax.vmap(over_dates, in_axes=(0, None))
    return over_orbits(ps, t)

# %% right | the outer vmap runs over the dates and writes its axis last
def longitudes(ps, t):
    orbits_on_one_date = jax.vmap(heliocentric_longitude, in_axes=(0, None))
    return jax.vmap(orbits_on_one_date, in_axes=(None, 0), out_axes=1)(ps, t)

# %% right | maps over the columns of the transpose
def longitudes(ps, t):
    columns = jnp.asarray(ps).T
    return jax.vmap(heliocentric_longitude, in_axes=(1, None))(columns, t)

# %% right | repeats the dates for every orbit and maps over both arguments
def longitudes(ps, t):
    dates = jnp.tile(jnp.asarray(t), (len(ps), 1))
    return jax.vmap(heliocentric_longitude)(ps, dates)

# %% right | vmap as a decorator of a one-orbit function
import functools

@functools.partial(jax.vmap, in_axes=(0, None))
def longitudes(p, t):
    """One orbit; the decorator makes it many."""
    return heliocentric_longitude(p, t)

# %% right | maps over four separate parameter columns
def longitudes(ps, t):
    def one(P, e, varpi, L0):
        return heliocentric_longitude((P, e, varpi, L0), t)

    ps = jnp.asarray(ps)
    return jax.vmap(one)(ps[:, 0], ps[:, 1], ps[:, 2], ps[:, 3])

# %% right | one dict argument, with a dict of axes
def longitudes(ps, t):
    def one(job):
        return heliocentric_longitude(job["orbit"], job["dates"])

    axes = ({"orbit": 0, "dates": None},)
    return jax.vmap(one, in_axes=axes)({"orbit": ps, "dates": t})

# %% wrong | default axes: maps over the dates too, so n must be 12 and the result is not (n, 12)
def longitudes(ps, t):
    return jax.vmap(heliocentric_longitude)(ps, t)

# %% wrong | axes the wrong way round: maps over the dates and hands over the whole stack of orbits
def longitudes(ps, t):
    return jax.vmap(heliocentric_longitude, in_axes=(None, 0))(ps, t)

# %% wrong | out_axes=1 makes it (12, n)
def longitudes(ps, t):
    return jax.vmap(heliocentric_longitude, in_axes=(0, None), out_axes=1)(ps, t)

# %% wrong | ignores the dates it is given and takes the chapter's t
def longitudes(ps, dates):
    return jax.vmap(lambda p: heliocentric_longitude(p, t))(ps)

# %% wrong | a Python loop and a stack instead of vmap
def longitudes(ps, t):
    return jnp.stack([heliocentric_longitude(p, t) for p in ps])

# %% wrong | right numbers by broadcasting, no vmap
def longitudes(ps, t):
    return heliocentric_longitude(jnp.asarray(ps).T[:, :, None], t)

# %% wrong | returns the mapped function, does not call it
def longitudes(ps, t):
    return jax.vmap(heliocentric_longitude, in_axes=(0, None))

# %% wrong | maps the misses, not the longitudes
def longitudes(ps, t):
    return jax.vmap(misses)(ps)

# %% wrong | maps the NumPy model, which cannot take stand-ins
def longitudes(ps, t):
    return jax.vmap(np_longitude, in_axes=(0, None))(ps, t)

# %% wrong | squeeze drops the first axis when there is one orbit
def longitudes(ps, t):
    return jax.vmap(heliocentric_longitude, in_axes=(0, None))(ps, t).squeeze()
