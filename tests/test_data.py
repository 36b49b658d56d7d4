"""The catalogue is whole, and the table of oppositions is what modern ephemerides say it should be."""

import ast
import re

import erfa
import numpy as np

from jaxwise.data import misconceptions
from tools.chapters import Chapter, chapters


def test_the_catalogue_has_sixty_misconceptions_and_twenty_that_no_workshop_leaves_out():
    rows = misconceptions()
    assert list(rows) == [f"M{n:02d}" for n in range(1, 61)]
    assert sum(row.priority for row in rows.values()) == 20
    assert all(row.title and row.part and row.chapters and row.evidence for row in rows.values())
    links = [link for row in rows.values() for link in row.links]
    assert len(links) > 40
    assert all(re.fullmatch(r"https://github\.com/[\w.-]+/[\w.-]+/issues/\d+", x) for x in links)


def test_every_misconception_that_an_exercise_names_is_in_the_catalogue():
    for chapter in chapters():
        for exercise in chapter.facts["exercises"].values():
            assert set(exercise["misconceptions"]) <= set(misconceptions())


def oppositions():
    """The table of the first chapter, read from its source, and its function `julian_day`."""
    code = Chapter("start/one-problem").code
    table = next(cell for cell in code if "oppositions = np.array" in cell)
    literal = next(node for node in ast.walk(ast.parse(table)) if isinstance(node, ast.List))
    names = {}
    exec(next(cell for cell in code if "def julian_day" in cell).split("\n\n")[0], names)
    return np.array(ast.literal_eval(literal)), names["julian_day"]


def test_keplers_table_agrees_with_the_planetary_theory_of_simon_et_al():
    """Heliocentric ecliptic longitude of Mars of date, Simon et al. (1994), through ERFA's plan94.

    The moments are Uraniborg's, 51 minutes before Greenwich; delta T was two minutes.  The largest
    difference is 6.4 minutes of arc, from Tycho's Sun; a day that began at midnight would make 16.
    """
    table, julian_day = oppositions()
    day = julian_day(*table[:, :5].T) - 51 / 1440 + 2 / 1440
    kepler = table[:, 5:] @ [1, 1 / 60, 1 / 3600]
    for when, longitude in zip(day, kepler, strict=True):
        x, y, _ = erfa.ecm06(when, 0.0) @ erfa.plan94(when, 0.0, 4)["p"]
        off = (longitude - np.degrees(np.arctan2(y, x)) + 180) % 360 - 180
        assert abs(off) * 60 < 8, (when, off * 60)


def test_the_julian_days_agree_with_erfas_calendar():
    _, julian_day = oppositions()
    for year, month, day, ahead in ((1600, 1, 18, 10), (1585, 1, 1, 10), (1700, 3, 5, 11)):
        noon = sum(erfa.cal2jd(year, month, day + ahead)) + 0.5  # erfa's calendar is Gregorian
        assert julian_day(year, month, day, 0, 0) == noon
