"""Training: points, schedule, and what can be said about the result without a reference."""

import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass

import jax
import jax.numpy as jnp
import numpy as np
import scipy.linalg

from jaxwise.pinn._ansatz import Ansatz, network
from jaxwise.pinn._problem import Field, Problem, Soft
from jaxwise.pinn._step import make_step, rows

EVEN = 4000  # points over which errors are compared


class PinnWarning(UserWarning):
    """Something about a solution that its user has to know."""


@dataclass(frozen=True)
class Settings:
    """What `solve` does; the defaults are meant for fields without fine structure.

    Args:
      hidden: units of the hidden layers of tanh.
      points: values of the residual in a step; a system of k equations is asked at points // k points
        of the domain.
      face_points: points of a face, for each `Soft` condition.
      steps: Levenberg-Marquardt steps, at most.
      resample: after so many steps the points are drawn anew, half of them where the residual is large.
      horizons: for a problem with an `Initial` condition, the parts of the time span that are learned
        one after the other; the last is 1.
      steps_each: steps on each horizon but the last, at most.
      enough: a horizon but the last ends when the loss is below this part of its first value.
      checks: after so many steps on the last horizon, and after the last step, the error is estimated
        and corrected.
      features: dimension of the space in which the equation for the error is solved.
      feature_points: values of the residual for that, at least twice as many; a fourth of their number
        is added that is not fitted.
      corrections: how many times what is found there is subtracted, at most.
      goal: training ends when the relative error is estimated to be below it.
      accept: an estimate above it is warned of.
    """

    hidden: tuple[int, ...] = (20, 20, 20)
    points: int = 1500
    face_points: int = 200
    steps: int = 200
    resample: int = 20
    checks: tuple[int, ...] = (20, 80)
    horizons: tuple[float, ...] = (0.1, 0.25, 0.5, 0.75, 1.0)
    steps_each: int = 15
    enough: float = 1e-6
    features: int = 1500
    feature_points: int = 6000
    corrections: int = 2
    goal: float = 1e-4
    accept: float = 1e-3

    def __post_init__(self):
        counts = ("points", "face_points", "steps", "resample", "steps_each", "features")
        for name in (*counts, "feature_points"):
            if not (isinstance(getattr(self, name), int) and getattr(self, name) > 0):
                raise ValueError(
                    f"{name}: expected a positive integer, got {getattr(self, name)!r}"
                )
        for name in ("hidden", "checks"):
            value = getattr(self, name)
            if not (isinstance(value, tuple) and all(isinstance(k, int) and k > 0 for k in value)):
                raise ValueError(f"{name}: expected a tuple of positive integers, got {value!r}")
        if not isinstance(self.horizons, tuple):
            raise ValueError(f"horizons: expected a tuple of numbers, got {self.horizons!r}")
        if not (isinstance(self.corrections, int) and self.corrections >= 0):
            raise ValueError(f"corrections: expected an integer >= 0, got {self.corrections!r}")
        horizons = (0.0, *self.horizons)
        if horizons[-1] != 1.0 or any(b <= a for a, b in zip(horizons, horizons[1:], strict=False)):
            raise ValueError(
                f"horizons: expected rising parts that end at 1, got {self.horizons!r}"
            )


@dataclass(frozen=True)
class Solution:
    """A trained network that meets the hard conditions of its problem exactly.

    Call it with the coordinates, in the order of the domain: `solution(x, t)`.  Arrays broadcast.  For
    one field it gives an array of their common shape, for a system a dictionary of arrays.  It can be
    differentiated: `jax.grad(solution)(0.3, 0.5)` is the derivative by the first coordinate.

    Attributes:
      problem: the `Problem`.
      estimate: the relative L2 error of the fields over the domain, estimated without a reference; see
        `solve`.
      warnings: sentences; empty when nothing is wrong as far as can be told.
      history: a row per step: number, part of the time span, loss (mean square of all residuals),
        processor seconds since the start; shape (steps, 4).
      parameters: the vector of the network's, and a tuple of corrections, each (W, b, c): it adds
        c @ sin(W z + b), where z holds the network's inputs and what its last hidden layer gives.
    """

    problem: Problem
    estimate: float
    warnings: tuple[str, ...]
    history: np.ndarray
    parameters: tuple
    _values: Callable

    def __call__(self, *point):
        names = self.problem.names
        if len(point) != len(names):
            raise TypeError(f"expected the coordinates {', '.join(names)}, got {len(point)}")
        point = jnp.broadcast_arrays(*(jnp.asarray(c, dtype=float) for c in point))
        flat = jnp.stack([c.reshape(-1) for c in point], axis=1)
        found = self._values(self.parameters, flat).reshape(-1, *point[0].shape)
        if len(found) == 1:
            return found[0]
        return dict(zip(self.problem.fields, found, strict=True))

    def error(self, reference, *, number=EVEN):
        """The relative L2 error against a reference, over evenly spread points of the domain.

        Args:
          reference: a function of arrays of coordinates, as the solution is; for a system it gives a
            dictionary of the fields that are to be compared.
          number: of points.

        Returns:
          The root of the summed squares of the differences over that of the reference; a float.

        Raises:
          ValueError: the reference has another shape than the coordinates, fields that the problem has
            not, values that are not finite, or is zero everywhere.
        """
        point = _spread(_draws(0), number, *_box(self.problem)).T
        fields = self.problem.fields
        ours, theirs = self(*point), reference(*point)
        ours = ours if isinstance(ours, dict) else {fields[0]: ours}
        if not isinstance(theirs, dict) and len(fields) == 1:
            theirs = {fields[0]: theirs}
        if not (isinstance(theirs, dict) and theirs and set(theirs) <= set(fields)):
            raise ValueError(f"reference: expected a dictionary of {fields}, got {theirs!r:.80}")
        off, square = 0.0, 0.0
        for name, values in theirs.items():
            values = np.asarray(values, float)
            if values.shape not in ((), (number,)):
                raise ValueError(
                    f"reference: expected the shape of the coordinates, ({number},), for {name}, "
                    f"got {values.shape}"
                )
            if not np.isfinite(values).all():
                raise ValueError(f"reference: {name} is not finite everywhere in the domain")
            values = np.broadcast_to(values, (number,))
            off += np.sum((np.asarray(ours[name]) - values) ** 2)
            square += np.sum(values**2)
        if square == 0:
            raise ValueError("reference: it is zero everywhere, and no error is relative to it")
        return float(np.sqrt(off / square))

    def __repr__(self):
        lines = [
            f"Solution of {', '.join(self.problem.fields)} over {', '.join(self.problem.names)}: "
            f"{sum(leaf.size for leaf in jax.tree.leaves(self.parameters))} numbers, "
            f"{len(self.history)} steps",
            f"  relative error, estimated: {self.estimate:.0e}",
        ]
        return "\n".join(lines + [f"  warning: {text}" for text in self.warnings])


def solve(problem, *, key, settings=None, progress=None):
    """Solve a boundary value problem with a network, by Levenberg-Marquardt on its residuals.

    The trial functions meet the `Initial`, `Dirichlet` and `Periodic` conditions by construction; what
    is minimised is the mean square of the equation's residual and of those of the `Soft` conditions.

    The error e obeys N'(u) e = N(u) to first order, with zero data on the faces.  This linear equation
    is solved by least squares in a space of random features, at points that the training has not seen.
    Its solution is subtracted (a Newton step in the space of functions), and its norm in a new space,
    at new points, is the estimate of the error that is left.  An error that such features do not resolve
    is not seen; neither is a wrong problem.  Random features as trial functions: Chen, Chi, E and Yang
    (2022), arXiv:2207.13380; a second fit of what a network leaves: Wang and Lai (2024), J. Comput.
    Phys. 504, 112865.

    Args:
      problem: a `Problem`.
      key: a random key, or an integer; seeds the weights, the points and the features, which NumPy draws.
      settings: `Settings`; None is the default ones.
      progress: a function that gets a line of text every ten steps, such as `print`.

    Returns:
      `Solution`.  What it warns of is also raised as a `PinnWarning`.

    Raises:
      RuntimeError: jax computes in 32 bits.
      TypeError, ValueError: the problem is refused before training starts; the message says why.
    """
    if not isinstance(problem, Problem):
        raise TypeError(f"problem: expected a jaxwise.pinn.Problem, got {problem!r:.60}")
    if not (progress is None or callable(progress)):
        raise TypeError(f"progress: expected a function of a line, such as print, got {progress!r}")
    draws = _draws(jax.random.key(int(key)) if isinstance(key, int | np.integer) else key)
    system = System(problem, settings or Settings())
    return system.solve(draws, progress or (lambda line: None))


class System:
    """A problem with its compiled functions."""

    def __init__(self, problem, settings):
        if not jax.config.jax_enable_x64:
            raise RuntimeError(
                "jaxwise.pinn needs 64 bits, since normal equations square the condition number: run "
                'jax.config.update("jax_enable_x64", True) in the first line of your program'
            )
        self.problem, self.settings = problem, settings
        self.ansatz = Ansatz(problem)
        self.sizes = (self.ansatz.width, *settings.hidden, len(problem.fields))
        self.theta, self.apply = network(_draws(0), self.sizes)
        self.soft = [c for c in problem.conditions if isinstance(c, Soft)]
        self.time = self.ansatz.time
        self.residual_sizes = self._sizes_of(problem.residual)
        self._check()
        residuals, jacobian = self._functions(self._raw)
        self.step = make_step(residuals, jacobian)
        self.values = jax.jit(lambda parts, points: self._at(self._corrected, parts, points))
        self.at_correction = jax.jit(self._functions(self._corrected)[0])
        self.linearised = jax.jit(self._linearised)

    def _raw(self, theta, point):
        return self.apply(theta, self.ansatz.inputs(point))[0]

    def _corrected(self, parts, point):
        """The network and the combinations of random features that correct it."""
        theta, corrections = parts
        z = self.ansatz.inputs(point)
        out, hidden = self.apply(theta, z)
        seen = jnp.concatenate([z, hidden])
        for W, b, c in corrections:
            out = out + c @ _sin_cos(W @ seen + b)[0]
        return out

    def _fields(self, raw, theta):
        return self.ansatz.fields(lambda *point: raw(theta, point))

    def _at(self, raw, theta, points):
        """The fields at points of shape (N, coordinates); shape (fields, N)."""
        fields = self._fields(raw, theta)
        return jnp.stack([jax.vmap(lambda p, u=u: u(*p))(points) for u in fields])

    def _residual(self, raw, function):
        """`function` of a point and of the fields that theta makes; shape (equations,)."""

        def residual(theta, point):
            fields = dict(zip(self.problem.fields, self._fields(raw, theta), strict=True))
            found = function(**fields, **dict(zip(self.problem.names, point, strict=True)))
            return jnp.stack([jnp.asarray(r) for r in jax.tree.leaves(found)])

        return residual

    def _sizes_of(self, function):
        """theta, points -> sums of the moduli of what `function` gives, shape (points,)."""
        one = self._residual(self._raw, function)
        return jax.jit(
            lambda theta, points: jnp.abs(jax.vmap(one, (None, 0))(theta, points)).sum(1)
        )

    def _functions(self, raw):
        """Residuals and Jacobian of the equation and of the soft conditions, as `make_step` wants them."""
        parts = [(self._residual(raw, self.problem.residual), 1.0)]
        parts += [(self._residual(raw, c.residual), c.weight) for c in self.soft]

        def scaled(data):
            for (one, weight), points in zip(parts, data, strict=True):
                yield one, points, weight * np.sqrt(len(data[0]) / len(points))

        def residuals(theta, data):
            return jnp.concatenate(
                [
                    scale * jax.vmap(one, (None, 0), out_axes=1)(theta, points).reshape(-1)
                    for one, points, scale in scaled(data)
                ]
            )

        def jacobian(theta, data):
            found = [(*rows(one)(theta, points), scale) for one, points, scale in scaled(data)]
            r = jnp.concatenate([scale * r for r, _, scale in found])
            return r, jnp.concatenate([scale * JT for _, JT, scale in found], axis=1)

        return residuals, jacobian

    # Before training ----------------------------------------------------------------------------

    def _check(self):
        problem, s = self.problem, self.settings
        if not problem.conditions:
            raise ValueError(
                "conditions: there are none, so that any solution of the equation, a constant perhaps, "
                "would do; give Initial, Dirichlet, Periodic or Soft ones"
            )
        asked = [("residual", problem.residual)]
        asked += [(f"Soft on {c.axis}, {c.side}", c.residual) for c in self.soft]
        self.row_counts = [self._count(*one) for one in asked]
        self.equations = self.row_counts[0]
        points = _spread(_draws(1), 4 * self._correction_points(), *_box(problem))
        self._check_values("residual", self.residual_sizes, points)
        for c in self.soft:
            face = self._on_face(points[:256], c)
            self._check_values(f"Soft on {c.axis}, {c.side}", self._sizes_of(c.residual), face)
        if s.points < len(self.theta):
            raise ValueError(
                f"points: expected at least {len(self.theta)}, as many as the network has parameters, "
                f"got {s.points}"
            )
        if s.features < len(problem.fields):
            raise ValueError(
                f"features: expected at least {len(problem.fields)}, one for each field, "
                f"got {s.features}"
            )
        if s.feature_points < 2 * s.features:
            raise ValueError(
                f"feature_points: expected at least twice the {s.features} features, "
                f"got {s.feature_points}"
            )
        if self.time is not None and s.steps <= s.steps_each * (len(s.horizons) - 1):
            raise ValueError(
                f"steps: expected more than {s.steps_each * (len(s.horizons) - 1)}, steps_each on each "
                f"horizon but the last, got {s.steps}: the whole time span might never be trained"
            )

    def _count(self, what, function):
        """How many equations a residual has; each has to be a real scalar."""
        problem = self.problem
        fields = dict(zip(problem.fields, self._fields(self._raw, self.theta), strict=True))
        point = dict(zip(problem.names, _box(problem)[0], strict=True))
        made = lambda point: jax.tree.map(self._called(what), function(**fields, **point))
        leaves = jax.tree.leaves(jax.eval_shape(made, point))
        if not leaves:
            raise ValueError(f"{what}: it returns nothing; expected a scalar, or a tuple of them")
        for leaf in leaves:
            if leaf.shape != ():
                raise ValueError(
                    f"{what}: expected a scalar at a point, or a tuple of scalars, got the shape "
                    f"{leaf.shape}; the coordinates are scalars, so use no arrays of points"
                )
            if not jnp.issubdtype(leaf.dtype, jnp.floating):
                raise TypeError(f"{what}: expected a real number, got {leaf.dtype}")
        return len(leaves)

    def _check_values(self, what, sizes, points):
        """Is a residual finite at these points, and does it depend on the network?"""
        values, others = (np.asarray(sizes(c * self.theta, points)) for c in (1.0, 0.9))
        finite = np.isfinite(values)
        if not finite.all():
            bad = points[np.flatnonzero(~finite)[0]]
            where = ", ".join(
                f"{n} = {v:.3g}" for n, v in zip(self.problem.names, bad, strict=True)
            )
            raise ValueError(f"{what}: it is not finite at ({where}), before any training")
        if np.array_equal(values, others):
            raise ValueError(
                f"{what}: no solution changes it: it depends on none of the fields, or another "
                "condition has fixed what it asks for"
            )

    def _called(self, what):
        def checked(leaf):
            if isinstance(leaf, Field):
                raise TypeError(
                    f"{what}: it returns a field and not its value at a point: write u.x(x, t), not u.x"
                )
            return leaf

        return checked

    def _on_face(self, points, condition):
        """Points of the domain, moved to the face of a condition."""
        place = self.problem.names.index(condition.axis)
        end = self.problem.domain[condition.axis][condition.side == "high"]
        points = points.copy()
        points[:, place] = end
        return points

    # Points -------------------------------------------------------------------------------------

    def sample(self, draws, horizon, theta=None, number=None, face_points=None):
        """Points of the domain, and of the faces with soft conditions, up to a horizon in time.

        With theta half of those in the domain are drawn where the residual is large (Wu et al. 2023,
        Comput. Methods Appl. Mech. Eng. 403, 115671).
        """
        low, high = _box(self.problem)
        if self.time is not None:
            k = self.problem.names.index(self.time)
            high[k] = low[k] + horizon * (high[k] - low[k])
        n = number or self.settings.points // self.equations
        points = _spread(draws, n if theta is None else n // 2, low, high)
        if theta is not None:
            pool = _spread(draws, 4 * n, low, high)
            size = np.asarray(self.residual_sizes(theta, pool))
            # the largest values of log p + Gumbel noise are draws without replacement
            noisy = np.log(size + 1e-9 * size.mean() + 1e-300) + draws.gumbel(size=len(pool))
            points = np.concatenate([points, pool[np.argsort(-noisy)[: n - n // 2]]])
        data = [points]
        for condition in self.soft:
            face = _spread(draws, face_points or self.settings.face_points, low, high)
            data.append(self._on_face(face, condition))
        return tuple(data)

    # The error ----------------------------------------------------------------------------------

    def features(self, draws):
        """Wave vectors and phases of random sines of the inputs (two in five) and of the last hidden layer.

        What the hidden layer holds has learned where the solution is steep; the inputs have not, and
        resolve everything evenly.
        """
        d, inner = self.ansatz.width, self.sizes[-2]
        m = self.settings.features // len(self.problem.fields)
        of_inputs = np.arange(m)[:, None] % 5 < 2
        t = draws.uniform(size=(m, 1))
        length = 0.5 * np.where(of_inputs, 24.0**t, np.sqrt(d / inner) * 8.0**t)
        seen = of_inputs == (np.arange(d + inner) < d)
        W = seen * length * draws.normal(size=(m, d + inner))
        return W, draws.uniform(0, 2 * np.pi, size=m)

    def corrected(self, draws, theta, report):
        """The network with as many corrections as help, the error that is left, and the residual.

        The error is estimated; the residual is the root of the mean square of what the last correction
        did not explain, or None where it explained the better half of it.
        """
        s, parts, best, told = self.settings, (theta, ()), (None, np.inf, None), []
        for number in range(s.corrections + 1):
            features = self.features(draws)
            data, unseen = self.fitted_and_unseen(draws, theta)
            r, JT = (np.asarray(a) for a in self.linearised(parts, features, data))
            fit = _least_squares(JT, unseen)
            c, unexplained = fit(r)
            size = self.change(parts, self._with(parts, features, c))
            estimate = size * (1 + unexplained)
            estimate = estimate if np.isfinite(estimate) else np.inf
            told.append(f"{estimate:.0e}")
            stays = unexplained * np.linalg.norm(r[unseen]) / np.sqrt(unseen.sum())
            found = parts, estimate, stays if unexplained > 0.5 else None
            best = min(found, best, key=lambda one: one[1])
            if number == s.corrections or not s.goal < estimate < np.inf:
                break
            parts = self._newton(parts, features, fit, r, data, unseen)
        report(f"          relative error, estimated, then corrected: {', '.join(told)}")
        return best

    def _newton(self, parts, features, fit, r, data, unseen):
        """One correction: steps of Newton's method, with the derivatives of the first of them.

        A step is kept when it makes the residual smaller where it was not fitted, and followed by
        another one when the residual fell by less than was promised.
        """
        c, found = 0.0, parts
        for _ in range(4):
            step, unexplained = fit(r)
            c, before = c + step, np.linalg.norm(r[unseen])
            moved = self._with(parts, features, c)
            r = np.asarray(self.at_correction(moved, data))
            after = np.linalg.norm(r[unseen])
            if not after < before:
                break
            found = moved
            if after < 2 * unexplained * before:
                break
        return found

    def _with(self, parts, features, c):
        """The network with one more correction; c are its coefficients, field by field."""
        theta, corrections = parts
        return theta, (*corrections, (*features, c.reshape(len(self.problem.fields), -1)))

    def fitted_and_unseen(self, draws, theta):
        """A sample, and which rows of its residuals are not to be fitted: every fifth point's."""
        s = self.settings
        faces = max(2, 5 * s.face_points // 4)
        data = self.sample(draws, 1.0, theta, self._correction_points(), faces)
        held_out = [
            np.tile(np.arange(len(points)) % 5 == min(4, len(points) - 1), rows)
            for points, rows in zip(data, self.row_counts, strict=True)
        ]
        return data, np.concatenate(held_out)

    def _correction_points(self):
        return 5 * self.settings.feature_points // 4 // self.equations

    def _linearised(self, parts, features, data):
        """Residuals, and their transposed derivatives by the coefficients of one more correction."""
        moved = lambda c, point: self._corrected(self._with(parts, features, c), point)
        none = jnp.zeros(len(self.problem.fields) * len(features[1]))
        return self._functions(moved)[1](none, data)

    def change(self, before, after):
        """The norm of a difference of fields relative to that of the fields, over the domain."""
        even = _spread(_draws(2), EVEN, *_box(self.problem))
        before, after = (np.asarray(self.values(parts, even)) for parts in (before, after))
        return float(np.sqrt(np.sum((after - before) ** 2) / np.sum(before**2)))

    # Training -----------------------------------------------------------------------------------

    def solve(self, draws, report):
        s = self.settings
        start, history, best, checked = time.process_time(), [], (None, np.inf, None), None
        theta, _ = network(draws, self.sizes)
        damping = 1e-2
        horizons = s.horizons if self.time is not None else (1.0,)
        for horizon in horizons:
            last, left = horizon == horizons[-1], s.steps - len(history)
            data, first = self.sample(draws, horizon), None
            damping = max(float(damping), 1e-4)
            for k in range(1, 1 + (left if last else min(s.steps_each, left))):
                theta, damping, loss, _ = self.step(theta, damping, data)
                loss, seconds = float(loss), time.process_time() - start
                history.append((len(history) + 1, horizon, loss, seconds))
                if len(history) % 10 == 0:
                    report(
                        f"step {len(history):4}, to {horizon:4.0%} of the time, loss {loss:.1e}, "
                        f"{seconds:.0f} s"
                    )
                first = first or loss
                if not last and loss < s.enough * first:
                    break
                if last and k in s.checks:
                    found, checked = self.corrected(draws, theta, report), len(history)
                    best = min(found, best, key=lambda one: one[1])
                    if best[1] < s.goal:
                        break
                if last and k % s.resample == 0:
                    data = self.sample(draws, horizon, theta)
                    damping = max(float(damping), 1e-6)
        if checked != len(history):
            found = self.corrected(draws, theta, report)
            best = min(found, best, key=lambda one: one[1])
        parts, estimate, stays = best
        said = self._said(estimate, stays, np.array(history))
        for text in said:
            warnings.warn(text, PinnWarning, stacklevel=3)
        return Solution(self.problem, estimate, tuple(said), np.array(history), parts, self.values)

    def _said(self, estimate, stays, history):
        said, first = [], np.sqrt(history[0, 2])
        if not np.isfinite(estimate):
            said.append("the error could not be estimated: do not use the solution")
        elif estimate > self.settings.accept:
            said.append(
                f"the relative error is estimated to be {estimate:.0e}, above "
                f"{self.settings.accept:.0e}: do not use the solution without a second method"
            )
        elif stays is not None and not stays <= 0.01 * first:
            said.append(
                f"a residual of {stays:.0e} stays, of {first:.0e} at the start, that no correction "
                "lowers, and the estimate is blind to it: do conditions contradict each other?"
            )
        return said


@jax.custom_jvp
def _sin_cos(a):
    """Sine and cosine, computed once: without the barrier XLA does so anew for each derivative."""
    return jax.lax.optimization_barrier((jnp.sin(a), jnp.cos(a)))


@_sin_cos.defjvp
def _(primals, tangents):
    (a,), (da,) = primals, tangents
    sin, cos = _sin_cos(a)
    return (sin, cos), (cos * da, -sin * da)


def _draws(key):
    """What is drawn on the host is drawn by NumPy: by jax each shape would be a compilation.

    Args:
      key: a random key; an integer for draws of our own, which are always the same.
    """
    if isinstance(key, int):
        return np.random.default_rng(key)
    try:
        seed = np.asarray(jax.random.key_data(key))
    except TypeError:
        raise TypeError(f"key: expected a random key, jax.random.key(0), got {key!r:.60}") from None
    if seed.ndim != 1:
        raise ValueError(f"key: expected one random key, got the shape {seed.shape[:-1]}")
    return np.random.default_rng(seed)


def _least_squares(JT, unseen):
    """Least squares for linearised equations, with a ridge that is chosen by rows that are not fitted.

    Args:
      JT: derivatives of the residuals by P coefficients, shape (P, N).
      unseen: which rows of the residuals are not fitted, shape (N,), bool.

    Returns:
      function of residuals (N,) -> the change of the coefficients (P,), and the part of the residual,
      in the norm over the unseen rows, that it leaves.
    """
    unit = np.sqrt(np.einsum("mn,mn->m", JT, JT)) + 1e-300
    JT = JT / unit[:, None]
    fitted, J_unseen = JT[:, ~unseen], JT[:, unseen].T
    A, factors = fitted @ fitted.T, []
    for ridge in (1e-14, 1e-11, 1e-8):
        A[np.diag_indices_from(A)] += ridge
        factors.append(scipy.linalg.lu_factor(A, check_finite=False))

    def fit(r):
        g, norm = fitted @ r[~unseen], np.linalg.norm(r[unseen]) + 1e-300
        found = [-scipy.linalg.lu_solve(factor, g, check_finite=False) for factor in factors]
        left = [np.linalg.norm(r[unseen] + J_unseen @ c) / norm for c in found]
        i = int(np.argmin(np.where(np.isnan(left), np.inf, left)))
        return found[i] / unit, left[i]

    return fit


def _box(problem):
    low, high = np.array(list(problem.domain.values())).T
    return low.copy(), high.copy()


def _spread(draws, number, low, high):
    """Points on a lattice of irrational slopes, shifted at random: more even than independent ones.

    The slopes are powers of 1/x for the positive root of x^(d+1) = x + 1 (Roberts 2018), whose first
    member is the golden ratio.
    """
    d, x = len(low), 2.0
    for _ in range(60):
        x = (1 + x) ** (1 / (d + 1))
    slopes = np.array([x ** -(k + 1) for k in range(d)])
    unit = (draws.uniform(size=d) + np.arange(number)[:, None] * slopes) % 1.0
    return low + (high - low) * unit
