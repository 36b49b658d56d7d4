# %% right | jvp, then vjp
def curvature_times(residuals, theta, v):
    _, u = jax.jvp(residuals, (theta,), (v,))
    _, pull = jax.vjp(residuals, theta)
    return pull(u)[0]

# %% right | linearize and linear_transpose
def curvature_times(residuals, theta, v):
    _, push = jax.linearize(residuals, theta)
    pull = jax.linear_transpose(push, theta)
    (out,) = pull(push(v))
    return out

# %% right | reverse mode only: vjp of the pullback gives J v
def curvature_times(residuals, theta, v):
    r, pull = jax.vjp(residuals, theta)
    _, push = jax.vjp(lambda w: pull(w)[0], jnp.zeros_like(r))
    (u,) = push(v)
    return pull(u)[0]

# %% right | gradient in w of half the squared norm of J w, at w = v
def curvature_times(residuals, theta, v):
    def q(w):
        u = jax.jvp(residuals, (theta,), (w,))[1]
        return 0.5 * jnp.sum(u**2)

    return jax.grad(q)(v)

# %% right | Hessian-vector product of half |r(t) - r(theta)|^2, second-order part is zero there
def curvature_times(residuals, theta, v):
    r0 = residuals(theta)
    loss = lambda t: 0.5 * jnp.sum((residuals(t) - r0) ** 2)
    return jax.jvp(jax.grad(loss), (theta,), (v,))[1]

# %% right | directional derivative in s of J(theta)^T r(theta + s v), J fixed
def curvature_times(residuals, theta, v):
    _, pull = jax.vjp(residuals, theta)

    def along(s):
        return pull(residuals(theta + s * v))[0]

    return jax.jvp(along, (0.0,), (1.0,))[1]

# %% right | gradient of r(t) . stop_gradient(J v), J v computed inside
def curvature_times(residuals, theta, v):
    def s(t):
        r, u = jax.jvp(residuals, (t,), (v,))
        return jnp.vdot(r, jax.lax.stop_gradient(u))

    return jax.grad(s)(theta)

# %% right | grad of a dot product with J v fixed outside
def curvature_times(residuals, theta, v):
    u = jax.jvp(residuals, (theta,), (v,))[1]
    return jax.grad(lambda t: residuals(t) @ u)(theta)

# %% right | J v as gradient of w -> (J^T w) . v; only vjp and grad
def curvature_times(residuals, theta, v):
    r, pull = jax.vjp(residuals, theta)
    u = jax.grad(lambda w: jnp.dot(pull(w)[0], v))(jnp.ones_like(r))
    return pull(u)[0]

# %% right | own jit with residuals static
import functools


@functools.partial(jax.jit, static_argnums=0)
def curvature_times(residuals, theta, v):
    r, push = jax.linearize(residuals, theta)
    u, pull = jax.vjp(push, v)
    return pull(u)[0]

# %% right | grad of J v in the second argument, contracted: mixed derivative of <r(a), r(b)>
def curvature_times(residuals, theta, v):
    def inner(a, b):
        return jnp.sum(residuals(a) * residuals(b))

    grad_a = lambda b: jax.grad(inner, argnums=0)(theta, b)
    return jax.jvp(grad_a, (theta,), (v,))[1]

# %% right | Hessian-vector product of the output loss in the middle (Schraudolph's general form)
def curvature_times(residuals, theta, v):
    out_loss = lambda r: 0.5 * jnp.vdot(r, r)
    r, Jv = jax.jvp(residuals, (theta,), (v,))
    HJv = jax.jvp(jax.grad(out_loss), (r,), (Jv,))[1]
    return jax.vjp(residuals, theta)[1](HJv)[0]

# %% right | jax.checkpoint on the residuals, vjp first, tangent second
def curvature_times(residuals, theta, v):
    res = jax.checkpoint(residuals)
    r, pull = jax.vjp(res, theta)
    Jv = jax.jvp(res, (theta,), (jnp.asarray(v, theta.dtype),))[1]
    return jnp.reshape(pull(Jv.astype(r.dtype))[0], theta.shape)

# %% wrong | full Jacobian, two matrix-vector products: N P array
def curvature_times(residuals, theta, v):
    J = jax.jacfwd(residuals)(theta)
    return J.T @ (J @ v)

# %% wrong | J^T J formed: N P and P P arrays
def curvature_times(residuals, theta, v):
    J = jax.jacrev(residuals)(theta)
    return (J.T @ J) @ v

# %% wrong | full Hessian matrix of |r - r0|^2 / 2: right value, P P array
def curvature_times(residuals, theta, v):
    r0 = residuals(theta)
    H = jax.hessian(lambda t: 0.5 * jnp.sum((residuals(t) - r0) ** 2))(theta)
    return H @ v

# %% wrong | Hessian-vector product of the loss: has the second-order terms too
def curvature_times(residuals, theta, v):
    loss = lambda t: 0.5 * jnp.sum(residuals(t) ** 2)
    return jax.jvp(jax.grad(loss), (theta,), (v,))[1]

# %% wrong | no factor one half: 2 J^T J v
def curvature_times(residuals, theta, v):
    r0 = jax.lax.stop_gradient(residuals(theta))
    loss = lambda t: jnp.sum((residuals(t) - r0) ** 2)
    return jax.jvp(jax.grad(loss), (theta,), (v,))[1]

# %% wrong | mean instead of sum: J^T J v / N
def curvature_times(residuals, theta, v):
    _, push = jax.linearize(residuals, theta)
    return jax.grad(lambda w: 0.5 * jnp.mean(push(w) ** 2))(v)

# %% wrong | outer product of the loss gradient with itself (empirical-Fisher confusion)
def curvature_times(residuals, theta, v):
    g = jax.grad(lambda t: 0.5 * jnp.sum(residuals(t) ** 2))(theta)
    return g * jnp.dot(g, v)

# %% wrong | gradient of the summed residuals used as the Jacobian
def curvature_times(residuals, theta, v):
    g = jax.grad(lambda t: jnp.sum(residuals(t)))(theta)
    return g * (g @ v)

# %% wrong | vmap of pushforward over the identity: P P and N P arrays
def curvature_times(residuals, theta, v):
    _, push = jax.linearize(residuals, theta)
    columns = jax.vmap(push)(jnp.eye(theta.size, dtype=theta.dtype))
    return columns @ push(v)

# %% wrong | row by row with lax.map, but over an N by N identity
def curvature_times(residuals, theta, v):
    r, pull = jax.vjp(residuals, theta)

    def one(e):
        row = pull(e)[0]
        return jnp.dot(row, v)

    Jv = jax.lax.map(one, jnp.eye(r.size, dtype=r.dtype))
    return pull(Jv)[0]

# %% wrong | scan over the residuals with a P by P accumulator of outer products
def curvature_times(residuals, theta, v):
    r, pull = jax.vjp(residuals, theta)

    def step(A, i):
        g = pull(jnp.zeros_like(r).at[i].set(1.0))[0]
        return A + jnp.outer(g, g), None

    A, _ = jax.lax.scan(step, jnp.zeros((theta.size, theta.size)), jnp.arange(r.size))
    return A @ v

# %% wrong | columns of J by one-hot jvps with lax.map, all of them kept: N P array
def curvature_times(residuals, theta, v):
    def column(i):
        e = jnp.zeros_like(theta).at[i].set(1.0)
        return jax.jvp(residuals, (theta,), (e,))[1]

    Jt = jax.lax.map(column, jnp.arange(theta.size))
    return Jt @ (v @ Jt)

# %% wrong | J v by a forward difference with a coarse step
def curvature_times(residuals, theta, v):
    eps = 1e-4
    r, pull = jax.vjp(residuals, theta)
    u = (residuals(theta + eps * v) - r) / eps
    return pull(u)[0]

# %% wrong | ones pushed through, v multiplied elementwise at the end (row-sum "diagonal")
def curvature_times(residuals, theta, v):
    _, u = jax.jvp(residuals, (theta,), (jnp.ones_like(theta),))
    _, pull = jax.vjp(residuals, theta)
    return v * pull(u)[0]

# %% wrong | the pullback's tuple returned as it is
def curvature_times(residuals, theta, v):
    u = jax.jvp(residuals, (theta,), (v,))[1]
    return jax.vjp(residuals, theta)[1](u)

# %% wrong | NumPy in the middle: fails under jit
def curvature_times(residuals, theta, v):
    u = np.asarray(jax.jvp(residuals, (theta,), (v,))[1])
    _, pull = jax.vjp(residuals, theta)
    return pull(jnp.array(u))[0]

# %% wrong | linear_transpose of the nonlinear residuals themselves
def curvature_times(residuals, theta, v):
    u = jax.jvp(residuals, (theta,), (v,))[1]
    return jax.linear_transpose(residuals, theta)(u)[0]

# %% wrong | J J^T v: the order of the two products reversed
def curvature_times(residuals, theta, v):
    _, pull = jax.vjp(residuals, theta)
    w = pull(v)[0]
    return jax.jvp(residuals, (theta,), (w,))[1]

# %% wrong | half |J v|^2 differentiated in theta instead of v
def curvature_times(residuals, theta, v):
    def q(t):
        u = jax.jvp(residuals, (t,), (v,))[1]
        return 0.5 * jnp.sum(u**2)

    return jax.grad(q)(theta)

# %% wrong | no stop_gradient: J v is differentiated as well
def curvature_times(residuals, theta, v):
    def s(t):
        r, u = jax.jvp(residuals, (t,), (v,))
        return jnp.vdot(r, u)

    return jax.grad(s)(theta)

# %% wrong | damping from Levenberg-Marquardt left in
def curvature_times(residuals, theta, v, damping=1e-3):
    _, push = jax.linearize(residuals, theta)
    Jv, pull = jax.vjp(push, v)
    return pull(Jv)[0] + damping * v

# %% wrong | plain jax.jit decorator although the first argument is a function
@jax.jit
def curvature_times(residuals, theta, v):
    Jv = jax.jvp(residuals, (theta,), (v,))[1]
    return jax.vjp(residuals, theta)[1](Jv)[0]

# %% wrong | r.J v used in place of J^T J v: gradient J^T r scaled by v
def curvature_times(residuals, theta, v):
    r, pull = jax.vjp(residuals, theta)
    return pull(r)[0] * v
