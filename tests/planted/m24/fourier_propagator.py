"""The user captures a propagator in a jitted step to save time; compiling embeds all of it.

misconception: M24
thread: https://github.com/jax-ml/jax/issues/10596
kind: probe
"""

import jax
import jax.numpy as jnp


class SplitStep:
    def __init__(self, n, layers, dz):
        k = jnp.fft.fftfreq(n) * 2 * jnp.pi
        index = 1.0 + 0.1 * jnp.arange(layers)[:, None]
        self.propagator = jnp.exp(-0.5j * dz * k**2 / index)  # (layers, n), complex64
        self.step = jax.jit(self._step)

    def _step(self, field, layer):
        return jnp.fft.ifft(jnp.fft.fft(field) * self.propagator[layer])


beam = SplitStep(n=1024, layers=2048, dz=0.3)  # 16.8 MB
f = beam.step
args = (jnp.exp(-(jnp.linspace(-4, 4, 1024) ** 2)).astype(jnp.complex64), 7)
