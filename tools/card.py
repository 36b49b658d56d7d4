"""The card at the head of a chapter: what it needs and what it gives.  Every figure is computed."""

import re

WORDS_A_MINUTE = 180
SECONDS_A_CODE_LINE = 4


def card(chapter, run):
    """The card as markdown; `run` is the run to report, {"seconds", "device", "jax"}, or None."""
    facts = chapter.facts
    lines = ["**By the end you can**", ""]
    lines += [f"- {text}" for text in facts["objectives"].values()]
    needs = facts.get("prerequisites", "nothing but NumPy")
    lines += ["", f"**Before this**: {needs}  "]
    lines += [
        f"**Time**: {minutes_to_read(chapter)} minutes to read, {exercise_minutes(chapter)} for the exercises  "
    ]
    if run:
        lines += [
            f"**To run**: {run['seconds']:.0f} seconds of processor time ({run['device']}, jax {run['jax']})  "
        ]
    lines += [f"**Hardware**: {facts.get('hardware', 'a laptop')}"]
    return "\n".join(lines)


def minutes_to_read(chapter):
    """From the words of the prose and the lines of the code, exercises and solutions left out."""
    words = lines = 0
    for cell in chapter.notebook.cells:
        if cell.cell_type == "code":
            lines += sum(1 for line in cell.source.splitlines() if line.strip())
        else:
            prose = re.sub(
                r"^(`{3,})\{(exercise|solution)\}.*?^\1\s*$", "", cell.source, flags=re.S | re.M
            )
            words += len(prose.split())
    return round(words / WORDS_A_MINUTE + lines * SECONDS_A_CODE_LINE / 60)


def exercise_minutes(chapter):
    return sum(exercise["minutes"] for exercise in chapter.facts["exercises"].values())
