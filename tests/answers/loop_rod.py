# %% right | scan, the inner points added in place
def cool(u, r, n):
    def step(u, _):
        u = u.at[1:-1].add(r * (u[:-2] - 2 * u[1:-1] + u[2:]))
        return u, u

    return lax.scan(step, u, None, length=n)[1]

# %% right | concatenated with the two ends
def cool(u, r, n):
    def step(u, _):
        inner = u[1:-1] + r * (u[:-2] - 2 * u[1:-1] + u[2:])
        new = jnp.concatenate([u[:1], inner, u[-1:]])
        return new, new

    last, profiles = jax.lax.scan(step, u, length=n)
    return profiles

# %% right | rolled, the ends masked
def cool(u, r, n):
    i = jnp.arange(u.shape[0])
    inside = (i > 0) & (i < u.shape[0] - 1)

    def step(u, _):
        bend = jnp.roll(u, 1) - 2 * u + jnp.roll(u, -1)
        u = u + jnp.where(inside, r * bend, 0)
        return u, u

    return lax.scan(step, u, None, n)[1]

# %% right | a matrix for one step
def cool(u, r, n):
    m = u.shape[0]
    second = np.zeros((m, m))
    for i in range(1, m - 1):
        second[i, i - 1:i + 2] = 1, -2, 1
    A = jnp.asarray(second, u.dtype)

    def step(u, _):
        u = u + r * (A @ u)
        return u, u

    return lax.scan(step, u, None, length=n)[1]

# %% right | fori_loop that fills an array
def cool(u, r, n):
    def body(k, state):
        u, rows = state
        u = u.at[1:-1].set(u[1:-1] + r * (u[2:] - 2 * u[1:-1] + u[:-2]))
        return u, rows.at[k].set(u)

    rows = jnp.zeros((n, u.shape[0]), u.dtype)
    return lax.fori_loop(0, n, body, (u, rows))[1]

# %% right | convolution, the ends put back
def cool(u, r, n):
    kernel = jnp.array([1.0, -2.0, 1.0], u.dtype)

    def step(u, _):
        new = u + r * jnp.convolve(u, kernel, mode="same")
        new = new.at[0].set(u[0]).at[-1].set(u[-1])
        return new, new

    return lax.scan(step, u, None, length=n)[1]

# %% right | the held ends outside the carry
def cool(u, r, n):
    left, right = u[0], u[-1]

    def step(inner, _):
        full = jnp.hstack([left, inner, right])
        inner = inner + r * jnp.diff(full, n=2)
        return inner, inner

    inside = lax.scan(step, u[1:-1], None, length=n)[1]
    column = lambda v: jnp.full((n, 1), v)
    return jnp.hstack([column(left), inside, column(right)])

# %% right | jit with n static
from functools import partial

@partial(jax.jit, static_argnames="n")
def cool(u, r, n):
    def step(profile, _):
        flow = r * jnp.diff(profile)
        inner = profile[1:-1] + jnp.diff(flow)
        profile = jnp.concatenate([profile[:1], inner, profile[-1:]])
        return profile, profile

    return lax.scan(step, u, None, length=n)[1]

# %% right | callable object with a checkpointed step
class Rod:
    def step(self, r, u, _):
        bend = u[:-2] - 2 * u[1:-1] + u[2:]
        u = u.at[1:-1].add(r * bend)
        return u, u

    def __call__(self, u, r, n):
        step = jax.checkpoint(lambda u, row: self.step(r, u, row))
        return lax.scan(step, u, None, length=n)[1]

cool = Rod()

# %% right | r goes along in the carry, a lambda
cool = lambda u, r, n: lax.scan(
    lambda s, _: ((s[0].at[1:-1].add(s[1] * (s[0][:-2] - 2 * s[0][1:-1] + s[0][2:])), s[1]),) * 2,
    (u, r), None, n)[1][0]

# %% right | padded bend
def cool(u, r, n):
    def step(u, k):
        bend = jnp.pad(u[2:] - 2 * u[1:-1] + u[:-2], 1)
        u = u + r * bend
        return u, u

    return lax.scan(step, u, jnp.arange(n))[1]

# %% right | vmap of a stencil over the inner points
def cool(u, r, n):
    m = u.shape[0]

    def point(i, u):
        i_left, i_right = jnp.maximum(i - 1, 0), jnp.minimum(i + 1, m - 1)
        moved = u[i] + r * (u[i_left] - 2 * u[i] + u[i_right])
        return jnp.where((i == 0) | (i == m - 1), u[i], moved)

    def step(u, _):
        u = jax.vmap(point, in_axes=(0, None))(jnp.arange(m), u)
        return u, u

    return lax.scan(step, u, None, length=n)[1]

# %% right | no loop: sine waves and their powers
def cool(u, r, n):
    m = u.shape[0]
    i, j = jnp.arange(m), jnp.arange(1, m - 1)
    line = u[0] + (u[-1] - u[0]) * i / (m - 1)
    waves = jnp.sqrt(2 / (m - 1)) * jnp.sin(jnp.pi * jnp.outer(i, j) / (m - 1))
    factor = 1 - 4 * r * jnp.sin(jnp.pi * j / (2 * (m - 1))) ** 2
    share = (u - line) @ waves
    k = jnp.arange(1, n + 1)[:, None]
    return line + (share * factor**k) @ waves.T

# %% right | scan over zero rows that are added, ends by a weight
def cool(u, r, n):
    weight = jnp.ones_like(u).at[jnp.array([0, -1])].set(0)

    def step(u, nothing):
        left = jnp.concatenate([u[:1], u[:-1]])
        right = jnp.concatenate([u[1:], u[-1:]])
        u = u + weight * r * (left - 2 * u + right) + nothing
        return u, u

    return lax.scan(step, u, jnp.zeros((n, u.shape[0]), u.dtype))[1]

# %% wrong | a Python loop, written out
def cool(u, r, n):
    rows = []
    for _ in range(n):
        u = u.at[1:-1].add(r * (u[:-2] - 2 * u[1:-1] + u[2:]))
        rows.append(u)
    return jnp.stack(rows)

# %% wrong | the start is the first row, the last profile is missing
def cool(u, r, n):
    def step(u, _):
        return u.at[1:-1].add(r * (u[:-2] - 2 * u[1:-1] + u[2:])), u

    return lax.scan(step, u, None, length=n)[1]

# %% wrong | the start in front: n + 1 rows
def cool(u, r, n):
    def step(u, _):
        u = u.at[1:-1].add(r * (u[:-2] - 2 * u[1:-1] + u[2:]))
        return u, u

    rows = lax.scan(step, u, None, length=n)[1]
    return jnp.concatenate([u[None], rows])

# %% wrong | a ring: the ends are neighbours
def cool(u, r, n):
    def step(u, _):
        u = u + r * (jnp.roll(u, 1) - 2 * u + jnp.roll(u, -1))
        return u, u

    return lax.scan(step, u, None, length=n)[1]

# %% wrong | insulated ends
def cool(u, r, n):
    def step(u, _):
        p = jnp.pad(u, 1, mode="edge")
        u = u + r * (p[:-2] - 2 * u + p[2:])
        return u, u

    return lax.scan(step, u, None, length=n)[1]

# %% wrong | ends held at zero whatever they were
def cool(u, r, n):
    def step(u, _):
        inner = u[1:-1] + r * (u[:-2] - 2 * u[1:-1] + u[2:])
        u = jnp.pad(inner, 1)
        return u, u

    return lax.scan(step, u, None, length=n)[1]

# %% wrong | while_loop: no reverse derivative
def cool(u, r, n):
    def turn(s):
        k, u, rows = s
        u = u.at[1:-1].add(r * (u[:-2] - 2 * u[1:-1] + u[2:]))
        return k + 1, u, rows.at[k].set(u)

    rows = jnp.zeros((n, u.shape[0]), u.dtype)
    return lax.while_loop(lambda s: s[0] < n, turn, (0, u, rows))[2]

# %% wrong | fori_loop up to a traced bound: no reverse derivative
@jax.jit
def turns(u, r, rows, n):
    def body(k, s):
        u, rows = s
        u = u.at[1:-1].add(r * (u[:-2] - 2 * u[1:-1] + u[2:]))
        return u, rows.at[k].set(u)

    return lax.fori_loop(0, n, body, (u, rows))[1]

def cool(u, r, n):
    return turns(u, r, jnp.zeros((n, u.shape[0]), u.dtype), n)

# %% wrong | jit with n traced
@jax.jit
def cool(u, r, n):
    def step(u, _):
        u = u.at[1:-1].add(r * (u[:-2] - 2 * u[1:-1] + u[2:]))
        return u, u

    return lax.scan(step, u, None, length=n)[1]

# %% wrong | the last profile only
def cool(u, r, n):
    def body(k, u):
        return u.at[1:-1].add(r * (u[:-2] - 2 * u[1:-1] + u[2:]))

    return lax.fori_loop(0, n, body, u)

# %% wrong | each point takes its left neighbour's new value
def cool(u, r, n):
    def step(u, _):
        def point(i, u):
            return u.at[i].add(r * (u[i - 1] - 2 * u[i] + u[i + 1]))

        u = lax.fori_loop(1, u.shape[0] - 1, point, u)
        return u, u

    return lax.scan(step, u, None, length=n)[1]

# %% wrong | squeezed: for one step a vector
def cool(u, r, n):
    def step(u, _):
        u = u.at[1:-1].add(r * (u[:-2] - 2 * u[1:-1] + u[2:]))
        return u, u

    return lax.scan(step, u, None, length=n)[1].squeeze()

# %% wrong | time along the second axis
def cool(u, r, n):
    def step(u, _):
        u = u.at[1:-1].add(r * (u[:-2] - 2 * u[1:-1] + u[2:]))
        return u, u

    return lax.scan(step, u, None, length=n)[1].T

# %% wrong | powers of the step joined pair by pair: the recording grows with each doubling
def cool(u, r, n):
    m = u.shape[0]
    eye = jnp.eye(m, dtype=u.dtype)
    A = eye.at[1:-1].add(r * (eye[:-2] - 2 * eye[1:-1] + eye[2:]))
    powers = lax.associative_scan(lambda a, b: b @ a, jnp.broadcast_to(A, (n, m, m)))
    return powers @ u

# %% wrong | r as a number of Python
def cool(u, r, n):
    r = float(r)

    def step(u, _):
        u = u.at[1:-1].add(r * (u[:-2] - 2 * u[1:-1] + u[2:]))
        return u, u

    return lax.scan(step, u, None, length=n)[1]

# %% wrong | a NumPy loop
def cool(u, r, n):
    rows = np.empty((n, len(u)))
    u = np.array(u)
    for k in range(n):
        u[1:-1] += r * (u[:-2] - 2 * u[1:-1] + u[2:])
        rows[k] = u
    return jnp.asarray(rows)

# %% wrong | the whole bend of the first profile used in every step
def cool(u, r, n):
    bend = jnp.pad(u[:-2] - 2 * u[1:-1] + u[2:], 1)

    def step(v, _):
        v = v + r * bend
        return v, v

    return lax.scan(step, u, None, length=n)[1]
