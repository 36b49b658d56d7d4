# %% right | class by class, type for the built-in ones
def decode(error):
    if isinstance(error, jax.errors.TracerBoolConversionError):
        return "M01"
    if isinstance(error, jax.errors.NonConcreteBooleanIndexError):
        return "M05"
    text = str(error)
    if type(error) is TypeError and "immutable" in text:
        return "M28"
    if type(error) is TypeError and "carry" in text:
        return "M49"
    if type(error) in (TypeError, ValueError) and ("key<" in text or "single key" in text):
        return "M54"
    return None


# %% right | a table of exact classes and words
TABLE = [
    (jax.errors.TracerBoolConversionError, "", "M01"),
    (jax.errors.NonConcreteBooleanIndexError, "", "M05"),
    (TypeError, "immutable", "M28"),
    (TypeError, "carry", "M49"),
    (TypeError, "key<", "M54"),
    (TypeError, "single key", "M54"),
    (ValueError, "key<", "M54"),
    (ValueError, "single key", "M54"),
]


def decode(error):
    for kind, words, number in TABLE:
        if type(error) is kind and words in str(error):
            return number
    return None


# %% right | next with a default
def decode(error):
    kind, text = type(error), str(error)
    rules = {
        "M01": isinstance(error, jax.errors.TracerBoolConversionError),
        "M05": isinstance(error, jax.errors.NonConcreteBooleanIndexError),
        "M28": kind is TypeError and "immutable" in text,
        "M49": kind is TypeError and "carry" in text,
        "M54": kind in {TypeError, ValueError} and any(s in text for s in ("key<", "single key")),
    }
    return next((number for number, holds in rules.items() if holds), None)


# %% right | match on the class itself
def decode(error):
    text = str(error)
    match type(error):
        case jax.errors.TracerBoolConversionError:
            return "M01"
        case jax.errors.NonConcreteBooleanIndexError:
            return "M05"
    if type(error) == TypeError:
        if "immutable" in text:
            return "M28"
        if "carry" in text:
            return "M49"
    if type(error) == TypeError or type(error) == ValueError:
        if "key<" in text or "single key" in text:
            return "M54"


# %% right | the words as a regular expression
import re


def decode(error):
    if isinstance(error, jax.errors.TracerBoolConversionError):
        return "M01"
    if isinstance(error, jax.errors.NonConcreteBooleanIndexError):
        return "M05"
    if type(error) is TypeError:
        for pattern, number in [("immutable", "M28"), ("carry", "M49")]:
            if re.search(pattern, str(error)):
                return number
    if type(error) in [TypeError, ValueError] and re.search("key<|single key", str(error)):
        return "M54"
    return None


# %% right | leaves early when the class is none of the four
def decode(error):
    kind = type(error)
    if issubclass(kind, jax.errors.TracerBoolConversionError):
        return "M01"
    if issubclass(kind, jax.errors.NonConcreteBooleanIndexError):
        return "M05"
    if kind is not TypeError and kind is not ValueError:
        return None
    message = f"{error}"
    words = {"immutable": "M28", "carry": "M49"} if kind is TypeError else {}
    words = words | {"key<": "M54", "single key": "M54"}
    for word, number in words.items():
        if word in message:
            return number
    return None


# %% right | a dictionary from class to words
def decode(error):
    keys = {"key<": "M54", "single key": "M54"}
    by_class = {
        jax.errors.TracerBoolConversionError: {"": "M01"},
        jax.errors.NonConcreteBooleanIndexError: {"": "M05"},
        TypeError: {"immutable": "M28", "carry": "M49", **keys},
        ValueError: keys,
    }
    for word, number in by_class.get(type(error), {}).items():
        if word in str(error):
            return number


# %% right | the names of the classes
def decode(error):
    name, text = type(error).__name__, str(error)
    if name == "TracerBoolConversionError":
        return "M01"
    if name == "NonConcreteBooleanIndexError":
        return "M05"
    if name == "TypeError" and "immutable" in text:
        return "M28"
    if name == "TypeError" and "carry" in text:
        return "M49"
    if name in ("TypeError", "ValueError") and ("key<" in text or "single key" in text):
        return "M54"
    return None


# %% right | through the chapter's guess, its last rules only for the classes themselves
def decode(error):
    rules = [(jax.errors.TracerBoolConversionError, "", "M01", ""),
             (jax.errors.NonConcreteBooleanIndexError, "", "M05", "")]
    if type(error) in (TypeError, ValueError):
        rules += [(TypeError, "immutable", "M28", ""), (TypeError, "carry", "M49", "")]
        rules += [(Exception, "key<", "M54", ""), (Exception, "single key", "M54", "")]
    return guess(error, rules)[0]


# %% right | functions as rules
def decode(error):
    def has(*words):
        return any(word in str(error) for word in words)

    def is_(*kinds):
        return type(error) in kinds

    rules = [
        (lambda: isinstance(error, jax.errors.TracerBoolConversionError), "M01"),
        (lambda: isinstance(error, jax.errors.NonConcreteBooleanIndexError), "M05"),
        (lambda: is_(TypeError) and has("immutable"), "M28"),
        (lambda: is_(TypeError) and has("carry"), "M49"),
        (lambda: is_(TypeError, ValueError) and has("key<", "single key"), "M54"),
    ]
    for holds, number in rules:
        if holds():
            return number
    return None


# %% right | nested conditional expressions in a lambda
decode = lambda error: (
    "M01" if isinstance(error, jax.errors.TracerBoolConversionError)
    else "M05" if isinstance(error, jax.errors.NonConcreteBooleanIndexError)
    else "M28" if type(error) is TypeError and "immutable" in str(error)
    else "M49" if type(error) is TypeError and "carry" in str(error)
    else "M54" if type(error) in (TypeError, ValueError)
    and ("key<" in str(error) or "single key" in str(error))
    else None)


# %% right | isinstance and the class itself, find for the words
from jax.errors import NonConcreteBooleanIndexError, TracerBoolConversionError


def decode(error):
    if isinstance(error, TracerBoolConversionError):
        return "M01"
    if isinstance(error, NonConcreteBooleanIndexError):
        return "M05"
    exact_type = isinstance(error, TypeError) and error.__class__ is TypeError
    exact_value = isinstance(error, ValueError) and error.__class__ is ValueError
    text = str(error)
    if exact_type and text.find("immutable") >= 0:
        return "M28"
    if exact_type and text.find("carry") >= 0:
        return "M49"
    if (exact_type or exact_value) and (text.find("key<") >= 0 or text.find("single key") >= 0):
        return "M54"
    return None


# %% wrong | isinstance: a ConcretizationTypeError in a function carry is M49
def decode(error):
    text = str(error)
    if isinstance(error, jax.errors.TracerBoolConversionError):
        return "M01"
    if isinstance(error, jax.errors.NonConcreteBooleanIndexError):
        return "M05"
    if isinstance(error, TypeError) and "immutable" in text:
        return "M28"
    if isinstance(error, TypeError) and "carry" in text:
        return "M49"
    if isinstance(error, (TypeError, ValueError)) and ("key<" in text or "single key" in text):
        return "M54"
    return None


# %% wrong | words first, whatever the class
def decode(error):
    text = str(error)
    if "immutable" in text:
        return "M28"
    if "carry" in text:
        return "M49"
    if "key<" in text or "single key" in text:
        return "M54"
    if isinstance(error, jax.errors.TracerBoolConversionError):
        return "M01"
    if isinstance(error, jax.errors.NonConcreteBooleanIndexError):
        return "M05"
    return None


# %% wrong | the two words about keys in a condition that always holds
def decode(error):
    text = str(error)
    if isinstance(error, jax.errors.TracerBoolConversionError):
        return "M01"
    if isinstance(error, jax.errors.NonConcreteBooleanIndexError):
        return "M05"
    if type(error) is TypeError and "immutable" in text:
        return "M28"
    if type(error) is TypeError and "carry" in text:
        return "M49"
    if type(error) in (TypeError, ValueError) and ("key<" or "single key" in text):
        return "M54"
    return None


# %% wrong | and before or: a single key counts in any class
def decode(error):
    text = str(error)
    if isinstance(error, jax.errors.TracerBoolConversionError):
        return "M01"
    if isinstance(error, jax.errors.NonConcreteBooleanIndexError):
        return "M05"
    if type(error) is TypeError and "immutable" in text:
        return "M28"
    if type(error) is TypeError and "carry" in text:
        return "M49"
    if type(error) in (TypeError, ValueError) and "key<" in text or "single key" in text:
        return "M54"
    return None


# %% wrong | the bare word key
def decode(error):
    text = str(error)
    if isinstance(error, jax.errors.TracerBoolConversionError):
        return "M01"
    if isinstance(error, jax.errors.NonConcreteBooleanIndexError):
        return "M05"
    if type(error) is TypeError and "immutable" in text:
        return "M28"
    if type(error) is TypeError and "carry" in text:
        return "M49"
    if type(error) in (TypeError, ValueError) and "key" in text:
        return "M54"
    return None


# %% wrong | ValueError forgotten: a batch of keys stays unknown
def decode(error):
    if isinstance(error, jax.errors.TracerBoolConversionError):
        return "M01"
    if isinstance(error, jax.errors.NonConcreteBooleanIndexError):
        return "M05"
    if type(error) is TypeError:
        for word, number in [("immutable", "M28"), ("carry", "M49"), ("key<", "M54"),
                             ("single key", "M54")]:
            if word in str(error):
                return number
    return None


# %% wrong | the misconception according to explain, which knows many more
def decode(error):
    return explain(error).misconception


# %% wrong | the table of the chapter with rows added: number and advice, and others' numbers
def decode(error):
    return guess(error, RULES + [(TypeError, "key<", "M54", "fold_in"),
                                 (ValueError, "single key", "M54", "vmap")])


# %% wrong | the first argument, which an exception without a message does not have
def decode(error):
    text = error.args[0]
    if isinstance(error, jax.errors.TracerBoolConversionError):
        return "M01"
    if isinstance(error, jax.errors.NonConcreteBooleanIndexError):
        return "M05"
    if type(error) is TypeError and "immutable" in text:
        return "M28"
    if type(error) is TypeError and "carry" in text:
        return "M49"
    if type(error) in (TypeError, ValueError) and ("key<" in text or "single key" in text):
        return "M54"
    return None
