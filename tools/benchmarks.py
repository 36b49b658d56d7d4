"""The page about the benchmarks of PINNs, from the newest results in benchmarks/pinn."""

import json
from statistics import median

from tools.chapters import ROOT
from tools.notebooks import write_if_changed

FOLDER = ROOT / "benchmarks" / "pinn"
PICTURE = "benchmarks.png"
NAMES = {
    "heat": "Heat",
    "poisson": "Poisson",
    "helmholtz": "Helmholtz (1, 4)",
    "advection": "Advection",
    "fisher": "Fisher",
    "burgers": "Burgers",
    "allen_cahn": "Allen-Cahn",
    "kdv": "Korteweg-de Vries",
    "wave": "Wave",
    "taylor_green": "Navier-Stokes",
}
# {method: (its name, how matplotlib draws it)}; those with a trace are lines.
LINES = {"adam": ("Adam", "-"), "lbfgs": ("Adam, then L-BFGS", "--")}
DOTS = {
    "ours": ("jaxwise.pinn", "o"),
    "reach": ("jaxwise.pinn, tuned", "D"),
    "minute": ("tuned for a minute", "v"),
    "spectral": ("spectral solver", "s"),
    "deepxde": ("DeepXDE's demo", "^"),
}
EARLY = 20  # seconds at which the table reads the traces, beside their ends


def write(folder):
    """Write the page's table and its picture; "Not run yet." where there are no results."""
    results = newest(FOLDER)
    if results is None:
        write_if_changed(folder / "benchmarks.md", "Not run yet.\n")
        return
    write_if_changed(folder / "benchmarks.md", page(results))
    picture = folder / PICTURE
    made_of = [*FOLDER.glob("*.json"), ROOT / "tools" / "benchmarks.py"]
    if not picture.exists() or picture.stat().st_mtime < max(p.stat().st_mtime for p in made_of):
        draw(results).savefig(picture, metadata={"Software": None})


def newest(folder):
    """The newest results, and under "demo" the newest of DeepXDE's; None where there are none."""
    results, demo = (
        max(folder.glob(pattern), default=None) for pattern in ("20*.json", "deepxde-*.json")
    )
    if results is None or demo is None:
        return None
    results, demo = (json.loads(path.read_text(encoding="utf-8")) for path in (results, demo))
    results["runs"] += [
        {"method": "deepxde", "problem": "burgers", "seed": run["seed"], **run["lbfgs"]}
        for run in demo["runs"]
        if run["bits"] == 64
    ]
    return results | {"demo": demo}


def runs_of(results, method, problem):
    return [r for r in results["runs"] if (r["method"], r["problem"]) == (method, problem)]


def middle(results, method, problem, column="error"):
    """The median over the runs, None where there are none."""
    found = [run[column] for run in runs_of(results, method, problem)]
    return median(found) if found else None


def after(run, seconds):
    """The last error of a run's trace that was measured by then; None where it had not begun."""
    seen = [error for time, _, error in run["trace"] if time <= seconds]
    return seen[-1] if seen else None


def page(results):
    """Markdown: what was run, the picture, and the table of medians."""
    demo = results["demo"]
    lines = [
        f"Run on {results['date']} on one core of a machine with other work ({results['device']}, "
        f"Python {results['python']}, {_versions(results)}); DeepXDE on {demo['date']} "
        f"({_versions(demo)}).",
        "",
        f"![{alt(results)}]({PICTURE})",
        "",
        *table(results),
        "",
        said_of_lines(results),
        "",
    ]
    return "\n".join(lines)


def said_of_lines(results):
    """Where a line ends below the dots of `jaxwise.pinn`."""
    nearer = [
        f"{NAMES[problem]} ({LINES[method][0]})"
        for problem in NAMES
        for method in LINES
        if runs_of(results, method, problem)
        and middle(results, method, problem) < middle(results, "ours", problem)
    ]
    where = ", ".join(nearer) or "nowhere"
    return f"A minute of theirs ends nearer than `jaxwise.pinn`: {where}."


def _versions(results):
    return ", ".join(f"{name} {version}" for name, version in results["versions"].items())


def table(results):
    """The medians, a problem a row."""
    heads = ["problem"]
    for name in ("Adam", "L-BFGS"):
        heads += [f"{name}, {EARLY} s", "60 s"]
    heads += ["jaxwise.pinn", "alone", "seconds", "tuned", "seconds"]
    yield "| " + " | ".join(heads) + " |"
    yield "|---" + "|--:" * (len(heads) - 1) + "|"
    for problem, name in NAMES.items():
        row = [name]
        for method in LINES:
            early = [after(run, EARLY) for run in runs_of(results, method, problem)]
            row.append(_error(median(early) if early and None not in early else None))
            row.append(_error(middle(results, method, problem)))
        row.append(_error(middle(results, "ours", problem)))
        row.append(_error(middle(results, "ours", problem, "alone")))
        row.append(_seconds(middle(results, "ours", problem, "seconds")))
        row.append(_error(middle(results, "reach", problem)))
        row.append(_seconds(middle(results, "reach", problem, "seconds")))
        yield "| " + " | ".join(row) + " |"


def alt(results):
    """What the picture shows, in words with the numbers of the data."""
    nearer = [
        min(middle(results, method, problem) for method in LINES) / middle(results, "ours", problem)
        for problem in NAMES
        if all(runs_of(results, method, problem) for method in (*LINES, "ours"))
    ]
    return (
        "Error against processor seconds, a panel a problem: the lines of Adam, and of Adam with "
        "L-BFGS, fall for a minute; jaxwise.pinn and the others are dots. The median error of "
        f"jaxwise.pinn is below the lower of the two lines on {sum(x > 1 for x in nearer)} of "
        f"{len(nearer)} problems, by factors between {min(nearer):.2g} and {max(nearer):.2g}."
    )


def draw(results):
    """The picture, a matplotlib figure: a panel a problem, error against processor seconds."""
    from matplotlib.figure import Figure
    from matplotlib.pyplot import rc_context

    from jaxwise import show

    with rc_context():
        show.style()
        fig = Figure(figsize=(6.4, 10))
        axes = fig.subplots(5, 2, sharex=True, sharey=True)
        colours = dict(zip([*LINES, *DOTS], show.palette, strict=False))
        for ax, (problem, name) in zip(axes.flat, NAMES.items(), strict=True):
            for method, (label, look) in (LINES | DOTS).items():
                runs, style = runs_of(results, method, problem), dict(lw=1, ms=4)
                if method in LINES:
                    parts = [zip(*run["trace"], strict=True) for run in runs]
                    points = [(seconds, errors) for seconds, _, errors in parts]
                else:
                    points = [([r["seconds"] for r in runs], [r["error"] for r in runs])]
                for x, y in points:
                    ax.plot(x, y, look, color=colours[method], **style)
                if ax is axes[0, 0]:  # for the legend
                    ax.plot([], [], look, color=colours[method], label=label, **style)
            ax.set(xscale="log", yscale="log")
            ax.set_title(name, fontsize=10)
        for ax in axes[-1]:
            ax.set_xlabel("processor seconds")
            ticks = [1, 2, 5, 10, 20, 60, 200, 500]
            ax.set_xticks(ticks, map(str, ticks))
            ax.minorticks_off()
        for ax in axes[:, 0]:
            ax.set_ylabel("relative error")
        fig.legend(ncols=3, loc="outside upper center")
        fig.draw_without_rendering()  # while the style holds
    return fig


def _error(value):
    return "–" if value is None else f"{value:.0e}"


def _seconds(value):
    return "–" if value is None else f"{value:.0f}"
