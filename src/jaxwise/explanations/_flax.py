"""Rules about Flax, linen and NNX (M56, M58).

The library is recognised by the names of its exceptions, by their words, and by the frames of the
traceback that are its own; it is never imported.
"""

from jaxwise.explanations._rule import Rule

RULES = (
    Rule(
        "flax-rng",
        "M56",
        ("flax.InvalidRngError",),
        "A Flax module needs a random key and was given none",
        (
            "A linen module holds no random state: `init` and `apply` are given the keys, by name.",
            "In its own words: {message}.",
        ),
        "Pass a key for each kind of randomness:\n"
        "    y = model.apply(variables, x, rngs={{'dropout': key}})",
    ),
    Rule(
        "flax-immutable-collection",
        "M56",
        ("flax.ModifyScopeVariableError",),
        "A Flax module wanted to update its statistics, and they were not declared to change",
        (
            "Running statistics are returned by `apply`, not kept in the module.",
            "In its own words: {message}.",
        ),
        "Say which collection changes, and keep what comes back:\n"
        "    y, updates = model.apply(variables, x, mutable=['batch_stats'])",
    ),
    Rule(
        "flax-variables",
        "M56",
        (
            "flax.ScopeCollectionNotFound",
            "flax.ScopeParamNotFoundError",
            "flax.ScopeVariableNotFoundError",
            "flax.ApplyScopeInvalidVariablesTypeError",
            "flax.ApplyScopeInvalidVariablesStructureError",
        ),
        "`apply` was not given all the collections of the module",
        (
            "Parameters and statistics live in one dictionary outside of the module, by "
            "collection: `{{'params': ..., 'batch_stats': ...}}`.",
            "In its own words: {message}.",
        ),
        "Pass the whole dictionary:\n    y = model.apply({{'params': params}}, x)",
    ),
    Rule(
        "flax-parameter-shape",
        "M56",
        ("flax.ScopeParamShapeError",),
        "The parameters were made for an input of another shape",
        (
            "Shapes of parameters follow from the input that `init` saw.",
            "In its own words: {message}.",
        ),
        "Initialise with an input of the same shape:\n"
        "    variables = model.init(key, jnp.zeros((1, n_features)))",
    ),
    Rule(
        "flax-trace-level",
        "M56",
        ("flax.TraceContextError", "flax.JaxTransformError"),
        "A Flax object was changed inside a transformation that it was not passed to",
        (
            "The function closes over the object, so a jax transformation does not see its state.",
            "In its own words: {message}.",
        ),
        "Pass the object as an argument, and use the transformation of `nnx`:\n"
        "    @nnx.jit\n"
        "    def step(model, x): ...",
    ),
    Rule(
        "flax-unbound",
        "M56",
        (
            "flax.CallCompactUnboundModuleError",
            "flax.CallSetupUnboundModuleError",
            "flax.CallUnbindOnUnboundModuleError",
        ),
        "A Flax module was called like a function",
        ("A linen module holds no parameters, so it cannot be called by itself.",),
        "Make the parameters, then apply:\n"
        "    variables = model.init(key, x)\n"
        "    y = model.apply(variables, x)",
    ),
    Rule(
        "flax-setup-attribute",
        "M56",
        ("AttributeError",),
        "What `setup` defines exists only inside `init` and `apply`",
        (
            "`setup` runs when the module is bound to its variables, so before that the "
            "module has only the fields of its class.",
            "In its own words: {message}.",
        ),
        "Work on the variables, or bind the module first:\n    model.bind(variables).layer",
        words=r"defined in '\.setup\(\)'",
    ),
    Rule(
        "flax-module-rules",
        "M56",
        (
            "flax.SetAttributeFrozenModuleError",
            "flax.SetAttributeInModuleSetupError",
            "flax.AssignSubModuleError",
            "flax.NameInUseError",
            "flax.MultipleMethodsCompactError",
            "flax.ReservedModuleAttributeError",
            "flax.InvalidScopeError",
            "flax.InvalidInstanceModuleError",
            "flax.IncorrectPostInitOverrideError",
            "flax.InvalidFilterError",
            "flax.DescriptorAttributeError",
            "flax.FlaxError",
        ),
        "A Flax module was used against its rules",
        (
            "State lives in the variables that `apply` takes and returns, not in `self`.",
            "In its own words: {message}.",
        ),
        "Define layers in `setup` or in a `@nn.compact` method, and state as a variable:\n"
        "    count = self.variable('state', 'count', jnp.zeros, ())",
    ),
    Rule(
        "nnx-static-attribute",
        "M56",
        ("ValueError",),
        "A list or dictionary with arrays was assigned to an attribute of an NNX module",
        (
            "The attribute `{name}` is static, and it holds parameters or arrays.",
            "NNX must be told which containers hold data.",
        ),
        "Use the container of NNX:\n    self.layers = nnx.List([nnx.Linear(2, 2, rngs=rngs)])",
        words=r"assigned to static attribute '(?P<name>\w+)'",
    ),
    Rule(
        "nnx-optimizer",
        "M56",
        ("TypeError",),
        "The NNX optimizer no longer holds the model",
        (
            "Since Flax 0.11 an `nnx.Optimizer` keeps its own state only: it is told once "
            "what it optimises, and is given the model in each update.",
            "In its own words: {message}.",
        ),
        "Say what is optimised, and pass the model:\n"
        "    optimizer = nnx.Optimizer(model, optax.adam(1e-3), wrt=nnx.Param)\n"
        "    optimizer.update(model, grads)",
        words=r"As of Flax 0\.11",
    ),
    Rule(
        "nnx-rngs",
        "M56",
        ("ValueError", "AttributeError", "TypeError"),
        "An NNX layer needs `rngs`",
        (
            "An NNX layer makes its parameters at once, from an `nnx.Rngs`.",
            "In its own words: {message}.",
        ),
        "Pass it, made from a seed or a key:\n    nnx.Linear(2, 2, rngs=nnx.Rngs(0))",
        words=r"no `rngs` argument was provided|required keyword-only argument: 'rngs'"
        r"|PRNGKeyArray' object has no attribute '(params|dropout|default)'",
        when=lambda e: e.through("flax") or e.names(r"flax\.(Module|Pytree)"),
    ),
    Rule(
        "nnx-filters",
        "M56",
        ("ValueError",),
        "`nnx.split` was told about some of the state only",
        ("Some state matches none of the filters.",),
        "Add `...` for the rest:\n    graph, params, rest = nnx.split(model, nnx.Param, ...)",
        words=r"Non-exhaustive filters",
    ),
    Rule(
        "nnx-like-linen",
        "M56",
        ("AttributeError",),
        "An NNX module has no `{name}`",
        ("NNX modules hold their parameters and are called directly; `{name}` belongs to linen.",),
        "Call it:\n    y = model(x)",
        words=r"object has no attribute '(?P<name>init|apply|init_with_output|bind)'",
        when=lambda e: e.names(r"flax\.(Module|Pytree|Object)"),
    ),
    Rule(
        "linen-module-through-jit",
        "M56",
        ("AttributeError", "TypeError"),
        "A Flax module was passed through `jit` as an argument",
        (
            "A linen module is a description and no pytree of arrays.",
            "In its own words: {message}.",
        ),
        "Close over the module, and pass the variables:\n"
        "    step = jax.jit(lambda variables, x: model.apply(variables, x))",
        words=r"Tracer has no attribute '?(apply|init)",
    ),
    Rule(
        "flax-frozen-state",
        "M56",
        ("dataclasses.FrozenInstanceError", "ValueError", "TypeError"),
        "A Flax state was to be changed in place",
        (
            "`TrainState`, `flax.struct` dataclasses and `FrozenDict` cannot be changed.",
            "A field `{name}` was assigned to.",
        ),
        "Make a new one:\n    state = state.replace(step=0)",
        words=r"cannot (?:assign to|delete) field '(?P<name>\w+)'|FrozenDict is immutable"
        r"|'FrozenDict' object does not support item",
        when=lambda e: "FrozenDict" in e.text or e.marked("_flax_dataclass"),
    ),
    Rule(
        "flax-saved-structure",
        "M58",
        ("ValueError",),
        "What was saved has another structure than what it is restored into",
        (
            "Restoring fills the tree that it is given, so this must have the keys and "
            "lengths of the one that was saved.",
            "In its own words: {message}.",
        ),
        "Restore into a state made by the same code:\n"
        "    state = flax.serialization.from_bytes(create_state(), data)",
        words=r"target dict keys and state dict keys|size of the list and the state dict",
    ),
    Rule(
        "flax-gradients-structure",
        "M56",
        ("ValueError",),
        "Gradients and parameters have different structures",
        ("`TrainState` holds `variables['params']`, and the gradient is that of another tree.",),
        "Differentiate with respect to `state.params`:\n    grads = jax.grad(loss)(state.params)",
        words=r"pytree structure error|Dict key mismatch|^Expected .*, got",
        when=lambda e: e.through("flax"),
    ),
)
