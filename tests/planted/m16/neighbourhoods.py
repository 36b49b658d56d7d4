"""The user looks up the neighbours of graph nodes in a dict while the node labels are traced.

misconception: M16
thread: https://github.com/nglaze00/SCoNe_GCN/issues/3
kind: explain
"""

import jax
import jax.numpy as jnp

neighbours = {0: (1, 2), 1: (0, 3), 2: (0, 3), 3: (1, 2)}


@jax.jit
def mean_next_score(scores, last_nodes):
    total = 0.0
    for node in last_nodes:
        options = jnp.array(neighbours[node])  # HERE
        total = total + jnp.max(scores[options])
    return total / last_nodes.shape[0]


def run():
    scores = jax.random.normal(jax.random.key(4), (4,))
    return mean_next_score(scores, jnp.array([3, 0, 0, 2]))
