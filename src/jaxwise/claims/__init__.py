"""Claims: statements that a chapter asserts, records and prints from.

`claim` asserts one statement against something from outside, and leaves a record of it.
`glue` makes a computed value available to prose.  `seed` is a fixed integer that a run may shift.
None of the three needs a book around it: in a plain script a claim prints one line.
"""

from jaxwise.claims._claim import KINDS, OPERATORS, ClaimError, claim, collect, records, seed
from jaxwise.claims._display import glue

__all__ = ["KINDS", "OPERATORS", "ClaimError", "claim", "collect", "glue", "records", "seed"]
