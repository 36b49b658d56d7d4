"""Kepler's twelve nights and the orbit that fits them: the program of the chapter "One problem, one hour".

The functions compute in the precision of their arguments and of JAX's settings, and change neither.
An orbit is an array of four numbers: period (days), eccentricity, longitude of the perihelion (rad)
and mean longitude at day 0 (rad).

Source of the data: J. Kepler, Astronomia Nova (1609), chapter 15; of the equations: any textbook of
celestial mechanics, such as C. D. Murray and S. F. Dermott, Solar System Dynamics (1999), chapter 2.
"""

import numpy as np

# Date and time (Julian calendar, hours from noon); heliocentric longitude of Mars.
#    year month day  h  min   deg  '   "
_NIGHTS = (
    (1580, 11, 18, 1, 31, 66, 28, 35),
    (1582, 12, 28, 3, 58, 106, 55, 30),
    (1585, 1, 30, 19, 14, 141, 36, 10),
    (1587, 3, 6, 7, 23, 175, 43, 0),
    (1589, 4, 14, 6, 23, 214, 24, 0),
    (1591, 6, 8, 7, 43, 266, 43, 0),
    (1593, 8, 25, 17, 27, 342, 16, 0),
    (1595, 10, 31, 0, 39, 47, 31, 40),
    (1597, 12, 13, 15, 44, 92, 28, 0),
    (1600, 1, 18, 14, 2, 128, 38, 0),
    (1602, 2, 20, 14, 13, 162, 27, 0),
    (1604, 3, 28, 16, 23, 198, 37, 10),
)


def julian_day(year, month, day, hour=0, minute=0):
    """Days since noon of 1 January 4713 BC, from a date of the Julian calendar; hours run from noon.

    Arguments are integers, or NumPy arrays of them of one shape, which is that of the result.

    >>> julian_day(1582, 10, 4, 12)  # the last day of the Julian calendar, at midnight
    2299160.5
    """
    a = (14 - month) // 12
    y, m = year + 4800 - a, month + 12 * a - 3
    whole = day + (153 * m + 2) // 5 + 365 * y + y // 4 - 32083
    return whole + hour / 24 + minute / 1440


def oppositions():
    """The twelve oppositions of Mars that Kepler used.

    Returns:
        (t, longitude): NumPy arrays of 64-bit floats, each of shape (12,): days since the first
        opposition, and the heliocentric longitude of Mars against the stars (rad).

    >>> t, longitude = oppositions()
    >>> print(t[:3].round(1), longitude.shape)
    [   0.   770.1 1534.7] (12,)
    """
    nights = np.array(_NIGHTS)
    day = julian_day(*nights[:, :5].T)
    t = day - day[0]
    degrees = nights[:, 5:] @ [1, 1 / 60, 1 / 3600]
    precession = 50.29 / 3600 * t / 365.25  # the equinox moves 50.29" a year
    return t, np.radians(degrees - precession)


def eccentric_anomaly(M, e, steps=10):
    """The E of Kepler's equation ``E - e sin(E) = M``, by Newton steps from ``E = M``.

    Arguments:
        M: mean anomaly (rad), an array of any shape.
        e: eccentricity, at least 0 and less than 1; a number or an array that broadcasts with M.
        steps: how many Newton steps, a Python integer; ten are enough for e up to 0.9.
    """
    import jax.numpy as jnp

    E = M
    for _ in range(steps):
        E = E - (E - e * jnp.sin(E) - M) / (1 - e * jnp.cos(E))
    return E


def heliocentric_longitude(orbit, t):
    """The longitude (rad) of a planet on an orbit at the times t.

    Arguments:
        orbit: (period, e, perihelion, longitude at day 0), an array of shape (4,), or a sequence.
        t: time (days), an array of any shape, which is that of the result.

    >>> import jax.numpy as jnp
    >>> circle = jnp.array([360.0, 0.0, 0.0, 1.0])
    >>> print(heliocentric_longitude(circle, jnp.array([0.0, 90.0])).round(3))
    [1.    2.571]
    """
    import jax.numpy as jnp

    P, e, varpi, L0 = orbit
    E = eccentric_anomaly(L0 + 2 * jnp.pi * t / P - varpi, e)
    nu = 2 * jnp.arctan2(jnp.sqrt(1 + e) * jnp.sin(E / 2), jnp.sqrt(1 - e) * jnp.cos(E / 2))
    return varpi + nu


def misses(orbit, t, longitude):
    """How far an orbit misses each longitude, in minutes of arc, between -10800 and 10800.

    Arguments:
        orbit: as in `heliocentric_longitude`.
        t, longitude: times (days) and observed longitudes (rad), arrays of one shape, which is that
            of the result.
    """
    import jax.numpy as jnp

    d = heliocentric_longitude(orbit, t) - longitude
    return jnp.degrees(jnp.arctan2(jnp.sin(d), jnp.cos(d))) * 60


def fit(start, t, longitude, steps=100, weight=None):
    """The orbit of least squares that Levenberg-Marquardt finds from a start.

    Arguments:
        start: an orbit, an array of four floats.
        t, longitude: as in `misses`.
        steps: how many steps are made, a Python integer; there is no test of convergence.
        weight: by how much each miss is multiplied before it is squared, an array that broadcasts
            with t: 0 leaves a night out.  None: all count alike.

    Returns:
        an orbit, an array of shape (4,).  A start far away may end in a poor local minimum.
    """
    import jax
    import jax.numpy as jnp

    def r(p):
        d = misses(p, t, longitude)
        return d if weight is None else weight * d

    def step(_, state):
        p, mu = state
        J = jax.jacfwd(r)(p)
        A = J.T @ J
        q = p - jnp.linalg.solve(A + mu * jnp.diag(jnp.diag(A)), J.T @ r(p))
        lower = jnp.sum(r(q) ** 2) < jnp.sum(r(p) ** 2)
        return jnp.where(lower, q, p), jnp.where(lower, mu / 5, mu * 3)

    start = jnp.asarray(start)
    p, _ = jax.lax.fori_loop(0, steps, step, (start, jnp.asarray(1e-2, start.dtype)))
    return p
