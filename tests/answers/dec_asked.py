# %% right | isinstance, the narrow class before the wide one
def asked_for(error):
    if isinstance(error, jax.errors.TracerBoolConversionError):
        return "truth"
    if isinstance(error, jax.errors.TracerIntegerConversionError):
        return "integer"
    if isinstance(error, jax.errors.TracerArrayConversionError):
        return "array"
    if isinstance(error, jax.errors.ConcretizationTypeError):
        return "number"
    return None


# %% right | a table read from the top, as RULES is
ASKED = [
    (jax.errors.TracerBoolConversionError, "truth"),
    (jax.errors.TracerIntegerConversionError, "integer"),
    (jax.errors.TracerArrayConversionError, "array"),
    (jax.errors.ConcretizationTypeError, "number"),
]


def asked_for(error):
    for kind, what in ASKED:
        if isinstance(error, kind):
            return what


# %% right | next over a dictionary, which keeps its order
def asked_for(error):
    e = jax.errors
    table = {e.TracerBoolConversionError: "truth", e.TracerIntegerConversionError: "integer",
             e.TracerArrayConversionError: "array", e.ConcretizationTypeError: "number"}
    return next((what for kind, what in table.items() if isinstance(error, kind)), None)


# %% right | match with class patterns
def asked_for(error):
    match error:
        case jax.errors.TracerBoolConversionError():
            return "truth"
        case jax.errors.TracerIntegerConversionError():
            return "integer"
        case jax.errors.TracerArrayConversionError():
            return "array"
        case jax.errors.ConcretizationTypeError():
            return "number"
        case _:
            return None


# %% right | raises it again and lets except clauses choose
def asked_for(error):
    try:
        raise error
    except jax.errors.TracerBoolConversionError:
        return "truth"
    except jax.errors.TracerIntegerConversionError:
        return "integer"
    except jax.errors.TracerArrayConversionError:
        return "array"
    except jax.errors.ConcretizationTypeError:
        return "number"
    except BaseException:
        return None


# %% right | walks the MRO, the nearest class that is in the table
def asked_for(error):
    words = {"TracerBoolConversionError": "truth", "TracerIntegerConversionError": "integer",
             "TracerArrayConversionError": "array", "ConcretizationTypeError": "number"}
    table = {getattr(jax.errors, name): word for name, word in words.items()}
    for kind in type(error).__mro__:
        if kind in table:
            return table[kind]
    return None


# %% right | functools.singledispatch, which takes the nearest class
import functools


@functools.singledispatch
def asked_for(error):
    return None


asked_for.register(jax.errors.ConcretizationTypeError, lambda error: "number")
asked_for.register(jax.errors.TracerBoolConversionError, lambda error: "truth")
asked_for.register(jax.errors.TracerIntegerConversionError, lambda error: "integer")
asked_for.register(jax.errors.TracerArrayConversionError, lambda error: "array")


# %% right | dictionary with the exact class as its key
def asked_for(error):
    return {
        jax.errors.TracerBoolConversionError: "truth",
        jax.errors.TracerIntegerConversionError: "integer",
        jax.errors.TracerArrayConversionError: "array",
        jax.errors.ConcretizationTypeError: "number",
    }.get(type(error))


# %% right | one conditional expression in a lambda
asked_for = lambda error: (
    "truth" if isinstance(error, jax.errors.TracerBoolConversionError)
    else "integer" if isinstance(error, jax.errors.TracerIntegerConversionError)
    else "array" if isinstance(error, jax.errors.TracerArrayConversionError)
    else "number" if isinstance(error, jax.errors.ConcretizationTypeError)
    else None)


# %% right | the wide class first, but with the narrow one excluded
from jax.errors import ConcretizationTypeError, TracerArrayConversionError
from jax.errors import TracerBoolConversionError, TracerIntegerConversionError


def asked_for(error):
    boolean = isinstance(error, TracerBoolConversionError)
    if isinstance(error, ConcretizationTypeError) and not boolean:
        return "number"
    if isinstance(error, TracerArrayConversionError):
        return "array"
    if isinstance(error, TracerIntegerConversionError):
        return "integer"
    return "truth" if boolean else None


# %% right | through the chapter's guess, with a table of its own
def asked_for(error):
    rules = [(jax.errors.TracerBoolConversionError, "", "truth", ""),
             (jax.errors.TracerIntegerConversionError, "", "integer", ""),
             (jax.errors.TracerArrayConversionError, "", "array", ""),
             (jax.errors.ConcretizationTypeError, "", "number", "")]
    return guess(error, rules)[0]


# %% right | an object with a call, for want of a function
class Asked:
    words = "truth integer array number".split()
    kinds = [jax.errors.TracerBoolConversionError, jax.errors.TracerIntegerConversionError,
             jax.errors.TracerArrayConversionError, jax.errors.ConcretizationTypeError]

    def __call__(self, error):
        hits = [word for word, kind in zip(self.words, self.kinds) if isinstance(error, kind)]
        return hits[0] if hits else None


asked_for = Asked()


# %% wrong | the wide class first: a boolean is called a number
def asked_for(error):
    if isinstance(error, jax.errors.ConcretizationTypeError):
        return "number"
    if isinstance(error, jax.errors.TracerBoolConversionError):
        return "truth"
    if isinstance(error, jax.errors.TracerIntegerConversionError):
        return "integer"
    if isinstance(error, jax.errors.TracerArrayConversionError):
        return "array"
    return None


# %% wrong | a final else: every other exception was asked for a number
def asked_for(error):
    if isinstance(error, jax.errors.TracerBoolConversionError):
        return "truth"
    elif isinstance(error, jax.errors.TracerIntegerConversionError):
        return "integer"
    elif isinstance(error, jax.errors.TracerArrayConversionError):
        return "array"
    else:
        return "number"


# %% wrong | by words of the message, not by the class
def asked_for(error):
    text = str(error).lower()
    if "bool" in text:
        return "truth"
    if "integer" in text:
        return "integer"
    if "array" in text:
        return "array"
    if "concrete" in text:
        return "number"
    return None


# %% wrong | the fifth row of the table too: a mask counts as an array
def asked_for(error):
    if isinstance(error, jax.errors.TracerBoolConversionError):
        return "truth"
    if isinstance(error, jax.errors.TracerIntegerConversionError):
        return "integer"
    if isinstance(error, (jax.errors.TracerArrayConversionError,
                          jax.errors.NonConcreteBooleanIndexError)):
        return "array"
    if isinstance(error, jax.errors.ConcretizationTypeError):
        return "number"


# %% wrong | the words of the table's second column, not those of the statement
def asked_for(error):
    e = jax.errors
    for kind, what in [(e.TracerBoolConversionError, "true or false"),
                       (e.TracerIntegerConversionError, "an integer"),
                       (e.TracerArrayConversionError, "the numbers"),
                       (e.ConcretizationTypeError, "any value")]:
        if isinstance(error, kind):
            return what


# %% wrong | the class is looked for in the message, where it is not
def asked_for(error):
    for name, what in [("TracerBoolConversionError", "truth"),
                       ("TracerIntegerConversionError", "integer"),
                       ("TracerArrayConversionError", "array"),
                       ("ConcretizationTypeError", "number")]:
        if str(error).startswith(name):
            return what
    return None


# %% wrong | an exception is compared with a class
def asked_for(error):
    if error == jax.errors.TracerBoolConversionError:
        return "truth"
    if error == jax.errors.TracerIntegerConversionError:
        return "integer"
    if error == jax.errors.TracerArrayConversionError:
        return "array"
    if error == jax.errors.ConcretizationTypeError:
        return "number"
    return None


# %% wrong | any TypeError counts as asking for a number
def asked_for(error):
    if isinstance(error, jax.errors.TracerBoolConversionError):
        return "truth"
    if isinstance(error, jax.errors.TracerIntegerConversionError):
        return "integer"
    if isinstance(error, jax.errors.TracerArrayConversionError):
        return "array"
    if isinstance(error, TypeError):
        return "number"
    return None


# %% wrong | prints the answer and returns None
def asked_for(error):
    e = jax.errors
    for kind, what in [(e.TracerBoolConversionError, "truth"),
                       (e.TracerIntegerConversionError, "integer"),
                       (e.TracerArrayConversionError, "array"),
                       (e.ConcretizationTypeError, "number")]:
        if isinstance(error, kind):
            print(what)
            break
