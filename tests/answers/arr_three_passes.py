# %% right | high and low parts by reduce_precision
def three_passes(multiply, A, B):
    A1 = jax.lax.reduce_precision(A, 8, 7)
    B1 = jax.lax.reduce_precision(B, 8, 7)
    return multiply(A1, B1) + multiply(A1, B - B1) + multiply(A - A1, B1)

# %% right | cast to bfloat16 and back
def three_passes(multiply, A, B):
    def split(X):
        high = X.astype(jnp.bfloat16).astype(jnp.float32)
        return high, X - high
    (Ah, Al), (Bh, Bl) = split(A), split(B)
    small = multiply(Ah, Bl) + multiply(Al, Bh)
    return multiply(Ah, Bh) + small

# %% right | multiply rounds by itself, only the rests are prepared
def three_passes(multiply, A, B):
    rest = lambda X: X - jax.lax.reduce_precision(X, exponent_bits=8, mantissa_bits=7)
    return multiply(A, B) + multiply(rest(A), B) + multiply(A, rest(B))

# %% right | the lower sixteen bits masked away
def three_passes(multiply, A, B):
    def top(X):
        bits = jax.lax.bitcast_convert_type(jnp.asarray(X), jnp.uint32)
        return jax.lax.bitcast_convert_type(bits & jnp.uint32(0xFFFF0000), jnp.float32)
    a, b = top(A), top(B)
    return multiply(a, b) + (multiply(a, B - b) + multiply(A - a, b))

# %% right | the same masking in NumPy
def three_passes(multiply, A, B):
    A, B = np.array(A, dtype=np.float32), np.array(B, dtype=np.float32)
    mask = np.uint32(0xFFFF0000)
    A1 = (A.view(np.uint32) & mask).view(np.float32)
    B1 = (B.view(np.uint32) & mask).view(np.float32)
    passes = [(A1, B1), (A1, B - B1), (A - A1, B1)]
    return sum(multiply(jnp.asarray(x), jnp.asarray(y)) for x, y in passes)

# %% right | Dekker's splitting by a large factor
def three_passes(multiply, A, B):
    def split(x):
        big = 65537.0 * x
        high = big - (big - x)
        return high, x - high
    ah, al = split(A)
    bh, bl = split(B)
    return multiply(al, bh) + multiply(ah, bl) + multiply(ah, bh)

# %% right | one call on longer factors
def three_passes(multiply, A, B):
    r = lambda x: jax.lax.reduce_precision(x, 8, 7)
    A1, B1 = r(A), r(B)
    return multiply(jnp.concatenate([A1, A1, A - A1], axis=1),
                    jnp.concatenate([B1, B - B1, B1], axis=0))

# %% right | two calls: both parts of B side by side
def three_passes(multiply, A, B):
    n = B.shape[1]
    A1 = A.astype("bfloat16").astype("float32")
    B1 = B.astype("bfloat16").astype("float32")
    both = multiply(A1, jnp.hstack([B1, B - B1]))
    return both[:, :n] + both[:, n:] + multiply(A - A1, B1)

# %% right | parts by frexp and ldexp
def three_passes(multiply, A, B):
    def head(x):
        m, e = jnp.frexp(x)
        return jnp.ldexp(jnp.round(m * 256) / 256, e).astype(jnp.float32)
    A1, B1 = head(A), head(B)
    total = multiply(A1, B1)
    total = total + multiply(A - A1, B1)
    total = total + multiply(A1, B - B1)
    return total

# %% right | the low part of A against all of B, the high one against both parts
def three_passes(multiply, A, B):
    short = lambda x: jnp.asarray(x, dtype=jnp.bfloat16).astype(jnp.float32)
    low_A, low_B = A - short(A), B - short(B)
    return multiply(low_A, B) + multiply(A, low_B) + multiply(A, B)

# %% right | a loop over the pairs that matter
import itertools

def three_passes(multiply, A, B):
    parts = []
    for X in (A, B):
        first = jax.lax.reduce_precision(X, 8, 7)
        second = jax.lax.reduce_precision(X - first, 8, 7)
        parts.append((first, second))
    total = 0.0
    for p, q in itertools.product(range(2), repeat=2):
        if p + q < 2:
            total = total + multiply(parts[0][p], parts[1][q])
    return total

# %% right | summed by a stack, 64-bit NumPy used to take the rests
def three_passes(multiply, A, B):
    def split(X):
        hi = jnp.asarray(X).astype(jnp.bfloat16)
        lo = np.asarray(X, dtype=np.float64) - np.asarray(hi, dtype=np.float64)
        return hi.astype(jnp.float32), jnp.asarray(lo, dtype=jnp.float32)
    (a, da), (b, db) = split(A), split(B)
    return jnp.stack([multiply(a, b), multiply(da, b), multiply(a, db)]).sum(axis=0)

# %% right | three calls, all four partial products
def three_passes(multiply, A, B):
    r = lambda x: jax.lax.reduce_precision(x, 8, 7)
    A1, B1 = r(A), r(B)
    A2, B2 = A - A1, B - B1
    tail = multiply(jnp.concatenate([A1, A2], axis=1), jnp.concatenate([B2, B2], axis=0))
    return multiply(A1, B1) + multiply(A2, B1) + tail

# %% wrong | only A is split
def three_passes(multiply, A, B):
    A1 = jax.lax.reduce_precision(A, 8, 7)
    return multiply(A1, B) + multiply(A - A1, B)

# %% wrong | the two low parts with each other, one mixed product forgotten
def three_passes(multiply, A, B):
    A1, B1 = (jax.lax.reduce_precision(x, 8, 7) for x in (A, B))
    A2, B2 = A - A1, B - B1
    return multiply(A1, B1) + multiply(A1, B2) + multiply(A2, B2)

# %% wrong | high with high and low with low
def three_passes(multiply, A, B):
    A1, B1 = (jax.lax.reduce_precision(x, 8, 7) for x in (A, B))
    return multiply(A1, B1) + multiply(A - A1, B - B1)

# %% wrong | the same product three times, averaged
def three_passes(multiply, A, B):
    return (multiply(A, B) + multiply(A, B) + multiply(A, B)) / 3

# %% wrong | four calls
def three_passes(multiply, A, B):
    A1, B1 = (jax.lax.reduce_precision(x, 8, 7) for x in (A, B))
    A2, B2 = A - A1, B - B1
    return (multiply(A1, B1) + multiply(A1, B2)
            + multiply(A2, B1) + multiply(A2, B2))

# %% wrong | an exact product beside multiply
def three_passes(multiply, A, B):
    return jnp.matmul(A, B, precision="highest")

# %% wrong | the correction by einsum
def three_passes(multiply, A, B):
    A1, B1 = (jax.lax.reduce_precision(x, 8, 7) for x in (A, B))
    fix = jnp.einsum("ij,jk->ik", A - A1, B, precision="highest")
    return multiply(A1, B1) + multiply(A1, B - B1) + fix

# %% wrong | the sum is kept in bfloat16
def three_passes(multiply, A, B):
    A1, B1 = (jax.lax.reduce_precision(x, 8, 7) for x in (A, B))
    parts = [multiply(A1, B1), multiply(A1, B - B1), multiply(A - A1, B1)]
    return sum(p.astype(jnp.bfloat16) for p in parts)

# %% wrong | split with the sixteen bits of float16
def three_passes(multiply, A, B):
    A1, B1 = (x.astype(jnp.float16).astype(jnp.float32) for x in (A, B))
    return multiply(A1, B1) + multiply(A1, B - B1) + multiply(A - A1, B1)

# %% wrong | split at a fixed point, right for numbers near one
def three_passes(multiply, A, B):
    head = lambda x: jnp.round(x * 128) / 128
    A1, B1 = head(A), head(B)
    return multiply(A1, B1) + multiply(A1, B - B1) + multiply(A - A1, B1)

# %% wrong | the rest taken in bfloat16, where it is zero
def three_passes(multiply, A, B):
    a, b = A.astype(jnp.bfloat16), B.astype(jnp.bfloat16)
    da = (A.astype(jnp.bfloat16) - a).astype(jnp.float32)
    db = (B.astype(jnp.bfloat16) - b).astype(jnp.float32)
    a, b = a.astype(jnp.float32), b.astype(jnp.float32)
    return multiply(a, b) + multiply(da, b) + multiply(a, db)

# %% wrong | the rests blown up by 256 and never brought back
def three_passes(multiply, A, B):
    A1, B1 = (jax.lax.reduce_precision(x, 8, 7) for x in (A, B))
    A2, B2 = 256 * (A - A1), 256 * (B - B1)
    return multiply(A1, B1) + multiply(A1, B2) + multiply(A2, B1)

# %% wrong | the rests of A and B added up before the second pass
def three_passes(multiply, A, B):
    A1, B1 = (jax.lax.reduce_precision(x, 8, 7) for x in (A, B))
    first = multiply(A1, B1)
    return first + multiply(A - A1, B - B1) + multiply(A1 + (A - A1), B - B1)

# %% wrong | the mixed products subtracted
def three_passes(multiply, A, B):
    A1, B1 = (jax.lax.reduce_precision(x, 8, 7) for x in (A, B))
    return multiply(A1, B1) - multiply(A1, B - B1) - multiply(A - A1, B1)

# %% wrong | eight mantissa bits besides the leading one, so the high part is rounded again
def three_passes(multiply, A, B):
    A1, B1 = (jax.lax.reduce_precision(x, 8, 8) for x in (A, B))
    return multiply(A1, B1) + multiply(A1, B - B1) + multiply(A - A1, B1)

# %% wrong | the parts multiplied and summed by broadcasting
def three_passes(multiply, A, B):
    return (A[:, :, None] * B[None, :, :]).sum(axis=1)
