# %% right | scan for one sequence, vmap for the batch
def batch_rnn(W, U, x):
    def cell(h, row):
        h = jnp.tanh(h @ W + row @ U)
        return h, h

    h0 = jnp.zeros(W.shape[0], jnp.result_type(W, U, x))
    return jax.vmap(lambda seq: lax.scan(cell, h0, seq)[1])(x)

# %% right | time moved to the front, a batch as carry
def batch_rnn(W, U, x):
    by_time = jnp.swapaxes(x, 0, 1)

    def cell(h, x_t):
        h = jnp.tanh(h @ W + x_t @ U)
        return h, h

    start = jnp.zeros((x.shape[0], W.shape[0]), x.dtype)
    _, hs = jax.lax.scan(cell, start, by_time)
    return jnp.swapaxes(hs, 0, 1)

# %% right | vmap that takes and gives time in the middle
def batch_rnn(W, U, x):
    def step(h, x_t):
        new = jnp.tanh(jnp.dot(h, W) + jnp.dot(x_t, U))
        return new, new

    def sequence(x_of_one):
        return lax.scan(step, jnp.zeros((W.shape[1],), x.dtype), x_of_one)[1]

    return jax.vmap(sequence, in_axes=1, out_axes=0)(jnp.moveaxis(x, 0, 1))

# %% right | the input's share for all times at once
@jax.jit
def batch_rnn(W, U, x):
    drive = jnp.einsum("btf,fh->tbh", x, U)

    def cell(h, d):
        h = jnp.tanh(h @ W + d)
        return h, h

    hs = lax.scan(cell, jnp.zeros_like(drive[0]), drive)[1]
    return hs.transpose(1, 0, 2)

# %% right | fori_loop that writes into an array
def batch_rnn(W, U, x):
    batch, time, _ = x.shape
    hidden = W.shape[0]

    def body(t, state):
        h, out = state
        h = jnp.tanh(h @ W + x[:, t] @ U)
        return h, out.at[:, t].set(h)

    h = jnp.zeros((batch, hidden), x.dtype)
    out = jnp.zeros((batch, time, hidden), x.dtype)
    return lax.fori_loop(0, time, body, (h, out))[1]

# %% right | lax.map over the sequences
def batch_rnn(W, U, x):
    def run(seq):
        def cell(h, row):
            h = jnp.tanh(h @ W + row @ U)
            return h, h
        return lax.scan(cell, jnp.zeros(len(W), x.dtype), seq)[1]

    return lax.map(run, x)

# %% right | one stacked matrix
def batch_rnn(W, U, x):
    WU = jnp.concatenate([W, U])

    def cell(h, row):
        h = jnp.tanh(jnp.concatenate([h, row]) @ WU)
        return h, h

    scan_one = lambda rows: lax.scan(cell, jnp.zeros(W.shape[0], WU.dtype), rows)[1]
    return jax.vmap(scan_one)(x)

# %% right | callable object with partial
from functools import partial

class RNN:
    @staticmethod
    def cell(W, U, h, row):
        h = jnp.tanh(h @ W + row @ U)
        return h, h

    def one(self, W, U, rows):
        h0 = jnp.zeros(W.shape[0], rows.dtype)
        return lax.scan(partial(self.cell, W, U), h0, rows)[1]

    def __call__(self, W, U, x):
        return jax.vmap(self.one, in_axes=(None, None, 0))(W, U, x)

batch_rnn = RNN()

# %% right | a scan over the sequences around a scan over the times
def batch_rnn(W, U, x):
    def cell(h, row):
        h = jnp.tanh(h @ W + row @ U)
        return h, h

    def sequence(_, rows):
        h0 = jnp.zeros(W.shape[0], x.dtype)
        return None, lax.scan(cell, h0, rows)[1]

    return lax.scan(sequence, None, x)[1]

# %% right | while_loop over the times
def batch_rnn(W, U, x):
    def going(state):
        return state[0] < x.shape[1]

    def turn(state):
        t, h, hs = state
        row = lax.dynamic_index_in_dim(x, t, axis=1, keepdims=False)
        h = jnp.tanh(h @ W + row @ U)
        return t + 1, h, lax.dynamic_update_index_in_dim(hs, h, t, axis=1)

    h = jnp.zeros((x.shape[0], W.shape[0]), x.dtype)
    hs = jnp.zeros(x.shape[:2] + W.shape[:1], x.dtype)
    return lax.while_loop(going, turn, (0, h, hs))[2]

# %% right | columns instead of rows, transposed matrices
def batch_rnn(W, U, x):
    Wt, Ut = W.T, U.T

    def cell(h, row):
        h = jnp.tanh(Wt @ h + Ut @ row)
        return h, h

    def one(rows):
        return lax.scan(cell, jnp.zeros(Wt.shape[0], x.dtype), rows)[1]

    return jax.vmap(one, in_axes=0, out_axes=0)(x)

# %% right | vmap inside the scan
def batch_rnn(W, U, x):
    one = lambda h, row: jnp.tanh(h @ W + row @ U)
    many = jax.vmap(one)

    def step(h, rows):
        h = many(h, rows)
        return h, h

    h0 = jnp.zeros((x.shape[0], U.shape[1]), x.dtype)
    return jnp.moveaxis(lax.scan(step, h0, x.transpose(1, 0, 2))[1], 0, 1)

# %% right | vectorize with a signature
@jax.jit
def batch_rnn(W, U, x):
    def one(rows):
        def cell(h, row):
            h = jnp.tanh(h @ W + row @ U)
            return h, h
        return lax.scan(cell, 0 * W[0], rows)[1]

    return jnp.vectorize(one, signature="(t,f)->(t,h)")(x)

# %% right | the history shifted in a list of outputs, unrolled by two
def batch_rnn(W, U, x):
    def cell(h, row):
        new = jnp.tanh(jnp.matmul(h, W) + jnp.matmul(row, U))
        return new, (h, new)

    def one(rows):
        _, (before, after) = lax.scan(cell, jnp.zeros(W.shape[0], x.dtype), rows, unroll=2)
        return after

    return jax.vmap(one)(x)

# %% wrong | scanned along the batch, the times as lanes
def batch_rnn(W, U, x):
    def cell(h, row):
        h = jnp.tanh(h @ W + row @ U)
        return h, h

    return lax.scan(cell, jnp.zeros((x.shape[1], W.shape[0]), x.dtype), x)[1]

# %% wrong | time stays in front
def batch_rnn(W, U, x):
    def cell(h, row):
        h = jnp.tanh(h @ W + row @ U)
        return h, h

    h0 = jnp.zeros((x.shape[0], W.shape[0]), x.dtype)
    return lax.scan(cell, h0, x.swapaxes(0, 1))[1]

# %% wrong | reshape instead of a transposition
def batch_rnn(W, U, x):
    batch, time, features = x.shape

    def cell(h, row):
        h = jnp.tanh(h @ W + row @ U)
        return h, h

    h0 = jnp.zeros((batch, W.shape[0]), x.dtype)
    hs = lax.scan(cell, h0, x.reshape(time, batch, features))[1]
    return hs.reshape(batch, time, -1)

# %% wrong | transposed on the way in, reshaped on the way out
def batch_rnn(W, U, x):
    def cell(h, row):
        h = jnp.tanh(h @ W + row @ U)
        return h, h

    h0 = jnp.zeros((x.shape[0], W.shape[0]), x.dtype)
    hs = lax.scan(cell, h0, x.swapaxes(0, 1))[1]
    return hs.reshape(x.shape[0], x.shape[1], W.shape[0])

# %% wrong | W from the left
def batch_rnn(W, U, x):
    def cell(h, row):
        h = jnp.tanh(W @ h + row @ U)
        return h, h

    return jax.vmap(lambda s: lax.scan(cell, jnp.zeros(len(W), x.dtype), s)[1])(x)

# %% wrong | a Python loop over the times
def batch_rnn(W, U, x):
    h, hs = jnp.zeros((x.shape[0], W.shape[0]), x.dtype), []
    for t in range(x.shape[1]):
        h = jnp.tanh(h @ W + x[:, t] @ U)
        hs.append(h)
    return jnp.stack(hs, axis=1)

# %% wrong | a Python loop over the sequences
def batch_rnn(W, U, x):
    def cell(h, row):
        h = jnp.tanh(h @ W + row @ U)
        return h, h

    return jnp.stack([lax.scan(cell, jnp.zeros(len(W), x.dtype), seq)[1] for seq in x])

# %% wrong | one long sequence: the state runs over from one to the next
def batch_rnn(W, U, x):
    def cell(h, row):
        h = jnp.tanh(h @ W + row @ U)
        return h, h

    rows = x.reshape(-1, x.shape[-1])
    hs = lax.scan(cell, jnp.zeros(len(W), x.dtype), rows)[1]
    return hs.reshape(x.shape[0], x.shape[1], -1)

# %% wrong | the last state only
def batch_rnn(W, U, x):
    def cell(h, row):
        return jnp.tanh(h @ W + row @ U), None

    return jax.vmap(lambda s: lax.scan(cell, jnp.zeros(len(W), x.dtype), s)[0])(x)

# %% wrong | the state before each step, from h_0 on
def batch_rnn(W, U, x):
    def cell(h, row):
        return jnp.tanh(h @ W + row @ U), h

    return jax.vmap(lambda s: lax.scan(cell, jnp.zeros(len(W), x.dtype), s)[1])(x)

# %% wrong | tanh around the old state only
def batch_rnn(W, U, x):
    def cell(h, row):
        h = jnp.tanh(h @ W) + row @ U
        return h, h

    return jax.vmap(lambda s: lax.scan(cell, jnp.zeros(len(W), x.dtype), s)[1])(x)

# %% wrong | the first row taken as a state of its own, without tanh
def batch_rnn(W, U, x):
    def cell(h, row):
        h = jnp.tanh(h @ W + row @ U)
        return h, h

    def one(s):
        h1 = s[0] @ U
        return jnp.vstack([h1[None], lax.scan(cell, h1, s[1:])[1]])

    return jax.vmap(one)(x)

# %% wrong | starts from ones
def batch_rnn(W, U, x):
    def cell(h, row):
        h = jnp.tanh(h @ W + row @ U)
        return h, h

    return jax.vmap(lambda s: lax.scan(cell, jnp.ones(len(W), x.dtype), s)[1])(x)

# %% wrong | squeezed: a batch of one loses its axis
def batch_rnn(W, U, x):
    def cell(h, row):
        h = jnp.tanh(h @ W + row @ U)
        return h, h

    hs = jax.vmap(lambda s: lax.scan(cell, jnp.zeros(len(W), x.dtype), s)[1])(x)
    return jnp.squeeze(hs)

# %% wrong | the time goes backwards
def batch_rnn(W, U, x):
    def cell(h, row):
        h = jnp.tanh(h @ W + row @ U)
        return h, h

    run = lambda s: lax.scan(cell, jnp.zeros(len(W), x.dtype), s, reverse=True)[1]
    return jax.vmap(run)(x)
