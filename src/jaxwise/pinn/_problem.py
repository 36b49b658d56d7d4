"""Stating a boundary value problem: the equation, the domain, the conditions on its faces."""

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import jax
import jax.numpy as jnp
import numpy as np

Value = float | Callable | Mapping[str, "float | Callable"]


class Field:
    """An unknown function of scalar coordinates, `u(x, t)`, and its derivatives, `u.t`, `u.xx`.

    The letters after the dot are coordinates; each takes one derivative, by `jax.jvp`.  `u.xt(x, t)` is
    the mixed second derivative at a point, a scalar as `u(x, t)` is.
    """

    def __init__(self, function, names):
        self._function, self._names = function, names

    def __call__(self, *point):
        if len(point) != len(self._names):
            raise TypeError(
                f"expected the {len(self._names)} coordinates ({', '.join(self._names)}) in this "
                f"order, got {len(point)}"
            )
        return self._function(*(jnp.asarray(c, float) for c in point))

    def __getattr__(self, letters):
        unknown = set(letters) - set(self._names)
        if unknown:
            raise AttributeError(
                f"no derivative {letters!r}: the coordinates are {', '.join(self._names)}"
            )
        function = self._function
        for letter in letters:
            function = _partial(function, self._names.index(letter))
        return Field(function, self._names)


def _partial(function, place):
    def derivative(*point):
        along = lambda c: function(*point[:place], c, *point[place + 1 :])
        return jax.jvp(along, (point[place],), (jnp.ones_like(point[place]),))[1]

    return derivative


@dataclass(frozen=True)
class Initial:
    """Values, and for an equation of second order the velocities, where the coordinate `axis` begins.

    Args:
      value: the unknown there; a number, or a function of the other coordinates in the order of the
        domain.  For a system a dictionary, field by field.
      velocity: its derivative along `axis`, likewise; None where the equation is of first order.  For
        a system it may name some of the fields of `value`.
      axis: the coordinate.
    """

    value: Value
    velocity: Value | None = None
    axis: str = "t"


@dataclass(frozen=True)
class Dirichlet:
    """Values of the unknown on the faces of a coordinate.

    Args:
      axis: the coordinate.
      value: a number, or a function of the other coordinates in the order of the domain; for a system
        a dictionary, field by field, or one value for all of them.
      side: "low", "high" or "both".
    """

    axis: str
    value: Value = 0.0
    side: str = "both"


@dataclass(frozen=True)
class Periodic:
    """All fields, with all their derivatives, are the same on both faces of a coordinate.

    Where the equation takes second or higher derivatives along it, `solve` refuses values, given by
    other conditions, that have a kink across these faces; one at the start that diffuses is allowed.
    """

    axis: str


@dataclass(frozen=True)
class Soft:
    """A condition that is met as well as the equation is: its residual joins the least squares.

    Args:
      axis, side: the face, as for `Dirichlet`; "low" or "high".
      residual: as the problem's residual: of the fields and the coordinates, zero where the condition
        holds.  `lambda u, x, t: u.x(x, t)` is a Neumann condition.
      weight: how much a unit of it counts beside a unit of the equation's residual.
    """

    axis: str
    side: str
    residual: Callable
    weight: float = 10.0


Condition = Initial | Dirichlet | Periodic | Soft


@dataclass(frozen=True)
class Problem:
    """A partial differential equation on a box, with conditions on its faces.

    Args:
      residual: a function of the unknown fields and of the coordinates, by these names, fields first:
        `lambda u, x, t: u.t(x, t) - u.xx(x, t)`.  The coordinates are scalars, fields are called with
        all of them in the order of `domain` and differentiated by a dot and letters.  It returns a
        scalar, or for a system a tuple of scalars; zero where the equation holds.
      domain: {coordinate: (low, high)}; names are single letters; one to four of them.
      conditions: of the types `Initial`, `Dirichlet`, `Periodic` (met exactly, by construction) and
        `Soft` (met in the least squares).

    Raises:
      TypeError, ValueError: a part does not fit the others; the message names it.

    >>> Problem(
    ...     residual=lambda u, x, t: u.t(x, t) - 0.1 * u.xx(x, t),
    ...     domain={"x": (0, 1), "t": (0, 1)},
    ...     conditions=[Initial(lambda x: jnp.sin(jnp.pi * x)), Dirichlet("x", 0.0)],
    ... ).fields
    ('u',)
    """

    residual: Callable
    domain: Mapping[str, tuple[float, float]]
    conditions: Sequence[Condition] = ()
    fields: tuple[str, ...] = field(init=False)

    def __post_init__(self):
        object.__setattr__(self, "domain", _checked_domain(self.domain))
        object.__setattr__(self, "fields", _fields_of(self.residual, self.names, "residual"))
        if not isinstance(self.conditions, Sequence) or isinstance(self.conditions, str):
            raise TypeError(f"conditions: expected a list of conditions, got {self.conditions!r}")
        object.__setattr__(self, "conditions", tuple(self.conditions))
        for condition in self.conditions:
            self._check(condition)
        for axis in self.names:
            kinds = [c for c in self.conditions if c.axis == axis and not isinstance(c, Soft)]
            if any(isinstance(c, Periodic) for c in kinds) and len(kinds) > 1:
                raise ValueError(f"conditions: {axis!r} is periodic and has another condition")

    @property
    def names(self):
        return tuple(self.domain)

    def _check(self, condition):
        if not isinstance(condition, Condition):
            raise TypeError(
                f"conditions: expected Initial, Dirichlet, Periodic or Soft, got {condition!r}"
            )
        if condition.axis not in self.domain:
            raise ValueError(
                f"conditions: {condition} names the coordinate {condition.axis!r}; the domain has "
                f"{', '.join(self.names)}"
            )
        sides = ("low", "high") + ("both",) * isinstance(condition, Dirichlet)
        if getattr(condition, "side", "low") not in sides:
            raise ValueError(f"conditions: side: expected one of {sides}, got {condition.side!r}")
        if isinstance(condition, Soft):
            if (fields := _fields_of(condition.residual, self.names, "Soft")) != self.fields:
                raise ValueError(f"conditions: Soft: fields {fields}, the equation {self.fields}")
            if not condition.weight > 0:
                raise ValueError(f"conditions: weight: expected > 0, got {condition.weight!r}")
        if isinstance(condition, Initial | Dirichlet):
            self._check_values(condition, "value")
        if isinstance(condition, Initial) and condition.velocity is not None:
            self._check_values(condition, "velocity")

    def _check_values(self, condition, what):
        given = values_of(getattr(condition, what), self.fields)
        named = f"conditions: {type(condition).__name__} on {condition.axis}: {what}"
        if what == "velocity" and isinstance(condition.velocity, Mapping):
            if extra := set(given) - set(values_of(condition.value, self.fields)):
                raise ValueError(f"{named} of {', '.join(sorted(extra))}, which has no value there")
        others = [name for name in self.names if name != condition.axis]
        expected = f"expected a scalar function of {', '.join(others) or 'nothing'}"
        for function in given.values():
            try:
                inspect.signature(function).bind(*others)
            except TypeError as error:
                raise TypeError(f"{named}: {expected}, but {error}") from None
            except ValueError:  # a function without a signature
                pass
            scalars = [jax.ShapeDtypeStruct((), jnp.result_type(float))] * len(others)
            found = jax.eval_shape(lambda *p, f=function: jnp.asarray(f(*p)), *scalars)
            if found.shape != ():
                raise ValueError(f"{named}: {expected}, got the shape {found.shape}")


def values_of(value, fields):
    """{field: function of the other coordinates} for the fields that a condition names."""
    if isinstance(value, Mapping):
        if unknown := set(value) - set(fields):
            raise ValueError(
                f"conditions: no field {', '.join(sorted(unknown))}; the residual has {fields}"
            )
        pairs = value.items()
    else:
        pairs = [(name, value) for name in fields]
    return {name: v if callable(v) else _constant(v) for name, v in pairs}


def _constant(value):
    if np.ndim(value) or not isinstance(value, int | float | np.number | np.ndarray | jax.Array):
        raise TypeError(f"conditions: expected a number or a function as value, got {value!r:.60}")
    number = float(value)
    return lambda *others: jnp.asarray(number)


def _checked_domain(domain):
    if not isinstance(domain, Mapping) or not 1 <= len(domain) <= 4:
        raise TypeError(f"domain: expected a dictionary of one to four coordinates, got {domain!r}")
    checked = {}
    for name, ends in domain.items():
        if not (isinstance(name, str) and len(name) == 1 and name.isalpha()):
            raise ValueError(f"domain: expected single letters as names, got {name!r}")
        try:
            low, high = (float(end) for end in ends)
        except (TypeError, ValueError):
            raise TypeError(f"domain: {name}: expected (low, high), got {ends!r}") from None
        if not (np.isfinite([low, high]).all() and low < high):
            raise ValueError(f"domain: {name}: expected finite low < high, got {ends!r}")
        checked[name] = (low, high)
    return checked


def _fields_of(residual, names, what):
    """The unknown fields: the arguments of a residual that stand before its coordinates."""
    if not callable(residual):
        raise TypeError(f"{what}: expected a function of fields and coordinates, got {residual!r}")
    arguments = list(inspect.signature(residual).parameters)
    fields = [a for a in arguments if a not in names]
    if arguments != fields + [a for a in arguments if a in names] or not fields:
        raise ValueError(
            f"{what}: expected the arguments to be fields and then coordinates of the domain "
            f"({', '.join(names)}), got ({', '.join(arguments)})"
        )
    if missing := [name for name in names if name not in arguments]:
        raise ValueError(
            f"{what}: it does not take {', '.join(missing)}, which the domain has; its arguments are "
            f"({', '.join(arguments)})"
        )
    return tuple(fields)
