import functools
from dataclasses import dataclass
from typing import Any

import jax
import jax.numpy as jnp


# Problem 1

@functools.partial(jax.tree_util.register_dataclass,
                   data_fields=['position', 'velocity'],
                   meta_fields=['name'])
@dataclass
class Particle:
  position: Any
  velocity: Any
  name: str


@jax.jit
def drift(particle, dt):
  return Particle(particle.position + dt * particle.velocity,
                  particle.velocity,
                  particle.name)


# Problem 2

def gradients_of(loss, params, free):
  free_params = {k: v for k, v in params.items() if k in free}

  def loss_of_free(free_params):
    full = {k: (free_params[k] if k in free_params else v)
            for k, v in params.items()}
    return loss(full)

  grads = jax.grad(loss_of_free)(free_params)
  return {k: (grads[k] if k in free else None) for k in params}
