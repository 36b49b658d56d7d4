# %% right | warmed up and waited for, then timed
import time

def two_times(f, x):
    jax.block_until_ready(f(x))
    start = time.perf_counter()
    y = f(x)
    back = time.perf_counter() - start
    jax.block_until_ready(y)
    done = time.perf_counter() - start
    return back, done

# %% right | method of the array, three readings
from time import perf_counter as now

def two_times(f, x):
    f(x).block_until_ready()
    t0 = now()
    result = f(x)
    t1 = now()
    result.block_until_ready()
    t2 = now()
    return t1 - t0, t2 - t0

# %% right | nanoseconds, turned into seconds
from time import perf_counter_ns

def two_times(f, x):
    _ = jax.block_until_ready(f(x))
    a = perf_counter_ns()
    y = f(x)
    b = perf_counter_ns()
    y.block_until_ready()
    c = perf_counter_ns()
    return ((b - a) / 1e9, (c - a) / 1e9)

# %% right | time.monotonic, several warm-up calls
import time

def two_times(f, x):
    for _ in range(3):
        f(x).block_until_ready()
    begin = time.monotonic()
    value = f(x)
    returned = time.monotonic()
    jax.block_until_ready(value)
    ready = time.monotonic()
    return returned - begin, ready - begin

# %% right | waits by asking is_ready
import time

def two_times(f, x):
    warm = f(x)
    while not warm.is_ready():
        time.sleep(1e-4)
    start = time.perf_counter()
    y = f(x)
    back = time.perf_counter() - start
    while not y.is_ready():
        pass
    return back, time.perf_counter() - start

# %% right | the whole pair of the fastest of three runs
import time

def two_times(f, x):
    def once():
        start = time.perf_counter()
        y = f(x)
        back = time.perf_counter() - start
        y.block_until_ready()
        return back, time.perf_counter() - start
    once()
    return min((once() for _ in range(3)), key=lambda pair: pair[1])

# %% right | the first measurement thrown away
import time

def two_times(f, x):
    for attempt in range(2):
        start = time.perf_counter()
        out = f(x)
        back = time.perf_counter() - start
        out = jax.block_until_ready(out)
        done = time.perf_counter() - start
    return back, done

# %% right | a stopwatch object
import time

class Watch:
    def __init__(self):
        self.start = time.perf_counter()
    def read(self):
        return time.perf_counter() - self.start

def two_times(f, x):
    f(x).block_until_ready()
    watch = Watch()
    y = f(x)
    back = watch.read()
    y.block_until_ready()
    done = watch.read()
    return back, done

# %% right | a list as the pair, timeit's clock
from timeit import default_timer as clock_now

def two_times(f, x):
    jax.block_until_ready(f(x))
    readings = [clock_now()]
    y = f(x)
    readings.append(clock_now())
    jax.block_until_ready(y)
    readings.append(clock_now())
    return [r - readings[0] for r in readings[1:]]

# %% right | the argument made ready as well before the start
import time

def two_times(f, x):
    jax.block_until_ready(x)
    jax.block_until_ready(f(x))
    start = time.perf_counter()
    pending = f(x)
    returned = time.perf_counter()
    jax.block_until_ready(pending)
    finished = time.perf_counter()
    return (returned - start, finished - start)

# %% right | differences added up
import time

def two_times(f, x):
    f(x).block_until_ready()
    t0 = time.perf_counter()
    y = f(x)
    t1 = time.perf_counter()
    y.block_until_ready()
    t2 = time.perf_counter()
    back, waiting = t1 - t0, t2 - t1
    return back, back + waiting

# %% right | the pair as a NumPy array
import time

def two_times(f, x):
    f(x).block_until_ready()
    start = time.perf_counter()
    y = f(x)
    back = time.perf_counter()
    y.block_until_ready()
    done = time.perf_counter()
    return tuple(np.array([back, done]) - start)

# %% wrong | compilation is timed
import time

def two_times(f, x):
    start = time.perf_counter()
    y = f(x)
    back = time.perf_counter() - start
    y.block_until_ready()
    return back, time.perf_counter() - start

# %% wrong | nobody waits for the result
import time

def two_times(f, x):
    f(x).block_until_ready()
    start = time.perf_counter()
    y = f(x)
    back = time.perf_counter() - start
    done = time.perf_counter() - start
    return back, done

# %% wrong | the first time already waits
import time

def two_times(f, x):
    f(x).block_until_ready()
    start = time.perf_counter()
    y = f(x).block_until_ready()
    back = time.perf_counter() - start
    jax.block_until_ready(y)
    return back, time.perf_counter() - start

# %% wrong | the warm-up is still at work when the watch starts
import time

def two_times(f, x):
    f(x)
    start = time.perf_counter()
    y = f(x)
    back = time.perf_counter() - start
    y.block_until_ready()
    return back, time.perf_counter() - start

# %% wrong | the second time counted from the return of the call
import time

def two_times(f, x):
    f(x).block_until_ready()
    t0 = time.perf_counter()
    y = f(x)
    t1 = time.perf_counter()
    y.block_until_ready()
    t2 = time.perf_counter()
    return t1 - t0, t2 - t1

# %% wrong | milliseconds
import time

def two_times(f, x):
    f(x).block_until_ready()
    t0 = time.perf_counter()
    y = f(x)
    t1 = time.perf_counter()
    y.block_until_ready()
    t2 = time.perf_counter()
    return 1e3 * (t1 - t0), 1e3 * (t2 - t0)

# %% wrong | the other order
import time

def two_times(f, x):
    f(x).block_until_ready()
    start = time.perf_counter()
    y = f(x)
    back = time.perf_counter() - start
    y.block_until_ready()
    done = time.perf_counter() - start
    return done, back

# %% wrong | processor time of all threads instead of the wall clock
import time

def two_times(f, x):
    f(x).block_until_ready()
    start = time.process_time()
    y = f(x)
    back = time.process_time() - start
    y.block_until_ready()
    return back, time.process_time() - start

# %% wrong | waits for the argument, which is there already
import time

def two_times(f, x):
    f(x).block_until_ready()
    start = time.perf_counter()
    y = f(x)
    back = time.perf_counter() - start
    jax.block_until_ready(x)
    return back, time.perf_counter() - start

# %% wrong | tracing for the shape does not compile
import time

def two_times(f, x):
    jax.eval_shape(f, x)
    start = time.perf_counter()
    y = f(x)
    back = time.perf_counter() - start
    y.block_until_ready()
    return back, time.perf_counter() - start

# %% wrong | warmed up inside another jit, so that f compiles again
import time

def two_times(f, x):
    jax.jit(lambda z: f(z) + 0)(x).block_until_ready()
    start = time.perf_counter()
    y = f(x)
    back = time.perf_counter() - start
    y.block_until_ready()
    return back, time.perf_counter() - start

# %% wrong | the second time is of a second call, with its own start
import time

def two_times(f, x):
    f(x).block_until_ready()
    start = time.perf_counter()
    y = f(x)
    back = time.perf_counter() - start
    start = time.perf_counter()
    f(x).block_until_ready()
    done = time.perf_counter() - start
    return back, done

# %% wrong | the caches are cleared before the timed call, which compiles again
import time

def two_times(f, x):
    f(x).block_until_ready()
    jax.clear_caches()
    start = time.perf_counter()
    y = f(x)
    back = time.perf_counter() - start
    y.block_until_ready()
    return back, time.perf_counter() - start
