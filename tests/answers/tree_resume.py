# %% right | the chapter's arrays_of and restore, a count beside the state
def advance(step, state, total, file):
    run = {"done": jnp.array(0), "state": state}
    if file.exists():
        run = restore(file, like=run)
    while run["done"] < total:
        run = {"done": run["done"] + 1, "state": step(run["state"])}
    np.savez(file, **arrays_of(run))
    return run["state"]

# %% right | leaves by number
def advance(step, state, total, file):
    leaves, structure = jax.tree.flatten(state)
    done = 0
    if file.exists():
        with np.load(file) as saved:
            done = int(saved["done"])
            new = []
            for i, old in enumerate(leaves):
                value = jnp.asarray(saved[f"leaf_{i}"])
                if is_key(old):
                    value = jax.random.wrap_key_data(value, impl=jax.random.key_impl(old))
                new.append(value)
        state = jax.tree.unflatten(structure, new)
    for _ in range(done, total):
        state = step(state)
    out = {f"leaf_{i}": jax.random.key_data(x) if is_key(x) else x
           for i, x in enumerate(jax.tree.leaves(state))}
    np.savez(file, done=total, **{k: np.asarray(v) for k, v in out.items()})
    return state

# %% right | saved after every step
def advance(step, state, total, file):
    def save(n, state):
        np.savez(file, **arrays_of({"n": jnp.array(n), "state": state}))

    n = 0
    if not file.exists():
        save(n, state)
    saved = restore(file, like={"n": jnp.array(0), "state": state})
    n, state = int(saved["n"]), saved["state"]
    while n < total:
        state, n = step(state), n + 1
        save(n, state)
    return state

# %% right | a new file is finished, then renamed
import os

def advance(step, state, total, file):
    begin = (jnp.array(0, jnp.int32), state)
    count, now = restore(file, like=begin) if file.is_file() else begin
    for _ in range(total - int(count)):
        now = step(now)
    half = file.with_name("half-" + file.name)
    with open(half, "wb") as out:
        np.savez(out, **arrays_of((jnp.array(total, jnp.int32), now)))
    os.replace(half, file)
    return now

# %% right | FileNotFoundError caught, compressed
def advance(step, state, total, file):
    try:
        number, state = restore(file, like=[jnp.array(0), state])
    except FileNotFoundError:
        number = 0
    for _ in range(int(number), total):
        state = step(state)
    np.savez_compressed(file, **arrays_of([jnp.array(total), state]))
    return state

# %% right | keys taken apart and put together by two tree maps
def advance(step, state, total, file):
    apart = lambda tree: jax.tree.map(
        lambda x: jax.random.key_data(x) if is_key(x) else x, tree)
    together = lambda tree: jax.tree.map(
        lambda x, like: jax.random.wrap_key_data(x, impl=jax.random.key_impl(like))
        if is_key(like) else x, tree, state)
    structure = jax.tree.structure(state)
    done, now = 0, state
    if file.exists():
        with np.load(file) as box:
            done = int(box["arr_0"])
            arrays = [jnp.asarray(box[f"arr_{i + 1}"])
                      for i in range(structure.num_leaves)]
        now = together(jax.tree.unflatten(structure, arrays))
    for _ in range(total - done):
        now = step(now)
    np.savez(file, total, *[np.asarray(x) for x in jax.tree.leaves(apart(now))])
    return now

# %% right | a pickle as bytes in the file, keys by their data
import pickle

def advance(step, state, total, file):
    done = 0
    if file.exists():
        done, arrays = pickle.loads(np.load(file)["pickle"].tobytes())
        leaf = lambda a, like: (jax.random.wrap_key_data(a, impl=jax.random.key_impl(like))
                                if is_key(like) else jnp.asarray(a))
        leaves, structure = jax.tree.flatten(state)
        state = structure.unflatten(map(leaf, arrays, leaves))
    while done < total:
        state, done = step(state), done + 1
    arrays = [np.asarray(jax.random.key_data(x) if is_key(x) else x)
              for x in jax.tree.leaves(state)]
    np.savez(file, pickle=np.frombuffer(pickle.dumps((done, arrays)), np.uint8))
    return state

# %% right | the name of the generator is in the file
def advance(step, state, total, file):
    done = 0
    if file.exists():
        old, state_leaves, structure = np.load(file), [], jax.tree.structure(state)
        for i in range(structure.num_leaves):
            array = jnp.asarray(old[f"value{i}"])
            if f"impl{i}" in old:
                array = jax.random.wrap_key_data(array, impl=str(old[f"impl{i}"]))
            state_leaves.append(array)
        done, state = int(old["done"]), jax.tree.unflatten(structure, state_leaves)
        old.close()
    for _ in range(total - done):
        state = step(state)
    arrays = {"done": np.array(total)}
    for i, leaf in enumerate(jax.tree.leaves(state)):
        if jnp.issubdtype(leaf.dtype, jax.dtypes.prng_key):
            arrays[f"impl{i}"] = np.array(str(jax.random.key_impl(leaf)))
            leaf = jax.random.key_data(leaf)
        arrays[f"value{i}"] = np.asarray(leaf)
    np.savez(file, **arrays)
    return state

# %% right | a class with load and save
class Checkpoint:
    def __init__(self, file):
        self.file = file

    def load(self, state):
        start = {"state": state, "steps": jnp.zeros((), jnp.int32)}
        return restore(self.file, start) if self.file.exists() else start

    def save(self, run):
        with self.file.open("wb") as out:
            np.savez(out, **arrays_of(run))

def advance(step, state, total, file):
    book = Checkpoint(file)
    run = book.load(state)
    while int(run["steps"]) != total:
        run = {"state": step(run["state"]), "steps": run["steps"] + 1}
    book.save(run)
    return run["state"]

# %% right | the state as a registered run, reduce for the steps
from functools import reduce
from typing import Any

@jax.tree_util.register_dataclass
@dataclass
class Run:
    state: Any
    n: Any

def advance(step, state, total, file):
    run = Run(state, jnp.asarray(0))
    if file.exists():
        run = restore(str(file), run)
    state = reduce(lambda s, _: step(s), range(total - int(run.n)), run.state)
    np.savez(str(file), **arrays_of(Run(state, jnp.asarray(total))))
    return state

# %% right | dtype, shape and bytes of each leaf
def advance(step, state, total, file):
    leaves, structure = jax.tree.flatten(state)
    done = 0
    if file.exists():
        z, done = np.load(file), 0
        done = int(z["done"])
        for i, old in enumerate(leaves):
            raw = np.frombuffer(z[f"b{i}"].tobytes(), dtype=str(z[f"d{i}"]))
            new = jnp.array(raw.reshape(z[f"s{i}"]))
            leaves[i] = jax.random.wrap_key_data(
                new, impl=jax.random.key_impl(old)) if is_key(old) else new
        state = structure.unflatten(leaves)
    for _ in range(done, total):
        state = step(state)
    out = {"done": total}
    for i, leaf in enumerate(jax.tree.leaves(state)):
        a = np.asarray(jax.random.key_data(leaf) if is_key(leaf) else leaf)
        out[f"b{i}"] = np.frombuffer(a.tobytes(), np.uint8)
        out[f"d{i}"], out[f"s{i}"] = str(a.dtype), np.array(a.shape, int)
    np.savez(file, **out)
    return state

# %% wrong | no count: a resumed run takes all steps again
def advance(step, state, total, file):
    if file.exists():
        state = restore(file, like=state)
    for _ in range(total):
        state = step(state)
    np.savez(file, **arrays_of(state))
    return state

# %% wrong | the count is kept in memory, not in the file
steps_done = {}

def advance(step, state, total, file):
    if file.exists():
        state = restore(file, like=state)
    for _ in range(total - steps_done.get(file, 0)):
        state = step(state)
    steps_done[file] = total
    np.savez(file, **arrays_of(state))
    return state

# %% wrong | keys are not saved, and begin anew
def advance(step, state, total, file):
    done = 0
    if file.exists():
        with np.load(file) as z:
            done = int(z["done"])
            state = jax.tree.map_with_path(
                lambda path, old: old if is_key(old) else jnp.asarray(z[name_of(path)]),
                state)
    for _ in range(done, total):
        state = step(state)
    arrays = {name_of(path): np.asarray(x) for path, x in
              jax.tree.leaves_with_path(state) if not is_key(x)}
    np.savez(file, done=total, **arrays)
    return state

# %% wrong | all numbers in one vector of 32-bit floats
def advance(step, state, total, file):
    leaves, structure = jax.tree.flatten(state)
    data = [jax.random.key_data(x) if is_key(x) else x for x in leaves]
    done = 0
    if file.exists():
        with np.load(file) as z:
            done, vector = int(z["done"]), z["vector"]
        cuts = np.cumsum([x.size for x in data])[:-1]
        for i, part in enumerate(np.split(vector, cuts)):
            new = jnp.asarray(part.reshape(data[i].shape)).astype(data[i].dtype)
            leaves[i] = (jax.random.wrap_key_data(new, impl=jax.random.key_impl(leaves[i]))
                         if is_key(leaves[i]) else new)
        state = structure.unflatten(leaves)
    for _ in range(done, total):
        state = step(state)
    parts = [np.ravel(jax.random.key_data(x) if is_key(x) else x).astype(np.float32)
             for x in jax.tree.leaves(state)]
    np.savez(file, done=total, vector=np.concatenate(parts))
    return state

# %% wrong | the file is written once and never again
def advance(step, state, total, file):
    run = {"n": jnp.array(0), "state": state}
    if file.exists():
        run = restore(file, like=run)
        for _ in range(int(run["n"]), total):
            run["state"] = step(run["state"])
        return run["state"]
    for _ in range(total):
        run = {"n": run["n"] + 1, "state": step(run["state"])}
    np.savez(file, **arrays_of(run))
    return run["state"]

# %% wrong | saved before each step, so the last one is missing
def advance(step, state, total, file):
    run = {"n": jnp.array(0), "state": state}
    if file.exists():
        run = restore(file, like=run)
    while run["n"] < total:
        np.savez(file, **arrays_of(run))
        run = {"n": run["n"] + 1, "state": step(run["state"])}
    return run["state"]

# %% wrong | the generator of the key is forgotten
def advance(step, state, total, file):
    done = 0
    if file.exists():
        with np.load(file) as z:
            done = int(z["done"])

            def leaf(path, old):
                new = jnp.asarray(z[name_of(path)])
                return jax.random.wrap_key_data(new) if is_key(old) else new

            state = jax.tree.map_with_path(leaf, state)
    for _ in range(done, total):
        state = step(state)
    np.savez(file, done=total, **arrays_of(state))
    return state

# %% wrong | only the last part of a path is the name
def advance(step, state, total, file):
    def data(x):
        return np.asarray(jax.random.key_data(x) if is_key(x) else x)

    done = 0
    if file.exists():
        with np.load(file) as z:
            done = int(z["done"])

            def leaf(path, old):
                new = jnp.asarray(z["leaf" + str(path[-1:])])
                return (jax.random.wrap_key_data(new, impl=jax.random.key_impl(old))
                        if is_key(old) else new)

            state = jax.tree.map_with_path(leaf, state)
    for _ in range(done, total):
        state = step(state)
    np.savez(file, done=total, **{"leaf" + str(path[-1:]): data(x) for path, x in
                                  jax.tree.leaves_with_path(state)})
    return state

# %% wrong | names sorted as texts: leaf 10 comes before leaf 2
def advance(step, state, total, file):
    leaves, structure = jax.tree.flatten(state)
    done = 0
    if file.exists():
        with np.load(file) as z:
            done = int(z["done"])
            arrays = [jnp.asarray(z[name]) for name in sorted(z.files) if name != "done"]
        state = structure.unflatten([
            jax.random.wrap_key_data(a, impl=jax.random.key_impl(old)) if is_key(old) else a
            for a, old in zip(arrays, leaves)])
    for _ in range(done, total):
        state = step(state)
    np.savez(file, done=total, **{
        f"leaf{i}": np.asarray(jax.random.key_data(x) if is_key(x) else x)
        for i, x in enumerate(jax.tree.leaves(state))})
    return state

# %% wrong | the file is only a memory of the count; the run begins at state
def advance(step, state, total, file):
    run = {"n": jnp.array(0), "state": state}
    if file.exists():
        run["n"] = restore(file, like={"n": run["n"]})["n"]
    for _ in range(int(run["n"]), total):
        run["state"] = step(run["state"])
    run["n"] = jnp.array(total)
    np.savez(file, **arrays_of(run))
    return run["state"]

# %% wrong | a flat dictionary with a key under "key"
def advance(step, state, total, file):
    done = 0
    if file.exists():
        with np.load(file) as z:
            impl = jax.random.key_impl(state["key"])
            state = {name: jnp.asarray(z[name]) for name in state}
            state["key"] = jax.random.wrap_key_data(state["key"], impl=impl)
            done = int(z["steps done"])
    for _ in range(done, total):
        state = step(state)
    arrays = {**state, "key": jax.random.key_data(state["key"]), "steps done": total}
    np.savez(file, **{name: np.asarray(a) for name, a in arrays.items()})
    return state

# %% wrong | every array of unsigned integers is taken for a key
def advance(step, state, total, file):
    done = 0
    if file.exists():
        with np.load(file) as z:
            done = int(z["done"])

            def leaf(path, old):
                new = jnp.asarray(z[name_of(path)])
                if new.dtype == jnp.uint32:
                    impl = jax.random.key_impl(old) if is_key(old) else None
                    return jax.random.wrap_key_data(new, impl=impl)
                return new

            state = jax.tree.map_with_path(leaf, state)
    for _ in range(done, total):
        state = step(state)
    np.savez(file, done=total, **arrays_of(state))
    return state

# %% wrong | no file needed: the whole run is made again, whatever was saved
def advance(step, state, total, file):
    for _ in range(total):
        state = step(state)
    np.savez(file, **arrays_of({"n": jnp.array(total), "state": state}))
    return state

# %% wrong | one step too many after a resume
def advance(step, state, total, file):
    start = 1
    if file.exists():
        saved = restore(file, like={"n": jnp.array(0), "state": state})
        start, state = int(saved["n"]), saved["state"]
    for n in range(start, total + 1):
        state = step(state)
    np.savez(file, **arrays_of({"n": jnp.array(total), "state": state}))
    return state

# %% wrong | everything that is no key is read back as 32-bit float
def advance(step, state, total, file):
    done = 0
    if file.exists():
        with np.load(file) as z:
            done = int(z["done"])

            def leaf(path, old):
                if is_key(old):
                    return jax.random.wrap_key_data(jnp.asarray(z[name_of(path)]),
                                                    impl=jax.random.key_impl(old))
                return jnp.asarray(z[name_of(path)], jnp.float32)

            state = jax.tree.map_with_path(leaf, state)
    for _ in range(done, total):
        state = step(state)
    np.savez(file, done=total, **arrays_of(state))
    return state
