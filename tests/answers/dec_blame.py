# %% right | a loop down the chain, walk_tb in each
def who_is_to_blame(error, file):
    while error is not None:
        lines = [number for frame, number in traceback.walk_tb(error.__traceback__)
                 if frame.f_code.co_filename == file]
        if lines:
            return lines[-1]
        error = error.__cause__ or error.__context__
    return None


# %% right | recursion
def who_is_to_blame(error, file):
    if error is None:
        return None
    found = None
    for frame, number in traceback.walk_tb(error.__traceback__):
        if frame.f_code.co_filename == file:
            found = number
    if found is not None:
        return found
    cause = error.__cause__ if error.__cause__ is not None else error.__context__
    return who_is_to_blame(cause, file)


# %% right | with the chapter's chain
def who_is_to_blame(error, file):
    for link in chain(error):
        lines = [n for f, n in traceback.walk_tb(link.__traceback__)
                 if f.f_code.co_filename == file]
        if lines:
            return lines[-1]


# %% right | the traceback by hand, tb_next after tb_next
def who_is_to_blame(error, file):
    while error:
        line, tb = None, error.__traceback__
        while tb is not None:
            if tb.tb_frame.f_code.co_filename == file:
                line = tb.tb_lineno
            tb = tb.tb_next
        if line is not None:
            return line
        error = error.__cause__ or error.__context__


# %% right | traceback.extract_tb, read from its end
def who_is_to_blame(error, file):
    for link in chain(error):
        for entry in reversed(traceback.extract_tb(link.__traceback__)):
            if entry.filename == file:
                return entry.lineno
    return None


# %% right | a generator of lines, the first is taken
def who_is_to_blame(error, file):
    def candidates(error):
        while error is not None:
            frames = list(traceback.walk_tb(error.__traceback__))
            yield from (n for f, n in frames[::-1] if f.f_code.co_filename == file)
            error = error.__context__ if error.__cause__ is None else error.__cause__

    return next(candidates(error), None)


# %% right | traceback.TracebackException, which keeps the chain
def who_is_to_blame(error, file):
    told = traceback.TracebackException.from_exception(error)
    while told is not None:
        lines = [entry.lineno for entry in told.stack if entry.filename == file]
        if lines:
            return lines[-1]
        told = told.__cause__ if told.__cause__ is not None else told.__context__
    return None


# %% right | all lines of all links, then the last of the first list that has one
def who_is_to_blame(error, file):
    def lines(link):
        return [number for frame, number in traceback.walk_tb(link.__traceback__)
                if frame.f_code.co_filename == file]

    nonempty = list(filter(None, map(lines, chain(error))))
    return nonempty[0][-1] if nonempty else None


# %% right | a dictionary from file to its last line
def who_is_to_blame(error, file):
    while error is not None:
        last = {}
        for frame, number in traceback.walk_tb(error.__traceback__):
            last[frame.f_code.co_filename] = number
        if file in last:
            return last[file]
        error = error.__cause__ or error.__context__
    return None


# %% right | a deque that keeps only the last
import collections


def who_is_to_blame(error, file):
    link = error
    while link is not None:
        kept = collections.deque(
            (n for f, n in traceback.walk_tb(link.__traceback__)
             if f.f_code.co_filename == file), maxlen=1)
        if kept:
            return kept.pop()
        link = link.__cause__ or link.__context__


# %% right | remembers which exceptions it has seen, against cycles
def who_is_to_blame(error, file):
    seen = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        mine = [tb_line for tb_frame, tb_line in traceback.walk_tb(error.__traceback__)
                if tb_frame.f_code.co_filename == file]
        if len(mine) > 0:
            return mine[-1]
        if error.__cause__ is not None:
            error = error.__cause__
        else:
            error = error.__context__
    return None


# %% right | the innermost line first, by recursion along the traceback
def who_is_to_blame(error, file):
    def innermost(tb):
        if tb is None:
            return None
        deeper = innermost(tb.tb_next)
        if deeper is not None:
            return deeper
        return tb.tb_lineno if tb.tb_frame.f_code.co_filename == file else None

    for link in chain(error):
        line = innermost(link.__traceback__)
        if line is not None:
            return line
    return None


# %% wrong | the first (outermost) line of the file
def who_is_to_blame(error, file):
    for link in chain(error):
        for frame, number in traceback.walk_tb(link.__traceback__):
            if frame.f_code.co_filename == file:
                return number
    return None


# %% wrong | only the exception itself, nothing down the chain
def who_is_to_blame(error, file):
    lines = [number for frame, number in traceback.walk_tb(error.__traceback__)
             if frame.f_code.co_filename == file]
    return lines[-1] if lines else None


# %% wrong | goes down to the root even where the upper exception has a line
def who_is_to_blame(error, file):
    line = None
    for link in chain(error):
        for frame, number in traceback.walk_tb(link.__traceback__):
            if frame.f_code.co_filename == file:
                line = number
    return line


# %% wrong | follows the cause only, never the context
def who_is_to_blame(error, file):
    while error is not None:
        lines = [number for frame, number in traceback.walk_tb(error.__traceback__)
                 if frame.f_code.co_filename == file]
        if lines:
            return lines[-1]
        error = error.__cause__
    return None


# %% wrong | the context before the cause
def who_is_to_blame(error, file):
    while error is not None:
        lines = [number for frame, number in traceback.walk_tb(error.__traceback__)
                 if frame.f_code.co_filename == file]
        if lines:
            return lines[-1]
        error = error.__context__ or error.__cause__
    return None


# %% wrong | the number of the line where the function begins
def who_is_to_blame(error, file):
    for link in chain(error):
        lines = [frame.f_code.co_firstlineno
                 for frame, _ in traceback.walk_tb(link.__traceback__)
                 if frame.f_code.co_filename == file]
        if lines:
            return lines[-1]
    return None


# %% wrong | the text of the line rather than its number
def who_is_to_blame(error, file):
    for link in chain(error):
        lines = [linecache.getline(file, number).strip()
                 for frame, number in traceback.walk_tb(link.__traceback__)
                 if frame.f_code.co_filename == file]
        if lines:
            return lines[-1]
    return None


# %% wrong | the last line of the traceback, if it is of the file, else the next link
def who_is_to_blame(error, file):
    for link in chain(error):
        frames = list(traceback.walk_tb(link.__traceback__))
        if frames:
            frame, number = frames[-1]
            if frame.f_code.co_filename == file:
                return number
    return None


# %% wrong | files taken for equal when only their last part is
import os


def who_is_to_blame(error, file):
    for link in chain(error):
        lines = [number for frame, number in traceback.walk_tb(link.__traceback__)
                 if os.path.basename(frame.f_code.co_filename) == os.path.basename(file)]
        if lines:
            return lines[-1]
    return None
