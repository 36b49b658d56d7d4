"""Rules about devices, meshes and sharding (M55)."""

from jaxwise.explanations._rule import Rule

_VALUE = ("ValueError", "jax.IndivisibleError", "jax.DuplicateSpecError")

RULES = (
    Rule(
        "incompatible-devices",
        "M55",
        ("ValueError",),
        "Arrays that live on different devices were combined",
        (
            "{one} and {other} are on different devices.",
            "jax moves nothing by itself once you have said where an array lives.",
        ),
        "Move one of them, or give both the same sharding:\n    b = jax.device_put(b, a.sharding)",
        words=r"incompatible devices for jitted computation\.?(?: Got (?P<one>argument \S+ of \S+)"
        r".*?\[[\d, ]*\].*? and (?P<other>.+?) with)?",
    ),
    Rule(
        "not-divisible",
        "M55",
        _VALUE,
        "An axis cannot be cut into equal parts for the devices",
        (
            "Each device along a mesh axis gets an equal part, so the size must be a "
            "multiple of the number of devices.",
            "In its own words: {message}.",
        ),
        "Pad the axis, or choose a mesh whose size divides it:\n"
        "    x = jnp.pad(x, (0, -x.shape[0] % n))",
        words=r"evenly divid|not evenly divisible|should be divisible by|is not divisible by",
    ),
    Rule(
        "spec-too-long",
        "M55",
        _VALUE,
        "A partition spec has more entries than the array has axes",
        (
            "A spec has an entry for each axis from the first on, and a scalar has no axis.",
            "In its own words: {message}.",
        ),
        "Give an array of this rank a spec of this length, scalars `P()`:\n"
        "    NamedSharding(mesh, P('x'))",
        words=r"only valid for values of rank at least|Length of sharding\.spec|out_specs entry "
        r"which is too long|in_specs entry which is too long",
    ),
    Rule(
        "out-not-replicated",
        "M55",
        ("ValueError",),
        "`out_specs` promises that all devices hold the same, and jax cannot see that they do",
        (
            "{spec} says that the result is the same on every device.",
            "Nothing in the function makes it so: each device has computed from its own part.",
        ),
        "Combine the parts first:\n    return jax.lax.psum(local, 'x')",
        words=r"require replication which can't be statically inferred"
        r"(?:.*?(?P<spec>out_specs\S* is P\S*))?",
    ),
    Rule(
        "unbound-axis",
        "M55",
        ("NameError",),
        "A collective names an axis that is not there",
        (
            "`psum`, `pmean`, `axis_index` and their kin work along an axis that `shard_map` or "
            "`vmap(..., axis_name=...)` gives a name; there is no {axis} here.",
        ),
        "Give the axis its name around this call:\n    jax.vmap(f, axis_name='batch')(xs)",
        words=r"unbound axis name: (?P<axis>[\w.]+?)\.?(\s|$)",
    ),
    Rule(
        "collective-axis-missing",
        "M55",
        ("KeyError", "AssertionError"),
        "A collective names an axis that is not there",
        ("The mesh of this `shard_map` has no axis of that name.",),
        "Use a name from the mesh:\n    jax.lax.psum(x, mesh.axis_names[0])",
        when=lambda e: e.calls(r"jax\.lax\.(psum|pmean|pmax|pmin|all_gather|ppermute|axis_index)"),
    ),
    Rule(
        "axis-not-in-mesh",
        "M55",
        _VALUE,
        "A partition spec names an axis that the mesh does not have",
        (
            "The entries of a spec are names of mesh axes, each at most once.",
            "In its own words: {message}.",
        ),
        "Use the names that the mesh was made with:\n    mesh = jax.make_mesh((8,), ('x',))",
        words=r"Resource axis: .* not found in mesh|duplicate entries for|specification can map "
        r"every mesh axis to at most one",
    ),
    Rule(
        "mesh-size",
        "M55",
        ("ValueError",),
        "There are not that many devices",
        (
            "A mesh arranges the devices that exist, and its shape must multiply out to "
            "their number, with one name for each axis.",
            "In its own words: {message}.",
        ),
        "Make the mesh of the devices that there are, or simulate more before jax starts:\n"
        "    mesh = jax.make_mesh((len(jax.devices()),), ('x',))\n"
        "    XLA_FLAGS=--xla_force_host_platform_device_count=8",
        words=r"Number of devices \d+ must|requires the ndim of its first argument"
        r"|requires \d+ logical devices, but only",
    ),
    Rule(
        "devices-in-grid",
        "M55",
        ("ValueError", "IndexError"),
        "There are not that many devices",
        (
            "The line asks for more devices, or another number of them, than there are.",
            "In its own words: {message}.",
        ),
        "Count them first, or simulate more before jax starts:\n"
        "    len(jax.devices())\n"
        "    XLA_FLAGS=--xla_force_host_platform_device_count=8",
        words=r"cannot reshape array of size|list index out of range|index \d+ is out of bounds",
        when=lambda e: "devices(" in e.source,
    ),
    Rule(
        "no-mesh",
        "M55",
        ("ValueError", "RuntimeError"),
        "A partition spec was given without a mesh",
        (
            "`P('x')` only names axes; a mesh says which devices they are.",
            "In its own words: {message}.",
        ),
        "Give a sharding, or set the mesh:\n    x = jax.device_put(x, NamedSharding(mesh, P('x')))",
        words=r"non-empty mesh in context|set a mesh via|context mesh cannot be empty",
    ),
    Rule(
        "specs-do-not-fit",
        "M55",
        ("ValueError", "TypeError", "AssertionError"),
        "The sharding that is declared is not the one that the array has, or not one at all",
        (
            "`in_specs` and `out_specs` are pytrees of `PartitionSpec` like the arguments "
            "and results, and what is declared is checked against the arrays.",
            "In its own words: {message}.",
        ),
        "Let the specs be a pytree like the arguments, and put the array there first:\n"
        "    x = jax.device_put(x, NamedSharding(mesh, P('x')))",
        words=r"(in_specs|out_specs)|does not match the sharding on the respective arg"
        r"|with_sharding_constraint` acts as an assert|sharding annotation"
        r"|shard_map applied to the function|key path\s+shard_map",
    ),
    Rule(
        "ambiguous-sharding",
        "M55",
        ("jax.ShardingTypeError",),
        "jax cannot tell how the result shall be sharded",
        (
            "On a mesh with explicit axes shardings are part of the types; jax does not guess.",
            "In its own words: {message}.",
        ),
        "Say it, or make the axes automatic:\n"
        "    jnp.dot(a, b, out_sharding=P('x', None))\n"
        "    jax.make_mesh((8,), ('x',), axis_types=(AxisType.Auto,))",
    ),
    Rule(
        "no-backend",
        "M55",
        ("RuntimeError",),
        "jax has no such device here",
        (
            "jax uses the processors for which a plugin is installed and working.",
            "In its own words: {message}.",
        ),
        "See what there is; `python -m jaxwise doctor` says what is missing:\n"
        "    print(jax.devices())",
        words=r"(?i:unknown backend)|Unable to initialize backend|no platforms that are instances",
    ),
    Rule(
        "set-too-late",
        "M55",
        ("RuntimeError",),
        "A setting came after jax had started its devices",
        (
            "Devices are set up when the first array is made or the devices are listed; "
            "after that their number is fixed.",
            "In its own words: {message}.",
        ),
        "Do it first, right after the import:\n"
        "    import jax\n"
        "    jax.config.update('jax_num_cpu_devices', 8)",
        words=r"before backends are initialized|must be called before any JAX calls"
        r"|before any JAX (operation|computation)s?",
    ),
    Rule(
        "pmap-rows",
        "M55",
        ("ValueError", "IndexError"),
        "`pmap` needs one row for each device",
        (
            "`pmap` splits axis 0, one entry for each device, no more.",
            "In its own words: {message}.",
        ),
        "Use `jax.jit` with a sharding, which takes any number of rows that the devices divide:\n"
        "    x = jax.device_put(x, NamedSharding(mesh, P('x')))",
        words=r"cannot select an axis to squeeze|tuple index out of range|^pmap",
        when=lambda e: "pmap" in e.source or e.text.startswith("pmap"),
    ),
    Rule(
        "transfer-forbidden",
        None,
        ("jax.JaxRuntimeError", "jaxlib.XlaRuntimeError", "RuntimeError"),
        "A transfer between host and device was forbidden",
        (
            "`jax.transfer_guard` is on, and this line copies.",
            "In its own words: {message}.",
        ),
        "Copy explicitly where you mean it:\n    x = jax.device_put(x)",
        words=r"Disallowed (host-to-device|device-to-host|device-to-device) transfer",
    ),
)
