"""Where the book is published from: the repository, its branch and its site, or none of them known."""

import os
import re
import subprocess
import tomllib
from dataclasses import dataclass

from tools.chapters import ROOT

SLUG = re.compile(r"github\.com[:/](?P<slug>[\w.-]+/[\w.-]+?)(?:\.git)?/?$")


@dataclass(frozen=True)
class Origin:
    """A GitHub repository and a branch of it."""

    slug: str
    branch: str

    @property
    def url(self):
        return f"https://github.com/{self.slug}"

    def colab(self, chapter):
        return f"https://colab.research.google.com/github/{self.slug}/blob/{self.branch}/notebooks/{chapter}.ipynb"

    def pip(self):
        """What pip installs the package from."""
        return f"jaxwise @ git+{self.url}@{self.branch}"


def origin(root=ROOT):
    """The repository that this book is built from, or None where nothing names it.

    In this order: the environment (GITHUB_REPOSITORY, BOOK_BRANCH or GITHUB_REF_NAME), the git
    remote `origin`, `[project.urls] Repository` of pyproject.toml.
    """
    slug = os.environ.get("GITHUB_REPOSITORY") or _slug(
        _git(root, "config", "--get", "remote.origin.url")
    )
    if not slug:
        project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
        slug = _slug(project.get("urls", {}).get("Repository", ""))
    if not slug or not re.fullmatch(r"[\w.-]+/[\w.-]+", slug):
        return None
    branch = os.environ.get("BOOK_BRANCH") or os.environ.get("GITHUB_REF_NAME") or "main"
    return Origin(slug, branch)


def _slug(url):
    match = SLUG.search(url.strip())
    return match["slug"] if match else ""


def _git(root, *arguments):
    try:
        done = subprocess.run(["git", "-C", str(root), *arguments], capture_output=True, text=True)
    except OSError:
        return ""
    return done.stdout


def install_cell(origin, packages=()):
    """The first cell of every notebook: installs the helper, and the chapter's packages, where missing.

    It names no version of jax, so pip leaves the installed one alone, and it does not import jax.
    """
    what = " and ".join(["the book's small helper package", *packages])
    lines = [
        f"# Looks for {what}, and installs what is missing if it can; jax is left.",
        "import importlib.util",
        "",
        'if importlib.util.find_spec("jaxwise") is None:',
    ]
    if origin is not None:
        lines.append(f'    %pip install --quiet "{origin.pip()}"')
    else:
        lines += [
            "    raise ModuleNotFoundError(",
            '        "This notebook needs the wheel that `make colab` builds. Upload jaxwise-*.whl "',
            '        "beside the notebook, run  %pip install jaxwise-*.whl  and run this cell again."',
            "    )",
        ]
    for package in packages:
        lines.append(f'if importlib.util.find_spec("{package}") is None:')
        lines.append(f'    %pip install --quiet "{package}"')
    return "\n".join(lines)
