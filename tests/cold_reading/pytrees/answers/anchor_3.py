import functools
from dataclasses import dataclass
from typing import Any

import jax
import jax.numpy as jnp


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


def gradients_of(loss, params, free):
  # Differentiate only with respect to the free entries; the others are
  # constants that the inner function closes over.
  free_params = {k: v for k, v in params.items() if k in free}

  def loss_of_free(free_params):
    return loss({**params, **free_params})

  grads = jax.grad(loss_of_free)(free_params)
  return {k: (grads[k] if k in free else None) for k in params}
