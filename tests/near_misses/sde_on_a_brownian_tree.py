"""Looks like one key for all steps of a loop.
The path is a function of time: each step asks it for two times, and the tree draws the same number
again for the same time, as it has to.

looks like: M52
needs: diffrax
"""

import diffrax
import jax

KEY = jax.random.key(31)


def f(key, y0):
    path = diffrax.VirtualBrownianTree(0.0, 1.0, 0.05, (), key)
    terms = diffrax.MultiTerm(
        diffrax.ODETerm(lambda t, y, a: -y), diffrax.ControlTerm(lambda t, y, a: 0.3 * y, path)
    )
    return diffrax.diffeqsolve(terms, diffrax.EulerHeun(), 0.0, 1.0, 0.1, y0, max_steps=16).ys


args = (KEY, 1.0)
