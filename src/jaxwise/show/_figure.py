"""The look of the book's figures, and the one way to show one."""

import base64
import io
import re
import sys

# Seven colours that stay apart.  Found by maximising the smallest pairwise distance in CAM02-UCS
# (Luo, Cui and Li, Color Res. Appl. 31, 320 (2006)) over normal vision and the three kinds of
# dichromacy as simulated by Machado, Oliveira and Fernandes, IEEE TVCG 15, 1291 (2009), among
# colours with a contrast of at least 3 (WCAG 2.1, success criterion 1.4.11) against white and
# against the dark page, #121212.
palette = ["#246ddb", "#c28618", "#b60c92", "#496d00", "#aa86b6", "#925561", "#6d9e6d"]


def style() -> None:
    """Set matplotlib's defaults to the look of the book.

    Figures are 6.4 by 3.6 inches at 120 dots an inch on white, and are saved at that size: the
    layout makes room for the labels, no edge is cut.  It calls `matplotlib.rcdefaults` first, so
    that the look does not depend on what ran before.
    """
    import matplotlib
    from cycler import cycler

    matplotlib.rcdefaults()  # leaves the backend as it is
    matplotlib.rcParams.update(
        {
            "figure.figsize": (6.4, 3.6),
            "figure.dpi": 120,
            "savefig.dpi": "figure",
            "savefig.bbox": "standard",
            "figure.constrained_layout.use": True,
            "figure.facecolor": "white",
            "savefig.facecolor": "white",
            "axes.prop_cycle": cycler(color=palette),
            "axes.spines.top": False,
            "axes.spines.right": False,
            "font.family": "sans-serif",
            "font.sans-serif": ["DejaVu Sans"],
            "mathtext.fontset": "dejavusans",
            "legend.frameon": False,
            "image.cmap": "viridis",
        }
    )


def figure(fig, *, alt: str) -> None:
    """Show a matplotlib figure once, with its alternative text, and close it.

    In a notebook the output is a PNG, white behind; `alt` stands in the output's metadata under
    `{"jaxwise": {"alt": alt}}`, where the site finds it, and is the output's plain text.  Elsewhere
    the text is printed.  Raises ValueError when `alt` says nothing: when it is shorter than 20
    characters or looks like the name of a file.

    >>> import matplotlib.pyplot as plt
    >>> fig, ax = plt.subplots()
    >>> _ = ax.plot([0, 1, 4])
    >>> figure(fig, alt="A curve that rises from 0 to 4, ever more steeply.")
    [figure] A curve that rises from 0 to 4, ever more steeply.
    """
    import matplotlib.pyplot as plt

    alt = checked_alt(alt)
    data = {"text/plain": f"[figure] {alt}", "image/png": png(fig)}
    plt.close(fig)
    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    if shell is None:
        print(data["text/plain"])
        return
    from IPython.display import publish_display_data

    publish_display_data(data, metadata={"jaxwise": {"alt": alt}})


def checked_alt(alt: str) -> str:
    """Return `alt` with its white space tidied; raise ValueError when it describes nothing."""
    tidy = " ".join(alt.split()) if isinstance(alt, str) else ""
    if len(tidy) < 20:
        raise ValueError(
            f"alt must say what is to be seen, in at least 20 characters; given was {alt!r}"
        )
    if " " not in tidy or re.search(r"^\S+\.(png|svg|jpe?g|gif|pdf|webp)$", tidy.split()[-1], re.I):
        raise ValueError(f"alt must say what is to be seen, not name a file; given was {alt!r}")
    return tidy


def png(fig) -> str:
    """Return the figure as a PNG in base64, at its own size and resolution, on white."""
    stream = io.BytesIO()
    with_software = {"Software": None}  # matplotlib's version would change every stored output
    fig.savefig(stream, format="png", facecolor="white", metadata=with_software, bbox_inches=None)
    return base64.b64encode(stream.getvalue()).decode()
