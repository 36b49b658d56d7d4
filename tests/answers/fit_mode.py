# %% right | conditional expression
def mode(n, m):
    return "forward" if n <= m else "reverse"

# %% right | if and else, with the passes named
def mode(n, m):
    forward_passes = n   # one pass per input
    reverse_passes = m   # one pass per output
    if reverse_passes < forward_passes:
        return "reverse"
    else:
        return "forward"

# %% right | index into a tuple
def mode(n, m):
    return ("reverse", "forward")[int(n <= m)]

# %% right | minimum of pairs, ties broken by the alphabet
def mode(n, m):
    return min([(n, "forward"), (m, "reverse")])[1]

# %% right | minimum of a dictionary by value, first wins a tie
def mode(n, m):
    passes = {"forward": n, "reverse": m}
    return min(passes, key=passes.get)

# %% right | argmin of NumPy, first wins a tie
def mode(n, m):
    return ["forward", "reverse"][int(np.argmin([n, m]))]

# %% right | match statement with guards
def mode(n, m):
    match (n, m):
        case (a, b) if a > b:
            return "reverse"
        case _:
            return "forward"

# %% right | integer division
def mode(n, m):
    return "reverse" if n // (m + 1) else "forward"

# %% right | stable sort
def mode(n, m):
    ranking = sorted([("forward", n), ("reverse", m)], key=lambda pair: pair[1])
    return ranking[0][0]

# %% right | np.where, turned back into a string
def mode(n, m):
    return str(np.where(n > m, "reverse", "forward").item())

# %% right | slice of one string of two words of seven letters
def mode(n, m):
    start = 7 * int(n > m)
    return "forwardreverse"[start:start + 7]

# %% wrong | takes forward mode to cost a pass per output, reverse one per input
def mode(n, m):
    return "forward" if m <= n else "reverse"

# %% wrong | the tie goes to reverse
def mode(n, m):
    return "forward" if n < m else "reverse"

# %% wrong | believes that reverse is only for a scalar output
def mode(n, m):
    if m == 1 and n > 1:
        return "reverse"
    return "forward"

# %% wrong | believes that forward is only for a single input
def mode(n, m):
    return "forward" if n == 1 else "reverse"

# %% wrong | charges three for a reverse pass, though passes are counted
def mode(n, m):
    return "forward" if n <= 3 * m else "reverse"

# %% wrong | reverse mode is always the cheap one (backpropagation)
def mode(n, m):
    return "reverse"

# %% wrong | looks at the number of inputs only
def mode(n, m):
    return "forward" if n <= 10 else "reverse"

# %% wrong | returns the transformation instead of the string
def mode(n, m):
    return jax.jacfwd if n <= m else jax.jacrev

# %% wrong | compares the passes with the number of entries of the Jacobian
def mode(n, m):
    entries = n * m
    # forward: one pass per input; reverse: one per entry
    return "forward" if n <= entries else "reverse"
