"""Do the outputs of two runs agree?  The comparison that nbval makes here, and that can fail.

Numbers agree within one unit of the last printed digit; integers must be equal; a cell may ask for
another tolerance.  Figures agree when almost no ink has changed.  Everything else must be equal, but
for the amount of white space within a line.
"""

import base64
import io
import math
import re
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from tools.chapters import BookError

GLUE = "application/papermill.record/text/plain"
# A number that stands alone.  Not in x64 or float32, and not a part of 0.12.0.1, which is a version.
NUMBER = re.compile(
    r"(?<![\w.])[-+−]?(?:\d+\.\d*|\.\d+|\d+)(?:[eE][-+]?\d+)?(?:(?!\w)(?!\.\d)|(?=j(?!\w)))"
)
# In readings: a word with a digit in it, or an infinity, and the unit behind it.
_CHARACTER = r"(?:[^\s,;:()\[\]]|,(?=\d))"
_UNIT = r"(?: (?:[num\u00b5\u03bc]?s|min|h|[kMGT]?i?B|[kMGT]?FLOPs?)\b)?"
READING = re.compile(rf"(?:{_CHARACTER}*\d{_CHARACTER}*|\binf\b){_UNIT}")
MARK = "\0"


@dataclass(frozen=True)
class Tolerance:
    """How a cell's numbers are compared: the cell's metadata `compare`.

    units: how many units of the last printed digit two numbers may differ by.
    relative: or: the largest relative difference, for every number that is not an integer.
    errors: or: in `a ± b`, how many standard errors (both runs' together) a may move, while b
      stays within a factor of two.
    ink: the share of a figure's ink that may change, where the place of single points is not fixed.
    skip: the numbers are readings of a clock: the words are compared, and neither the numbers, their
      units, nor what names the machine and the versions.
    """

    units: float = 1.0
    relative: float | None = None
    errors: float | None = None
    ink: float | None = None
    skip: bool = False

    @classmethod
    def of(cls, cell):
        asked = cell.metadata.get("compare", {})
        if asked == "readings":
            return cls(skip=True)
        if not isinstance(asked, dict) or set(asked) - {"units", "relative", "errors", "ink"}:
            raise BookError(
                f"compare: expected units, relative, errors, ink or 'readings', got {asked!r}"
            )
        for name, given in asked.items():
            if (
                isinstance(given, bool)
                or not isinstance(given, int | float)
                or not 0 < given < math.inf
            ):
                raise BookError(f"compare: {name}: expected a positive number, got {given!r}")
        return cls(**asked)


def differences(fresh, stored, tolerance=Tolerance(), uses=None):
    """What differs between two lists of outputs, as sentences; [] when they agree.

    `uses` maps a glued name to the formats in which prose prints it: a glued value is compared as
    printed, and not at all where no prose prints it.
    """
    fresh, stored = _pieces(fresh), _pieces(stored)
    kinds = [[kind for kind, _, _ in pieces] for pieces in (fresh, stored)]
    if kinds[0] != kinds[1]:
        return [
            f"the kinds of output differ: stored {kinds[1] or 'none'}, now {kinds[0] or 'none'}"
        ]
    found = []
    for (kind, now, meta), (_, then, _) in zip(fresh, stored, strict=True):
        if kind == "image/png":
            room = {"share": tolerance.ink, "most": math.inf} if tolerance.ink else {}
            found += figure_differences(now, then, **room)
        elif kind == GLUE:
            name = meta.get("scrapbook", {}).get("name")
            for form in (uses or {}).get(name, []):
                found += text_differences(form(now), form(then), tolerance)
        else:
            found += text_differences(now, then, tolerance)
    return found


def _pieces(outputs):
    """Outputs as [(kind, content, metadata)]; what was printed joined, stderr left out."""
    pieces, printed = [], None
    for output in outputs:
        if output["output_type"] == "stream":
            if output["name"] == "stderr":
                continue
            if printed is None:
                printed = ["stdout", "", {}]
                pieces.append(printed)
            printed[1] += output["text"]
        elif output["output_type"] == "error":
            pieces.append(["error", f"{output['ename']}: {output['evalue']}", {}])
        else:
            data = output["data"]
            shown = "image/png" if "image/png" in data else None
            for kind in [shown] if shown else sorted(data):
                pieces.append([kind, data[kind], output.get("metadata", {})])
    return [tuple(p) for p in pieces]


def stderr_of(outputs):
    return "".join(
        o["text"] for o in outputs if o["output_type"] == "stream" and o["name"] == "stderr"
    )


def text_differences(now, then, tolerance=Tolerance()):
    """Compare two texts: words equal, numbers within the tolerance."""
    if now == then:
        return []
    if not isinstance(now, str) or not isinstance(then, str):
        return [f"stored {then!r}, now {now!r}"]
    pattern = READING if tolerance.skip else NUMBER
    words = [_words(pattern.sub(MARK, text)) for text in (now, then)]
    if words[0] != words[1]:
        return [
            f"the text differs: stored {_first_other(then, now)!r}, now {_first_other(now, then)!r}"
        ]
    if tolerance.skip:
        return []
    numbers = [NUMBER.findall(text) for text in (now, then)]
    spreads = _spreads(words[0]) if tolerance.errors else {}
    found = []
    for place, (a, b) in enumerate(zip(*numbers, strict=True)):
        if place in spreads:
            why = _moved(a, b, *(run[spreads[place]] for run in numbers), tolerance)
        elif place in spreads.values():
            why = _respread(a, b)
        else:
            why = _disagree(a, b, tolerance)
        if why:
            found.append(f"the number {b} (stored) is now {a}; {why}")
    return found


def _words(text):
    text = re.sub(r"[ \t]+", " ", text)
    return re.sub(r"(?<=[\[(]) | (?=[\])])", "", text).strip()  # NumPy pads inside its brackets


def _first_other(text, other):
    for mine, theirs in zip(text.splitlines(), other.splitlines(), strict=False):
        if mine != theirs:
            return mine[:160]
    return text[-160:]


def _disagree(a, b, tolerance):
    """Why two numbers do not agree; "" when they do."""
    x, y = _value(a), _value(b)
    if _is_whole(a) and _is_whole(b):
        equal = x == y and a.endswith(".") == b.endswith(".")
        return "" if equal else "integers must be equal"
    if tolerance.relative is not None:
        equal = abs(x - y) <= Decimal(tolerance.relative) * max(abs(x), abs(y))
        return "" if equal else f"they may differ by {tolerance.relative:g} of their size"
    equal = _units_apart(a, b) <= Decimal(tolerance.units)
    return "" if equal else f"they may differ by {tolerance.units:g} of the last printed digit"


def _moved(a, b, error_now, error_then, tolerance):
    """Why the `a` of `a ± b` moved too far."""
    allowed = tolerance.errors * math.hypot(_value(error_now), _value(error_then))
    equal = abs(_value(a) - _value(b)) <= Decimal(allowed) or _units_apart(a, b) <= 1
    return "" if equal else f"they may differ by {tolerance.errors:g} of their standard errors"


def _respread(a, b):
    """Why the `b` of `a ± b` changed too much: an error that grows would excuse everything."""
    x, y = abs(_value(a)), abs(_value(b))
    return (
        ""
        if max(x, y) <= 2 * min(x, y) or _units_apart(a, b) <= 1
        else "a standard error may change by a factor of two"
    )


def _spreads(words):
    """{place of a: place of b} for each `a ± b`, counted in numbers."""
    found = {}
    for match in re.finditer(f"{MARK} ?± ?{MARK}", words):
        place = words[: match.start()].count(MARK)
        found[place] = place + 1
    return found


def _value(number):
    return Decimal(number.replace("−", "-"))


def _last_digit(number):
    """(decimals of the mantissa, exponent)"""
    mantissa, _, exponent = number.lower().partition("e")
    return len(mantissa.partition(".")[2]), int(exponent or 0)


def _is_whole(number):
    """Is it an integer, or a float that is printed as one, as in `[1. 2.]`?"""
    return "e" not in number.lower() and _last_digit(number)[0] == 0


def _units_apart(a, b):
    """How many units of the last printed digit lie between two numbers."""
    (da, ea), (db, eb) = _last_digit(a), _last_digit(b)
    x, y = _value(a), _value(b)
    ux, uy = Decimal(1).scaleb(ea - da), Decimal(1).scaleb(eb - db)
    if da == db and abs(ea - eb) == 1:
        # 9.9e-10 and 1.0e-09 are neighbours: each counts in its own unit up to the power of ten.
        ten = Decimal(1).scaleb(max(ea, eb)).copy_sign(x)
        return abs(x - ten) / ux + abs(y - ten) / uy
    return abs(x - y) / min(ux, uy)


def figure_differences(now, then, share=0.01, most=150):
    """Compare two PNG figures (base64) by the ink that has no like ink within one pixel.

    A curve that is missing changes hundreds of pixels; another machine's rounding changes a few.
    """
    if now == then:
        return []
    try:
        a, b = (_pixels(x) for x in (now, then))
    except (OSError, ValueError) as error:
        return [f"one of the two figures is not a PNG: {error}"]
    if a.shape != b.shape:
        return [f"the figure's size differs: stored {b.shape[:2]}, now {a.shape[:2]}"]
    ink = int((_ink(a) | _ink(b)).sum())
    changed = int((_unmatched(a, b) | _unmatched(b, a)).sum())
    allowed = min(max(20, share * ink), most)
    if changed > allowed:
        return [
            f"the figure differs: {changed} pixels changed of {ink} with ink, at most {allowed:.0f} may"
        ]
    return []


def _pixels(encoded):
    from PIL import Image

    image = Image.open(io.BytesIO(base64.b64decode(encoded))).convert("RGBA")
    page = Image.new("RGBA", image.size, "white")
    return np.asarray(Image.alpha_composite(page, image).convert("RGB")).astype(np.int16)


def _ink(pixels):
    return np.abs(pixels - 255).max(axis=-1) > 24


def _unmatched(a, b, reach=1, near=48):
    """Pixels of a with no pixel of b of nearly their colour within `reach` pixels."""
    unmatched = np.abs(a - b).max(axis=-1) > near
    rows, columns = np.nonzero(unmatched)
    padded = np.pad(b, ((reach, reach), (reach, reach), (0, 0)), constant_values=255)
    alone = np.ones(rows.size, bool)
    for dy in range(2 * reach + 1):
        for dx in range(2 * reach + 1):
            alone &= np.abs(a[rows, columns] - padded[rows + dy, columns + dx]).max(axis=-1) > near
    unmatched[rows, columns] = alone
    return unmatched
