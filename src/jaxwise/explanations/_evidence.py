"""All that a rule may ask of one exception."""

import functools
import re
from dataclasses import dataclass

from jaxwise.explanations import _frames, _lookup

# What jax says of a tracer that was asked for its value.
_VALUE = re.compile(r"traced array with shape (\S+?\[[^\]]*\])")
_TRACING = re.compile(
    r"tracing the function (?P<function>.+?) at (?P<file>.+?):(?P<line>\d+) for (?P<by>\w+)"
)
_ARGUMENTS = re.compile(r"depends on the values? of the arguments? (.+?)\.(?:\s|$)")
_MADE = re.compile(r"created on line[: ]\s*(?P<file>\S[^\n]*?):(?P<line>\d+)(?::\d+)?(?:\s|$)")
_LEAKED = re.compile(r"when the value leaked was .+? at (?P<file>.+?):(?P<line>\d+) traced for")
# The packages whose exceptions have rules, and those through which their exceptions come.
_KNOWN = frozenset(
    """jax jaxlib numpy scipy flax optax equinox orbax diffrax numpyro optimistix lineax chex
    tqdm jaxwise python user""".split()
)
_TREES = ("jax", "flax", "optax", "equinox", "orbax", "numpyro", "diffrax")


def attempt(ask, otherwise):
    """What `ask()` gives, or `otherwise` where it fails: evidence may be broken in any way.

    >>> attempt(lambda: 1 / 0, "no answer")
    'no answer'
    """
    try:
        return ask()
    except Exception:
        return otherwise


@dataclass(frozen=True)
class Evidence:
    """One exception, and what can be found out about it.

    Attributes:
      error: the exception.
      kind: its class as a rule names it; "" for a class of the user's own.
      text: what it says, "" where it cannot say it.
      frames: its traceback, outermost first.
      all_frames: the frames of all exceptions of the chain.
      behind: the kinds of the exceptions behind it.
    """

    error: BaseException
    kind: str
    text: str
    frames: tuple
    all_frames: tuple
    behind: tuple

    # The user's line ------------------------------------------------------------------------------

    @functools.cached_property
    def user(self):
        """The innermost frame of the user's code, or None."""
        return _frames.user_frame(self.frames)

    @functools.cached_property
    def raised_by_user(self):
        """Did a `raise` or an `assert` in the user's code make it?"""
        return bool(self.frames) and self.user is self.frames[-1] and self.user.raises

    @functools.cached_property
    def raised_by_stranger(self):
        """Did a `raise` in a package make it that has nothing to do with jax?"""
        last = self.frames[-1] if self.frames else None
        return last is not None and last.raises and last.owner not in ("", *_KNOWN)

    @functools.cached_property
    def source(self):
        """The text of the user's line."""
        return self.user.source if self.user else ""

    @functools.cached_property
    def operation(self):
        """The instruction that was running on the user's line, "" if unknown."""
        return self.user.operation if self.user else ""

    @functools.cached_property
    def node(self):
        """The syntax tree of the expression that was running on the user's line, or None."""
        return attempt(lambda: _lookup.node(self.user), None)

    @functools.cached_property
    def called(self):
        """What the user's line was calling, as far as can be told: ["jax.numpy.zeros"]."""
        return attempt(lambda: _lookup.called(self.user), [])

    def calls(self, pattern):
        """Was the user's line calling something whose full name matches?"""
        return any(re.fullmatch(pattern, name) for name in self.called)

    # The frames around it -------------------------------------------------------------------------

    @functools.cached_property
    def user_frames(self):
        """All frames of the user's code in the traceback."""
        return [entry for entry in self.frames if entry.owner == "user"]

    def through(self, *packages):
        """Did the user's line call into one of these packages, which then failed?"""
        place = self.frames.index(self.user) if self.user else -1
        return any(entry.owner in packages for entry in self.frames[place + 1 :])

    def inside(self, *packages):
        """Was the user's line called by one of these packages?"""
        place = self.frames.index(self.user) if self.user else 0
        return any(entry.owner in packages for entry in self.frames[:place])

    def within_call(self, pattern):
        """Did the user's code get here by calling something whose full name matches?"""
        names = [
            n for e in self.user_frames[:-1] for n in attempt(lambda e=e: _lookup.called(e), [])
        ]
        return any(re.fullmatch(pattern, name) for name in names)

    @functools.cached_property
    def under_transform(self):
        """Did the user's code get here by calling a function that jax transformed?"""
        outer = self.user_frames[:-1]
        return any(attempt(lambda e=e: _lookup.calls_transformed(e), False) for e in outer)

    @property
    def maps_trees(self):
        """Did jax, or a library that builds on it, compare two pytrees?"""
        return "pytree" in self.text or self.through(*_TREES) or self.calls(r"jax\..*")

    # What the names stand for ---------------------------------------------------------------------

    @functools.cached_property
    def values(self):
        """What the names on the user's lines stand for, a list."""
        return [v for e in self.user_frames for v in attempt(lambda e=e: _lookup.values(e), [])]

    @functools.cached_property
    def _classes(self):
        classes = [value if isinstance(value, type) else type(value) for value in self.values]
        return [base for cls in classes for base in cls.__mro__]

    def names(self, pattern):
        """Does a name on one of the user's lines stand for an object of a class that matches?"""
        return any(re.fullmatch(pattern, _lookup.class_name(cls)) for cls in self._classes)

    @property
    def names_jax_array(self):
        """Does a name on one of the user's lines stand for an array or tracer of jax?"""
        return self.names(r"jaxlib\.ArrayImpl|jax\.\w*Tracer")

    def marked(self, attribute, in_text=False):
        """Does a name on one of the user's lines stand for an object whose class has this?

        `in_text`: and does the full name of that class stand in the text?
        """
        name = lambda cls: f"{cls.__module__}.{cls.__qualname__}"
        marked = [cls for cls in self._classes if attribute in vars(cls)]
        return any(not in_text or name(cls) in self.text for cls in marked)

    def mentions(self, *names):
        """Does a function of the user's in the traceback use one of these names?"""
        return any(set(names) & set(e.frame.f_code.co_names) for e in self.user_frames)

    @functools.cached_property
    def _reached(self):
        names = [attempt(lambda e=e: _lookup.mentioned(e), set()) for e in self.user_frames]
        return set().union(*names)

    def reaches(self, *names):
        """Does a function in the traceback, or one of the user's that it calls, use a name?"""
        return bool(self._reached & set(names))

    @functools.cached_property
    def custom_rules(self):
        """Functions with derivative rules of their own that the user's frames know, a list."""
        frames = self.user_frames
        return [r for e in frames for r in attempt(lambda e=e: _lookup.custom_rules(e), [])]

    # What the text says ---------------------------------------------------------------------------

    @functools.cached_property
    def returned(self):
        """Has the traced function that the text names returned, as far as the frames tell?"""
        found = _TRACING.search(self.text)
        if not found or self.user is None or self.under_transform:
            return False
        if _frames.owner(found["file"]) != "user":
            return False
        running = [entry.frame for entry in self.all_frames]
        above = running[0].f_back
        while above is not None:
            running.append(above)
            above = above.f_back
        places = {(frame.f_code.co_filename, frame.f_code.co_firstlineno) for frame in running}
        return (found["file"], int(found["line"])) not in places

    @functools.cached_property
    def origin(self):
        """The (file, line) of the user's code that the text names as where it began, or None."""
        for pattern in (_MADE, _LEAKED, _TRACING):
            for found in pattern.finditer(self.text):
                if _frames.owner(found["file"]) == "user":
                    return found["file"], int(found["line"])
        return None

    @functools.cached_property
    def facts(self):
        """What every template may use, a dict.

        value: the traced value ("a traced float32[3]"); where: in which function it is traced
        (where_: at the start of a sentence); arguments: on which arguments it depends; called:
        what was called; message: the first line of the text.
        """
        facts = {"value": "a traced value", "where": "inside a function that jax transforms"}
        if found := _VALUE.search(self.text):
            facts["value"] = f"a traced {found[1]}"
        if found := _TRACING.search(self.text):
            mine = _frames.owner(found["file"]) == "user"
            name = f"`{found['function'].rpartition('.')[2]}`" if mine else "a function"
            facts["where"] = f"while jax traces {name} for {found['by']}"
            if mine and (arguments := _ARGUMENTS.search(self.text)):
                facts["arguments"] = arguments[1]
        elif re.search(r"(Vmap|Batch)Tracer", self.text):
            facts["where"] = "inside a function under `jax.vmap`"
        facts["where_"] = facts["where"][0].upper() + facts["where"][1:]
        if len(self.called) == 1:
            name = re.sub(r"\._\w+(?=\.)|^builtins\.", "", self.called[0])
            facts["called"] = name.replace("jax.numpy.", "jnp.")
        if self.text.strip():
            facts["message"] = self.text.strip().splitlines()[0][:300].rstrip(".:")
        return facts
