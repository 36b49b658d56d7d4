# %% right | vmap of grad, in_axes
def each_gradient(w, X, y):
    return jax.vmap(jax.grad(loss), in_axes=(None, 0, 0))(w, X, y)

# %% right | closure over w kept as the differentiated argument
def each_gradient(w, X, y):
    one = lambda x_i, y_i: jax.grad(lambda weights: loss(weights, x_i, y_i))(w)
    return jax.vmap(one)(X, y)

# %% right | by hand, residual column times X
def each_gradient(w, X, y):
    residual = X @ w - y
    return residual[:, None] * X

# %% right | einsum, jitted
@jax.jit
def each_gradient(w, X, y):
    return jnp.einsum("i,ij->ij", jnp.einsum("ij,j->i", X, w) - y, X)

# %% right | NumPy loop into a filled array
def each_gradient(w, X, y):
    w, X, y = np.asarray(w), np.asarray(X), np.asarray(y)
    gradients = np.zeros(X.shape)
    for i in range(X.shape[0]):
        prediction = 0.0
        for j in range(X.shape[1]):
            prediction += w[j] * X[i, j]
        for j in range(X.shape[1]):
            gradients[i, j] = (prediction - y[i]) * X[i, j]
    return gradients

# %% right | reverse Jacobian of the vector of losses
def each_gradient(w, X, y):
    losses = jax.vmap(loss, in_axes=(None, 0, 0))
    return jax.jacrev(losses)(w, X, y)

# %% right | forward Jacobian, argnums spelled out
def each_gradient(weights, examples, targets):
    def all_losses(v, A, b):
        return 0.5 * (A @ v - b) ** 2
    return jax.jacfwd(all_losses, argnums=0)(weights, examples, targets)

# %% right | Python loop over the rows, reshaped
def each_gradient(w, X, y):
    gradient = jax.grad(loss)
    rows = [gradient(w, x_i, y_i) for x_i, y_i in zip(X, y)]
    return jnp.array(rows).reshape(jnp.shape(X))

# %% right | the weights repeated for every example, then mapped
def each_gradient(w, X, y):
    W = jnp.broadcast_to(w, X.shape)
    return jax.vmap(jax.grad(loss))(W, X, y)

# %% right | gradient of the summed loss by a copy of w for each example
def each_gradient(w, X, y):
    def total(W):
        return 0.5 * jnp.sum((jnp.sum(W * X, axis=1) - y) ** 2)
    return jax.grad(total)(jnp.tile(w, (len(X), 1)))

# %% right | jnp.vectorize with a signature
each_gradient = jnp.vectorize(jax.grad(loss), signature="(d),(d),()->(d)")

# %% right | module-level jitted pipeline bound as a name
each_gradient = jax.jit(jax.vmap(jax.grad(loss, argnums=0), (None, 0, 0), 0))

# %% right | one pull-back per example with the identity as cotangents
def each_gradient(w, X, y):
    values, back = jax.vjp(lambda v: 0.5 * (X @ v - y) ** 2, w)
    (rows,) = jax.vmap(back)(jnp.eye(len(y), dtype=values.dtype))
    return rows

# %% right | diagonal matrix of residuals times X
def each_gradient(w, X, y):
    return jnp.diag(X @ w - y) @ X

# %% wrong | by the example, not by the weights
def each_gradient(w, X, y):
    return jax.vmap(jax.grad(loss, argnums=1), in_axes=(None, 0, 0))(w, X, y)

# %% wrong | closes over w and differentiates what is left
def each_gradient(w, X, y):
    return jax.vmap(jax.grad(lambda x, y: loss(w, x, y)))(X, y)

# %% wrong | maps the weights as well, in_axes forgotten
def each_gradient(w, X, y):
    return jax.vmap(jax.grad(loss))(w, X, y)

# %% wrong | one gradient of the summed loss
def each_gradient(w, X, y):
    def total(w):
        return jnp.sum(jax.vmap(loss, in_axes=(None, 0, 0))(w, X, y))
    return jax.grad(total)(w)

# %% wrong | the whole gradient repeated for every example
def each_gradient(w, X, y):
    whole = jax.grad(lambda w: 0.5 * jnp.sum((X @ w - y) ** 2))(w)
    return jnp.broadcast_to(whole, X.shape)

# %% wrong | divides by the number of examples as for a mean
def each_gradient(w, X, y):
    return jax.vmap(jax.grad(loss), in_axes=(None, 0, 0))(w, X, y) / len(y)

# %% wrong | residual along the wrong axis, runs only where n equals d (or one of them is 1)
def each_gradient(w, X, y):
    residual = X @ w - y
    return residual * X

# %% wrong | tests the shapes, and takes equal ones for weights per example
def each_gradient(w, X, y):
    axis = 0 if w.shape[0] == X.shape[0] else None
    return jax.vmap(jax.grad(loss), in_axes=(axis, 0, 0))(w, X, y)

# %% wrong | columns instead of rows
def each_gradient(w, X, y):
    return jax.vmap(jax.grad(loss), in_axes=(None, 1, 0))(w, X, y)

# %% wrong | factor two, the half forgotten
def each_gradient(w, X, y):
    return 2 * (X @ w - y)[:, None] * X

# %% wrong | sign of the residual
def each_gradient(w, X, y):
    return (y - X @ w)[:, None] * X

# %% wrong | result comes out transposed
def each_gradient(w, X, y):
    return jax.vmap(jax.grad(loss), in_axes=(None, 0, 0), out_axes=1)(w, X, y)

# %% wrong | gradient of the prediction, without the residual
def each_gradient(w, X, y):
    return jax.jacrev(lambda w: X @ w)(w)

# %% wrong | transposes to put the shape right, and turns square ones too
def each_gradient(w, X, y):
    if X.shape[1] != y.shape[0]:
        return (X @ w - y)[:, None] * X
    return (X.T @ w - y)[:, None] * X.T

# %% wrong | squeezes axes of length one away
def each_gradient(w, X, y):
    return jnp.squeeze(jax.vmap(jax.grad(loss), in_axes=(None, 0, 0))(w, X, y))
