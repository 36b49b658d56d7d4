# %% right | log10, mean over the two other axes, plain loop
def levers(errors):
    logs = np.log10(errors)
    out = []
    for axis in range(3):
        drop = np.take(logs, 0, axis=axis) - np.take(logs, 1, axis=axis)
        out.append(drop.mean())
    return np.array(out)

# %% right | -np.diff along each axis
def levers(errors):
    L = np.log10(errors)
    return np.array([-np.diff(L, axis=k).mean() for k in range(3)])

# %% right | written out by slices, returns a tuple of floats
def levers(errors):
    L = np.log10(errors)
    a = float(np.mean(L[0] - L[1]))
    o = float(np.mean(L[:, 0] - L[:, 1]))
    p = float(np.mean(L[:, :, 0] - L[:, :, 1]))
    return a, o, p

# %% right | explicit triple loop with math.log10 of the ratio of each pair
import math
import itertools
def levers(errors):
    res = [0.0, 0.0, 0.0]
    for lever in range(3):
        for rest in itertools.product((0, 1), repeat=2):
            lo = list(rest); lo.insert(lever, 0)
            hi = list(rest); hi.insert(lever, 1)
            res[lever] += math.log10(errors[tuple(lo)] / errors[tuple(hi)]) / 4
    return res

# %% right | contrast vectors of the factorial design (einsum)
def levers(errors):
    L = jnp.log10(jnp.asarray(errors))
    s = jnp.array([1.0, -1.0])
    m = jnp.array([0.5, 0.5])
    return jnp.stack([
        jnp.einsum("aop,a,o,p->", L, s, m, m),
        jnp.einsum("aop,a,o,p->", L, m, s, m),
        jnp.einsum("aop,a,o,p->", L, m, m, s),
    ])

# %% right | least squares with an intercept and 0/1 coding
def levers(errors):
    idx = np.indices((2, 2, 2)).reshape(3, 8).T.astype(float)
    A = np.column_stack([np.ones(8), idx])
    coef, *_ = np.linalg.lstsq(A, np.log10(errors).ravel(), rcond=None)
    return -coef[1:]

# %% right | ratio of geometric means with scipy
from scipy.stats import gmean
def levers(errors):
    e = np.asarray(errors)
    out = []
    for k in range(3):
        m = np.moveaxis(e, k, 0)
        out.append(np.log10(gmean(m[0].ravel()) / gmean(m[1].ravel())))
    return out

# %% right | natural logarithm divided by ln 10
def levers(errors):
    L = jnp.log(jnp.asarray(errors)) / jnp.log(10.0)
    means = [L.mean(axis=tuple(j for j in range(3) if j != k)) for k in range(3)]
    return jnp.array([m[0] - m[1] for m in means])

# %% right | flat index and its bits
def levers(errors):
    flat = np.log10(np.asarray(errors)).ravel()
    i = np.arange(8)
    return np.array([flat[(i >> b) & 1 == 0].mean() - flat[(i >> b) & 1 == 1].mean()
                     for b in (2, 1, 0)])

# %% right | vmap over transposed copies
def levers(errors):
    L = jnp.log10(jnp.asarray(errors))
    T = jnp.stack([L, L.transpose(1, 0, 2), L.transpose(2, 0, 1)])
    return jax.vmap(lambda t: jnp.mean(t[0] - t[1]))(T)

# %% right | gradient of the multilinear interpolant at the centre of the cube
def levers(errors):
    L = jnp.log10(jnp.asarray(errors))
    def interp(w):
        c = jnp.stack([1 - w, w], axis=1)
        return jnp.einsum("aop,a,o,p->", L, c[0], c[1], c[2])
    return -jax.grad(interp)(jnp.full(3, 0.5))

# %% right | product of the four ratios, fourth root under the log
def levers(errors):
    out = np.empty(3)
    for k in range(3):
        r = np.take(errors, 0, axis=k) / np.take(errors, 1, axis=k)
        out[k] = np.log10(np.prod(r)) / 4
    return out

# %% right | np.gradient with two points gives the difference on each axis
def levers(errors):
    return [-g.mean() for g in np.gradient(np.log10(errors))]

# %% wrong | natural logarithm
def levers(errors):
    L = np.log(errors)
    return np.array([-np.diff(L, axis=k).mean() for k in range(3)])

# %% wrong | sign: better minus plain
def levers(errors):
    L = np.log10(errors)
    return np.array([np.diff(L, axis=k).mean() for k in range(3)])

# %% wrong | log of the ratio of the arithmetic means of the errors
def levers(errors):
    out = []
    for k in range(3):
        m = np.moveaxis(errors, k, 0)
        out.append(np.log10(m[0].mean() / m[1].mean()))
    return np.array(out)

# %% wrong | only the pair that starts from the all-plain training
def levers(errors):
    L = np.log10(errors)
    return np.array([L[0, 0, 0] - L[1, 0, 0],
                     L[0, 0, 0] - L[0, 1, 0],
                     L[0, 0, 0] - L[0, 0, 1]])

# %% wrong | only the pair that ends at the all-better training
def levers(errors):
    L = np.log10(errors)
    return np.array([L[0, 1, 1] - L[1, 1, 1],
                     L[1, 0, 1] - L[1, 1, 1],
                     L[1, 1, 0] - L[1, 1, 1]])

# %% wrong | levers in the reversed order
def levers(errors):
    L = np.log10(errors)
    return np.array([-np.diff(L, axis=-k).mean() for k in (1, 2, 3)])

# %% wrong | sum over the four pairs
def levers(errors):
    L = np.log10(errors)
    return np.array([-np.diff(L, axis=k).sum() for k in range(3)])

# %% wrong | divided by eight trainings, not by four pairs
def levers(errors):
    L = jnp.log10(jnp.asarray(errors))
    s = jnp.array([1.0, -1.0])
    return jnp.array([jnp.mean(L * s[:, None, None]),
                      jnp.mean(L * s[None, :, None]),
                      jnp.mean(L * s[None, None, :])])

# %% wrong | log of the mean ratio
def levers(errors):
    return np.array([np.log10(np.mean(np.take(errors, 0, axis=k) / np.take(errors, 1, axis=k)))
                     for k in range(3)])

# %% wrong | mean ratio without any logarithm
def levers(errors):
    return np.array([np.mean(np.take(errors, 0, axis=k) / np.take(errors, 1, axis=k))
                     for k in range(3)])

# %% wrong | difference of the errors themselves
def levers(errors):
    return np.array([np.mean(np.take(errors, 0, axis=k) - np.take(errors, 1, axis=k))
                     for k in range(3)])

# %% wrong | one path through the cube, levers pulled one after the other
def levers(errors):
    L = np.log10(errors)
    path = np.array([L[0, 0, 0], L[1, 0, 0], L[1, 1, 0], L[1, 1, 1]])
    return -np.diff(path)

# %% wrong | median of the four pairs
def levers(errors):
    L = np.log10(errors)
    return np.array([np.median(-np.diff(L, axis=k)) for k in range(3)])

# %% wrong | whole orders of magnitude (floor of the log)
def levers(errors):
    L = np.floor(np.log10(errors))
    return np.array([-np.diff(L, axis=k).mean() for k in range(3)])

# %% wrong | absolute value, a lever that hurts comes out positive
def levers(errors):
    L = np.log10(errors)
    return np.array([np.abs(np.diff(L, axis=k)).mean() for k in range(3)])

# %% wrong | -1/+1 coding: half of the effect
def levers(errors):
    x = 2.0 * np.indices((2, 2, 2)).reshape(3, 8).T - 1.0
    A = np.column_stack([np.ones(8), x])
    coef = np.linalg.lstsq(A, np.log10(errors).ravel(), rcond=None)[0]
    return -coef[1:]

# %% wrong | regression without an intercept
def levers(errors):
    A = np.indices((2, 2, 2)).reshape(3, 8).T.astype(float)
    coef = np.linalg.lstsq(A, np.log10(errors).ravel(), rcond=None)[0]
    return -coef

# %% wrong | mean over the lever's own axis, the table is not averaged over pairs
def levers(errors):
    L = np.log10(errors)
    return np.array([L[0].mean(axis=0) - L[1].mean(axis=0),
                     L[:, 0].mean(axis=0) - L[:, 1].mean(axis=0),
                     L[:, :, 0].mean(axis=0) - L[:, :, 1].mean(axis=0)])

# %% wrong | negative drops clipped to zero
def levers(errors):
    L = jnp.log10(jnp.asarray(errors))
    return jnp.stack([jnp.maximum(-jnp.diff(L, axis=k), 0.0).mean() for k in range(3)])

# %% wrong | axis 0 against axis 1 of the reshaped table: second lever takes alternate flat rows
def levers(errors):
    flat = np.log10(errors).ravel()
    return np.array([flat[:4].mean() - flat[4:].mean(),
                     flat[2:6].mean() - flat[[0, 1, 6, 7]].mean(),
                     flat[::2].mean() - flat[1::2].mean()])

# %% wrong | compares a lever's better half with the mean of all eight
def levers(errors):
    L = np.log10(errors)
    return np.array([L.mean() - np.take(L, 1, axis=k).mean() for k in range(3)])
