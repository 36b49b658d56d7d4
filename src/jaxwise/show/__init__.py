"""Pictures: programs as JAX sees them, and figures that every reader can use.

`jaxpr` draws the program that JAX traces; `figure` shows a matplotlib figure together with its
alternative text; `style` and `palette` are the look of the book.
"""

from jaxwise.show._figure import figure, palette, style
from jaxwise.show._program import Program, jaxpr

__all__ = ["Program", "figure", "jaxpr", "palette", "style"]
