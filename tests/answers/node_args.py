# %% right | plain: a flow and an array of two numbers
def leak_of(net, u):
    # the one output of N, whatever the order of its arguments and whether it is of shape (1,) or ()
    try:
        y = N(net, u)
    except (TypeError, ValueError, AttributeError, IndexError):
        y = N(u, net)
    return jnp.reshape(y, (-1,))[0]

def tanks(t, u, args):
    k, net = args
    flow = k * (u[0] - u[1])
    return jnp.array([-flow, flow - leak_of(net, u)])

# %% right | stack of the two rates
def leak_of(net, u):
    # the one output of N, whatever the order of its arguments and whether it is of shape (1,) or ()
    try:
        y = N(net, u)
    except (TypeError, ValueError, AttributeError, IndexError):
        y = N(u, net)
    return jnp.reshape(y, (-1,))[0]

def tanks(t, u, args):
    k, net = args
    first, second = u
    q = k * (first - second)
    return jnp.stack([-q, q - leak_of(net, u)])

# %% right | a matrix for the known part, a unit vector for the leak
def leak_of(net, u):
    # the one output of N, whatever the order of its arguments and whether it is of shape (1,) or ()
    try:
        y = N(net, u)
    except (TypeError, ValueError, AttributeError, IndexError):
        y = N(u, net)
    return jnp.reshape(y, (-1,))[0]

def tanks(t, u, args):
    k, net = args
    A = jnp.array([[-1, 1], [1, -1]])
    return k * (A @ u) - jnp.array([0, 1]) * leak_of(net, u)

# %% right | .at[].add on the known part
def leak_of(net, u):
    # the one output of N, whatever the order of its arguments and whether it is of shape (1,) or ()
    try:
        y = N(net, u)
    except (TypeError, ValueError, AttributeError, IndexError):
        y = N(u, net)
    return jnp.reshape(y, (-1,))[0]

def tanks(t, u, args):
    k, net = args
    flow = k * (u[0] - u[1])
    du = flow * jnp.array([-1, 1])
    return du.at[1].add(-leak_of(net, u))

# %% right | concatenate of pieces of shape (1,)
def leak_of(net, u):
    # the one output of N, whatever the order of its arguments and whether it is of shape (1,) or ()
    try:
        y = N(net, u)
    except (TypeError, ValueError, AttributeError, IndexError):
        y = N(u, net)
    return jnp.reshape(y, (-1,))[0]

def tanks(t, u, args):
    k, net = args
    L = leak_of(net, u)[None]
    d = k * (u[:1] - u[1:])
    return jnp.concatenate([-d, d - L])

# %% right | the known part as minus the gradient of a potential
def leak_of(net, u):
    # the one output of N, whatever the order of its arguments and whether it is of shape (1,) or ()
    try:
        y = N(net, u)
    except (TypeError, ValueError, AttributeError, IndexError):
        y = N(u, net)
    return jnp.reshape(y, (-1,))[0]

def tanks(t, u, args):
    k, net = args
    potential = lambda v: 0.5 * k * (v[0] - v[1]) ** 2
    du = -jax.grad(potential)(jnp.asarray(u))
    return du - jnp.array([0, 1]) * leak_of(net, u)

# %% right | u reversed minus u, and where for the second entry
def leak_of(net, u):
    # the one output of N, whatever the order of its arguments and whether it is of shape (1,) or ()
    try:
        y = N(net, u)
    except (TypeError, ValueError, AttributeError, IndexError):
        y = N(u, net)
    return jnp.reshape(y, (-1,))[0]

def tanks(t, u, args):
    k, net = args
    exchange = k * (u[::-1] - u)
    return jnp.where(jnp.arange(2) == 1, exchange - leak_of(net, u), exchange)

# %% right | jnp.diff and hstack
def leak_of(net, u):
    # the one output of N, whatever the order of its arguments and whether it is of shape (1,) or ()
    try:
        y = N(net, u)
    except (TypeError, ValueError, AttributeError, IndexError):
        y = N(u, net)
    return jnp.reshape(y, (-1,))[0]

def tanks(t, u, args):
    flow = -args[0] * jnp.diff(jnp.asarray(u))
    return jnp.hstack((-flow, flow - leak_of(args[1], u)))

# %% right | incidence of the pipes: two flows, one matrix
def leak_of(net, u):
    # the one output of N, whatever the order of its arguments and whether it is of shape (1,) or ()
    try:
        y = N(net, u)
    except (TypeError, ValueError, AttributeError, IndexError):
        y = N(u, net)
    return jnp.reshape(y, (-1,))[0]

def tanks(t, u, args):
    k, net = args
    flows = jnp.stack([k * (u[0] - u[1]), leak_of(net, u)])
    incidence = jnp.array([[-1, 0], [1, -1]])
    return jnp.einsum("ij,j->i", incidence, flows)

# %% right | the sum of the levels falls by the leak: second rate from the balance
def leak_of(net, u):
    # the one output of N, whatever the order of its arguments and whether it is of shape (1,) or ()
    try:
        y = N(net, u)
    except (TypeError, ValueError, AttributeError, IndexError):
        y = N(u, net)
    return jnp.reshape(y, (-1,))[0]

def tanks(t, u, args):
    k, net = args
    du0 = -k * (u[0] - u[1])
    total = -leak_of(net, u)
    return jnp.asarray([du0, total - du0])

# %% right | the network by vmap over a batch of one
def leak_of(net, u):
    # the one output of N, whatever the order of its arguments and whether it is of shape (1,) or ()
    try:
        y = N(net, u)
    except (TypeError, ValueError, AttributeError, IndexError):
        y = N(u, net)
    return jnp.reshape(y, (-1,))[0]

def tanks(t, u, args):
    k, net = args
    u = jnp.asarray(u)
    L = jax.vmap(lambda v: leak_of(net, v))(u[None, :])
    mean = (u[0] + u[1]) / 2
    return 2 * k * (mean - u) - jnp.pad(L, (1, 0))

# %% wrong | the leak is subtracted from both levels by broadcasting
def leak_of(net, u):
    # the one output of N, whatever the order of its arguments and whether it is of shape (1,) or ()
    try:
        y = N(net, u)
    except (TypeError, ValueError, AttributeError, IndexError):
        y = N(u, net)
    return jnp.reshape(y, (-1,))[0]

def tanks(t, u, args):
    k, net = args
    flow = k * (u[0] - u[1])
    return flow * jnp.array([-1, 1]) - leak_of(net, u)

# %% wrong | the leak with the sign of a source
def leak_of(net, u):
    # the one output of N, whatever the order of its arguments and whether it is of shape (1,) or ()
    try:
        y = N(net, u)
    except (TypeError, ValueError, AttributeError, IndexError):
        y = N(u, net)
    return jnp.reshape(y, (-1,))[0]

def tanks(t, u, args):
    k, net = args
    flow = k * (u[0] - u[1])
    return jnp.array([-flow, flow + leak_of(net, u)])

# %% wrong | water may only run from the first to the second: flow cut at 0
def leak_of(net, u):
    # the one output of N, whatever the order of its arguments and whether it is of shape (1,) or ()
    try:
        y = N(net, u)
    except (TypeError, ValueError, AttributeError, IndexError):
        y = N(u, net)
    return jnp.reshape(y, (-1,))[0]

def tanks(t, u, args):
    k, net = args
    flow = k * jnp.maximum(u[0] - u[1], 0)
    return jnp.array([-flow, flow - leak_of(net, u)])

# %% wrong | args unpacked in the other order
def leak_of(net, u):
    # the one output of N, whatever the order of its arguments and whether it is of shape (1,) or ()
    try:
        y = N(net, u)
    except (TypeError, ValueError, AttributeError, IndexError):
        y = N(u, net)
    return jnp.reshape(y, (-1,))[0]

def tanks(t, u, args):
    net, k = args
    flow = k * (u[0] - u[1])
    return jnp.array([-flow, flow - leak_of(net, u)])

# %% wrong | the leak is put at the first tank
def leak_of(net, u):
    # the one output of N, whatever the order of its arguments and whether it is of shape (1,) or ()
    try:
        y = N(net, u)
    except (TypeError, ValueError, AttributeError, IndexError):
        y = N(u, net)
    return jnp.reshape(y, (-1,))[0]

def tanks(t, u, args):
    k, net = args
    flow = k * (u[0] - u[1])
    return jnp.array([-flow - leak_of(net, u), flow])

# %% wrong | returns new levels and not rates
def leak_of(net, u):
    # the one output of N, whatever the order of its arguments and whether it is of shape (1,) or ()
    try:
        y = N(net, u)
    except (TypeError, ValueError, AttributeError, IndexError):
        y = N(u, net)
    return jnp.reshape(y, (-1,))[0]

def tanks(t, u, args):
    k, net = args
    flow = k * (u[0] - u[1])
    return u + jnp.array([-flow, flow - leak_of(net, u)])

# %% wrong | returns a tuple and not an array
def leak_of(net, u):
    # the one output of N, whatever the order of its arguments and whether it is of shape (1,) or ()
    try:
        y = N(net, u)
    except (TypeError, ValueError, AttributeError, IndexError):
        y = N(u, net)
    return jnp.reshape(y, (-1,))[0]

def tanks(t, u, args):
    k, net = args
    flow = k * (u[0] - u[1])
    return -flow, flow - leak_of(net, u)

# %% wrong | NumPy and float: does not work on the traced state of Diffrax
def leak_of(net, u):
    # the one output of N, whatever the order of its arguments and whether it is of shape (1,) or ()
    try:
        y = N(net, u)
    except (TypeError, ValueError, AttributeError, IndexError):
        y = N(u, net)
    return jnp.reshape(y, (-1,))[0]

def tanks(t, u, args):
    k, net = args
    flow = float(k) * (float(u[0]) - float(u[1]))
    return np.array([-flow, flow - float(leak_of(net, u))])

# %% wrong | takes the leak to be an outflow and cuts the output of the network at 0
def leak_of(net, u):
    # the one output of N, whatever the order of its arguments and whether it is of shape (1,) or ()
    try:
        y = N(net, u)
    except (TypeError, ValueError, AttributeError, IndexError):
        y = N(u, net)
    return jnp.reshape(y, (-1,))[0]

def tanks(t, u, args):
    k, net = args
    flow = k * (u[0] - u[1])
    return jnp.array([-flow, flow - jnp.maximum(leak_of(net, u), 0)])
