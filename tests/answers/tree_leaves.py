# %% right | the numbers written down after thinking
def leaves_of():
    return [3, 1, 3, 1, 0, 2, 1]

# %% right | jax.tree.leaves in a comprehension
def leaves_of():
    seven = [(1.0, (2.0, 3.0), ()), {"w": None, "b": 0.0}, {"w": (3, 4), "b": (4,)},
             jnp.zeros((3, 4)), [None, [None]], ["sgd", 0.1], Plain()]
    return [len(jax.tree.leaves(tree)) for tree in seven]

# %% right | num_leaves of the structure
def leaves_of():
    trees = (
        (1.0, (2.0, 3.0), ()),
        {"w": None, "b": 0.0},
        {"w": (3, 4), "b": (4,)},
        jnp.zeros((3, 4)),
        [None, [None]],
        ["sgd", 0.1],
        Plain(),
    )
    return list(map(lambda tree: jax.tree.structure(tree).num_leaves, trees))

# %% right | a verbose loop with append and flatten
def leaves_of():
    answer = []
    a = (1.0, (2.0, 3.0), ())
    b = {"w": None, "b": 0.0}
    c = {"w": (3, 4), "b": (4,)}
    d = jnp.zeros((3, 4))
    e = [None, [None]]
    f = ["sgd", 0.1]
    g = Plain()
    for tree in [a, b, c, d, e, f, g]:
        leaves, structure = jax.tree.flatten(tree)
        number = 0
        for leaf in leaves:
            number = number + 1
        answer.append(number)
    return answer

# %% right | tree_util and map to ones, summed by jax.tree.reduce
from jax import tree_util

def leaves_of():
    def count(tree):
        ones = tree_util.tree_map_with_path(lambda path, leaf: 1, tree)
        return tree_util.tree_reduce(lambda a, b: a + b, ones, 0)

    return [count((1.0, (2.0, 3.0), ())), count({"w": None, "b": 0.0}),
            count({"w": (3, 4), "b": (4,)}), count(jnp.zeros((3, 4))),
            count([None, [None]]), count(["sgd", 0.1]), count(Plain())]

# %% right | a counter of one's own, without JAX
def leaves_of():
    def count(node):
        if node is None:
            return 0
        if isinstance(node, dict):
            return sum(count(child) for child in node.values())
        if isinstance(node, (list, tuple)):
            return sum(count(child) for child in node)
        return 1

    return [count(tree) for tree in ((1.0, (2.0, 3.0), ()), {"w": None, "b": 0.0},
                                     {"w": (3, 4), "b": (4,)}, np.zeros((3, 4)),
                                     [None, [None]], ["sgd", 0.1], Plain())]

# %% right | leaves_with_path, a lambda bound to the name
leaves_of = lambda: [sum(1 for _ in jax.tree.leaves_with_path(x)) for x in
                     [(1.0, (2.0, 3.0), ()), {"w": None, "b": 0.0},
                      {"w": (3, 4), "b": (4,)}, jnp.zeros((3, 4)), [None, [None]],
                      ["sgd", 0.1], Plain()]]

# %% right | a NumPy array turned into a list
def leaves_of():
    counts = np.zeros(7, dtype=int)
    counts[[0, 2]] = 3
    counts[[1, 3, 6]] = 1
    counts[5] = 2
    return counts.tolist()

# %% right | a dictionary of names, its values as a list
def leaves_of():
    decided = {"nested tuple": 3, "a None and a number": 1, "two shapes": 2 + 1,
               "array": 1, "only None": 0, "text and number": 2, "Plain": 1}
    return list(decided.values())

# %% right | a callable object
class Counter:
    trees = [(1.0, (2.0, 3.0), ()), {"w": None, "b": 0.0}, {"w": (3, 4), "b": (4,)},
             jnp.zeros((3, 4)), [None, [None]], ["sgd", 0.1], Plain()]

    def __call__(self):
        return [len(jax.tree_util.tree_flatten(tree)[0]) for tree in self.trees]

leaves_of = Counter()

# %% right | differences of a running total in one big list
def leaves_of():
    total, counts, seen_so_far = 0, [], []
    for tree in ((1.0, (2.0, 3.0), ()), {"w": None, "b": 0.0}, {"w": (3, 4), "b": (4,)},
                 jnp.zeros((3, 4)), [None, [None]], ["sgd", 0.1], Plain()):
        seen_so_far.append(tree)
        now = len(jax.tree.leaves(seen_so_far))
        counts.append(now - total)
        total = now
    return counts

# %% right | the children of the structure of the whole list
def leaves_of():
    whole = jax.tree.structure([(1.0, (2.0, 3.0), ()), {"w": None, "b": 0.0},
                                {"w": (3, 4), "b": (4,)}, jnp.zeros((3, 4)),
                                [None, [None]], ["sgd", 0.1], Plain()])
    return [child.num_leaves for child in whole.children()]

# %% wrong | None is taken for a leaf
def leaves_of():
    seven = [(1.0, (2.0, 3.0), ()), {"w": None, "b": 0.0}, {"w": (3, 4), "b": (4,)},
             jnp.zeros((3, 4)), [None, [None]], ["sgd", 0.1], Plain()]
    return [len(jax.tree.leaves(tree, is_leaf=lambda node: node is None))
            for tree in seven]

# %% wrong | a shape is taken for one leaf
def leaves_of():
    return [3, 1, 2, 1, 0, 2, 1]

# %% wrong | is_leaf for tuples is given to all seven
def leaves_of():
    seven = [(1.0, (2.0, 3.0), ()), {"w": None, "b": 0.0}, {"w": (3, 4), "b": (4,)},
             jnp.zeros((3, 4)), [None, [None]], ["sgd", 0.1], Plain()]
    return [len(jax.tree.leaves(tree, is_leaf=lambda x: isinstance(x, tuple)))
            for tree in seven]

# %% wrong | an array is taken for twelve leaves
def leaves_of():
    return [3, 1, 3, 12, 0, 2, 1]

# %% wrong | the rows of an array are taken for its children
def leaves_of():
    return [3, 1, 3, 3, 0, 2, 1]

# %% wrong | a text is no leaf, because JAX cannot compute with it
def leaves_of():
    return [3, 1, 3, 1, 0, 1, 1]

# %% wrong | an unregistered object is thought to have no leaf
def leaves_of():
    return [3, 1, 3, 1, 0, 2, 0]

# %% wrong | the empty tuple is counted as a leaf
def leaves_of():
    return [4, 1, 3, 1, 0, 2, 1]

# %% wrong | len counts the children at the top
def leaves_of():
    seven = [(1.0, (2.0, 3.0), ()), {"w": None, "b": 0.0}, {"w": (3, 4), "b": (4,)},
             [jnp.zeros((3, 4))], [None, [None]], ["sgd", 0.1], [Plain()]]
    return [len(tree) for tree in seven]

# %% wrong | the leaves themselves instead of their numbers
def leaves_of():
    seven = [(1.0, (2.0, 3.0), ()), {"w": None, "b": 0.0}, {"w": (3, 4), "b": (4,)},
             jnp.zeros((3, 4)), [None, [None]], ["sgd", 0.1], Plain()]
    return [jax.tree.leaves(tree) for tree in seven]

# %% wrong | the sum over the seven
def leaves_of():
    return len(jax.tree.leaves([(1.0, (2.0, 3.0), ()), {"w": None, "b": 0.0},
                                {"w": (3, 4), "b": (4,)}, jnp.zeros((3, 4)),
                                [None, [None]], ["sgd", 0.1], Plain()]))

# %% wrong | numbers of nodes, containers included
def leaves_of():
    def nodes(tree):
        structure = jax.tree.structure(tree)
        return structure.num_nodes

    return [nodes(tree) for tree in [(1.0, (2.0, 3.0), ()), {"w": None, "b": 0.0},
                                     {"w": (3, 4), "b": (4,)}, jnp.zeros((3, 4)),
                                     [None, [None]], ["sgd", 0.1], Plain()]]

# %% wrong | every character of the text is a leaf
def leaves_of():
    return [3, 1, 3, 1, 0, 4, 1]

# %% wrong | the Plain of the chapter is left out
def leaves_of():
    return [3, 1, 3, 1, 0, 2]
