"""Rules about Flax, Optax, Equinox, Orbax, Diffrax and NumPyro (M56 to M59).

The libraries are recognised by the names of their exceptions, by their words, and by the frames of
the traceback that are theirs; none of them is imported.
"""

from jaxwise.explanations._rule import Rule

_RUN_TIME = (
    "EquinoxRuntimeError",
    "equinox.EquinoxRuntimeError",
    "equinox._EquinoxRuntimeError",
    "jax.JaxRuntimeError",
    "jaxlib.XlaRuntimeError",
)
_EQUINOX_MODULE = r"equinox\.Module"

FLAX = (
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
    Rule(
        "batch-norm-axis",
        "M57",
        ("NameError",),
        "Batch normalisation needs the name of the batch axis",
        ("The layer averages over {axis}, which `vmap` must have given a name.",),
        "Name it:\n"
        "    jax.vmap(model, axis_name='batch', in_axes=(0, None), out_axes=(0, None))(x, state)",
        words=r"unbound axis name: (?P<axis>[\w.]+?)\.?(\s|$)",
        when=lambda e: e.through("equinox"),
    ),
)

OPTAX = (
    Rule(
        "optax-needs-params",
        "M57",
        ("ValueError", "TypeError"),
        "The optimizer needs the parameters, and `update` was not given them",
        (
            "Weight decay and some other transformations look at the parameters, and an optimizer "
            "of Optax does not keep them.",
        ),
        "Pass them:\n    updates, state = optimizer.update(grads, state, params)",
        words=r"requires the current value of parameters|not passing `params`",
    ),
    Rule(
        "optax-line-search",
        "M57",
        ("TypeError",),
        "This optimizer needs the value and the gradient as well",
        (
            "A line search evaluates the loss again.",
            "In its own words: {message}.",
        ),
        "Pass them by name:\n"
        "    updates, state = optimizer.update(grad, state, params,\n"
        "                                      value=value, grad=grad, value_fn=loss)",
        words=r"linesearch.*missing \d required keyword-only|'value', 'grad', and 'value_fn'",
    ),
    Rule(
        "optax-state",
        "M57",
        ("ValueError", "TypeError", "AttributeError"),
        "The optimizer was not given its own state",
        (
            "An optimizer of Optax is a pair of functions: `init` makes the state, and "
            "`update` takes it and returns the next one.",
            "In its own words: {message}.",
        ),
        "Keep the state, and pass it on:\n"
        "    state = optimizer.init(params)\n"
        "    updates, state = optimizer.update(grads, state, params)",
        words=r"object of type 'NoneType' has no len|number of updates and states"
        r"|update_fn\(\) missing|has no attribute '(mu|nu|count|inner_state|trace|hyperparams"
        r"|inner_states)'",
        when=lambda e: (
            (e.through("optax") or e.calls(r"optax\..*") or "update_fn" in e.text)
            and not e.names(r"orbax\..*")
        ),
    ),
    Rule(
        "optax-structure",
        "M57",
        ("ValueError", "TypeError"),
        "Gradients, state and parameters do not have the same structure",
        (
            "The optimizer was initialised with one tree of parameters and is now given another, "
            "or `update`, which returns a pair, was not unpacked.",
        ),
        "Initialise again after the parameters have changed, and unpack the pair:\n"
        "    updates, state = optimizer.update(grads, state, params)\n"
        "    params = optax.apply_updates(params, updates)",
        words=r"pytree structure error|(Dict key|Tuple arity|List arity|Custom node \w+|Named tuple"
        r" \w+|Node \w+) mismatch|^Expected (dict|list|tuple|None|named|custom)"
        r"|unsupported operand type|"
        r"(too many|not enough) values to unpack",
        when=lambda e: e.through("optax"),
    ),
    Rule(
        "optax-like-torch",
        "M57",
        ("TypeError", "AttributeError"),
        "An optimizer of Optax is a pair of functions, not an object that steps",
        (
            "`optimizer.init` makes the state, `optimizer.update` takes gradients and state "
            "and returns updates and the next state.",
            "In its own words: {message}.",
        ),
        "Keep the state, and apply the updates:\n"
        "    updates, state = optimizer.update(grads, state, params)\n"
        "    params = optax.apply_updates(params, updates)",
        words=r"'(GradientTransformation\w*|InjectHyperparams\w*)' object (is not callable|has no "
        r"attribute)",
    ),
    Rule(
        "optax-shapes",
        "M39",
        ("ValueError", "AssertionError"),
        "Predictions and targets have different shapes",
        (
            "The loss got shapes {shapes}.",
            "jax would broadcast (N, 1) and (N,) to an N by N table without a word; this loss "
            "refuses.",
        ),
        "Make the shapes equal:\n    loss = optax.l2_loss(predictions[:, 0], targets).mean()",
        words=r"Shape mismatch: got (?P<shapes>\([^a-z]*\))",
    ),
    Rule(
        "optax-labels",
        None,
        ("TypeError", "ValueError"),
        "The labels do not suit this loss",
        (
            "One loss takes integer classes of shape (N,), another a probability for each "
            "class of shape (N, C).",
            "In its own words: {message}.",
        ),
        "Use integer labels here, or the loss for probabilities:\n"
        "    optax.softmax_cross_entropy(logits, jax.nn.one_hot(labels, n))",
        words=r"dtype that is a subdtype of|must have the same number of dimensions"
        r"|Incompatible shapes for broadcasting",
        when=lambda e: e.through("optax"),
    ),
    Rule(
        "optax-schedule",
        None,
        ("ValueError",),
        "The schedule was given numbers that do not fit together",
        (
            "`decay_steps` counts all steps, those of the warm-up included.",
            "In its own words: {message}.",
        ),
        "Let the whole be longer than the warm-up:\n"
        "    optax.warmup_cosine_decay_schedule(0.0, 1e-3, warmup_steps=100, decay_steps=1000)",
        words=r"decay_steps|transition_steps|schedule",
        when=lambda e: e.through("optax"),
    ),
    Rule(
        "optax-labels-of-parameters",
        "M57",
        ("ValueError", "KeyError"),
        "A group of parameters has no transformation",
        (
            "Each parameter has a label, and each label needs a transformation of that name.",
            "In its own words: {message}.",
        ),
        "Give every label a transformation:\n"
        "    optax.multi_transform({{'train': optax.adam(1e-3), 'freeze': optax.set_to_zero()}}, "
        "labels)",
        words=r"have no corresponding transformation",
    ),
)

EQUINOX = (
    Rule(
        "equinox-model-in-jax",
        "M57",
        ("TypeError",),
        "An Equinox model was passed where jax takes arrays only",
        (
            "The model holds something of type `{type}`, such as an activation function.",
            "A model is a pytree whose leaves are arrays and other things; plain `jax.jit`, "
            "`jax.grad` and Optax take arrays only.",
        ),
        "Use the filtered transformations, and filter what Optax sees:\n"
        "    eqx.filter_jit(eqx.filter_value_and_grad(loss))(model, x)\n"
        "    state = optimizer.init(eqx.filter(model, eqx.is_array))",
        words=r"as an abstract array.*?of type <class '(?P<type>[^']+)'>"
        r"|of type '?<class '(?P<type2>[^']+)'>'? is not a valid JAX type"
        r"|requires ndarray or scalar arguments, got <class '(?P<type3>[^']+)'>"
        r"|unsupported operand type.*'(custom_jvp|function|PjitFunction|jaxlib[\w.]*)'",
        when=lambda e: e.names(_EQUINOX_MODULE),
    ),
    Rule(
        "equinox-frozen",
        "M57",
        ("dataclasses.FrozenInstanceError",),
        "An Equinox model was to be changed in place",
        (
            "`{name}` was assigned to; modules are frozen dataclasses, and a changed model is a "
            "new model.",
        ),
        "Make a new model:\n    model = eqx.tree_at(lambda m: m.weight, model, new_weight)",
        words=r"cannot (?:assign to|delete) field '(?P<name>\w+)'",
        when=lambda e: e.through("equinox") or e.names(_EQUINOX_MODULE),
    ),
    Rule(
        "equinox-fields",
        "M57",
        ("TypeError",),
        "A field of an Equinox module was not set",
        (
            "Every field that the class declares is set in `__init__`, once.",
            "In its own words: {message}.",
        ),
        "Set it, or give it a default:\n    self.b = jnp.zeros(n)",
        words=r"Field '\w+' was not initialized|must be initialised|fields were not initialised",
    ),
    Rule(
        "equinox-key",
        "M57",
        ("RuntimeError", "TypeError"),
        "An Equinox layer needs a key",
        (
            "Layers make their parameters, and dropout its mask, from a key you pass.",
            "In its own words: {message}.",
        ),
        "Pass one:\n    layer = eqx.nn.Linear(2, 2, key=key)",
        words=r"requires a key when running|required keyword-only argument: 'key'",
        when=lambda e: e.through("equinox") or e.names(_EQUINOX_MODULE),
    ),
    Rule(
        "equinox-state",
        "M57",
        ("TypeError",),
        "A layer with state must be given it, and returns the next one",
        (
            "Running averages are no part of the model: they travel beside it, in and out "
            "of each call.",
            "In its own words: {message}.",
        ),
        "Make the state with the model, and pass it through:\n"
        "    model, state = eqx.nn.make_with_state(Model)(key)\n"
        "    y, state = model(x, state)",
        words=r"missing \d required positional arguments?: .*'state'",
        when=lambda e: e.through("equinox") or e.names(_EQUINOX_MODULE),
    ),
    Rule(
        "equinox-saved-structure",
        "M58",
        ("RuntimeError",),
        "What was saved has other shapes than the model it is restored into",
        (
            "The file holds arrays only; the model they are read into fixes which shapes "
            "are expected.",
            "In its own words: {message}.",
        ),
        "Make the model with the same hyperparameters first:\n"
        "    model = eqx.tree_deserialise_leaves(path, make_model(hyperparameters))",
        words=r"[Dd]eserialised leaf",
    ),
)

ORBAX = (
    Rule(
        "orbax-path",
        "M58",
        ("ValueError",),
        "A checkpoint needs an absolute path",
        (
            "Saving goes on in the background, possibly on several machines, so a path "
            "relative to here will not do.",
            "In its own words: {message}.",
        ),
        "Resolve the path first:\n    path = pathlib.Path('checkpoints').resolve()",
        words=r"[Cc]heckpoint path should be absolute",
    ),
    Rule(
        "orbax-exists",
        "M58",
        ("ValueError", "orbax.StepAlreadyExistsError"),
        "There is a checkpoint at this place already",
        (
            "Nothing is overwritten unless you say so.",
            "In its own words: {message}.",
        ),
        "Save each step to its own place, or allow it:\n"
        "    checkpointer.save(path / str(step), state, force=True)",
        words=r"(Destination|Checkpoint|[Ss]tep) .* already exists",
    ),
    Rule(
        "orbax-nothing-there",
        "M58",
        ("FileNotFoundError", "ValueError"),
        "There is no checkpoint to restore",
        (
            "Saving is asynchronous: wait until it has finished.",
            "In its own words: {message}.",
        ),
        "Look first, and wait after saving:\n"
        "    step = manager.latest_step()   # None if there is none\n"
        "    manager.wait_until_finished()",
        when=lambda e: e.through("orbax") and e.kind == "FileNotFoundError",
    ),
    Rule(
        "orbax-structure",
        "M58",
        ("ValueError", "KeyError", "TypeError"),
        "What was saved and what it is restored into differ",
        (
            "A checkpoint is restored into a tree of the same structure and shapes.",
            "In its own words: {message}.",
        ),
        "Make the target with the same code, and pass its shapes:\n"
        "    target = jax.eval_shape(create_state)\n"
        "    state = checkpointer.restore(path, target)",
        words=r"tree structures do not match|not compatible with the stored shape"
        r"|structure.*mismatch|do not match|[Uu]ser-provided restore item|missing keys"
        r"|Dict key mismatch",
        when=lambda e: e.through("orbax"),
    ),
    Rule(
        "orbax-unsupported",
        "M58",
        ("ValueError", "TypeError"),
        "Something that is no array was to be saved",
        (
            "A checkpoint holds arrays and numbers; functions, strings and objects have no "
            "place in it.",
            "In its own words: {message}.",
        ),
        "Save arrays and numbers; keep settings and functions in the code or as JSON:\n"
        "    checkpointer.save(path, {{'params': params, 'step': step}})",
        words=r"Unsupported type|not supported|Unsupported|cannot be converted|not JSON",
        when=lambda e: e.through("orbax"),
    ),
    Rule(
        "orbax-args",
        "M58",
        ("ValueError", "KeyError", "TypeError"),
        "The checkpoint manager was not told how to save this",
        (
            "`save` and `restore` take `args=` that say what the item is.",
            "In its own words: {message}.",
        ),
        "Wrap the item:\n"
        "    manager.save(step, args=ocp.args.StandardSave(state))\n"
        "    state = manager.restore(step, args=ocp.args.StandardRestore(target))",
        when=lambda e: e.through("orbax"),
    ),
    Rule(
        "restored-as-plain-containers",
        "M58",
        ("AttributeError", "TypeError", "ValueError"),
        "A state that was restored without a target consists of plain lists and dictionaries",
        (
            "Named tuples and classes, such as optimizer states, are lost on the way.",
            "In its own words: {message}.",
        ),
        "Restore into a target:\n    state = checkpointer.restore(path, optimizer.init(params))",
        words=r"'(dict|list)' object has no attribute '(mu|nu|count|inner_state|trace|params"
        r"|opt_state|step|hyperparams)'",
    ),
    Rule(
        "pickled-function",
        None,
        ("AttributeError", "TypeError", "pickle.PicklingError", "_pickle.PicklingError"),
        "A function or another thing that cannot be pickled was to be saved or sent",
        (
            "Python pickles a function by its name, and a lambda or a function inside "
            "another has none that can be found again.",
            "In its own words: {message}.",
        ),
        "Save arrays, and define functions at the top of a module:\n"
        "    np.savez('params.npz', **params)",
        words=r"Can't (get|pickle) local object|[Cc]annot pickle|Can't pickle",
    ),
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

RULES = FLAX + EQUINOX + ORBAX + OPTAX + DIFFRAX + NUMPYRO
