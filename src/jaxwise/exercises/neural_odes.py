"""Checks of the exercises of the chapter on neural differential equations."""

from jaxwise.exercises._exercise import (
    Exercise,
    NeedsWork,
    call,
    function,
    pair,
    require,
    returned,
)
from jaxwise.exercises._looks import jit_of, numbers, say

# --- node_layers


def _layers(answer, chapter):
    import jax
    import numpy as np

    f = function(answer, "layers")
    key = jax.random.key(3)
    for sizes in ((3, 2), (2, 8, 8, 8, 2), (50, 60, 2)):
        net = _net(f, key, sizes)
        W, _ = net[-1]
        require(
            not np.any(W),
            "The weights of the last layer are not zero, so the network is not zero everywhere.",
            None,
            f"layers(key, {sizes}): largest last weight {np.abs(W).max():.3g}",
        )
        _hidden(net[:-1], sizes)
    sizes = (2, 8, 8, 8, 2)
    first, again = _net(f, key, sizes), _net(f, key, sizes)
    same = all(np.array_equal(p[0], q[0]) for p, q in zip(first, again, strict=True))
    require(
        same,
        "One key gives one network, and this gave two: numbers come from elsewhere.",
        "M53",
        "two calls with the same key and sizes differ",
    )
    other = _net(f, jax.random.key(4), sizes)
    for i in range(3):
        require(
            not np.array_equal(first[i][0], other[i][0]),
            "The weights do not depend on the key.",
            None,
            f"two keys gave the same W in layer {i}",
        )


def _net(f, key, sizes):
    """What the answer returns, as NumPy arrays, after its shapes have been looked at."""
    import numpy as np

    seen = f"layers(key, {sizes})"
    net = returned(call(f, key, sizes), "layers")
    require(
        isinstance(net, (list, tuple)) and len(net) == len(sizes) - 1,
        "A list with a pair for each neighbouring pair of sizes is asked for.",
        None,
        f"{seen} gave {type(net).__name__}"
        + (f" of {len(net)}" if hasattr(net, "__len__") else ""),
    )
    found = []
    for i, (part, m, n) in enumerate(zip(net, sizes, sizes[1:], strict=False)):
        W, bias = (numbers(x, "layer", seen) for x in pair(part, "layers", "(W, bias)"))
        require(
            W.shape == (m, n),
            "A layer from m to n has W of shape (m, n); `N` multiplies from the left, `z @ W`.",
            None,
            f"{seen}: W of layer {i} has shape {W.shape}",
        )
        require(
            bias.shape == (n,),
            "A bias has shape (n,).",
            None,
            f"{seen}: bias of layer {i} has shape {bias.shape}",
        )
        require(not np.any(bias), "The biases are not zero.", None, f"{seen}: {say(bias)}")
        found.append((W, bias))
    return found


def _hidden(net, sizes):
    import numpy as np

    scaled = [(W * np.sqrt(len(W))).ravel() for W, _ in net]
    for i, z in enumerate(scaled):
        require(
            np.any(z),
            "A hidden layer is zero: then no gradient reaches the network, and it stays zero.",
            None,
            f"layer {i} of layers(key, {sizes})",
        )
        for j in range(i):
            n = min(z.size, scaled[j].size)
            require(
                not np.allclose(_unit(z[:n]), _unit(scaled[j][:n]), atol=1e-6),
                "Two layers hold the same random numbers: they were drawn with one key.",
                "M51",
                f"layers {j} and {i} of layers(key, {sizes})",
            )
        if z.size > 1000:
            _normal(z, *net[i][0].shape, f"layer {i} of layers(key, {sizes})")


def _unit(z):
    import numpy as np

    return z / np.linalg.norm(z)


def _normal(z, m, n, where):
    """z is W times sqrt(m), with 3000 numbers or more: should have unit variance and be normal."""
    import numpy as np

    var = float(np.mean(z**2))
    seen = f"{where}: variance of W times m is {var:.3g}"
    require(abs(var / m - 1) > 0.2, "The weights have variance 1, not 1/m.", None, seen)
    require(
        abs(var * n / m - 1) > 0.1,
        "The weights have variance 1/n; in a layer from m to n, m numbers are added up.",
        None,
        seen,
    )
    require(abs(var - 1) < 0.1, "The variance of the weights is not 1/m.", None, seen)
    fourth = float(np.mean(z**4)) / var**2
    require(
        abs(fourth - 3) < 0.9 and abs(float(z.mean())) < 0.1,
        "The weights are not normal with mean 0.",
        None,
        f"{where}: mean {z.mean():.3g}, fourth moment over variance squared {fourth:.2f}",
    )


_LAYERS = Exercise(
    label="node_layers",
    check=_layers,
    hints=(
        "How many random draws does a network of three layers need, and may two of them share a "
        "key?",
        "`jax.random.split(key, n)` makes n keys; `zip(keys, sizes, sizes[1:])` walks over the "
        "layers.",
        "def layers(key, sizes):\n    keys = jax.random.split(...)\n    net = [(jax.random.normal("
        "k, (m, n)) / ..., jnp.zeros(n)) for k, m, n in zip(keys, sizes, sizes[1:])]\n"
        "    return [*net[:-1], ...]",
    ),
    why="Each layer has a key of its own. With zero weights in the last layer the first solution "
    "is that of the known part; the hidden layers are not zero, so a gradient arrives.",
    checked="shapes, zeros, equal layers, variance and shape of the distribution, the key",
    unchecked="whether a key is used and split as well",
)


# --- node_args


def _tanks(answer, chapter):
    import jax.numpy as jnp
    import numpy as np

    f, N = function(answer, "tanks"), chapter["N"]
    draws = np.random.default_rng(2)

    def net():
        shapes = ((2, 5), (5, 1))
        return [
            (jnp.asarray(draws.normal(size=s)), jnp.asarray(draws.normal(size=s[1])))
            for s in shapes
        ]

    nets, u = [net(), net()], jnp.array([2.0, 0.7])
    nets[1][-1] = (nets[1][-1][0], nets[1][-1][1] - 10.0)  # a network that says less than zero
    cases = [(0.3, nets[0], u), (0.3, nets[1], u), (0.8, nets[1], u[::-1]), (0.5, nets[0], 2 * u)]
    jitted = jit_of(lambda t, u, args: f(t, u, args), "tanks")
    found = []
    for g in (f, jitted):
        for k, theta, v in cases:
            result = returned(call(g, 0.0, v, (k, theta)), "tanks")
            require(
                hasattr(result, "shape"),
                "Diffrax needs the right-hand side in the form of `u`: one array of shape (2,).",
                None,
                f"tanks returned a {type(result).__name__}",
            )
            found.append(numbers(result, "result of tanks"))
            require(
                found[-1].shape == (2,),
                "The result has to have the shape of `u`, (2,).",
                None,
                f"tanks returned an array of shape {found[-1].shape}",
            )
    require(
        not np.allclose(found[0], found[1], rtol=0, atol=1e-9),
        "Another network in `args` gives the same numbers: the function uses a network that it "
        "closes over, or none. Compiled, that one is a constant, and a fit could not move it.",
        "M14",
        f"with two networks: {say(found[0])} and {say(found[1])}",
    )
    for (k, theta, v), got in zip(cases, found, strict=False):
        flow, leak = k * float(v[0] - v[1]), float(N(theta, v)[0])
        seen = f"tanks(0, {say(v)}, ({k}, net)) gave {say(got)}; the leak is {leak:.4f}"

        def is_(first, second, got=got):
            return np.allclose(got, [first, second], rtol=0, atol=1e-6)

        if is_(-flow, flow - leak):
            continue
        require(
            not is_(-flow, flow + leak),
            "The leak fills the second tank: its sign is wrong.",
            None,
            seen,
        )
        require(
            not is_(flow, -flow - leak),
            "Water runs uphill: the flow has the wrong sign.",
            None,
            seen,
        )
        require(
            not is_(-flow, flow - max(leak, 0.0)),
            "Where the network says less than zero the leak is cut; L is what it says.",
            None,
            seen,
        )
        require(not is_(-flow - leak, flow), "The leak is in the other tank.", None, seen)
        require(not is_(-flow, -leak), "The flow leaves one tank and does not arrive.", None, seen)
        require(not is_(-flow - leak, flow - leak), "The leak is in both tanks.", None, seen)
        raise NeedsWork("These are not the two rates.", None, seen)


_TANKS = Exercise(
    label="node_args",
    check=_tanks,
    hints=(
        "From where does the function get `k` and the network, if a fit is to change both?",
        "`k, net = args`, and `N(net, u)` is an array of shape (1,): index it.",
        "def tanks(t, u, args):\n    k, net = ...\n    flow = k * (u[0] - u[1])\n"
        "    return jnp.array([..., ...])",
    ),
    why="What is fitted has to come in through `args`: a network that is closed over is a constant "
    "of the compiled program. What leaves the first tank arrives in the second.",
    checked="both rates for two networks, several k and u, also under jit",
    unchecked="a solve with Diffrax",
)


# --- node_segments


def _segments(answer, chapter):
    import jax.numpy as jnp
    import numpy as np

    f = function(answer, "segments")
    for n, L in ((11, 5), (13, 5), (15, 5), (7, 1), (9, 8), (16, 8)):
        data = np.stack([np.arange(n) + 1.0, 100.0 - np.arange(n)], axis=1)
        result = call(f, jnp.asarray(data), L)
        starts, targets = pair(result, "segments", "the starts and the targets")
        seen = f"for n = {n} and L = {L}"
        starts = numbers(starts, "array of starts", seen)
        targets = numbers(targets, "array of targets", seen)
        K = (n - 1) // L
        seen += f": starts {starts.shape}, targets {targets.shape}"
        _as_many(starts, targets, data, n, L, K, seen)
        right = data[1 : K * L + 1].reshape(K, L, 2)
        require(
            np.allclose(starts, data[: K * L : L]),
            "The starts are not the rows 0, L, 2L and so on.",
            None,
            f"{seen}; rows {say(starts[:, 0] - 1)}",
        )
        require(
            not np.allclose(targets, data[: K * L].reshape(K, L, 2)),
            "The targets begin with the start itself; they are the rows after it.",
            None,
            f"{seen}; the first segment has rows {say(targets[0, :, 0] - 1)}",
        )
        require(
            np.allclose(targets, right),
            "The targets of a segment are not the L rows after its start.",
            None,
            f"{seen}; the first segment has rows {say(targets[0, :, 0] - 1)}",
        )


def _as_many(starts, targets, data, n, L, K, seen):
    import numpy as np

    require(
        starts.ndim == 2 and targets.ndim == 3 and targets.shape[2:] == starts.shape[1:] == (2,),
        "Starts of shape (K, 2) and targets of shape (K, L, 2) are asked for.",
        None,
        seen,
    )
    if len(targets) > K:
        ends = targets[-1, :, 0]
        clamped = np.all(np.diff(ends[-2:]) == 0) and L > 1 or np.any(ends == starts[-1, 0])
        require(
            False,
            "There is a segment too many: its last targets lie past the end of the data."
            + (" JAX does not refuse such an index, it repeats the last row." if clamped else ""),
            "M30" if clamped else None,
            f"{seen}; the last segment has rows {say(ends - 1)} of 0 to {n - 1}",
        )
    require(
        len(starts) == len(targets),
        "There are not as many starts as segments: the last row of the data starts none.",
        None,
        seen,
    )
    require(
        len(targets) == K,
        "A whole segment is left out; L steps need L + 1 rows, and neighbours share one.",
        None,
        f"{seen}; {K} fit",
    )
    require(
        targets.shape[1] == L,
        "Each segment has L targets, the rows after its start.",
        None,
        seen,
    )


_SEGMENTS = Exercise(
    label="node_segments",
    check=_segments,
    hints=(
        "How many steps lie between n rows, and how many segments of L steps fit?",
        "A slice with a stride gives the starts; a slice that begins at 1 and a `reshape` give the "
        "targets.",
        "def segments(data, L):\n    K = ...\n    return data[: K * L : L], data[...].reshape(...)",
    ),
    why="Neighbours share a row: the end of one is the start of the next. n rows have n - 1 steps, "
    "and an index past the end would have been clamped in silence.",
    checked="rows and shapes for lengths that L divides and that it does not",
    unchecked="whether it runs under jit",
)


# --- node_reached


def _misfit_of(answer, chapter):
    import jax
    import jax.numpy as jnp
    import numpy as np

    f = function(answer, "misfit_of")
    draws = np.random.default_rng(4)
    forms = {"": f, " under jit": jit_of(lambda ys, data: f(ys, data), "misfit_of")}
    slope = jax.jit(jax.grad(lambda ys, data: f(ys, data)))
    for n, reached in ((6, 6), (6, 4), (6, 1), (6, 0)):
        ys, data = draws.normal(size=(2, n, 2)) + 3.0
        ys[reached:] = np.inf
        kept = np.arange(n) < reached
        r = np.where(kept[:, None], np.where(np.isfinite(ys), ys, 0) - data, 0.0)
        right, total = float(np.sum(r**2)) / max(2 * reached, 1), float(np.sum(r**2))
        for how, g in forms.items():
            value = returned(call(g, jnp.asarray(ys), jnp.asarray(data)), "misfit_of")
            value = numbers(value, "result of misfit_of")
            require(value.shape == (), "One number is asked for.", None, f"shape {value.shape}")
            seen = f"with {reached} of {n} rows reached{how}: {value:.5g}; it should be {right:.5g}"
            _told_misfit(float(value), right, total, reached, n, seen)
        found = numbers(call(slope, jnp.asarray(ys), jnp.asarray(data)), "gradient")
        seen = f"with {reached} of {n} rows reached the gradient is {say(found)}"
        require(
            not np.any(np.isnan(found)),
            "The value is right, and the gradient is NaN: what was not picked had an `inf` in it, "
            "and zero times infinity is NaN.",
            "M40",
            seen,
        )
        require(
            not np.any(found[reached:]),
            "The gradient is not zero in rows that were not reached.",
            None,
            seen,
        )
        require(
            np.allclose(found, 2 * r / max(2 * reached, 1), rtol=1e-4, atol=1e-6),
            "The gradient is not right in the rows that were reached: was it stopped?",
            None,
            seen,
        )


def _told_misfit(value, right, total, reached, n, seen):
    import numpy as np

    if np.isclose(value, right, rtol=1e-5, atol=1e-9):
        return
    require(
        np.isfinite(value) or reached == 0,
        "Rows that the solver did not reach are in the sum; their `inf` is padding, no state.",
        "M59",
        seen,
    )
    require(
        np.isfinite(value),
        "If no row was reached the mean is over nothing, and the answer should be 0.",
        None,
        seen,
    )
    require(
        not np.isclose(value, total / (2 * n), rtol=1e-5),
        "The mean is over all rows; it should be over those that were reached.",
        "M59",
        seen,
    )
    require(not np.isclose(value, total, rtol=1e-5), "This is the sum, not the mean.", None, seen)
    require(
        not np.isclose(value, 2 * right, rtol=1e-5),
        "The mean is over the rows; it should be over the numbers in them.",
        None,
        seen,
    )
    require(
        reached == n,
        "Rows that were not reached still weigh: a number was put in the place of their `inf`, and "
        "then compared with the data.",
        "M59",
        seen,
    )
    raise NeedsWork("This is not the mean of the squares.", None, seen)


_MISFIT_OF = Exercise(
    label="node_reached",
    check=_misfit_of,
    hints=(
        "What is `inf - inf`, and what is zero times infinity? Where does the gradient meet them?",
        "`jnp.isfinite` gives a mask of fixed size; `jnp.where` puts harmless numbers in the place "
        "of the `inf` before anything is computed.",
        "def misfit_of(ys, data):\n    reached = jnp.isfinite(ys)\n    r = jnp.where(reached, ..., "
        "...) - data\n    return jnp.sum(r**2) / ...",
    ),
    why="The `inf` is replaced by the data before it is used, so that the row adds nothing, neither "
    "to the sum nor to the gradient; the count says how many numbers there were.",
    checked="value and gradient with all, some, one and none of the rows reached, also under jit",
    unchecked="padding by anything but inf",
)


# --- node_step


def _lm_step(answer, chapter):
    import jax.numpy as jnp
    import numpy as np

    f = function(answer, "lm_step")
    draws = np.random.default_rng(6)
    cases = [
        (draws.normal(size=(m, p)), draws.normal(size=m), draws.normal(size=p), lam)
        for m, p, lam in ((7, 3, 0.5), (2, 3, 0.1), (7, 3, 30.0), (2, 3, 2.0))
    ]
    # a step that leaves the sum of squares larger than it was
    cases.append((np.array([[1.0]]), np.array([0.9]), np.array([-1.52]), 1e-4))
    for A, shift, theta, lam in cases:
        m, p = A.shape

        def r(theta, A=A, shift=shift):
            return jnp.sin(jnp.asarray(A) @ theta) + jnp.asarray(shift)

        found = returned(call(f, r, jnp.asarray(theta), lam), "lm_step")
        found = numbers(found, "result of lm_step")
        seen = f"for {m} residuals, {p} parameters and lam = {lam}"
        require(
            found.shape == (p,),
            "The new parameters have the shape of the old ones.",
            None,
            f"{seen}: shape {found.shape}, and ({p},) is asked for",
        )
        J, here = np.cos(A @ theta)[:, None] * A, np.sin(A @ theta) + shift
        _told_step(found, theta, J, here, lam, seen)


def _told_step(found, theta, J, here, lam, seen):
    import numpy as np

    eye = np.eye(theta.size)

    def step(damping, slope):
        return np.linalg.lstsq(J.T @ J + damping, -slope, rcond=None)[0]

    slope = J.T @ here
    delta = step(lam * eye, slope)
    seen += f": moved by {say(found - theta)}, and it should be {say(delta)}"

    def is_(other):
        return np.allclose(found, other, rtol=0, atol=1e-5 * (1 + np.abs(delta).max()))

    if is_(theta + delta):
        return
    others = {
        "The step goes the wrong way: its sign is that of the gradient.": theta - delta,
        "No step is made here; the statement refuses none.": theta,
        "This is the step; the new parameters are asked for.": delta,
        "This is the step with its sign turned; the new parameters are asked for.": -delta,
        "lam is added to all entries of the matrix, and not to its diagonal.": theta
        + step(lam * np.ones_like(eye), slope),
        "This is Gauss and Newton's step: lam has no effect.": theta + step(0.0, slope),
        "lam multiplies the diagonal; here it is added to it.": theta
        + step(lam * np.diag(np.diag(J.T @ J)), slope),
        "The right-hand side is twice as large: it is J^T r, not the gradient of |r|^2.": theta
        + step(lam * eye, 2 * slope),
        "The matrix has half of J^T J, or lam twice.": theta + step(2 * lam * eye, slope),
        "lam is squared: in the stacked problem it is its root that stands below J.": theta
        + step(lam**2 * eye, slope),
        "This is a step along the gradient; no system was solved.": theta - lam * slope,
    }
    for text, other in others.items():
        require(not is_(other), text, None, seen)
    raise NeedsWork("This is not the step of the formula.", None, seen)


_LM_STEP = Exercise(
    label="node_step",
    check=_lm_step,
    hints=(
        "What is the derivative of many residuals by many parameters called, and which way of JAX "
        "gives it?",
        "`jax.jacfwd(r)(theta)` has shape (m, p); `jnp.linalg.solve` solves the system.",
        "def lm_step(r, theta, lam):\n    J = ...\n    A = J.T @ J + ...\n    return theta - ...",
    ),
    why="The residuals are a vector, so there is a Jacobian. lam on the diagonal makes the system "
    "solvable for any m and p, and turns the step towards the gradient as it grows.",
    checked="the new parameters against NumPy, for fewer and for more residuals than parameters",
    unchecked="whether the step lowers the misfit",
)


# --- node_friction

_FRICTIONS = {
    "linear": lambda w: 0.2 * w,
    "quadratic": lambda w: 0.15 * w * abs(w),
    "mixed": lambda w: 0.05 * w + 0.06 * w**3,
    "uneven": lambda w: 0.2 * w + 0.05 * w**2,
}


def _swing(f):
    """(ts, u) of a pendulum with the friction f, by SciPy."""
    import numpy as np
    from scipy.integrate import solve_ivp

    ts = np.arange(0, 15.01, 0.05)
    found = solve_ivp(
        lambda t, u: [u[1], -np.sin(u[0]) - f(u[1])],
        (0, 15.1),
        [2.0, 0.0],
        "DOP853",
        ts,
        rtol=1e-9,
        atol=1e-10,
    )
    return ts, found.y.T


def _friction(answer, chapter):
    import numpy as np

    f = function(answer, "friction")
    passed = []
    for name, law in _FRICTIONS.items():
        ts, u = _swing(law)
        omega = np.linspace(0.9 * u[:, 1].min(), 0.9 * u[:, 1].max(), 25)
        found = returned(call(f, ts, u, omega), "friction")
        found = numbers(found, "result of friction")
        require(
            found.shape == omega.shape,
            "One number for each velocity is asked for.",
            None,
            f"for 25 velocities friction gave shape {found.shape}",
        )
        right = law(omega)
        off = np.abs(found - right).max() / np.abs(right).max()
        seen = f"{name} friction: off by {off:.1%} of its largest size"
        turned = np.abs(found + right).max() / np.abs(right).max()
        require(
            turned > 0.03,
            "The sign is turned: the friction is what is subtracted.",
            None,
            seen,
        )
        if name != "linear":
            straight = np.polyval(np.polyfit(omega, found, 1), omega)
            line = np.abs(found - straight).max() < 1e-6 * np.abs(found).max()
            require(
                off < 0.03 or not line,
                "The answer is a straight line, and this friction is none: a form was assumed that "
                "the data do not have.",
                None,
                seen,
            )
        require(
            off < 0.03,
            f"The {name} friction is not found to 3 %"
            + (f", though the {passed[-1]} one is." if passed else "; what else is in the slope?"),
            None,
            seen,
        )
        passed.append(name)


_FRICTION = Exercise(
    label="node_friction",
    check=_friction,
    hints=(
        "Of which quantity do you know everything but the friction, and how do you get it from the "
        "data?",
        "The derivative of a cubic spline through the velocities, minus the known part, is a "
        "function of the velocity alone; fit it by a family that has a bend at 0 as well.",
        "def friction(ts, u, omega):\n    phi, v = u.T\n    left = -np.sin(phi) - CubicSpline(ts, "
        "...)(ts, 1)\n    ...\n    return ...",
    ),
    why="With clean data the slope minus the known part is the friction, at each velocity that was "
    "visited. Whether a network, a spline or a few candidates carry it is a matter of taste; "
    "beyond those velocities it is not.",
    checked="four frictions, within the velocities of the data",
    unchecked="velocities beyond the data, and noise",
)


EXERCISES = [_LAYERS, _TANKS, _SEGMENTS, _MISFIT_OF, _LM_STEP, _FRICTION]
