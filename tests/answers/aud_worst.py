# %% right | next over the codes of the errors, with a default
def worst(f, *args):
    return next((e.code for e in audit(f, *args).errors), None)

# %% right | if and else on a report kept in a variable
def worst(f, *args):
    report = audit(f, *args)
    if report.errors:
        return report.errors[0].code
    else:
        return None

# %% right | asks ok first
def worst(f, *args):
    report = audit(f, *args)
    if report.ok:
        return None
    return report.errors[0].code

# %% right | forgiveness rather than permission: IndexError
def worst(f, *args):
    """Code of the first error of the audit of f at args, or None."""
    errors = audit(f, *args).errors
    try:
        return errors[0].code
    except IndexError:
        return None

# %% right | a for loop that returns at once, and falls off the end
def worst(f, *args):
    for error in audit(f, *args).errors:
        return error.code

# %% right | filters all findings by their severity
def worst(f, *args):
    codes = []
    for finding in audit(f, *args).findings:
        if finding.severity == "error":
            codes.append(finding.code)
    return codes[0] if codes else None

# %% right | structural pattern matching
def worst(f, *args):
    match audit(f, *args).errors:
        case [first, *_]:
            return first.code
        case _:
            return None

# %% right | a lambda with a walrus
worst = lambda f, *args: errors[0].code if (errors := audit(f, *args).errors) else None

# %% right | an object that is called
import jaxwise


class Worst:
    """Audits, and remembers the last report for whoever wants to read it."""

    report = None

    def __call__(self, f, *args):
        self.report = jaxwise.audit(f, *args)
        codes = [e.code for e in self.report.errors] + [None]
        return codes[0]


worst = Worst()

# %% right | padding the codes with None
def worst(f, *args):
    found = audit(f, *args)
    return (*map(lambda e: e.code, found.errors), None)[0]

# %% right | errors popped from a queue
from collections import deque
from operator import attrgetter


def worst(f, *args):
    queue = deque(map(attrgetter("code"), audit(f, *args).errors))
    return queue.popleft() if queue else None

# %% right | a helper for the report, passes the arguments on with an empty Options
from jaxwise.probes import Options


def first_code(report):
    errors = list(report.errors)
    if len(errors) == 0:
        return None
    return errors[0].code


def worst(f, *args):
    return first_code(audit(f, *args, options=Options()))

# %% wrong | all codes, not the first
def worst(f, *args):
    codes = [e.code for e in audit(f, *args).errors]
    return codes or None

# %% wrong | the finding itself, not its code
def worst(f, *args):
    errors = audit(f, *args).errors
    return errors[0] if errors else None

# %% wrong | crashes on a clean function
def worst(f, *args):
    return audit(f, *args).errors[0].code

# %% wrong | the first finding, be it a warning or a note
def worst(f, *args):
    findings = audit(f, *args).findings
    return findings[0].code if findings else None

# %% wrong | the last error instead of the first
def worst(f, *args):
    code = None
    for e in audit(f, *args).errors:
        code = e.code
    return code

# %% wrong | audits the result of the call instead of the function
def worst(f, *args):
    errors = audit(f(*args)).errors
    return errors[0].code if errors else None

# %% wrong | hands the arguments over as one tuple
def worst(f, *args):
    report = audit(f, args)
    return None if report.ok else report.errors[0].code

# %% wrong | the number of the misconception
def worst(f, *args):
    report = audit(f, *args)
    return report.errors[0].misconception if report.errors else None

# %% wrong | asks jax's flags, not the audit
def worst(f, *args):
    return stopped(f, args) or None

# %% wrong | prints the code and returns nothing
def worst(f, *args):
    for error in audit(f, *args).errors:
        print(error.code)
        break
