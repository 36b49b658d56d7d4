"""The optimizer is started on the model itself, and meets the activation functions in it.

misconception: M57
thread: https://github.com/patrick-kidger/equinox/issues/613
kind: explain
needs: equinox
"""

import equinox as eqx
import jax
import jax.numpy as jnp
import optax


class Trainer:
    def __init__(self, model, learning_rate):
        self.model = model
        self.optim = optax.adam(learning_rate)
        self.state = self.optim.init(model)  # HERE

    def step(self, x, y):
        def loss(model):
            return jnp.mean((jax.vmap(model)(x) - y) ** 2)

        grads = eqx.filter_grad(loss)(self.model)
        updates, self.state = self.optim.update(grads, self.state)
        self.model = eqx.apply_updates(self.model, updates)


def run():
    k1, k2 = jax.random.split(jax.random.key(0))
    net = eqx.nn.Sequential(
        [eqx.nn.Linear(2, 6, key=k1), eqx.nn.Lambda(jax.nn.tanh), eqx.nn.Linear(6, 1, key=k2)]
    )
    trainer = Trainer(net, 1e-2)
    trainer.step(jnp.ones((5, 2)), jnp.zeros((5, 1)))
    return trainer.model
