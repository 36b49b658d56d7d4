"""The user divides a rotation vector by its angle, guarded by eps; at no rotation it has no slope.

misconception: M41
thread: none
kind: probe
"""

import jax.numpy as jnp


def hat(v):
    return jnp.array([[0.0, -v[2], v[1]], [v[2], 0.0, -v[0]], [-v[1], v[0], 0.0]])


def rotate(omega, points):
    theta = jnp.linalg.norm(omega)
    K = hat(omega / (theta + 1e-9))
    R = jnp.eye(3) + jnp.sin(theta) * K + (1 - jnp.cos(theta)) * K @ K
    return points @ R.T


def f(pose, points, observed):
    """Registration error of a camera pose."""
    moved = rotate(pose["omega"], points) + pose["shift"]
    return jnp.mean(jnp.sum((moved - observed) ** 2, axis=-1))


_points = jnp.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.3, 0.2, 1.0]])
args = ({"omega": jnp.zeros(3), "shift": jnp.zeros(3)}, _points, _points[:, ::-1])
