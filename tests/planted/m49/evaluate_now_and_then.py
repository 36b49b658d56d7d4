"""One branch computes a metric for every class, and the other stands in with a single zero.

misconception: M49
thread: https://github.com/robfiras/loco-mujoco/issues/87
kind: explain
"""

import jax
import jax.numpy as jnp


def recall(weights, x, labels, n_classes=3):
    predicted = jnp.argmax(x @ weights, axis=1)
    onehot = jax.nn.one_hot(labels, n_classes)
    hits = onehot * (predicted == labels)[:, None]
    return {"recall": hits.sum(0) / onehot.sum(0), "count": labels.size}


@jax.jit
def train(weights, x, labels):
    def step(w, i):
        w = w - 0.1 * jax.grad(lambda v: jnp.mean((x @ v) ** 2))(w)
        metrics = jax.lax.cond(  # HERE
            i % 5 == 0,
            lambda: recall(w, x, labels),
            lambda: {"recall": 0.0, "count": 0},
        )
        return w, metrics

    return jax.lax.scan(step, weights, jnp.arange(10))


def run():
    k1, k2 = jax.random.split(jax.random.key(1))
    x = jax.random.normal(k1, (12, 4))
    return train(jnp.ones((4, 3)), x, jax.random.randint(k2, (12,), 0, 3))
