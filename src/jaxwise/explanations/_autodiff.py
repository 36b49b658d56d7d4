"""Rules about derivatives and control flow (M40 to M49)."""

from jaxwise.explanations._evidence import attempt
from jaxwise.explanations._rule import Rule

_FLOATING = ("FloatingPointError",)


def _in_derivative(evidence):
    """Did the NaN appear while a derivative was computed, as far as the frames tell?"""
    if "jax.JaxStackTraceBeforeTransformation" in evidence.behind:
        return True
    computes = evidence.operation.startswith(("BINARY", "COMPARE", "UNARY"))
    return not computes and not evidence.calls(r"jax\.(numpy|lax|nn|scipy|Array)\..*")


def _takes_tracers_aside(rule):
    """Has it nondiff_argnums, or does it close over a traced value?"""
    parts = [vars(rule).get(name) for name in ("fun", "fwd", "bwd", "jvp")]
    cells = [cell for part in parts for cell in getattr(part, "__closure__", None) or ()]
    held = [attempt(lambda cell=cell: cell.cell_contents, None) for cell in cells]
    traced = any(type(value).__name__.endswith("Tracer") for value in held)
    return traced or bool(vars(rule).get("nondiff_argnums"))


RULES = (
    Rule(
        "nondiff-tracer",
        "M46",
        ("jax.UnexpectedTracerError", "TypeError"),
        "`nondiff_argnums` was used for an array",
        (
            "`nondiff_argnums` is for arguments that are no arrays, such as functions and "
            "settings; here it got a value that jax traces.",
            "It does not mean: an array whose derivative is not wanted.",
        ),
        "Pass the array as an ordinary argument, and return a zero (or None) for it:\n"
        "    def f_bwd(residuals, g):\n"
        "        return g * residuals, None",
        words=r"nondiff_argnums",
    ),
    Rule(
        "custom-rule-closes-over-tracer",
        "M46",
        ("jax.UnexpectedTracerError", "TypeError"),
        "A traced value came into a function with a derivative rule by a side door",
        (
            "`custom_vjp` and `custom_jvp` run their rules apart from the rest. A traced array "
            "from outside gets there as an ordinary argument only: `nondiff_argnums` is for "
            "arguments that are no arrays, and a rule must not close over a traced value.",
        ),
        "Make it an ordinary argument, and return None (or its cotangent) for it:\n"
        "    @jax.custom_vjp\n"
        "    def f(x, scale): ...",
        words=r"unexpected tracer|No constant handler for type: .*Tracer",
        when=lambda e: any(_takes_tracers_aside(rule) for rule in e.custom_rules),
    ),
    Rule(
        "nan-of-decomposition",
        "M42",
        _FLOATING,
        "The derivative of a decomposition is NaN where it is not unique",
        (
            "`{primitive}` gave NaN or infinity in the derivative.",
            "Eigenvectors and singular vectors have no derivative where two values coincide.",
        ),
        "Differentiate something that is smooth there, such as the values alone:\n"
        "    values = jnp.linalg.eigvalsh(a)",
        words=r"encountered in (?P<primitive>\w+)",
        when=lambda e: _in_derivative(e) and e.reaches("eigh", "eig", "svd"),
    ),
    Rule(
        "nan-of-length",
        "M41",
        _FLOATING,
        "The derivative of a length is NaN at zero",
        (
            "`{primitive}` gave NaN or infinity in the derivative.",
            "The square root has slope infinity at 0, and infinity times 0 is NaN.",
        ),
        "Keep zero away from the root, and choose afterwards:\n"
        "    safe = jnp.where(r2 > 0, r2, 1.0)\n"
        "    r = jnp.where(r2 > 0, jnp.sqrt(safe), 0.0)",
        words=r"encountered in (?P<primitive>\w+)",
        when=lambda e: (
            _in_derivative(e) and e.reaches("norm", "sqrt", "hypot") and not e.reaches("where")
        ),
    ),
    Rule(
        "nan-behind-where",
        "M40",
        _FLOATING,
        "`jnp.where` does not keep a NaN away from the derivative",
        (
            "`{primitive}` gave NaN or infinity, and `jax.debug_nans` stopped there.",
            "`jnp.where` hides a bad value, but its derivative is still computed and multiplied "
            "by 0: 0 times infinity is NaN.",
        ),
        "Make the argument safe before the function, not only the result after it:\n"
        "    safe = jnp.where(x > 0, x, 1.0)\n"
        "    y = jnp.where(x > 0, jnp.log(safe), 0.0)",
        words=r"encountered in (?P<primitive>\w+)",
        when=lambda e: _in_derivative(e) and e.reaches("where", "select", "piecewise"),
    ),
    Rule(
        "nan-in-derivative",
        None,
        _FLOATING,
        "A derivative became NaN or infinite",
        (
            "`{primitive}` gave NaN or infinity, and `jax.debug_nans` stopped there.",
            "The function may be finite and its slope not, as that of `sqrt` and `log` at 0.",
        ),
        "Find the point, and look at the formula there:\n    jax.debug.print('{{x}}', x=x)",
        words=r"encountered in (?P<primitive>\w+)",
        when=_in_derivative,
    ),
    Rule(
        "nan-in-value",
        None,
        _FLOATING,
        "A value became NaN or infinite",
        ("`{primitive}` gave NaN or infinity, and `jax.debug_nans` stopped there.",),
        "Look at what goes in, on the line above:\n    jax.debug.print('{{x}}', x=x)",
        words=r"encountered in (?P<primitive>\w+)",
    ),
    Rule(
        "not-scalar",
        "M43",
        ("TypeError",),
        "`jax.grad` needs a function whose result is one number",
        (
            "The function returned an array of shape {shape}.",
            "The function returned {result}.",
        ),
        "Reduce it to one number, or ask for the Jacobian:\n"
        "    jax.grad(lambda x: f(x).sum())(x)\n"
        "    jax.jacobian(f)(x)",
        words=r"Gradient only defined for scalar-output functions\.(?:.*?had shape: "
        r"(?P<shape>\([^)]*\))|.*?Output was (?P<result>[^\n]{1,120}))?",
    ),
    Rule(
        "not-real",
        "M43",
        ("TypeError",),
        "A derivative was asked with respect to something that is no real number",
        (
            "`{name}` got {dtype}.",
            "A derivative needs floats: integers, booleans and keys have none.",
        ),
        "Pass floats, and name the argument to differentiate:\n    jax.grad(f, argnums=1)(3, 1.0)",
        words=r"(?P<name>grad|value_and_grad|jacfwd|jacrev|hessian|jacobian) requires real.*?"
        r"but got (?P<dtype>[\w<>]+)",
    ),
    Rule(
        "aux-pair",
        "M43",
        ("TypeError",),
        "With `has_aux=True` the function must return (value, aux)",
        (
            "jax differentiates the first of the two and hands the second on as it is.",
            "In its own words: {message}.",
        ),
        "Return a pair:\n    return loss, (predictions, state)",
        words=r"aux output to return a two-element tuple",
    ),
    Rule(
        "argument-to-differentiate",
        "M43",
        ("TypeError", "ValueError"),
        "`argnums` counts the positional arguments of the call, from 0",
        (
            "Only positional arguments are counted, so what is passed by keyword cannot be meant.",
            "In its own words: {message}.",
        ),
        "Pass by position what is differentiated:\n    jax.grad(f, argnums=0)(x, y)",
        words=r"differentiating with respect to argnums",
    ),
    Rule(
        "tangents",
        "M43",
        ("TypeError", "ValueError"),
        "Tangents and cotangents must look like what they belong to",
        (
            "A tangent is a direction in the space of the input, a cotangent one in the "
            "space of the output: each has the shape, dtype and structure of its own.",
            "In its own words: {message}.",
        ),
        "Give a tuple of primals and a tuple of tangents of the same shapes and dtypes:\n"
        "    y, dy = jax.jvp(f, (x,), (v,))",
        words=r"primal and tangent arguments|jvp called with different primal and tangent shapes"
        r"|argument to (VJP|vjp) function|unexpected tree structure",
    ),
    Rule(
        "not-callable",
        None,
        ("TypeError",),
        "A transformation was given a result instead of a function",
        (
            "`jax.grad`, `jax.jit` and their kin take a function and return a function.",
            "In its own words: {message}.",
        ),
        "Transform the function, then call it:\n    jax.grad(f)(x)   # not jax.grad(f(x))",
        words=r"Expected a callable value, got",
    ),
    Rule(
        "reverse-of-while",
        "M45",
        ("ValueError",),
        "A loop with an unknown number of steps has no reverse-mode derivative",
        (
            "`while_loop`, and `fori_loop` with limits that are traced, do not keep what the "
            "backward pass needs: nobody knows how much it is.",
        ),
        "Use `scan` or fixed limits, forward mode, or the implicit function theorem:\n"
        "    jax.lax.scan(body, x, None, length=100)\n"
        "    jax.jacfwd(f)(x)",
        words=r"Reverse-mode differentiation does not work for lax\.while_loop",
    ),
    Rule(
        "forward-of-custom-vjp",
        "M47",
        ("TypeError",),
        "A function with `custom_vjp` has no forward-mode derivative",
        (
            "The rule says how to go backwards only, so `jvp` and `jacfwd` fail, alone and inside "
            "another derivative.",
        ),
        "Give the rule with `custom_jvp`, or take reverse mode twice:\n"
        "    jax.jacrev(jax.grad(f))(x)",
        words=r"forward-mode autodiff \(jvp\) to a custom_vjp",
    ),
    Rule(
        "rule-result",
        "M47",
        ("TypeError", "ValueError"),
        "A derivative rule returns something of the wrong form",
        (
            "jax cannot look into a rule of yours, so it checks what the rule returns "
            "against the function.",
            "In its own words: {message}.",
        ),
        "The backward rule returns a tuple with one entry for each argument, like that argument:\n"
        "    def f_bwd(residuals, g):\n"
        "        return (g * residuals,)",
        words=r"Custom (VJP|JVP) (bwd |fwd )?rule",
    ),
    Rule(
        "rule-missing",
        "M47",
        ("AttributeError",),
        "A function was declared to have a derivative rule and got none",
        (
            "`custom_vjp` and `custom_jvp` take the derivative away; the rule gives it back.",
            "In its own words: {message}.",
        ),
        "Define it:\n    f.defvjp(f_fwd, f_bwd)",
        words=r"No (VJP|JVP) defined for custom_",
    ),
    Rule(
        "callback-derivative",
        None,
        ("ValueError", "NotImplementedError"),
        "jax cannot see inside a callback",
        (
            "A callback runs in Python, outside of the program, so jax can neither "
            "differentiate nor vectorise it.",
            "In its own words: {message}.",
        ),
        "Give the derivative with `custom_jvp`, and say how to vectorise:\n"
        "    jax.pure_callback(f, shape, x, vmap_method='sequential')",
        words=r"callbacks do not support JVP|vmap is only supported for the pure_callback",
    ),
    Rule(
        "no-derivative",
        None,
        ("NotImplementedError",),
        "jax has no derivative for this operation",
        (
            "Some operations have no derivative, or none that anybody has written yet.",
            "In its own words: {message}.",
        ),
        "Use another formula, or give the derivative with `jax.custom_jvp`:\n    @jax.custom_jvp",
        words=r"[Dd]ifferentiation rule for|[Dd]erivatives? of|decomposition derivative"
        r"|Transpose rule .*not implemented|not implemented.*(JVP|deriv|differentiat)",
    ),
    Rule(
        "carry-varies",
        "M49",
        ("TypeError",),
        "The carry of a loop, or a branch, differs between the devices, and its start does not",
        (
            "Inside `shard_map` jax tracks which values differ from device to device.",
            "{detail}",
        ),
        "Start with a value that differs, too:\n"
        "    start = jax.lax.pcast(start, ('x',), to='varying')   # older: jax.lax.pvary(start, ('x',))",
        words=r"must have equal.*?types.*?(?P<detail>The [^\n]*(manual axis types|varying manual "
        r"axes) do not match)",
    ),
    Rule(
        "carry-type",
        "M49",
        ("TypeError",),
        "The carry of a loop must keep its shape, dtype and structure",
        (
            "{detail}.",
            "One program is compiled for all steps, so what goes in and what comes out must have "
            "the same type.",
        ),
        "Start with the type that the body returns, and keep it:\n"
        "    start = jnp.zeros((), x.dtype)   # or a plain 0.0; not jnp.int32(0)",
        words=r"(carry|body_fun|body).{0,60}(must have|equal|same).{0,80}?differ"
        r"(?:.*?(?P<detail>The input carry [^\n]*?)(?:\.\n|\.$|\n|$))?",
    ),
    Rule(
        "scan-pair",
        "M49",
        ("TypeError",),
        "The body of `scan` must return (carry, output)",
        ("It returned something else: {result}",),
        "Return a pair, with None where there is no output:\n    return carry, None",
        words=r"scan body output must be a pair, got (?P<result>[^\n]{1,120})",
    ),
    Rule(
        "condition-not-bool",
        "M49",
        ("TypeError",),
        "A condition must be one boolean",
        (
            "A loop goes on, or a branch is taken, by one boolean (or, for `switch`, one "
            "integer); an array of them, a float or a tuple does not decide it.",
            "In its own words: {message}.",
        ),
        "Make one True or False of them; a choice entry by entry is jnp.where(x > 1, a, b):\n"
        "    jax.lax.while_loop(lambda s: jnp.any(s[1] > 1e-6), body, start)\n"
        "    jax.lax.cond(jnp.any(x > 1), f, g, x)",
        words=r"cond_fun must return a boolean scalar|Pred must be a scalar|Pred type must be"
        r"|Index type must be an integer",
    ),
    Rule(
        "branches-differ",
        "M49",
        ("TypeError",),
        "The branches must return the same shapes, dtypes and structure",
        (
            "{detail}.",
            "Either branch may run, and what follows is compiled once.",
        ),
        "Make the results equal in type:\n"
        "    jax.lax.cond(p, lambda x: x, lambda x: jnp.zeros_like(x), x)",
        words=r"branch(?:es| outputs) must have (?:equal|the same)"
        r"(?:.*?\n\s*(?P<detail>(?:The output of|true_fun output|branch ?0 output)"
        r"[^\n]*?)\.?(?:\n|$))?",
    ),
    Rule(
        "branch-not-callable",
        "M49",
        ("TypeError",),
        "`jax.lax.cond` takes functions, not values",
        (
            "Only the branch that is taken runs, so each is a function; values have been "
            "computed already.",
            "In its own words: {message}.",
        ),
        "Pass functions, or use `jnp.where` for values:\n    y = jnp.where(p, a, b)",
        words=r"(true_fun|false_fun|branches).*should be callable|branches must be .*callable",
    ),
)
