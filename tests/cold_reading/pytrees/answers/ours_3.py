from dataclasses import dataclass, field, replace

import jax
import jax.numpy as jnp


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class Particle:
    position: jax.Array
    velocity: jax.Array
    name: str = field(metadata=dict(static=True))


@jax.jit
def drift(particle, dt):
    return replace(particle, position=particle.position + dt * particle.velocity)


def gradients_of(loss, params, free):
    # two trees with None in the gaps; what is fixed never meets jax.grad
    x = {key: value if key in free else None for key, value in params.items()}

    def loss_of_free(x):
        return loss({key: x[key] if key in free else params[key] for key in params})

    slope = jax.grad(loss_of_free)(x)
    return {key: slope[key] for key in params}
