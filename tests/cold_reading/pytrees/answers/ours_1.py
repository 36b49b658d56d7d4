from dataclasses import dataclass, field, replace

import jax
import jax.numpy as jnp


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class Particle:
    position: jnp.ndarray                            # data: leaves
    velocity: jnp.ndarray
    name: str = field(metadata=dict(static=True))    # part of the structure


@jax.jit
def drift(particle, dt):
    return replace(particle, position=particle.position + dt * particle.velocity)


def gradients_of(loss, params, free):
    # None where a key is not free: what is fixed stays in the closure
    x = {key: value if key in free else None for key, value in params.items()}

    def loss_of_free(x):
        return loss({key: x[key] if key in free else value
                     for key, value in params.items()})

    return jax.grad(loss_of_free)(x)
