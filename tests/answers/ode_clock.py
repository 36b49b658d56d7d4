# %% right | integers first, then float64, then float32
def solver_times(stamps):
    elapsed = stamps - stamps.min()
    return (elapsed / 1e9).astype(np.float32)

# %% right | same, handed over to JAX at the end
def solver_times(stamps):
    ns = np.asarray(stamps) - np.min(stamps)
    return jnp.asarray(ns * 1e-9, dtype=jnp.float32)

# %% right | datetime64 and timedelta64
def solver_times(stamps):
    when = np.asarray(stamps).astype("datetime64[ns]")
    return ((when - when.min()) / np.timedelta64(1, "s")).astype(np.float32)

# %% right | Python integers, one at a time
def solver_times(stamps):
    whole = [int(s) for s in stamps]
    first = min(whole)
    return np.array([(s - first) / 10**9 for s in whole], dtype=np.float32)

# %% right | the exact differences to float32 at once, scaled in float32
def solver_times(stamps):
    elapsed = np.asarray(stamps - stamps.min(), dtype=np.float32)
    return elapsed * np.float32(1e-9)

# %% right | whole seconds and rest as two int32 arrays, added in JAX
def solver_times(stamps):
    whole, rest = np.divmod(stamps - stamps.min(), 10**9)
    whole = jnp.asarray(whole.astype(np.int32)).astype(jnp.float32)
    rest = jnp.asarray(rest.astype(np.int32)).astype(jnp.float32)
    return whole + rest * jnp.float32(1e-9)

# %% right | sorts, sums the gaps in integers, puts them back in order
def solver_times(stamps):
    order = np.argsort(stamps, kind="stable")
    gaps = np.diff(stamps[order], prepend=stamps[order[0]])
    elapsed = np.empty(stamps.shape, dtype=np.int64)
    elapsed[order] = np.cumsum(gaps)
    return np.float32(1) * np.true_divide(elapsed, 1_000_000_000).astype(np.float32)

# %% right | relative to the first stamp, then to the earliest of the differences
def solver_times(stamps):
    d = stamps - stamps[0]
    d = d - d.min()
    return np.divide(d, 1e9, dtype=np.float64).astype("float32")

# %% right | exact fractions
def solver_times(stamps):
    from fractions import Fraction
    earliest = min(stamps.tolist())
    return np.fromiter((float(Fraction(s - earliest, 10**9)) for s in stamps.tolist()),
                       dtype=np.float32, count=len(stamps))

# %% right | high and low 32-bit words for a JAX without 64 bits
def solver_times(stamps):
    ns = (stamps - stamps.min()).astype(np.uint64)
    high = jnp.asarray((ns >> np.uint64(32)).astype(np.uint32)).astype(jnp.float32)
    low = jnp.asarray((ns & np.uint64(0xFFFFFFFF)).astype(np.uint32)).astype(jnp.float32)
    return (high * jnp.float32(2.0**32) + low) * jnp.float32(1e-9)

# %% right | JAX with 64 bits switched on just here
def solver_times(stamps):
    with jax.enable_x64(True):
        s = jnp.asarray(stamps, dtype=jnp.int64)
        seconds = (s - jnp.min(s)).astype(jnp.float64) / 1e9
        return seconds.astype(jnp.float32)

# %% wrong | float32 before the difference is taken
def solver_times(stamps):
    s = jnp.asarray(stamps, dtype=jnp.float32)
    return (s - s.min()) * jnp.float32(1e-9)

# %% wrong | seconds since 1970 in float64 first: 2e-7 s is the grain there
def solver_times(stamps):
    seconds = stamps / 1e9
    return (seconds - seconds.min()).astype(np.float32)

# %% wrong | nanoseconds in float64 first: a grain of 256 ns
def solver_times(stamps):
    ns = stamps.astype(np.float64)
    return ((ns - ns.min()) / 1e9).astype(np.float32)

# %% wrong | since the first stamp of the array, not the earliest
def solver_times(stamps):
    return ((stamps - stamps[0]) / 1e9).astype(np.float32)

# %% wrong | sorts, so that the order given is lost
def solver_times(stamps):
    s = np.sort(stamps)
    return ((s - s[0]) / 1e9).astype(np.float32)

# %% wrong | integer division drops what is below a second
def solver_times(stamps):
    return ((stamps - stamps.min()) // 10**9).astype(np.float32)

# %% wrong | leaves float64
def solver_times(stamps):
    return (stamps - stamps.min()) / 1e9

# %% wrong | the difference as int32, which overflows after two seconds
def solver_times(stamps):
    elapsed = jnp.asarray((stamps - stamps.min()).astype(np.int32))
    return elapsed.astype(jnp.float32) / jnp.float32(1e9)

# %% wrong | seconds and rest split before the difference: cancellation in float32
def solver_times(stamps):
    earliest = stamps.min()
    whole = (stamps // 10**9 - earliest // 10**9).astype(np.float32)
    rest = (stamps % 10**9 - earliest % 10**9).astype(np.float32)
    return whole + rest * np.float32(1e-9)
