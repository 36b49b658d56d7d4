"""The card: every figure on it is computed."""

from conftest import SMALL

RUN = {"seconds": 21.4, "device": "one test core", "jax": "0.12.0.1"}


def card(book, text=SMALL, run=RUN):
    book.write("part/small", text)
    return book.tool("card").card(book.chapter("part/small"), run)


def test_it_says_what_the_front_matter_and_the_run_say(book):
    text = SMALL.replace("jaxwise:\n", "jaxwise:\n  prerequisites: sums\n  hardware: a pencil\n")
    shown = card(book, text)
    for line in ("- count to three", "**Before this**: sums  ", "**Hardware**: a pencil"):
        assert line in shown.splitlines()
    assert "21 seconds of processor time (one test core, jax 0.12.0.1)" in shown


def test_it_says_no_seconds_where_nothing_ran(book):
    assert "To run" not in card(book, run=None)


def test_a_thousand_words_are_some_six_minutes_and_exercises_are_not_counted(book):
    read = book.tool("card").minutes_to_read

    def minutes(more):
        book.write("part/small", SMALL + more)
        return read(book.chapter("part/small"))

    assert minutes("\n" + "word " * 900) == minutes("") + 5
    assert minutes("\n```{solution} ex_one\n" + "word " * 900 + "\n```\n") == minutes("")
    assert minutes("\n```{code-cell} ipython3\n" + "x = 1\n" * 45 + "```\n") == minutes("") + 3


def test_exercise_minutes_are_summed(book):
    text = SMALL.replace(
        "    ex_one:", "    ex_two: {objective: count, minutes: 7, level: recall}\n    ex_one:"
    )
    assert "12 for the exercises" in card(book, text)
