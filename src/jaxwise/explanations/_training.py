"""Rules about Equinox, Orbax and Optax (M57, M58).

The libraries are recognised by the names of their exceptions, by their words, and by the frames of
the traceback that are their own; none is imported.
"""

import re
import sys

from jaxwise.explanations._rule import Rule

_EQUINOX_MODULE = r"equinox\.Module"

EQUINOX = (
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
        when=lambda e: (
            e.through("orbax") and not re.search("single arrays|Found empty item", e.text)
        ),
    ),
    Rule(
        "orbax-no-tree",
        "M58",
        ("ValueError", "TypeError"),
        "A checkpoint is a dictionary or another tree with something in it",
        ("In its own words: {message}.",),
        "Save a dictionary:\n    checkpointer.save(path, {{'x': x}})",
        words=r"[Ss]ingle arrays or scalars|[Ee]mpty item",
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
        when=lambda e: "orbax" in sys.modules or re.search(r"'(mu|nu|inner_state)'", e.text),
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
        when=lambda e: e.through("optax") and e.calls(r"optax\..*(entropy|loss).*"),
    ),
    Rule(
        "optax-update-shapes",
        None,
        ("TypeError", "ValueError"),
        "Gradients, parameters and the optimizer's state have different shapes",
        ("In its own words: {message}.",),
        "Compare them:\n    print(jax.tree.map(jnp.shape, params), jax.tree.map(jnp.shape, grads))",
        words=r"Incompatible shapes for broadcasting|got incompatible shapes",
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

RULES = EQUINOX + ORBAX + OPTAX
