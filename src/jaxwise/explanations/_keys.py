"""Rules about random keys (M51 to M54)."""

from jaxwise.explanations._rule import Rule

RULES = (
    Rule(
        "key-reused-in-loop",
        "M52",
        ("jax.KeyReuseError",),
        "A loop uses one key in every step",
        ("The body closes over a key, so every step draws the same numbers.",),
        "Give each step its own key:\n    jax.lax.scan(body, start, jax.random.split(key, n))",
        words=r"when repeatedly executed",
    ),
    Rule(
        "key-reused",
        "M51",
        ("jax.KeyReuseError",),
        "A key was used twice",
        (
            "A key stands for one set of random numbers: used again it gives the same ones, and "
            "samplers that share a key are not independent.",
            "Splitting a key uses it up, too.",
        ),
        "Split, and use each key once:\n    key, k1, k2 = jax.random.split(key, 3)",
    ),
    Rule(
        "key-batch",
        "M54",
        ("ValueError",),
        "A batch of keys was passed where one key is expected",
        ("`{name}` got a key array of shape {shape}.",),
        "Map over the keys:\n    jax.vmap(jax.random.normal)(jax.random.split(key, n))",
        words=r"(?P<name>\w+) accepts a single key, but was given a key array of shape "
        r"(?P<shape>\([^)]*\))",
    ),
    Rule(
        "key-to-numpy",
        "M54",
        ("TypeError",),
        "A key was used like an array of integers",
        ("A key is a value of its own kind, `key<fry>`; NumPy cannot hold it.",),
        "Save the integers, and wrap them again:\n"
        "    np.save(file, jax.random.key_data(key))\n"
        "    key = jax.random.wrap_key_data(np.load(file))",
        words=r"PRNGKey dtype cannot be converted to a NumPy array|not 'PRNGKeyArray'"
        r"|PRNGKeyArray is not JSON serializable",
    ),
    Rule(
        "key-arithmetic",
        "M54",
        ("TypeError", "ValueError", "NotImplementedError"),
        "A key was used in arithmetic",
        (
            "A key is a value of its own kind, not an integer: it can be split, folded with a "
            "number and given to a sampler, and nothing else.",
        ),
        "Make a new key from a key and a number:\n    key_i = jax.random.fold_in(key, i)",
        words=r"^(?!.*(axes to be mapped|incompatible devices)).*?key<\w+>"
        r"|iteration over a 0-d key array|abstract method astype"
        r"|unsupported operand type\(s\) for \S+: '?(PRNGKeyArray|\w+' and 'PRNGKeyArray)",
    ),
    Rule(
        "seed-for-key",
        "M54",
        ("TypeError",),
        "A sampler needs a key, and got something else",
        (
            "The first argument of every function in `jax.random` is a key.",
            "It got {given}.",
        ),
        "Make a key from the seed once, then split it:\n    key = jax.random.key(0)",
        words=r"invalid PRNG key data(?:.*?[Gg]ot (?P<given>[^\n(]{1,60}?)(?: for impl|$|\n|;))?"
        r"|unexpected PRNG key type <class '(?P<given2>[^']+)'>",
    ),
    Rule(
        "key-missing",
        "M54",
        ("TypeError",),
        "A sampler was called without a key",
        (
            "jax keeps no hidden random state: each call is given a key.",
            "In its own words: {message}.",
        ),
        "Pass a key first:\n    x = jax.random.normal(key, (3,))",
        words=r"missing \d required positional arguments?: 'key'",
        when=lambda e: e.calls(r"jax\.random\..*|jax\._src\.random.*"),
    ),
    Rule(
        "seed-not-integer",
        "M54",
        ("TypeError",),
        "A seed must be an integer",
        (
            "A key is made from an integer seed; a key that exists is split, not made again.",
            "In its own words: {message}.",
        ),
        "Use a Python integer; split a key that you have:\n    key = jax.random.key(0)",
        words=r"seed must be an integer|scalar seed, but was given",
    ),
    Rule(
        "no-random-state",
        "M54",
        ("AttributeError",),
        "`jax.random` has no hidden state, so it has no function `{name}`",
        ("There is no `jax.random.{name}`; samplers take a key.",),
        "Make a key, and pass it:\n"
        "    key = jax.random.key(0)\n"
        "    x = jax.random.normal(key, (3,))",
        words=r"module 'jax\.random' has no attribute '(?P<name>seed|rand|randn|random|RandomState"
        r"|default_rng|shuffle|get_state|set_state)'",
    ),
    Rule(
        "sampler-dtype",
        None,
        ("ValueError",),
        "This sampler does not make that dtype",
        (
            "Samplers of continuous distributions make floats.",
            "In its own words: {message}.",
        ),
        "Use `jax.random.randint` for integers:\n    n = jax.random.randint(key, (3,), 0, 10)",
        words=r"dtype argument to `\w+` must be",
    ),
)
