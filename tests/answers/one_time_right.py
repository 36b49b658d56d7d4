# %% right | one call to compile, waited for; then the clock around a second one
import time

def seconds_of(f, x):
    jax.block_until_ready(f(x))
    start = time.perf_counter()
    jax.block_until_ready(f(x))
    return time.perf_counter() - start

# %% right | time.time is a wall clock too
from time import time as now

def seconds_of(f, x):
    warm = f(x)
    jax.block_until_ready(warm)
    t0 = now()
    out = f(x)
    jax.block_until_ready(out)
    t1 = now()
    return t1 - t0

# %% right | compiles ahead of time and times the compiled program
import time

def seconds_of(f, x):
    compiled = f.lower(x).compile()
    start = time.perf_counter()
    jax.block_until_ready(compiled(x))
    return time.perf_counter() - start

# %% right | the standard library's timeit, one call, after a warm one
def seconds_of(f, x):
    import timeit as stdlib_timeit

    call = lambda: jax.block_until_ready(f(x))
    call()
    return stdlib_timeit.timeit(call, number=1)

# %% right | the chapter's stopwatch, which warms up and waits
def seconds_of(f, x):
    return timeit(f, x, repeat=5).median

# %% right | times two calls and keeps the second
from time import perf_counter

def seconds_of(f, x):
    for _ in range(2):
        start = perf_counter()
        jax.block_until_ready(f(x))
        seconds = perf_counter() - start
    return seconds

# %% right | waits by the method of the array
import time

def seconds_of(f, x):
    f(x).block_until_ready()
    start = time.monotonic()
    f(x).block_until_ready()
    stop = time.monotonic()
    return stop - start

# %% right | waits by fetching the result to the host
import time

def seconds_of(f, x):
    jax.device_get(f(x))
    start = time.perf_counter()
    jax.device_get(f(x))
    return time.perf_counter() - start

# %% right | the quickest of five calls, after a warm one
import time

def seconds_of(f, x):
    jax.block_until_ready(f(x))
    readings = []
    for _ in range(5):
        start = time.perf_counter()
        jax.block_until_ready(f(x))
        readings.append(time.perf_counter() - start)
    return min(readings)

# %% right | whole nanoseconds, turned into seconds
import time

def seconds_of(f, x):
    jax.block_until_ready(f(x))
    begin = time.perf_counter_ns()
    result = f(x)
    jax.block_until_ready(result)
    return (time.perf_counter_ns() - begin) * 1e-9

# %% right | the difference of two moments of datetime
from datetime import datetime

def seconds_of(f, x):
    jax.block_until_ready(f(x))
    begin = datetime.now()
    jax.block_until_ready(f(x))
    return (datetime.now() - begin).total_seconds()

# %% right | a stopwatch class used as a context
import time

class Stopwatch:
    def __enter__(self):
        self.start = time.perf_counter()
        return self

    def __exit__(self, *_):
        self.seconds = time.perf_counter() - self.start

def seconds_of(f, x):
    jax.block_until_ready(f(x))
    with Stopwatch() as watch:
        jax.block_until_ready(f(x))
    return watch.seconds

# %% wrong | no warm call: the compilation is in it
import time

def seconds_of(f, x):
    start = time.perf_counter()
    jax.block_until_ready(f(x))
    return time.perf_counter() - start

# %% wrong | the timed call is not waited for
import time

def seconds_of(f, x):
    jax.block_until_ready(f(x))
    start = time.perf_counter()
    f(x)
    return time.perf_counter() - start

# %% wrong | processor time, not wall-clock time
import time

def seconds_of(f, x):
    jax.block_until_ready(f(x))
    start = time.process_time()
    jax.block_until_ready(f(x))
    return time.process_time() - start

# %% wrong | milliseconds
import time

def seconds_of(f, x):
    jax.block_until_ready(f(x))
    start = time.perf_counter()
    jax.block_until_ready(f(x))
    return 1000 * (time.perf_counter() - start)

# %% wrong | waits for the argument, not for the result
import time

def seconds_of(f, x):
    f(x)
    jax.block_until_ready(x)
    start = time.perf_counter()
    f(x)
    jax.block_until_ready(x)
    return time.perf_counter() - start

# %% wrong | the warm call still runs when the clock starts: two runs are timed
import time

def seconds_of(f, x):
    f(x)
    start = time.perf_counter()
    jax.block_until_ready(f(x))
    return time.perf_counter() - start

# %% wrong | wraps f in a fresh jit for the timed call, which compiles again
import time

def seconds_of(f, x):
    jax.block_until_ready(jax.jit(lambda x: f(x))(x))
    start = time.perf_counter()
    jax.block_until_ready(jax.jit(lambda x: f(x))(x))
    return time.perf_counter() - start

# %% wrong | the mean of ten calls, the first of which compiles
import time

def seconds_of(f, x):
    start = time.perf_counter()
    for _ in range(10):
        jax.block_until_ready(f(x))
    return (time.perf_counter() - start) / 10

# %% wrong | the cost of compiling: first call less second
import time

def seconds_of(f, x):
    t0 = time.perf_counter()
    jax.block_until_ready(f(x))
    t1 = time.perf_counter()
    jax.block_until_ready(f(x))
    t2 = time.perf_counter()
    return (t1 - t0) - (t2 - t1)

# %% wrong | returns the result along with the seconds
import time

def seconds_of(f, x):
    jax.block_until_ready(f(x))
    start = time.perf_counter()
    out = jax.block_until_ready(f(x))
    return out, time.perf_counter() - start
