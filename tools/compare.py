"""Do the outputs of two runs agree?  The comparison that nbval makes here, and that can fail.

Numbers agree within one unit of the last printed digit; integers must be equal; a cell may ask for
another tolerance.  Figures agree when almost no ink has changed.  Everything else must be equal.
"""

import base64
import io
import math
import re
from dataclasses import dataclass

import numpy as np

GLUE = "application/papermill.record/text/plain"
NUMBER = re.compile(r"(?<![\w.])[-+−]?(?:\d+\.\d*|\.\d+|\d+)(?:[eE][-+]?\d+)?(?![\w])")
SPREAD = re.compile(r"±")


@dataclass(frozen=True)
class Tolerance:
    """How a cell's numbers are compared: the cell's metadata `compare`.

    units: how many units of the last printed digit two numbers may differ by.
    relative: or: the largest relative difference, for every number that is not an integer.
    errors: or: in `a ± b`, how many standard errors (both runs' together) a may move.
    skip: the numbers are readings of a clock: the words are compared and the numbers are not.
    """

    units: float = 1.0
    relative: float | None = None
    errors: float | None = None
    skip: bool = False

    @classmethod
    def of(cls, cell):
        asked = cell.metadata.get("compare", {})
        if asked == "readings":
            return cls(skip=True)
        unknown = set(asked) - {"units", "relative", "errors"}
        if unknown:
            raise ValueError(f"compare: expected units, relative, errors or 'readings', got {sorted(unknown)}")
        return cls(**asked)


def differences(fresh, stored, tolerance=Tolerance(), uses=None):
    """What differs between two lists of outputs, as sentences; [] when they agree.

    `uses` maps a glued name to the formats in which prose prints it: a glued value is compared as
    printed, and not at all where no prose prints it.
    """
    fresh, stored = _pieces(fresh), _pieces(stored)
    kinds = [[kind for kind, _, _ in pieces] for pieces in (fresh, stored)]
    if kinds[0] != kinds[1]:
        return [f"the kinds of output differ: stored {kinds[1] or 'none'}, now {kinds[0] or 'none'}"]
    found = []
    for (kind, now, meta), (_, then, _) in zip(fresh, stored, strict=True):
        if kind == "image/png":
            found += figure_differences(now, then)
        elif kind == GLUE:
            name = meta.get("scrapbook", {}).get("name")
            for form in (uses or {}).get(name, []):
                found += text_differences(form(now), form(then), tolerance)
        else:
            found += text_differences(now, then, tolerance)
    return found


def _pieces(outputs):
    """Outputs as [(kind, content, metadata)]; streams of a name joined, stderr left out."""
    pieces, streams = [], {}
    for output in outputs:
        if output["output_type"] == "stream":
            if output["name"] == "stderr":
                continue
            if output["name"] in streams:
                streams[output["name"]][1] += output["text"]
                continue
            streams[output["name"]] = ["stdout", output["text"], {}]
            pieces.append(streams[output["name"]])
        elif output["output_type"] == "error":
            pieces.append(["error", f"{output['ename']}: {output['evalue']}", {}])
        else:
            data = output["data"]
            shown = "image/png" if "image/png" in data else None
            for kind in [shown] if shown else sorted(data):
                pieces.append([kind, data[kind], output.get("metadata", {})])
    return [tuple(p) for p in pieces]


def stderr_of(outputs):
    return "".join(o["text"] for o in outputs if o["output_type"] == "stream" and o["name"] == "stderr")


def text_differences(now, then, tolerance=Tolerance()):
    """Compare two texts: words equal, numbers within the tolerance."""
    if now == then:
        return []
    if not isinstance(now, str) or not isinstance(then, str):
        return [f"stored {then!r}, now {now!r}"]
    words = [_words(NUMBER.sub("#", text)) for text in (now, then)]
    numbers = [NUMBER.findall(text) for text in (now, then)]
    if words[0] != words[1] or len(numbers[0]) != len(numbers[1]):
        return [f"the text differs: stored {_first_other(then, now)!r}, now {_first_other(now, then)!r}"]
    if tolerance.skip:
        return []
    spreads = _spreads(then, numbers[1]) if tolerance.errors else {}
    found = []
    for place, (a, b) in enumerate(zip(*numbers, strict=True)):
        if place in spreads.values():
            continue
        allowed = _allowed(a, b, tolerance)
        if place in spreads:
            error = spreads[place]
            allowed = tolerance.errors * math.hypot(_value(numbers[0][error]), _value(numbers[1][error]))
        if not abs(_value(a) - _value(b)) <= allowed * (1 + 1e-9):
            found.append(f"the number {b} (stored) is now {a}; they may differ by {allowed:.2g}")
    return found


def _words(text):
    return re.sub(r"[ \t]+", " ", text).strip()


def _first_other(text, other):
    for mine, theirs in zip(text.splitlines(), other.splitlines(), strict=False):
        if mine != theirs:
            return mine[:160]
    return text[-160:]


def _spreads(text, numbers):
    """{place of a: place of b} for each `a ± b` in the text."""
    starts = [m.start() for m in NUMBER.finditer(text)]
    found = {}
    for mark in SPREAD.finditer(text):
        before = [i for i, s in enumerate(starts) if s < mark.start()]
        if before and before[-1] + 1 < len(numbers):
            found[before[-1]] = before[-1] + 1
    return found


def _value(number):
    return float(number.replace("−", "-"))


def _decimals(number):
    """(decimals of the mantissa, exponent, is it an integer?)"""
    mantissa, _, exponent = number.lower().partition("e")
    decimals = len(mantissa.partition(".")[2])
    return decimals, int(exponent or 0), "." not in mantissa and not exponent


def _allowed(a, b, tolerance):
    (da, ea, ia), (db, eb, ib) = _decimals(a), _decimals(b)
    if ia and ib:
        return 0.0
    if tolerance.relative is not None:
        return tolerance.relative * max(abs(_value(a)), abs(_value(b)))
    units = 10.0 ** (ea - da), 10.0 ** (eb - db)
    # 9.9e-10 and 1.0e-09 are neighbours although their last digits weigh differently.
    unit = max(units) if da == db and abs(ea - eb) <= 1 else min(units)
    return tolerance.units * unit


def figure_differences(now, then, share=0.01, most=150):
    """Compare two PNG figures (base64) by the ink that has no like ink within two pixels.

    A curve that is missing changes hundreds of pixels; another machine's rounding changes a few.
    """
    a, b = (_pixels(x) for x in (now, then))
    if a.shape != b.shape:
        return [f"the figure's size differs: stored {b.shape[:2]}, now {a.shape[:2]}"]
    ink = _ink(a) | _ink(b)
    changed = int((_unmatched(a, b) | _unmatched(b, a)).sum())
    allowed = min(max(20, share * ink.sum()), most)
    if changed > allowed:
        return [f"the figure differs: {changed} pixels changed of {int(ink.sum())} with ink, at most {allowed:.0f} may"]
    return []


def _pixels(encoded):
    from PIL import Image

    image = Image.open(io.BytesIO(base64.b64decode(encoded))).convert("RGBA")
    page = Image.new("RGBA", image.size, "white")
    return np.asarray(Image.alpha_composite(page, image).convert("RGB")).astype(np.int16)


def _ink(pixels):
    return np.abs(pixels - 255).max(axis=-1) > 24


def _unmatched(a, b, reach=2, near=48):
    """Pixels of a with no pixel of b of nearly their colour within `reach` pixels."""
    height, width, _ = a.shape
    padded = np.pad(b, ((reach, reach), (reach, reach), (0, 0)), constant_values=255)
    unmatched = np.ones((height, width), bool)
    for dy in range(2 * reach + 1):
        for dx in range(2 * reach + 1):
            window = padded[dy : dy + height, dx : dx + width]
            unmatched &= np.abs(a - window).max(axis=-1) > near
    return unmatched
