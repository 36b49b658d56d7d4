from dataclasses import dataclass, field

import jax


@jax.tree_util.register_dataclass
@dataclass
class Particle:
    position: jax.Array
    velocity: jax.Array
    name: str = field(metadata={"static": True})


@jax.jit
def drift(particle, dt):
    return Particle(particle.position + dt * particle.velocity, particle.velocity, particle.name)


def gradients_of(loss, params, free):
    def of_free(chosen):
        return loss({**params, **chosen})

    found = jax.grad(of_free)({key: params[key] for key in free})
    return {key: found.get(key) for key in params}
