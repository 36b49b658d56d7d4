"""Physics-informed networks that are solved by Levenberg-Marquardt, and say how wrong they are."""

from jaxwise.pinn._problem import Dirichlet, Field, Initial, Periodic, Problem, Soft
from jaxwise.pinn._solve import PinnWarning, Settings, Solution, solve

__all__ = [
    "Dirichlet",
    "Field",
    "Initial",
    "Periodic",
    "PinnWarning",
    "Problem",
    "Settings",
    "Soft",
    "Solution",
    "solve",
]
