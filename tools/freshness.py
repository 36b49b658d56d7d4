"""What a chapter's outputs depend on besides its own code: the modules of `jaxwise` it uses, the lock."""

import ast
import hashlib
import re

from tools.chapters import ROOT

PACKAGE = ROOT / "src" / "jaxwise"


def package_digest(chapter, package=PACKAGE):
    """{module: digest} of the package's modules that the chapter reaches, comments not counted."""
    reached, waiting = {}, sorted(_used_names(chapter.code, package))
    while waiting:
        module = waiting.pop()
        if module in reached:
            continue
        path = _path(module, package)
        tree = ast.parse(path.read_text(encoding="utf-8"))
        reached[module] = _digest(tree, _data_of(path))
        waiting += sorted(_imported(tree, package) - set(reached))
    return dict(sorted(reached.items()))


def lock_digest(root=ROOT):
    """A digest of the locked versions; hashes of files and comments do not count."""
    lock = (root / "requirements.lock").read_text(encoding="utf-8")
    return hashlib.sha256(
        "\n".join(re.findall(r"^[\w.,\[\]-]+==\S+", lock, re.M)).encode()
    ).hexdigest()[:16]


def reasons(chapter, record):
    """Why the stored notebook of a chapter may no longer be what its code computes; [] if fresh."""
    if not chapter.stored.exists() or record is None:
        return ["it has no stored outputs"]
    found = []
    if record["code"] != code_digest(chapter):
        found.append("its code changed")
    before, now = record["package"], package_digest(chapter)
    found += [f"{m} changed" for m in sorted(set(before) | set(now)) if before.get(m) != now.get(m)]
    if record["lock"] != lock_digest():
        found.append("requirements.lock changed")
    return found


def code_digest(chapter):
    return hashlib.sha256("\0".join(chapter.code).encode()).hexdigest()[:16]


def _used_names(cells, package):
    """Modules of the package that a program reaches: by import, or by a name of `jaxwise`."""
    home = _homes(package)
    found, ours = set(), {"jaxwise"}
    for cell in cells:
        tree = ast.parse(cell)
        found |= _imported(tree, package)
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                ours |= {
                    alias.asname for alias in node.names if alias.name == "jaxwise" and alias.asname
                }
            if (
                isinstance(node, ast.Attribute)
                and isinstance(node.value, ast.Name)
                and node.value.id in ours
            ):
                found |= {home.get(node.attr, f"jaxwise.{node.attr}")}
    return {name for name in found if _path(name, package)}


def _imported(tree, package):
    home = _homes(package)
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
            if node.module == "jaxwise":
                found |= {home[alias.name] for alias in node.names if alias.name in home}
    return {name for name in found if name.startswith("jaxwise.") and _path(name, package)}


def _homes(package):
    """The table of public names in the package's __init__.py, read without importing it."""
    for node in ast.parse((package / "__init__.py").read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "_HOME":
            return ast.literal_eval(node.value)
    return {}


def _path(module, package):
    base = package.joinpath(*module.split(".")[1:])
    for path in (base.with_suffix(".py"), base / "__init__.py"):
        if path.is_file():
            return path
    return None


def _data_of(path):
    """The files beside a package's __init__.py that are not Python: the data that it reads."""
    if path.name != "__init__.py":
        return []
    return sorted(
        p for p in path.parent.iterdir() if p.is_file() and p.suffix not in {".py", ".pyc"}
    )


def _digest(tree, data=()):
    for node in ast.walk(tree):
        documented = isinstance(
            node, ast.Module | ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
        )
        if documented and ast.get_docstring(node) is not None:
            node.body = node.body[1:] or [ast.Pass()]
    total = hashlib.sha256(ast.dump(tree).encode())
    for path in data:
        total.update(b"\0" + path.name.encode() + b"\0" + path.read_bytes())
    return total.hexdigest()[:16]
