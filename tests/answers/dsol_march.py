# %% right | scan of checkpointed scans
import math

def march(step, v, n):
    m = math.isqrt(n)
    @jax.checkpoint
    def segment(v):
        return jax.lax.scan(lambda v, _: (step(v), None), v, None, length=m)[0]
    return jax.lax.scan(lambda v, _: (segment(v), None), v, None, length=m)[0]

# %% right | checkpoint of the step too
def march(step, v, n):
    m = round(n ** 0.5)
    inner = jax.checkpoint(lambda v, _: (step(v), None))
    outer = jax.checkpoint(lambda v, _: (jax.lax.scan(inner, v, None, length=m)[0], None))
    out, _ = jax.lax.scan(outer, v, None, length=m)
    return out

# %% right | nested fori_loop with fixed bounds
import math

def march(step, v, n):
    m = math.isqrt(n)
    def segment(i, v):
        return jax.lax.fori_loop(0, m, lambda j, w: step(w), v)
    return jax.lax.fori_loop(0, m, jax.checkpoint(segment, static_argnums=()), v)

# %% right | a function that repeats a function, used twice
import math

def _repeat(f, times):
    def g(v):
        return jax.lax.scan(lambda w, _: (f(w), None), v, None, length=times)[0]
    return g

def march(step, v, n):
    m = math.isqrt(n)
    return _repeat(jax.checkpoint(_repeat(step, m)), m)(v)

# %% right | custom_vjp: keeps the starts of the segments, goes back over them by hand
import math

def march(step, v, n):
    m = math.isqrt(n)
    v = jnp.asarray(v)
    pure, consts = jax.closure_convert(step, v)

    def segment(v, consts):
        return jax.lax.scan(lambda w, _: (pure(w, *consts), None), v, None, length=m)[0]

    @jax.custom_vjp
    def run(v, consts):
        return jax.lax.scan(lambda w, _: (segment(w, consts), None), v, None, length=m)[0]

    def fwd(v, consts):
        out, starts = jax.lax.scan(lambda w, _: (segment(w, consts), w), v, None, length=m)
        return out, (starts, consts)

    def bwd(saved, ct):
        starts, consts = saved
        def back(carry, start):
            ct, total = carry
            _, pull = jax.vjp(segment, start, consts)
            ct, more = pull(ct)
            return (ct, jax.tree.map(jnp.add, total, more)), None
        zero = jax.tree.map(jnp.zeros_like, consts)
        (ct, total), _ = jax.lax.scan(back, (ct, zero), starts, reverse=True)
        return ct, total

    run.defvjp(fwd, bwd)
    return run(v, consts)

# %% right | Equinox's checkpointed loop
import math

def march(step, v, n):
    import equinox.internal as eqxi
    m = max(1, math.isqrt(n))
    out, _ = eqxi.scan(lambda v, _: (step(v), None), v, None, length=n,
                       kind="checkpointed", checkpoints=m)
    return out

# %% right | policy that saves nothing, prevent_cse off
import math

def march(step, v, n):
    m = math.isqrt(n)
    def segment(v, _):
        def body(w, _):
            return step(w), ()
        return jax.lax.scan(body, v, (), length=m)
    segment = jax.checkpoint(segment, prevent_cse=False,
                             policy=jax.checkpoint_policies.nothing_saveable)
    return jax.lax.scan(segment, v, (), length=m)[0]

# %% right | works for every n: segments and a remainder
import math

def march(step, v, n):
    m = max(1, math.isqrt(n))
    whole, rest = divmod(n, m)
    body = lambda w, _: (step(w), None)
    segment = jax.checkpoint(lambda w: jax.lax.scan(body, w, None, length=m)[0])
    v, _ = jax.lax.scan(lambda w, _: (segment(w), None), v, None, length=whole)
    if rest:
        v, _ = jax.lax.scan(jax.checkpoint(body), v, None, length=rest)
    return v

# %% right | step numbers as an array of m by m, scanned over rows and entries
import math

def march(step, v, n):
    m = math.isqrt(n)
    numbers = jnp.arange(m * m).reshape(m, m)
    def one(w, i):
        return step(w), None
    @jax.checkpoint
    def row(w, r):
        w, _ = jax.lax.scan(one, w, r)
        return w, None
    return jax.lax.scan(row, v, numbers)[0]

# %% right | three levels where the root can be divided
import math

def march(step, v, n):
    m = math.isqrt(n)
    d = max([k for k in range(1, math.isqrt(m) + 1) if m % k == 0], default=1)
    def loop(f, times):
        return lambda v: jax.lax.scan(lambda w, _: (f(w), None), v, None, length=times)[0]
    inner = jax.checkpoint(loop(step, m // d))
    middle = jax.checkpoint(loop(inner, d))
    return loop(middle, m)(v)

# %% right | equinox.filter_checkpoint around a jitted segment
import math

def march(step, v, n):
    import equinox as eqx
    m = math.isqrt(n)
    @eqx.filter_checkpoint
    @jax.jit
    def segment(v):
        return jax.lax.fori_loop(0, m, lambda _, w: step(w), v)
    return jax.lax.scan(lambda w, _: (segment(w), None), v, length=m)[0]

# %% wrong | a plain scan keeps every state
def march(step, v, n):
    return jax.lax.scan(lambda v, _: (step(v), None), v, None, length=n)[0]

# %% wrong | checkpoint of each step: all n states are kept still
def march(step, v, n):
    body = jax.checkpoint(lambda v, _: (step(v), None))
    return jax.lax.scan(body, v, None, length=n)[0]

# %% wrong | Python loop: the step stands n times in the program
def march(step, v, n):
    for _ in range(n):
        v = step(v)
    return v

# %% wrong | while_loop cannot be differentiated in reverse
def march(step, v, n):
    def body(state):
        i, v = state
        return i + 1, step(v)
    return jax.lax.while_loop(lambda s: s[0] < n, body, (0, v))[1]

# %% wrong | nested scans without a checkpoint
import math

def march(step, v, n):
    m = math.isqrt(n)
    def segment(v, _):
        return jax.lax.scan(lambda w, _: (step(w), None), v, None, length=m)[0], None
    return jax.lax.scan(segment, v, None, length=m)[0]

# %% wrong | checkpoint around the whole march: recomputed at once, with all states
def march(step, v, n):
    @jax.checkpoint
    def whole(v):
        return jax.lax.scan(lambda w, _: (step(w), None), v, None, length=n)[0]
    return whole(v)

# %% wrong | Python loop over checkpointed segments: the step stands sqrt(n) times and more
import math

def march(step, v, n):
    m = math.isqrt(n)
    @jax.checkpoint
    def segment(v):
        return jax.lax.scan(lambda w, _: (step(w), None), v, None, length=m)[0]
    for _ in range(m):
        v = segment(v)
    return v

# %% wrong | cuts the gradient between the segments to save memory
import math

def march(step, v, n):
    m = math.isqrt(n)
    def segment(v, _):
        v = jax.lax.stop_gradient(v)
        return jax.lax.scan(lambda w, _: (step(w), None), v, None, length=m)[0], None
    return jax.lax.scan(jax.checkpoint(segment), v, None, length=m)[0]

# %% wrong | goes back with the linearisation at the last state only
def march(step, v, n):
    @jax.custom_vjp
    def run(v):
        return jax.lax.fori_loop(0, n, lambda i, w: step(w), v)
    def fwd(v):
        out = run(v)
        return out, out
    def bwd(out, ct):
        _, pull = jax.vjp(step, out)
        return (jax.lax.fori_loop(0, n, lambda i, c: pull(c)[0], ct),)
    run.defvjp(fwd, bwd)
    return run(v)
