# %% right | semi-implicit Euler
def my_step(state, parameters):
    theta, omega = state
    g_over_l, damping, dt = parameters
    omega = omega + dt * (-g_over_l * jnp.sin(theta) - damping * omega)
    theta = theta + dt * omega
    return theta, omega

# %% right | kick, drift, kick, as in the chapter
def my_step(state, parameters):
    theta, omega = state
    g_over_l, damping, dt = parameters

    def pull_back(theta, omega):
        return -g_over_l * jnp.sin(theta) - damping * omega

    omega = omega + 0.5 * dt * pull_back(theta, omega)
    theta = theta + dt * omega
    omega = omega + 0.5 * dt * pull_back(theta, omega)
    return theta, omega

# %% right | fourth-order Runge and Kutta
def my_step(state, parameters):
    g_over_l, damping, dt = parameters

    def slope(theta, omega):
        return omega, -g_over_l * jnp.sin(theta) - damping * omega

    th, om = state
    a1, b1 = slope(th, om)
    a2, b2 = slope(th + dt / 2 * a1, om + dt / 2 * b1)
    a3, b3 = slope(th + dt / 2 * a2, om + dt / 2 * b2)
    a4, b4 = slope(th + dt * a3, om + dt * b3)
    return (th + dt / 6 * (a1 + 2 * a2 + 2 * a3 + a4),
            om + dt / 6 * (b1 + 2 * b2 + 2 * b3 + b4))

# %% right | the NumPy class first, then the pure step, jitted
class Pendulum:
    def __init__(self, theta, omega, g_over_l, damping, dt):
        self.theta, self.omega = theta, omega
        self.g_over_l, self.damping, self.dt = g_over_l, damping, dt

    def step(self):
        self.omega += self.dt * (-self.g_over_l * np.sin(self.theta)
                                 - self.damping * self.omega)
        self.theta += self.dt * self.omega

@jax.jit
def my_step(state, parameters):
    theta, omega = state
    g_over_l, damping, dt = parameters
    new_omega = omega - dt * (g_over_l * jnp.sin(theta) + damping * omega)
    new_theta = theta + dt * new_omega
    return (new_theta, new_omega)

# %% right | midpoint rule
def my_step(state, parameters):
    theta, omega = state
    g_over_l, damping, dt = parameters
    half = 0.5 * dt
    theta_mid = theta + half * omega
    omega_mid = omega + half * (-g_over_l * jnp.sin(theta) - damping * omega)
    return (theta + dt * omega_mid,
            omega + dt * (-g_over_l * jnp.sin(theta_mid) - damping * omega_mid))

# %% right | Heun's rule on a vector, a pair at the end
def _slope(y, g_over_l, damping):
    return jnp.stack([y[1], -g_over_l * jnp.sin(y[0]) - damping * y[1]])

def my_step(state, parameters):
    g_over_l, damping, dt = parameters
    y = jnp.stack([jnp.asarray(s, jnp.float32) for s in state])
    first = _slope(y, g_over_l, damping)
    second = _slope(y + dt * first, g_over_l, damping)
    y = y + 0.5 * dt * (first + second)
    return y[0], y[1]

# %% right | the damping solved exactly around a leapfrog step
def my_step(state, parameters):
    theta, omega = state
    g_over_l, damping, dt = parameters
    fade = jnp.exp(-0.5 * damping * dt)
    omega = fade * omega - 0.5 * dt * g_over_l * jnp.sin(theta)
    theta = theta + dt * omega
    omega = fade * (omega - 0.5 * dt * g_over_l * jnp.sin(theta))
    return theta, omega

# %% right | the force as minus the gradient of the potential
def potential(theta, g_over_l):
    return g_over_l * (1 - jnp.cos(theta))

def my_step(state, parameters):
    theta, omega = state
    g_over_l, damping, dt = parameters
    force = -jax.grad(potential)(theta, g_over_l)
    omega = omega + dt * (force - damping * omega)
    return theta + dt * omega, omega

# %% right | four substeps in a fori_loop
def my_step(state, parameters):
    g_over_l, damping, dt = parameters
    h = dt / 4

    def substep(_, state):
        theta, omega = state
        omega = omega - h * (g_over_l * jnp.sin(theta) + damping * omega)
        return theta + h * omega, omega

    return jax.lax.fori_loop(0, 4, substep, state)

# %% right | Runge and Kutta for any pytree, with tree.map
def pendulum_slope(state, parameters):
    theta, omega = state
    return omega, -parameters[0] * jnp.sin(theta) - parameters[1] * omega

def my_step(state, parameters):
    dt = parameters[2]

    def ahead(h, slope):
        return jax.tree.map(lambda s, d: s + h * d, state, slope)

    k1 = pendulum_slope(state, parameters)
    k2 = pendulum_slope(ahead(dt / 2, k1), parameters)
    k3 = pendulum_slope(ahead(dt / 2, k2), parameters)
    k4 = pendulum_slope(ahead(dt, k3), parameters)
    mean = jax.tree.map(lambda a, b, c, d: (a + 2 * b + 2 * c + d) / 6, k1, k2, k3, k4)
    return ahead(dt, mean)

# %% right | the implicit midpoint rule by a few fixed-point iterations
def my_step(state, parameters):
    theta, omega = state
    g_over_l, damping, dt = parameters
    new_theta, new_omega = theta, omega
    for _ in range(6):
        mid_theta = (theta + new_theta) / 2
        mid_omega = (omega + new_omega) / 2
        new_theta = theta + dt * mid_omega
        new_omega = omega + dt * (-g_over_l * jnp.sin(mid_theta) - damping * mid_omega)
    return new_theta, new_omega

# %% right | drift, kick, drift, with the damping taken implicitly, and a loop around it
def my_step(state, parameters):
    theta, omega = state
    g_over_l, damping, dt = parameters
    theta = theta + 0.5 * dt * omega
    push = dt * g_over_l * jnp.sin(theta)
    omega = (omega * (1 - 0.5 * dt * damping) - push) / (1 + 0.5 * dt * damping)
    theta = theta + 0.5 * dt * omega
    return theta, omega

def run_pendulum(state, parameters, steps):
    return jax.lax.fori_loop(0, steps, lambda _, s: my_step(s, parameters), state)

# %% wrong | writes into the state
def my_step(state, parameters):
    g_over_l, damping, dt = parameters
    state[1] += dt * (-g_over_l * jnp.sin(state[0]) - damping * state[1])
    state[0] += dt * state[1]
    return state

# %% wrong | the state lives in an object that the step changes
class Pendulum:
    theta, omega = 0.1, 0.0

pendulum = Pendulum()

def my_step(state, parameters):
    g_over_l, damping, dt = parameters
    pendulum.omega += dt * (-g_over_l * jnp.sin(pendulum.theta) - damping * pendulum.omega)
    pendulum.theta += dt * pendulum.omega
    return pendulum.theta, pendulum.omega

# %% wrong | NumPy's sine cannot be traced
def my_step(state, parameters):
    theta, omega = state
    g_over_l, damping, dt = parameters
    omega = omega + dt * (-g_over_l * np.sin(theta) - damping * omega)
    return theta + dt * omega, omega

# %% wrong | the pendulum falls upwards
def my_step(state, parameters):
    theta, omega = state
    g_over_l, damping, dt = parameters
    omega = omega + dt * (g_over_l * jnp.sin(theta) - damping * omega)
    return theta + dt * omega, omega

# %% wrong | the damping drives
def my_step(state, parameters):
    theta, omega = state
    g_over_l, damping, dt = parameters
    omega = omega - dt * (g_over_l * jnp.sin(theta) - damping * omega)
    return theta + dt * omega, omega

# %% wrong | the damping is unpacked and forgotten
def my_step(state, parameters):
    theta, omega = state
    g_over_l, damping, dt = parameters
    omega = omega - dt * g_over_l * jnp.sin(theta)
    return theta + dt * omega, omega

# %% wrong | dt and damping taken in the wrong order
def my_step(state, parameters):
    theta, omega = state
    g_over_l, dt, damping = parameters
    omega = omega + dt * (-g_over_l * jnp.sin(theta) - damping * omega)
    return theta + dt * omega, omega

# %% wrong | returns the state the other way round
def my_step(state, parameters):
    theta, omega = state
    g_over_l, damping, dt = parameters
    omega = omega + dt * (-g_over_l * jnp.sin(theta) - damping * omega)
    theta = theta + dt * omega
    return omega, theta

# %% wrong | keeps a track of the angles in a list outside, and leaks tracers
track = []

def my_step(state, parameters):
    theta, omega = state
    g_over_l, damping, dt = parameters
    omega = omega + dt * (-g_over_l * jnp.sin(theta) - damping * omega)
    theta = theta + dt * omega
    track.append(theta)
    return theta, omega

# %% wrong | g_over_l taken for the frequency and squared
def my_step(state, parameters):
    theta, omega = state
    g_over_l, damping, dt = parameters
    omega = omega + dt * (-g_over_l**2 * jnp.sin(theta) - damping * omega)
    return theta + dt * omega, omega
