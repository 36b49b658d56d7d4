# %% right | np.interp in 64 bits, handed over at the end
class Table:
    def __init__(self, start, step, values):
        self.start, self.step = start, step
        self.values = np.array(values, dtype=np.float64)
        self.days = start + step * np.arange(len(self.values))
    def at(self, t):
        return jnp.asarray(np.interp(t, self.days, self.values, left=np.nan, right=np.nan))
    def corrected(self, i, by):
        n = len(self.values)
        if np.any((i < 0) | (i >= n)):
            raise IndexError(f"rows 0 to {n - 1}, got {i}")
        new = self.values.copy()
        np.add.at(new, i, by)
        return Table(self.start, self.step, new)

make_table = Table

# %% right | row and weight on the host, the rows in a jax.Array
class Ephemeris:
    def __init__(self, start, step, rows):
        self.start, self.step, self.rows = start, step, rows
    def at(self, t):
        n = len(self.rows)
        place = np.clip((t - self.start) / self.step, 0, n - 1)
        i = np.minimum(np.floor(place), max(n - 2, 0)).astype(int)
        w = jnp.asarray(place - i)
        last = self.start + self.step * (n - 1)
        inside = jnp.asarray((t >= self.start) & (t <= last))
        a, b = self.rows[i], self.rows[np.minimum(i + 1, n - 1)]
        return jnp.where(inside, (1 - w) * a + w * b, jnp.nan)
    def corrected(self, i, by):
        if ((i < 0) | (i >= len(self.rows))).any():
            raise IndexError("no such row")
        return Ephemeris(self.start, self.step, self.rows.at[i].add(by))

def make_table(start, step, values):
    return Ephemeris(start, step, jnp.array(values))

# %% right | a frozen dataclass, repetitions counted by bincount
from dataclasses import dataclass, replace

@dataclass(frozen=True, eq=False)
class Rows:
    start: float
    step: float
    values: np.ndarray
    def at(self, t):
        x = self.start + self.step * np.arange(self.values.size)
        return jnp.array(np.interp(t, x, self.values, np.nan, np.nan))
    def corrected(self, i, by):
        for k in np.ravel(i).tolist():
            if not 0 <= k < self.values.size:
                raise IndexError(k)
        times = np.bincount(np.ravel(i).astype(int), minlength=self.values.size)
        return replace(self, values=self.values + by * times)

def make_table(start, step, values):
    return Rows(start, step, np.array(values, dtype=float))

# %% right | closures in a namespace
from types import SimpleNamespace

def make_table(start, step, values):
    values = np.array(values, dtype=float)
    n = values.size
    days = start + step * np.arange(n)

    def at(t):
        return jnp.asarray(np.interp(t, days, values, left=np.nan, right=np.nan))

    def corrected(i, by):
        if not np.all((0 <= i) & (i < n)):
            raise IndexError("rows are numbered from 0 to n - 1")
        change = np.zeros(n)
        np.add.at(change, i, by)
        return make_table(start, step, values + change)

    return SimpleNamespace(at=at, corrected=corrected)

# %% right | searchsorted finds the row, 64 bits throughout
class Lookup:
    def __init__(self, start, step, values):
        self.args = start, step
        self.y = np.array(values, dtype=np.float64)
        self.x = start + step * np.arange(self.y.size)
    def at(self, t):
        x, y = self.x, self.y
        lo = np.clip(np.searchsorted(x, t, side="right") - 1, 0, max(y.size - 2, 0))
        hi = np.minimum(lo + 1, y.size - 1)
        w = (t - x[lo]) / self.args[1]
        out = y[lo] + w * (y[hi] - y[lo])
        return jnp.asarray(np.where((t < x[0]) | (t > x[-1]), np.nan, out))
    def corrected(self, i, by):
        if i.size and (i.min() < 0 or i.max() > self.y.size - 1):
            raise IndexError("outside of the table")
        y = self.y.copy()
        np.add.at(y, i, by)
        return Lookup(*self.args, y)

def make_table(start, step, values):
    return Lookup(start, step, values)

# %% right | whole rows and the fraction of a row, float32 only for the fraction
class Table:
    def __init__(self, start, step, values):
        self.start, self.step = float(start), float(step)
        self.values = jnp.array(values)
        self.end = self.start + self.step * (len(values) - 1)
    def at(self, t):
        t = np.asarray(t, dtype=np.float64)
        ok = (t >= self.start) & (t <= self.end)
        row = (np.where(ok, t, self.start) - self.start) / self.step
        i = np.floor(row)
        w = (row - i).astype(np.float32)
        i = i.astype(np.int32)
        left = jnp.take(self.values, jnp.asarray(i), mode="clip")
        right = jnp.take(self.values, jnp.asarray(i + 1), mode="clip")
        return jnp.where(jnp.asarray(ok), left + w * (right - left), jnp.nan)
    def corrected(self, i, by):
        bad = [k for k in i.flatten() if k < 0 or k >= self.values.shape[0]]
        if bad:
            raise IndexError(f"no rows {bad}")
        return Table(self.start, self.step, self.values.at[i].add(by))

make_table = lambda start, step, values: Table(start, step, values)

# %% right | a NamedTuple of host arrays
from typing import NamedTuple

class Longitudes(NamedTuple):
    days: np.ndarray
    values: np.ndarray
    def at(self, t):
        inside = (t >= self.days[0]) & (t <= self.days[-1])
        return jnp.asarray(np.where(inside, np.interp(t, self.days, self.values), np.nan))
    def corrected(self, i, by):
        rows = np.arange(len(self.values))
        if not np.isin(i, rows).all():
            raise IndexError("there is no such row")
        times = (np.ravel(i)[:, None] == rows).sum(axis=0)
        return self._replace(values=self.values + by * times)

def make_table(start, step, values):
    return Longitudes(start + step * np.arange(len(values)), np.array(values, dtype=float))

# %% right | NumPy's own IndexError after the negative ones
class HostTable:
    def __init__(self, start, step, values):
        self.start, self.step, self.values = start, step, np.array(values, dtype=float)
    def at(self, t):
        xs = self.start + self.step * np.arange(len(self.values))
        flat = np.interp(np.ravel(t), xs, self.values, left=np.nan, right=np.nan)
        return jnp.asarray(flat.reshape(np.shape(t)))
    def corrected(self, i, by):
        if np.any(i < 0):
            raise IndexError("negative row")
        changed = self.values.copy()
        np.add.at(changed, i, by)
        return HostTable(self.start, self.step, changed)

def make_table(start, step, values):
    return HostTable(start, step, values)

# %% right | the corrections kept apart from the values
class Corrected:
    def __init__(self, start, step, values, extra=None):
        self.start, self.step = start, step
        self.values = np.array(values, dtype=float)
        self.extra = np.zeros(self.values.shape) if extra is None else extra
    def at(self, t):
        x = self.start + self.step * np.arange(self.values.size)
        y = self.values + self.extra
        return jnp.asarray(np.interp(t, x, y, left=float("nan"), right=float("nan")))
    def corrected(self, i, by):
        n = self.values.size
        if (np.asarray(i) < 0).any() or (np.asarray(i) >= n).any():
            raise IndexError(f"rows go from 0 to {n - 1}")
        extra = self.extra.copy()
        for k in np.asarray(i).ravel():
            extra[k] += by
        return Corrected(self.start, self.step, self.values, extra)

make_table = Corrected

# %% right | jitted interpolation of rows and weights found on the host
@jax.jit
def blend(rows, i, w, inside):
    n = rows.shape[0]
    j = jnp.minimum(i + 1, n - 1)
    return jnp.where(inside, rows[i] + w * (rows[j] - rows[i]), jnp.nan)

class Table:
    def __init__(self, start, step, values):
        self.start, self.step, self.values = start, step, np.array(values, dtype=float)
    def at(self, t):
        n = len(self.values)
        inside = (self.start <= t) & (t <= self.start + self.step * (n - 1))
        i, w = np.divmod(np.where(inside, t - self.start, 0.0), self.step)
        i = np.minimum(i.astype(np.int32), n - 1)
        return blend(jnp.asarray(self.values), i, w / self.step, inside)
    def corrected(self, i, by):
        if np.any(i < 0) or np.any(i >= len(self.values)):
            raise IndexError(str(i))
        more = np.zeros_like(self.values)
        np.add.at(more, i, by)
        return Table(self.start, self.step, self.values + more)

def make_table(start, step, values):
    return Table(start, step, values)

# %% right | a loop over the dates, for beginners
class SlowTable:
    def __init__(self, start, step, values):
        self.start, self.step = start, step
        self.values = [float(v) for v in values]
    def one(self, t):
        n = len(self.values)
        last = self.start + self.step * (n - 1)
        if not self.start <= t <= last:
            return float("nan")
        i = min(int((t - self.start) // self.step), n - 1)
        j = min(i + 1, n - 1)
        w = (t - self.start) / self.step - i
        return (1 - w) * self.values[i] + w * self.values[j]
    def at(self, t):
        return jnp.array([self.one(float(x)) for x in np.ravel(t)]).reshape(np.shape(t))
    def corrected(self, i, by):
        new = list(self.values)
        for k in np.ravel(i):
            if k < 0 or k >= len(new):
                raise IndexError(f"there is no row {k}")
            new[k] = new[k] + by
        return SlowTable(self.start, self.step, new)

make_table = SlowTable

# %% wrong | the Julian days go to JAX as they are
class Table:
    def __init__(self, start, step, values):
        self.start, self.step = start, step
        self.values = jnp.array(values)
    def at(self, t):
        days = jnp.asarray(self.start + self.step * np.arange(len(self.values)), dtype="float32")
        return jnp.interp(jnp.asarray(t, dtype="float32"), days, self.values, jnp.nan, jnp.nan)
    def corrected(self, i, by):
        if np.any((i < 0) | (i >= len(self.values))):
            raise IndexError("no such row")
        return Table(self.start, self.step, self.values.at[i].add(by))

make_table = Table

# %% wrong | start taken off inside JAX, after the cast
class Table:
    def __init__(self, start, step, values):
        self.start, self.step, self.values = start, step, jnp.array(values)
    def at(self, t):
        since = jnp.asarray(t) - self.start
        days = self.step * jnp.arange(len(self.values))
        return jnp.interp(since, days, self.values, left=jnp.nan, right=jnp.nan)
    def corrected(self, i, by):
        if np.any((i < 0) | (i >= len(self.values))):
            raise IndexError("no such row")
        return Table(self.start, self.step, self.values.at[i].add(by))

make_table = Table

# %% wrong | stands still outside
class Table:
    def __init__(self, start, step, values):
        self.start, self.step, self.values = start, step, np.array(values, dtype=float)
    def at(self, t):
        x = self.start + self.step * np.arange(len(self.values))
        return jnp.asarray(np.interp(t, x, self.values))
    def corrected(self, i, by):
        if np.any((i < 0) | (i >= len(self.values))):
            raise IndexError("no such row")
        new = self.values.copy()
        np.add.at(new, i, by)
        return Table(self.start, self.step, new)

make_table = Table

# %% wrong | a repeated row is corrected once
class Table:
    def __init__(self, start, step, values):
        self.start, self.step, self.values = start, step, np.array(values, dtype=float)
    def at(self, t):
        x = self.start + self.step * np.arange(len(self.values))
        return jnp.asarray(np.interp(t, x, self.values, left=np.nan, right=np.nan))
    def corrected(self, i, by):
        if np.any((i < 0) | (i >= len(self.values))):
            raise IndexError("no such row")
        new = self.values.copy()
        new[i] += by
        return Table(self.start, self.step, new)

make_table = Table

# %% wrong | the old table and the caller's values are changed
class Table:
    def __init__(self, start, step, values):
        self.start, self.step, self.values = start, step, values
    def at(self, t):
        x = self.start + self.step * np.arange(len(self.values))
        return jnp.asarray(np.interp(t, x, self.values, left=np.nan, right=np.nan))
    def corrected(self, i, by):
        if np.any((i < 0) | (i >= len(self.values))):
            raise IndexError("no such row")
        np.add.at(self.values, i, by)
        return Table(self.start, self.step, self.values)

make_table = Table

# %% wrong | no check: .at drops what is outside
class Table:
    def __init__(self, start, step, values):
        self.start, self.step, self.values = start, step, jnp.array(values)
    def at(self, t):
        x = self.start + self.step * np.arange(len(self.values))
        return jnp.asarray(np.interp(t, x, np.asarray(self.values), left=np.nan, right=np.nan))
    def corrected(self, i, by):
        return Table(self.start, self.step, self.values.at[i].add(by))

make_table = Table

# %% wrong | NumPy's error alone, so row -1 is the last
class Table:
    def __init__(self, start, step, values):
        self.start, self.step, self.values = start, step, np.array(values, dtype=float)
    def at(self, t):
        x = self.start + self.step * np.arange(len(self.values))
        return jnp.asarray(np.interp(t, x, self.values, left=np.nan, right=np.nan))
    def corrected(self, i, by):
        new = self.values.copy()
        np.add.at(new, i, by)
        return Table(self.start, self.step, new)

make_table = Table

# %% wrong | the last day is lost with a half-open border
class Table:
    def __init__(self, start, step, values):
        self.start, self.step, self.values = start, step, np.array(values, dtype=float)
    def at(self, t):
        x = self.start + self.step * np.arange(len(self.values))
        inside = (t >= x[0]) & (t < x[-1])
        return jnp.asarray(np.where(inside, np.interp(t, x, self.values), np.nan))
    def corrected(self, i, by):
        if np.any((i < 0) | (i >= len(self.values))):
            raise IndexError("no such row")
        new = self.values.copy()
        np.add.at(new, i, by)
        return Table(self.start, self.step, new)

make_table = Table

# %% wrong | both rows read with fill, zero times NaN on the last day
class Table:
    def __init__(self, start, step, values):
        self.start, self.step, self.values = start, step, jnp.array(values)
    def at(self, t):
        place = (t - self.start) / self.step
        i = np.floor(place).astype(int)
        w = jnp.asarray(place - i)
        n = len(self.values)
        row = lambda k: self.values.at[np.where(k < 0, n, k)].get(mode="fill")
        return (1 - w) * row(i) + w * row(i + 1)
    def corrected(self, i, by):
        if np.any((i < 0) | (i >= len(self.values))):
            raise IndexError("no such row")
        return Table(self.start, self.step, self.values.at[i].add(by))

make_table = Table

# %% wrong | the result is a NumPy array
class Table:
    def __init__(self, start, step, values):
        self.start, self.step, self.values = start, step, np.array(values, dtype=float)
    def at(self, t):
        x = self.start + self.step * np.arange(len(self.values))
        return np.interp(t, x, self.values, left=np.nan, right=np.nan)
    def corrected(self, i, by):
        if np.any((i < 0) | (i >= len(self.values))):
            raise IndexError("no such row")
        new = self.values.copy()
        np.add.at(new, i, by)
        return Table(self.start, self.step, new)

make_table = Table

# %% wrong | the nearest earlier row, without interpolation
class Table:
    def __init__(self, start, step, values):
        self.start, self.step, self.values = start, step, np.array(values, dtype=float)
    def at(self, t):
        last = self.start + self.step * (len(self.values) - 1)
        inside = (t >= self.start) & (t <= last)
        i = ((np.where(inside, t, self.start) - self.start) // self.step).astype(int)
        return jnp.asarray(np.where(inside, self.values[i], np.nan))
    def corrected(self, i, by):
        if np.any((i < 0) | (i >= len(self.values))):
            raise IndexError("no such row")
        new = self.values.copy()
        np.add.at(new, i, by)
        return Table(self.start, self.step, new)

make_table = Table

# %% wrong | corrected returns nothing but changes itself
class Table:
    def __init__(self, start, step, values):
        self.start, self.step, self.values = start, step, np.array(values, dtype=float)
    def at(self, t):
        x = self.start + self.step * np.arange(len(self.values))
        return jnp.asarray(np.interp(t, x, self.values, left=np.nan, right=np.nan))
    def corrected(self, i, by):
        if np.any((i < 0) | (i >= len(self.values))):
            raise IndexError("no such row")
        np.add.at(self.values, i, by)

make_table = Table

# %% right | the place as a quotient, and outside by the place
class Table:
    def __init__(self, start, step, values):
        self.start, self.step, self.values = start, step, np.array(values, dtype=float)
    def at(self, t):
        place = (t - self.start) / self.step
        rows = np.arange(len(self.values))
        return jnp.asarray(np.interp(place, rows, self.values, left=np.nan, right=np.nan))
    def corrected(self, i, by):
        if np.any((i < 0) | (i >= len(self.values))):
            raise IndexError("no such row")
        new = self.values.copy()
        np.add.at(new, i, by)
        return Table(self.start, self.step, new)

make_table = Table

# %% wrong | an empty list of rows is an error
class Table:
    def __init__(self, start, step, values):
        self.start, self.step, self.values = start, step, np.array(values, dtype=float)
    def at(self, t):
        x = self.start + self.step * np.arange(len(self.values))
        return jnp.asarray(np.interp(t, x, self.values, left=np.nan, right=np.nan))
    def corrected(self, i, by):
        if i.min() < 0 or i.max() >= len(self.values):
            raise IndexError("no such row")
        new = self.values.copy()
        np.add.at(new, i, by)
        return Table(self.start, self.step, new)

make_table = Table

# %% wrong | a ValueError for a row that is not there
class Table:
    def __init__(self, start, step, values):
        self.start, self.step, self.values = start, step, np.array(values, dtype=float)
    def at(self, t):
        x = self.start + self.step * np.arange(len(self.values))
        return jnp.asarray(np.interp(t, x, self.values, left=np.nan, right=np.nan))
    def corrected(self, i, by):
        if np.any((i < 0) | (i >= len(self.values))):
            raise ValueError("no such row")
        new = self.values.copy()
        np.add.at(new, i, by)
        return Table(self.start, self.step, new)

make_table = Table

# %% right | start taken off in 64 bits, the place in the table found in 32
class Table:
    def __init__(self, start, step, values):
        self.start, self.step, self.values = start, step, jnp.array(values)
        self.last = start + step * (len(values) - 1)
    def at(self, t):
        place = jnp.asarray((t - self.start) / self.step, dtype="float32")
        y = jnp.interp(place, jnp.arange(len(self.values), dtype="float32"), self.values)
        return jnp.where((t < self.start) | (t > self.last), jnp.nan, y)
    def corrected(self, i, by):
        if np.any((i < 0) | (i >= len(self.values))):
            raise IndexError("no such row")
        return Table(self.start, self.step, self.values.at[i].add(by))

make_table = Table
