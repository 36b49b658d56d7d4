"""The trial functions: they meet the hard conditions whatever the network says.

    u(x) = lift(x) + distance(x) * network(x)

The lift takes the given values on the faces (transfinite interpolation, axis by axis), the distance is
zero there (Lagaris, Likas and Fotiadis 1998, IEEE Transactions on Neural Networks 9, 987).  A periodic
coordinate enters the network as a sine and a cosine (Dong and Ni 2021, J. Comput. Phys. 435, 110242).
"""

import itertools
import math
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np

from jaxwise.pinn._problem import Dirichlet, Field, Initial, Periodic, values_of


class _Asked(NamedTuple):
    """Two functions, each with points (N, coordinates), whose values have to agree."""

    field: str
    what: str  # asks for it
    want: tuple
    got: tuple
    unit: float = 1.0  # of the values, times which they are those of the field
    given: bool = True  # or only the same on both faces


class Ansatz:
    """What a problem's hard conditions make of a network.

    `fields(raw)` gives the fields as functions; `inputs(point)` what a network sees.
    """

    def __init__(self, problem):
        self.problem = problem
        self.names = problem.names
        self.lows, self.highs = zip(*problem.domain.values(), strict=True)
        self.periodic = [c.axis for c in problem.conditions if isinstance(c, Periodic)]
        self._faces = {name: self._faces_of(name) for name in problem.fields}
        self._lifts = {name: self._lift_of(name) for name in problem.fields}
        self.width = len(self.names) + len(self.periodic)
        self._some = np.random.default_rng(0).uniform(self.lows, self.highs, (64, len(self.names)))
        self._scales = self._check_agreement()
        self.time = next((c.axis for c in problem.conditions if isinstance(c, Initial)), None)
        if self.time is not None:
            for name, axis in itertools.product(problem.fields, self.periodic):
                self._lifts[name] = self._smoothed(name, axis)
        self._check_kinks()

    def inputs(self, point):
        """The coordinates, from -1 to 1; a periodic one as the sine and cosine of its angle."""
        found = []
        for name, c, low, high in zip(self.names, point, self.lows, self.highs, strict=True):
            if name in self.periodic:
                angle = 2 * jnp.pi * (c - low) / (high - low)
                found += [jnp.sin(angle), jnp.cos(angle)]
            else:
                found.append((2 * c - low - high) / (high - low))
        return jnp.stack(found)

    def fields(self, raw):
        """The fields made of `raw(point)`, the outputs of a network, shape (fields,)."""
        return [
            Field(self._field(name, number, raw), self.names)
            for number, name in enumerate(self.problem.fields)
        ]

    def _field(self, name, number, raw):
        lift = self._lifts[name]
        return lambda *p: lift(*p) + self.distance(name, *p) * raw(*p)[number]

    def distance(self, field, *point):
        """Zero on the faces with a hard condition, of order one inside."""
        found = jnp.ones(())
        for axis, faces in self._faces[field].items():
            k = self.names.index(axis)
            s = (point[k] - self.lows[k]) / (self.highs[k] - self.lows[k])
            if "low" in faces and "high" in faces:
                s = 4 * s * (1 - s)
            elif "high" in faces:
                s = 1 - s
            found = found * (s**2 if "velocity" in faces else s)
        return found

    def _faces_of(self, field):
        """{axis: {"low", "high", "velocity": the function given there}}, time first."""
        found = {}
        hard = [c for c in self.problem.conditions if isinstance(c, Initial | Dirichlet)]
        for condition in sorted(hard, key=lambda c: isinstance(c, Dirichlet)):
            given = values_of(condition.value, self.problem.fields)
            if field not in given:
                continue
            faces = found.setdefault(condition.axis, {})
            if isinstance(condition, Initial):
                wanted = {"low": given[field]}
                if condition.velocity is not None:
                    velocity = values_of(condition.velocity, self.problem.fields)
                    if field in velocity:
                        wanted["velocity"] = velocity[field]
            else:
                sides = ("low", "high") if condition.side == "both" else (condition.side,)
                wanted = dict.fromkeys(sides, given[field])
            if twice := set(wanted) & set(faces):
                raise ValueError(
                    f"conditions: {field} is given twice at the {twice.pop()} end of {condition.axis}"
                )
            faces.update(wanted)
            if "velocity" in faces and "high" in faces:
                raise ValueError(
                    f"conditions: {condition.axis}: a velocity at one end and a value at the other"
                )
        return found

    def _lift_of(self, field):
        lift = lambda *point: jnp.zeros(())
        for axis, faces in self._faces[field].items():
            lift = self._extended(lift, axis, faces)
        return lift

    def _extended(self, lift, axis, faces):
        """`lift` and what is missing to the values on the faces of one more axis."""
        k = self.names.index(axis)
        low, high = self.lows[k], self.highs[k]
        others = lambda point: (*point[:k], *point[k + 1 :])

        def extended(*point):
            s = (point[k] - low) / (high - low)
            missing = {
                side: faces[side](*others(point)) - lift(*_moved(point, k, end))
                for side, end in (("low", low), ("high", high))
                if side in faces
            }
            if len(missing) == 2:
                more = (1 - s) * missing["low"] + s * missing["high"]
            else:
                [more] = missing.values()
            if "velocity" in faces:
                slope = getattr(Field(lift, self.names), axis)(*_moved(point, k, low))
                more = more + (point[k] - low) * (faces["velocity"](*others(point)) - slope)
            return lift(*point) + more

        return extended

    def _smoothed(self, name, axis):
        """The lift, with the kink that its start has at a periodic face diffusing as in the heat equation.

        Such a kink is in the start only; a lift that kept it would be wrong at all times, at a place
        that no sample meets.  What |d| becomes after a time t, for a diffusivity D that is read off the
        equation, is d erf(d / w) + w exp(-(d / w)^2) / sqrt(pi) with w^2 = 4 D t.
        """
        lift, k, clock = self._lifts[name], self.names.index(axis), self.names.index(self.time)
        low, high = self.lows[k], self.highs[k]
        jump = self._jump(name, axis, 1)
        sizes = np.abs(_at(jump, self._some))
        if sizes.max() <= self._smallest(name, axis, 1):
            return lift
        at_start = np.where(
            np.arange(len(self.names)) == clock, self.lows, self._some[sizes.argmax()]
        )
        diffusivity = self._diffusivity(name, k, clock, _moved(tuple(at_start), k, low))
        if not 0 < diffusivity < np.inf or self._on_a_hard_face(name, axis, jump):
            return lift

        def smoothed(*point):
            half = (high - low) / 2
            d = half - jnp.abs(point[k] - low - half)  # to the nearer face
            w = jnp.sqrt(4 * diffusivity * (point[clock] - self.lows[clock]) + 1e-30)
            more = w / np.sqrt(np.pi) * jnp.exp(-((d / w) ** 2)) - d * jax.scipy.special.erfc(d / w)
            return lift(*point) + jump(*point) / 2 * more

        return smoothed

    def _diffusivity(self, name, k, clock, corner):
        """Minus the ratio of what the residual takes of the second derivative and of that in time."""
        rate = self._taken(name, lambda *p: p[clock] - corner[clock], corner)
        bend = self._taken(name, lambda *p: (p[k] - corner[k]) ** 2 / 2, corner)
        i = np.argmax(np.abs(rate))
        return float(-bend[i] / rate[i]) if rate[i] else 0.0

    def _taken(self, name, shape, point):
        """The residual's change at a point when the lift of a field changes by a function; (equations,)."""

        def residual(eps):
            lifts = dict(self._lifts)
            lifts[name] = lambda *p: self._lifts[name](*p) + eps * shape(*p)
            fields = {n: Field(f, self.names) for n, f in lifts.items()}
            found = self.problem.residual(**fields, **dict(zip(self.names, point, strict=True)))
            return jnp.stack([jnp.asarray(r, float) for r in jax.tree.leaves(found)])

        point = tuple(jnp.asarray(c) for c in point)
        return np.asarray(jax.jit(lambda: jax.jvp(residual, (0.0,), (1.0,))[1])())

    def _order(self, name, axis):
        """The highest derivative of a field along an axis, up to four, that the equation takes."""
        k, point = self.names.index(axis), tuple(self._some[0])
        power = lambda n: lambda *p: (p[k] - point[k]) ** n / math.factorial(n)
        return max((n for n in range(1, 5) if self._taken(name, power(n), point).any()), default=0)

    def _jump(self, name, axis, order):
        """A function of a point: by how much a derivative of the lift differs between two faces."""
        k, slope = (
            self.names.index(axis),
            getattr(Field(self._lifts[name], self.names), axis * order),
        )
        low, high = self.lows[k], self.highs[k]
        return lambda *p: slope(*_moved(p, k, low)) - slope(*_moved(p, k, high))

    def _smallest(self, name, axis, order):
        """A jump of this size is rounding."""
        k = self.names.index(axis)
        return 1e-5 * self._scales[name] / (self.highs[k] - self.lows[k]) ** order

    def _on_a_hard_face(self, name, periodic, jump):
        """Is there a jump where another condition has fixed the field at all times?"""
        for axis, faces in self._faces[name].items():
            for side in ("low", "high") if axis != self.time else ():
                face = self._moved(self._some, self.names.index(axis), side)
                sizes = np.abs(_at(jump, face))
                if side in faces and sizes.max() > self._smallest(name, periodic, 1):
                    return True
        return False

    def _check_kinks(self):
        """What is given must not leave a kink at a periodic face: no sample would meet it."""
        for name, axis in itertools.product(self.problem.fields, self.periodic):
            for order in range(1, self._order(name, axis)):
                sizes = np.abs(_at(self._jump(name, axis, order), self._some))
                if sizes.max() > self._smallest(name, axis, order):
                    raise ValueError(
                        f"conditions: what is given for {name} has a kink at the periodic faces of "
                        f"{axis} (derivative {order} jumps by {sizes.max():.1g}), and the equation "
                        "takes higher derivatives there; give those values by a Soft condition"
                    )

    def _check_agreement(self):
        """Where two faces meet, what is given has to agree; the lift misses one of them otherwise.

        Returns:
          {field: the largest of the values that are given for it, and of velocities by the span}.
        """
        points = np.concatenate([self._corners(), self._some])
        asked = [one for field in self._faces for one in self._asked(field, points)]
        both = lambda: [(_mapped(*one.want), _mapped(*one.got)) for one in asked]
        pairs = jax.tree.map(np.asarray, jax.jit(both)())  # one compilation
        scales = dict.fromkeys(self._faces, 0.0)
        for one, (want, _) in zip(asked, pairs, strict=True):
            if one.given:
                largest = np.abs(want[np.isfinite(want)]).max(initial=0.0) * one.unit
                scales[one.field] = max(scales[one.field], float(largest))
        for one, (want, got) in zip(asked, pairs, strict=True):
            self._compare(one, want, got, scales[one.field])
        return scales

    def _asked(self, field, points):
        """What a field has to meet at some points of the faces."""
        lift, faces = Field(self._lifts[field], self.names), self._faces[field]
        for axis, side, given in [(a, s, g) for a, f in faces.items() for s, g in f.items()]:
            k = self.names.index(axis)
            face = self._moved(points, k, side)
            got = getattr(lift, axis) if side == "velocity" else lift
            want = lambda *p, g=given, k=k: g(*p[:k], *p[k + 1 :])
            unit = self.highs[k] - self.lows[k] if side == "velocity" else 1.0
            what = f"the condition at the {side} end of {axis}"
            yield _Asked(field, what, (want, face), (got, face), unit)
        for axis in self.periodic:
            low, high = (self._moved(points, self.names.index(axis), s) for s in ("low", "high"))
            what = f"its being periodic in {axis}"
            yield _Asked(field, what, (lift, low), (lift, high), given=False)

    def _moved(self, points, k, side):
        moved = points.copy()
        moved[:, k] = self.highs[k] if side == "high" else self.lows[k]
        return moved

    def _compare(self, asked, want, got, scale):
        field, points = asked.field, asked.got[1]
        where = lambda i: ", ".join(
            f"{n} = {v:.3g}" for n, v in zip(self.names, points[i], strict=True)
        )
        if not np.isfinite(want).all():
            bad = np.flatnonzero(~np.isfinite(want))[0]
            raise ValueError(f"conditions: {field} is not finite at ({where(bad)}) by {asked.what}")
        i = np.abs(got - want).argmax()
        if not np.abs(got - want)[i] * asked.unit <= 1e-6 * scale:
            raise ValueError(
                f"conditions that contradict each other: {field} at ({where(i)}) is {want[i]:.3g} by "
                f"{asked.what}, and {got[i]:.3g} by another condition; make one of them Soft"
            )

    def _corners(self):
        ends = zip(self.lows, self.highs, strict=True)
        return np.stack(np.meshgrid(*ends), axis=-1).reshape(-1, len(self.names))


def _mapped(function, points):
    """A function of scalars at points (N, coordinates); shape (N,), of a constant too."""
    return jnp.broadcast_to(jax.vmap(function)(*points.T), len(points))


def _at(function, points):
    return np.asarray(jax.jit(lambda points: _mapped(function, points))(points))


def _moved(point, k, value):
    """A point with another value of its coordinate k."""
    return (*point[:k], jnp.full_like(point[k], value), *point[k + 1 :])


def network(draws, sizes):
    """Weights of a network of tanh layers, as one vector, and the function of vector and input.

    Args:
      draws: a generator of NumPy.
      sizes: numbers of inputs, of hidden units layer by layer, and of outputs.

    Returns:
      theta: shape (parameters,), normal with the variances of Glorot and Bengio (2010), biases zero.
      apply: `apply(theta, z)` for z of shape (inputs,) gives shape (outputs,), and what the last
        hidden layer holds.
    """
    shapes = list(itertools.pairwise(sizes))
    counts = [count for m, n in shapes for count in (m * n, n)]  # of weights, of biases
    scale = [value for m, n in shapes for value in (np.sqrt(2 / (m + n)), 0.0)]
    theta = np.repeat(scale, counts) * draws.normal(size=sum(counts))

    def apply(theta, z):
        pieces = jnp.split(theta, np.cumsum(counts)[:-1])
        for shape, W, b in zip(shapes, pieces[::2], pieces[1::2], strict=True):
            hidden = z if W is pieces[0] else jnp.tanh(z)
            z = hidden @ W.reshape(shape) + b
        return z, hidden

    return theta, apply
