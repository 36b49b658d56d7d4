from dataclasses import dataclass, field, replace

import jax
import jax.numpy as jnp


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class Particle:
    position: jnp.ndarray
    velocity: jnp.ndarray
    name: str = field(metadata=dict(static=True))


@jax.jit
def drift(particle, dt):
    return replace(particle, position=particle.position + dt * particle.velocity)


def gradients_of(loss, params, free):
    x = {key: leaf for key, leaf in params.items() if key in free}
    fixed = {key: leaf for key, leaf in params.items() if key not in free}
    slope = jax.grad(lambda x: loss({**fixed, **x}))(x)
    return {key: slope[key] if key in free else None for key in params}
