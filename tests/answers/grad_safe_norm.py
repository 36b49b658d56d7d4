# %% right | double where on the squared length
def length(v):
    s = jnp.sum(v**2)
    zero = s == 0
    return jnp.where(zero, 0.0, jnp.sqrt(jnp.where(zero, 1.0, s)))

# %% right | double where on the vector, linalg.norm inside
def length(v):
    at_origin = jnp.all(v == 0)
    safe = jnp.where(at_origin, jnp.ones_like(v), v)
    return jnp.where(at_origin, 0.0, jnp.linalg.norm(safe))

# %% right | custom_jvp with a linear rule
@jax.custom_jvp
def length(v):
    return jnp.sqrt(jnp.sum(v * v))

@length.defjvp
def length_jvp(primals, tangents):
    (v,), (dv,) = primals, tangents
    r = length(v)
    unit = v / jnp.where(r == 0, 1.0, r)
    return r, jnp.dot(unit, dv)

# %% right | custom_vjp
@jax.custom_vjp
def length(v):
    return jnp.linalg.norm(v)

def _forward(v):
    r = jnp.linalg.norm(v)
    return r, (v, r)

def _backward(saved, slope):
    v, r = saved
    return (jnp.where(r > 0, v / jnp.where(r > 0, r, 1), 0) * slope,)

length.defvjp(_forward, _backward)

# %% right | a power of two under the root, its root taken off
def length(v):
    return jnp.sqrt(v @ v + 2.0**-100) - 2.0**-50

# %% right | length as v times a held unit vector
def length(v):
    r = jnp.sqrt(jnp.sum(jnp.square(v)))
    unit = jax.lax.stop_gradient(v / jnp.where(r > 0, r, 1.0))
    return jnp.sum(unit * v)

# %% right | floor under the root, multiplied to zero
def length(v):
    s = jnp.vdot(v, v)
    root = jnp.sqrt(jnp.maximum(s, 1e-30))
    return jnp.where(s > 0, root, 0.0)

# %% right | scaled by the largest entry, held fixed
def length(v):
    scale = jax.lax.stop_gradient(jnp.max(jnp.abs(v)))
    scale = jnp.where(scale > 0, scale, 1.0)
    q = jnp.sum((v / scale) ** 2)
    q = jnp.where(q == 0, 1.0, q) * 1.0
    return jnp.where(jnp.any(v != 0), scale * jnp.sqrt(q), 0.0)

# %% right | squared length over its own root
def length(v):
    s = jnp.sum(v**2)
    s_safe = jnp.where(s > 0, s, 1.0)
    return s * jax.lax.rsqrt(s_safe)

# %% right | lax.cond whose branch is safe for the zero vector as well
def length(v):
    s = jnp.dot(v, v)
    return jax.lax.cond(
        s > 0,
        lambda s: jnp.sqrt(jnp.where(s > 0, s, 1.0)),
        lambda s: jnp.zeros_like(s),
        s)

# %% right | helper safe_sqrt, jitted
def safe_sqrt(a):
    positive = a > 0.0
    inner = jax.lax.select(positive, a, jnp.ones_like(a))
    return jax.lax.select(positive, jnp.sqrt(inner), jnp.zeros_like(a))

@jax.jit
def length(v):
    return safe_sqrt(jnp.einsum("i,i->", v, v))

# %% right | callable object, exponent one half
class Length:
    def __call__(self, vector):
        squared = (vector * vector).sum()
        is_zero = squared == 0.0
        return (squared + is_zero) ** 0.5 - is_zero

length = Length()

# %% right | a sum over the entries with custom gradient of the root alone
@jax.custom_jvp
def root(s):
    return jnp.sqrt(s)

@root.defjvp
def root_jvp(primals, tangents):
    r = jnp.sqrt(primals[0])
    inverse = jnp.where(r > 0, 0.5 / jnp.where(r > 0, r, 1.0), 0.0)
    return r, inverse * tangents[0]

length = lambda v: root(jnp.sum(v**2))

# %% right | lax.cond with the bare norm, which JAX masks under vmap
def length(v):
    return jax.lax.cond(jnp.any(v != 0), jnp.linalg.norm, lambda v: 0.0 * jnp.sum(v), v)

# %% wrong | the norm as it is, NaN at zero
def length(v):
    return jnp.linalg.norm(v)

# %% wrong | one where outside, NaN gradient at zero
def length(v):
    s = jnp.sum(v**2)
    return jnp.where(s == 0, 0.0, jnp.sqrt(s))

# %% wrong | a small number under the root, length of zero is not zero
def length(v):
    return jnp.sqrt(jnp.sum(v**2) + 1e-20)

# %% wrong | taken off again, but too large for 1e-6
def length(v):
    return jnp.sqrt(jnp.sum(v**2) + 1e-12) - jnp.sqrt(1e-12)

# %% wrong | Python if, not under jit
def length(v):
    if jnp.all(v == 0):
        return 0.0 * jnp.sum(v)
    return jnp.sqrt(jnp.sum(v**2))

# %% wrong | everything below 1e-5 counts as zero
def length(v):
    s = jnp.sum(v**2)
    tiny = s < 1e-10
    return jnp.where(tiny, 0.0, jnp.sqrt(jnp.where(tiny, 1.0, s)))

# %% wrong | guards each entry, wrong where one of several entries is zero
def length(v):
    safe = jnp.where(v == 0, 1.0, v)
    return jnp.where(jnp.all(v == 0), 0.0, jnp.linalg.norm(safe))

# %% wrong | takes any zero entry for the zero vector
def length(v):
    zero = jnp.any(v == 0)
    safe = jnp.where(zero, jnp.ones_like(v), v)
    return jnp.where(zero, 0.0, jnp.linalg.norm(safe))

# %% wrong | nan_to_num on the value does not reach the gradient
def length(v):
    return jnp.nan_to_num(jnp.sqrt(jnp.sum(v**2)))

# %% wrong | guarded, and the picked branch has slope one at zero
def length(v):
    s = jnp.sum(v**2)
    zero = s == 0
    return jnp.where(zero, jnp.sum(v), jnp.sqrt(jnp.where(zero, 1.0, s)))

# %% wrong | custom gradient with 1e-8 in the denominator, off by one percent at 1e-6
@jax.custom_jvp
def length(v):
    return jnp.sqrt(jnp.sum(v**2))

@length.defjvp
def length_jvp(primals, tangents):
    r = length(primals[0])
    return r, jnp.dot(primals[0], tangents[0]) / (r + 1e-8)

# %% wrong | held value, no gradient anywhere
def length(v):
    return jax.lax.stop_gradient(jnp.linalg.norm(v))

# %% wrong | floor under the root without the zero, value 1e-10 at zero
def length(v):
    return jnp.sqrt(jnp.maximum(jnp.sum(v**2), 1e-20))

# %% wrong | sum of absolute values
def length(v):
    return jnp.sum(jnp.abs(v))

# %% wrong | Huber-like parabola near zero
def length(v):
    s = jnp.sum(v**2)
    small = s < 1e-6
    return jnp.where(small, s * 500, jnp.sqrt(jnp.where(small, 1.0, s)))
