# %% right | a dictionary of counts, sorted by count and name
def tally(calls):
    counts = {}
    for call in calls:
        try:
            call()
        except Exception as error:
            name = explain(error).misconception or type(error).__name__
            counts[name] = counts.get(name, 0) + 1
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


# %% right | a Counter, sorted by count and name
import collections


def tally(calls):
    counts = collections.Counter()
    for call in calls:
        try:
            call()
        except Exception as error:
            told = explain(error)
            counts[told.misconception or error.__class__.__name__] += 1
    order = sorted(counts, key=lambda name: (-counts[name], name))
    return {name: counts[name] for name in order}


# %% right | sorted names into a Counter, whose most_common keeps the order of ties
from collections import Counter


def tally(calls):
    names = []
    for call in calls:
        try:
            call()
        except Exception as error:
            names.append(explain(error).misconception or type(error).__name__)
    return dict(Counter(sorted(names)).most_common())


# %% right | with the chapter's caught
def tally(calls):
    errors = [error for error in map(caught, calls) if error is not None]
    names = [explain(error).misconception or type(error).__name__ for error in errors]
    return {name: names.count(name)
            for name in sorted(set(names), key=lambda name: (-names.count(name), name))}


# %% right | two stable sorts, names first and counts after
def tally(calls):
    counts = {}
    for call in calls:
        try:
            call()
        except Exception as error:
            number = explain(error).misconception
            name = number if number is not None else type(error).__name__
            counts.setdefault(name, 0)
            counts[name] += 1
    pairs = sorted(counts.items())
    pairs.sort(key=lambda pair: pair[1], reverse=True)
    return dict(pairs)


# %% right | a helper that names what one call costs
def tally(calls):
    def cost(call):
        try:
            call()
        except Exception as error:
            found = explain(error).misconception
            return type(error).__name__ if found is None else found
        return None

    names = [name for name in map(cost, calls) if name is not None]
    unique = sorted(set(names))
    return {name: names.count(name) for name in sorted(unique, key=lambda n: -names.count(n))}


# %% right | try, except, else and a defaultdict
import collections


def tally(calls):
    counts = collections.defaultdict(int)
    for call in calls:
        try:
            call()
        except Exception as error:
            name = explain(error).misconception or type(error).__name__
        else:
            continue
        counts[name] += 1
    return dict(sorted(counts.items(), key=lambda kv: (-kv[1], kv[0])))


# %% right | itertools.groupby over sorted names
import itertools


def tally(calls):
    names = []
    for call in calls:
        error = caught(call)
        if error is not None:
            names.append(explain(error).misconception or type(error).__name__)
    counts = [(name, len(list(group))) for name, group in itertools.groupby(sorted(names))]
    return dict(sorted(counts, key=lambda pair: pair[1], reverse=True))


# %% right | explain guarded too, should it fail itself
def tally(calls):
    counts = {}
    for call in calls:
        try:
            call()
        except Exception as error:
            try:
                name = explain(error).misconception
            except Exception:
                name = None
            name = name or type(error).__name__
            counts[name] = 1 + counts.get(name, 0)
    return {n: counts[n] for n in sorted(counts, key=lambda n: (-counts[n], n))}


# %% right | numpy's unique, its names sorted, and a stable argsort
def tally(calls):
    names = [explain(error).misconception or type(error).__name__
             for error in map(caught, calls) if error is not None]
    unique, counts = np.unique(np.array(names, dtype=str), return_counts=True)
    order = np.argsort(-counts, kind="stable")
    return {str(unique[i]): int(counts[i]) for i in order}


# %% right | KeyboardInterrupt named, although it is no Exception
from collections import OrderedDict


def tally(calls):
    counts = {}
    for call in calls:
        try:
            call()
        except KeyboardInterrupt:
            raise
        except Exception as error:
            name = explain(error).misconception or type(error).__name__
            counts[name] = counts.get(name, 0) + 1
    return OrderedDict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


# %% right | the largest taken out again and again
def tally(calls):
    counts = {}
    for call in calls:
        try:
            call()
        except Exception as error:
            told = explain(error)
            name = told.misconception if told.misconception else type(error).__name__
            counts[name] = counts[name] + 1 if name in counts else 1
    result = {}
    while counts:
        name = min(counts, key=lambda n: (-counts[n], n))
        result[name] = counts.pop(name)
    return result


# %% wrong | a bare except swallows the interrupt
import sys


def tally(calls):
    counts = {}
    for call in calls:
        try:
            call()
        except:
            error = sys.exc_info()[1]
            name = explain(error).misconception or type(error).__name__
            counts[name] = counts.get(name, 0) + 1
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


# %% wrong | equal counts in the order in which they were met
from collections import Counter


def tally(calls):
    names = []
    for call in calls:
        try:
            call()
        except Exception as error:
            names.append(explain(error).misconception or type(error).__name__)
    return dict(Counter(names).most_common())


# %% wrong | reversed as a whole, so equal counts go from Z to A
def tally(calls):
    counts = {}
    for call in calls:
        try:
            call()
        except Exception as error:
            name = explain(error).misconception or type(error).__name__
            counts[name] = counts.get(name, 0) + 1
    return dict(sorted(counts.items(), key=lambda item: (item[1], item[0]), reverse=True))


# %% wrong | the try around the loop: the first failure ends it
def tally(calls):
    counts = {}
    try:
        for call in calls:
            call()
    except Exception as error:
        name = explain(error).misconception or type(error).__name__
        counts[name] = counts.get(name, 0) + 1
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


# %% wrong | exceptions without a misconception are counted under None
from collections import Counter


def tally(calls):
    counts = Counter()
    for call in calls:
        try:
            call()
        except Exception as error:
            counts[explain(error).misconception] += 1
    return dict(sorted(counts.items(), key=lambda item: (-item[1], str(item[0]))))


# %% wrong | exceptions without a misconception are left out
def tally(calls):
    counts = {}
    for call in calls:
        try:
            call()
        except Exception as error:
            name = explain(error).misconception
            if name:
                counts[name] = counts.get(name, 0) + 1
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


# %% wrong | a list of pairs, not a dictionary
from collections import Counter


def tally(calls):
    names = []
    for call in calls:
        try:
            call()
        except Exception as error:
            names.append(explain(error).misconception or type(error).__name__)
    return Counter(sorted(names)).most_common()


# %% wrong | with explained: a call that returns raises an AssertionError
def tally(calls):
    counts = {}
    for call in calls:
        with explained():
            call()
        error, told = decoded[-1]
        name = told.misconception or type(error).__name__
        counts[name] = counts.get(name, 0) + 1
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


# %% wrong | only two classes of exception are caught
def tally(calls):
    counts = {}
    for call in calls:
        try:
            call()
        except (TypeError, ValueError) as error:
            name = explain(error).misconception or type(error).__name__
            counts[name] = counts.get(name, 0) + 1
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
