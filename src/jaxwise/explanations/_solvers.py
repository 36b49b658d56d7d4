"""Rules about Diffrax and NumPyro (M59), and checks of Equinox while a program runs.

The libraries are recognised by the names of their exceptions, by their words, and by the frames of
the traceback that are their own; none is imported.
"""

from jaxwise.explanations._rule import Rule

_RUN_TIME = (
    "EquinoxRuntimeError",
    "equinox.EquinoxRuntimeError",
    "equinox._EquinoxRuntimeError",
    "jax.JaxRuntimeError",
    "jaxlib.XlaRuntimeError",
)

DIFFRAX = (
    Rule(
        "max-steps",
        "M59",
        _RUN_TIME,
        "The solver used up its steps before the end",
        (
            "More steps help only if the steps are as long as they should be: a stiff "
            "problem or a solution that blows up needs another solver or another model.",
            "In its own words: {message}.",
        ),
        "Look at the steps, and try an implicit solver with a step size controller:\n"
        "    diffeqsolve(term, diffrax.Kvaerno5(), t0, t1, dt0, y0,\n"
        "                stepsize_controller=diffrax.PIDController(1e-6, 1e-6))",
        words=r"(?P<message2>The maximum number of solver steps was reached[^\n]*"
        r"|The solver attempted to make [^\n]*)",
    ),
    Rule(
        "diffrax-check",
        "M59",
        _RUN_TIME,
        "Diffrax found something wrong while the compiled program ran",
        (
            "Diffrax checks its times and steps in the compiled program, because the values "
            "are known only when it runs.",
            "In its own words: {message}.",
        ),
        "Look at the times and the step: they must lie between t0 and t1, in order:\n"
        "    diffrax.SaveAt(ts=jnp.linspace(t0, t1, 100))",
        words=r"EquinoxRuntimeError: (?P<message2>[^\n]+)",
        when=lambda e: e.through("diffrax") or e.calls(r"diffrax\..*"),
    ),
    Rule(
        "runtime-check",
        None,
        _RUN_TIME,
        "A check failed while the compiled program ran",
        (
            "The library built this check into the program, because the values are known "
            "only when it runs.",
            "In its own words: {message}.",
        ),
        "Find the place with:\n    EQX_ON_ERROR=breakpoint python program.py",
        words=r"(?:equinox\.)?_?EquinoxRuntimeError: (?P<message2>[^\n]+)",
    ),
    Rule(
        "no-limit-on-steps",
        "M59",
        ("RuntimeError", "ValueError"),
        "A solve without a limit on its steps has no reverse-mode derivative",
        (
            "`max_steps=None` leaves the number of steps open, so there is no telling how much the "
            "backward pass must keep.",
        ),
        "Give a limit, or another adjoint:\n"
        "    diffeqsolve(..., max_steps=4096)\n"
        "    diffeqsolve(..., adjoint=diffrax.BacksolveAdjoint())",
        words=r"max_steps=None",
    ),
    Rule(
        "diffrax-forward-mode",
        "M47",
        ("TypeError",),
        "The adjoint of this solve has no forward-mode derivative",
        ("The default adjoint of Diffrax is a `custom_vjp`, which goes backwards only.",),
        "Choose an adjoint for forward mode:\n    diffeqsolve(..., adjoint=diffrax.ForwardMode())",
        words=r"forward-mode autodiff \(jvp\) to a custom_vjp",
        when=lambda e: e.through("diffrax") or e.calls(r"diffrax\..*"),
    ),
    Rule(
        "diffrax-arguments",
        "M59",
        (
            "AttributeError",
            "ValueError",
            "RuntimeError",
            "TypeError",
            "diffrax.TermAndSolverIncompatible",
            "equinox.EquinoxTracetimeError",
        ),
        "`diffeqsolve` was given something that does not fit",
        (
            "Times to save go into `SaveAt(ts=...)`, the right-hand side into `ODETerm(f)` "
            "with `f(t, y, args)`, and adaptive steps need a controller and a solver that "
            "estimates its error.",
            "In its own words: {message}.",
        ),
        "A complete call:\n"
        "    diffeqsolve(ODETerm(f), Tsit5(), t0, t1, dt0, y0, saveat=SaveAt(ts=ts),\n"
        "                stepsize_controller=PIDController(1e-6, 1e-6))",
        words=r"^(?!.*(broadcast|contracting dim|Custom VJP|Gradient only|donated))",
        when=lambda e: e.through("diffrax"),
    ),
)

NUMPYRO = (
    Rule(
        "numpyro-same-name",
        "M59",
        ("AssertionError", "ValueError"),
        "Two random variables of a model have the same name",
        ("The name {site} is used twice.", "A name stands for one random variable."),
        "Give each its own name, also in a loop:\n"
        "    numpyro.sample(f'mu_{{i}}', dist.Normal(0, 1))",
        words=r"unique names but got (?P<site>\S+) duplicated",
    ),
    Rule(
        "numpyro-if",
        "M59",
        ("jax.TracerBoolConversionError",),
        "A model decides in Python by the value of a random variable",
        (
            "NumPyro compiles the model, so a random variable has no value that `if` or `while` "
            "could ask for.",
        ),
        "Choose with `jnp.where`, or give both branches a weight:\n"
        "    scale = jnp.where(mu > 0, 1.0, 2.0)",
        when=lambda e: e.inside("numpyro") or "numpyro" in e.text,
    ),
    Rule(
        "numpyro-parameter",
        "M59",
        ("ValueError",),
        "A distribution was given a parameter that it does not allow",
        (
            "Scales must be positive, probabilities between 0 and 1, covariances positive "
            "definite.",
            "In its own words: {message}.",
        ),
        "Map the value to where it is allowed, or choose a prior that stays there:\n"
        "    scale = numpyro.sample('scale', dist.HalfNormal(1.0))",
        words=r"distribution got invalid \w+ parameter",
    ),
    Rule(
        "numpyro-no-start",
        "M59",
        ("RuntimeError",),
        "The sampler finds no point with a finite density to start from",
        (
            "The log density is infinite or NaN wherever it looked: an observation outside of the "
            "support, NaN in the data, or a parameter that leaves its range.",
        ),
        "Switch checks on, and look at each site:\n    numpyro.enable_validation()",
        words=r"Cannot find valid initial parameters",
    ),
    Rule(
        "numpyro-discrete",
        "M59",
        ("ImportError", "ModuleNotFoundError", "RuntimeError"),
        "A model has a discrete random variable that is not observed",
        (
            "Gradient-based samplers need continuous ones; NumPyro sums discrete ones out with the "
            "package funsor.",
        ),
        "Sum it out yourself:\n"
        "    dist.MixtureSameFamily(dist.Categorical(w), dist.Normal(mu, sigma))",
        words=r"discrete latent|funsor",
    ),
    Rule(
        "numpyro-without-key",
        "M59",
        ("AssertionError", "ValueError"),
        "A model was called outside of inference without a key",
        ("Outside of inference a sample statement needs a seed handler.",),
        "Seed it:\n    numpyro.handlers.seed(model, rng_seed=0)(data)",
        words=r"^\s*$|rng_key|missing .*key",
        when=lambda e: e.through("numpyro") and e.calls(r"numpyro\..*\bsample"),
    ),
    Rule(
        "numpyro-progress-bar",
        "M59",
        ("TypeError",),
        "The progress bar was jitted",
        ("The progress bar formats numbers in Python, and under `jit` there are none.",),
        "Switch it off; NumPyro compiles the sampler by itself:\n"
        "    MCMC(NUTS(model), num_warmup=500, num_samples=500, progress_bar=False)",
        words=r"unsupported format string passed to \w*Tracer",
        when=lambda e: e.through("numpyro", "tqdm"),
    ),
    Rule(
        "numpyro-key",
        "M54",
        ("ValueError", "TypeError"),
        "The sampler was given an integer where it needs a key",
        ("NumPyro maps over keys, and an integer cannot be split.",),
        "Make a key:\n    mcmc.run(jax.random.key(0), data)",
        words=r"vmap was requested to map its argument along axis 0.*shape is \(\)",
        when=lambda e: e.through("numpyro"),
    ),
    Rule(
        "numpyro-arguments",
        "M59",
        ("TypeError", "ValueError", "AssertionError"),
        "NumPyro was given something that does not fit",
        (
            "Inference runs first and its samples are read afterwards; the second argument "
            "of `numpyro.sample` is a distribution; the sizes of plates and data agree.",
            "In its own words: {message}.",
        ),
        "Run first, then read; give `Predictive` samples or a number of them:\n"
        "    mcmc.run(key, data)\n"
        "    samples = mcmc.get_samples()",
        words=r"`run` must be called|posterior_samples or num_samples|Invalid type for 'fn'"
        r"|plate|batch_shape|event_shape|site",
        when=lambda e: e.through("numpyro"),
    ),
)

RULES = DIFFRAX + NUMPYRO
