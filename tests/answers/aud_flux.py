# %% right | the argument made safe first, then where again
def smooth_flux(dT):
    up = jnp.where(dT > 0, dT, 1.0)
    return jnp.sum(jnp.where(dT > 0, up ** 1.5, 0.0))

# %% right | maximum with zero, whose power is harmless
def smooth_flux(dT):
    return jnp.sum(jnp.maximum(dT, 0.0) ** 1.5)

# %% right | relu, compiled
@jax.jit
def smooth_flux(dT):
    return (jax.nn.relu(dT) ** 1.5).sum()

# %% right | the entry times its root, the root made safe
def smooth_flux(dT):
    positive = dT > 0
    root = jnp.sqrt(jnp.where(positive, dT, 1.0))
    return jnp.sum(jnp.where(positive, dT * root, 0.0))

# %% right | where inside the power only, with zero as the filling
def smooth_flux(dT):
    return jnp.sum(jnp.power(jnp.where(dT > 0, dT, 0.0), 1.5))

# %% right | clip at zero from below
def smooth_flux(dT):
    return jnp.clip(dT, 0.0).__pow__(1.5).sum()

# %% right | a gradient of its own, by custom_vjp
@jax.custom_vjp
def smooth_flux(dT):
    warm = jnp.maximum(dT, 0.0)
    return jnp.sum(warm * jnp.sqrt(warm))


def forward(dT):
    return smooth_flux(dT), dT


def backward(dT, g):
    return (g * 1.5 * jnp.sqrt(jnp.maximum(dT, 0.0)),)


smooth_flux.defvjp(forward, backward)

# %% right | a tangent of its own, by custom_jvp, for one entry at a time
@jax.custom_jvp
def one(x):
    return jnp.where(x > 0, x, 0.0) ** 1.5


@one.defjvp
def one_jvp(primals, tangents):
    (x,), (t,) = primals, tangents
    return one(x), 1.5 * jnp.sqrt(jnp.where(x > 0, x, 0.0)) * t


def smooth_flux(dT):
    return jnp.sum(jax.vmap(one)(dT))

# %% right | by the logarithm of a safe argument
def smooth_flux(dT):
    safe = jnp.where(dT > 0, dT, 1.0)
    return jnp.where(dT > 0, jnp.exp(1.5 * jnp.log(safe)), 0.0).sum()

# %% right | sum with its own where, over a safe argument
def smooth_flux(dT):
    mask = dT > 0
    return jnp.sum(jnp.where(mask, dT, 1.0) ** 1.5, where=mask)

# %% right | a loop of lax that takes the branch it needs
def smooth_flux(dT):
    def add(total, x):
        term = jax.lax.cond(x > 0, lambda x: x ** 1.5, lambda x: 0.0 * x, x)
        return total + term, None

    return jax.lax.scan(add, jnp.zeros((), dT.dtype), dT)[0]

# %% right | a dot product of the positive parts with their roots
def smooth_flux(dT):
    up = dT > 0
    entry = jnp.where(up, dT, 0.0)
    root = jnp.where(up, jnp.sqrt(jnp.where(up, dT, 1.0)), 0.0)
    return entry @ root

# %% wrong | a single where around the power: NaN in the gradient
def smooth_flux(dT):
    return jnp.sum(jnp.where(dT > 0, dT ** 1.5, 0.0))

# %% wrong | a root of zero: infinity times zero in the gradient
def smooth_flux(dT):
    up = jnp.maximum(dT, 0.0)
    return jnp.sum(up * jnp.sqrt(up))

# %% wrong | nansum hides the NaN of the value only
def smooth_flux(dT):
    return jnp.nansum(dT ** 1.5)

# %% wrong | the absolute value: what is cold counts too
def smooth_flux(dT):
    return jnp.sum(jnp.abs(dT) ** 1.5)

# %% wrong | the chapter's safe flux, with the root of the entry
def smooth_flux(dT):
    up = jnp.where(dT > 0, dT, 1.0)
    return jnp.sum(jnp.where(dT > 0, jnp.sqrt(up), 0.0))

# %% wrong | forgets the second where: one for each entry that is not positive
def smooth_flux(dT):
    up = jnp.where(dT > 0, dT, 1.0)
    return jnp.sum(up ** 1.5)

# %% wrong | the entries, not their sum
def smooth_flux(dT):
    return jnp.maximum(dT, 0.0) ** 1.5

# %% wrong | the mean
def smooth_flux(dT):
    return jnp.mean(jnp.maximum(dT, 0.0) ** 1.5)

# %% wrong | stop_gradient where the gradient hurt: a third of it is left
def smooth_flux(dT):
    up = jnp.where(dT > 0, dT, 0.0)
    return jnp.sum(up * jax.lax.stop_gradient(jnp.sqrt(up)))

# %% wrong | a Python if on an array
def smooth_flux(dT):
    if dT > 0:
        return jnp.sum(dT ** 1.5)
    return 0.0
