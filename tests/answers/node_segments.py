# %% right | slices and a reshape
def segments(data, L):
    K = (data.shape[0] - 1) // L
    return data[:K * L:L], data[1:K * L + 1].reshape(K, L, 2)

# %% right | Python loop over the segments, stacked
def segments(data, L):
    starts, targets = [], []
    k = 0
    while k * L + L <= len(data) - 1:
        starts.append(data[k * L])
        targets.append(data[k * L + 1:k * L + L + 1])
        k += 1
    return jnp.stack(starts), jnp.stack(targets)

# %% right | an array of indices
def segments(data, L):
    K = (len(data) - 1) // L
    first = L * jnp.arange(K)
    index = first[:, None] + 1 + jnp.arange(L)[None, :]
    data = jnp.asarray(data)
    return data[first], data[index]

# %% right | NumPy's sliding windows, every L-th
def segments(data, L):
    windows = np.lib.stride_tricks.sliding_window_view(np.asarray(data), L + 1, axis=0)[::L]
    windows = np.moveaxis(windows, -1, 1)
    return jnp.asarray(windows[:, 0]), jnp.asarray(windows[:, 1:])

# %% right | dynamic_slice under vmap
def segments(data, L):
    data = jnp.asarray(data)
    K = (data.shape[0] - 1) // L
    cut = jax.vmap(lambda s: jax.lax.dynamic_slice(data, (s, 0), (L + 1, 2)))(jnp.arange(K) * L)
    return cut[:, 0, :], cut[:, 1:, :]

# %% right | two reshapes, one of them of the shifted rows
def segments(data, L):
    K = (len(data) - 1) // L
    here = jnp.reshape(data[:K * L], (K, L, 2))
    ahead = jnp.reshape(data[1:][:K * L], (K, L, 2))
    return here[:, 0], ahead

# %% right | lax.scan that carries the row number
def segments(data, L):
    data = jnp.asarray(data)
    K = (data.shape[0] - 1) // L

    def one(row, _):
        piece = jax.lax.dynamic_slice_in_dim(data, row, L + 1)
        return row + L, (piece[0], piece[1:])

    _, (starts, targets) = jax.lax.scan(one, 0, None, length=K)
    return starts, targets

# %% right | jnp.roll by one row, the row that comes round is never kept
def segments(data, L):
    whole = (len(data) - 1) // L * L
    return jnp.asarray(data)[0:whole:L], jnp.roll(jnp.asarray(data), -1, axis=0)[:whole].reshape(-1, L, 2)

# %% right | range with the last possible start as its end, NumPy arrays
def segments(data, L):
    data = np.asarray(data)
    rows = range(0, len(data) - L, L)
    return np.array([data[s] for s in rows]), np.array([data[s + 1:s + 1 + L] for s in rows])

# %% right | starts from the last targets of the segments before
def segments(data, L):
    data = jnp.asarray(data)
    K = (data.shape[0] - 1) // L
    targets = jnp.stack(jnp.split(data[1:K * L + 1], K))
    starts = jnp.concatenate([data[:1], targets[:-1, -1]])
    return starts, targets

# %% right | fills arrays number by number
def segments(data, L):
    source = np.asarray(data)
    K = 0
    while (K + 1) * L < source.shape[0]:
        K += 1
    starts = np.empty((K, 2), source.dtype)
    targets = np.empty((K, L, 2), source.dtype)
    for k in range(K):
        for j in range(2):
            starts[k, j] = source[k * L, j]
            for i in range(L):
                targets[k, i, j] = source[k * L + 1 + i, j]
    return jnp.asarray(starts), jnp.asarray(targets)

# %% wrong | n // L segments: where L divides n, the index past the end is silently clamped
def segments(data, L):
    data = jnp.asarray(data)
    K = len(data) // L
    first = L * jnp.arange(K)
    return data[first], data[first[:, None] + 1 + jnp.arange(L)]

# %% wrong | the targets begin with the start itself
def segments(data, L):
    K = (len(data) - 1) // L
    targets = jnp.reshape(data[:K * L], (K, L, 2))
    return targets[:, 0], targets

# %% wrong | segments that share no row, L + 1 rows each
def segments(data, L):
    K = len(data) // (L + 1)
    blocks = jnp.reshape(data[:K * (L + 1)], (K, L + 1, 2))
    return blocks[:, 0], blocks[:, 1:]

# %% wrong | n // L - 1 segments: a whole one is lost where L does not divide n
def segments(data, L):
    K = len(data) // L - 1
    return jnp.asarray(data[:K * L:L]), jnp.reshape(data[1:K * L + 1], (K, L, 2))

# %% wrong | the rows at the end are kept, filled up with the last row
def segments(data, L):
    data = jnp.asarray(data)
    n = data.shape[0]
    K = -(-(n - 1) // L)
    padded = jnp.pad(data, ((0, K * L + 1 - n), (0, 0)), mode="edge")
    return padded[:K * L:L], padded[1:].reshape(K, L, 2)

# %% wrong | a segment from every row, overlapping windows
def segments(data, L):
    data = jnp.asarray(data)
    s = jnp.arange(data.shape[0] - L)
    return data[s], data[s[:, None] + 1 + jnp.arange(L)]

# %% wrong | reshape to (L, K, 2) and swapped axes: every K-th row in a segment
def segments(data, L):
    K = (len(data) - 1) // L
    return jnp.asarray(data[:K * L:L]), jnp.swapaxes(jnp.reshape(data[1:K * L + 1], (L, K, 2)), 0, 1)

# %% wrong | starts of shape (K, 1, 2)
def segments(data, L):
    K = (len(data) - 1) // L
    starts = jnp.reshape(data[:K * L], (K, L, 2))[:, :1]
    return starts, jnp.reshape(data[1:K * L + 1], (K, L, 2))

# %% wrong | the rows that fill no segment are left out at the beginning
def segments(data, L):
    n = len(data)
    K = (n - 1) // L
    rest = data[n - 1 - K * L:]
    return jnp.asarray(rest[:K * L:L]), jnp.reshape(rest[1:], (K, L, 2))
