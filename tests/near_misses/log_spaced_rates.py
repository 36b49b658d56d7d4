"""Looks like numbers too close for 32 bits: some of these steps are a billionth of the largest.
Each number is rounded by a part of itself, and its neighbours are as far apart as it is large.

looks like: M32
"""

import numpy as np


def f(rates):
    return 1.0 / (1.0 + rates)


args = (np.logspace(-10, 0, 50),)
