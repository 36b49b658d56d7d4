"""book/ + outputs -> _build/html: the site, without starting a kernel where outputs exist.

    python -m tools.site

A build that is interrupted leaves a mark, and the next one starts clean; a build that finds nothing
changed does nothing.
"""

import hashlib
import re
import shutil
import sys
from pathlib import Path

from tools import assets, outputs, pages, publish
from tools.chapters import ROOT, BookError, chapters, main_guard
from tools.chapters import pages as toc_pages

BUILD = ROOT / "_build"
SITE = BUILD / "html"
MARK = BUILD / "unfinished"
STAMP = BUILD / "html.stamp"
INPUTS = [
    "book", "notebooks", "ledger", "benchmarks", "tests/foreign", "tools", "src", "_build/executed"
]  # fmt: skip
FILES = [
    "_config.yml",
    "_toc.yml",
    "pyproject.toml",
    "requirements.lock",
    "LICENSE",
    "LICENSE-text",
]


def main():
    if is_current():
        print(f"nothing has changed since the last build\n{SITE / 'index.html'}")
        return 0
    BUILD.mkdir(exist_ok=True)
    if MARK.exists() or not STAMP.exists() or removed_pages():
        for leftover in (SITE, BUILD / "doctrees", BUILD / "extra"):
            shutil.rmtree(leftover, ignore_errors=True)
    MARK.touch()
    STAMP.unlink(missing_ok=True)
    chosen = prepare()
    build()
    check_complete(chosen)
    STAMP.write_text(digest(), encoding="utf-8")
    MARK.unlink()
    print(SITE / "index.html")
    return 0


def prepare(say=print):
    """Everything that must stand before Sphinx starts."""
    toc_pages()
    chosen = outputs.choose(chapters(), say)
    pages.write(chosen)
    assets.mathjax(BUILD / "extra")
    return chosen


def configuration():
    """The Sphinx configuration that Jupyter Book makes from _config.yml."""
    from jupyter_book.config import get_final_config

    config, _ = get_final_config(
        user_yaml=ROOT / "_config.yml", cli_config={"latex_individualpages": False}, sourcedir=ROOT
    )
    config["external_toc_path"] = str(ROOT / "_toc.yml")
    config.pop("latex_doc_overrides", None)
    config["suppress_warnings"] = []
    unused = {"sphinx_thebe", "sphinx_togglebutton"}
    config["extensions"] = [name for name in config["extensions"] if name not in unused]
    # Themes append to this list; a second build in the same process must not start from the first's.
    config["templates_path"] = []
    return config


def build(warning_is_error=True, status=None, build=BUILD):
    """One Sphinx build into build/html; raises BookError when there was a warning."""
    import io

    from sphinx.application import Sphinx
    from sphinx.util.docutils import docutils_namespace, patch_docutils

    warnings = io.StringIO()
    with patch_docutils(str(ROOT)), docutils_namespace():
        app = Sphinx(
            srcdir=ROOT, confdir=None, outdir=build / SITE.name, doctreedir=build / "doctrees", buildername="html",
            confoverrides=configuration(), status=status, warning=warnings,
        )  # fmt: skip
        app.build()
    told = re.sub(r"\x1b\[[\d;]*m", "", warnings.getvalue()).strip().replace(f"{ROOT}/", "")
    if told and warning_is_error:
        raise BookError(f"Sphinx has something to say:\n{told}")
    return told


def check_complete(chosen):
    missing = [page for _, page in toc_pages() if not (SITE / f"{page}.html").is_file()]
    if missing or not (SITE / "index.html").is_file():
        raise BookError(f"the build left out {missing or 'index.html'}")


def removed_pages():
    """Pages of the last build that the table of contents no longer names."""
    named = {page for _, page in toc_pages()}
    built = (
        path.relative_to(SITE).with_suffix("").as_posix()
        for path in (SITE / "book").rglob("*.html")
    )
    return sorted(set(built) - named)


def is_current():
    """Is the site there, whole, and made from just these inputs?"""
    if MARK.exists() or not STAMP.exists() or STAMP.read_text(encoding="utf-8") != digest():
        return False
    return all((SITE / f"{page}.html").is_file() for _, page in toc_pages())


def digest():
    """A digest of all that the site is made from."""
    paths = [ROOT / name for name in FILES]
    for folder in INPUTS:
        paths += [p for p in (ROOT / folder).rglob("*") if p.is_file() and not _ignored(p)]
    total = hashlib.sha256(repr(publish.origin()).encode() + sys.version.encode())
    for path in sorted(paths):
        if path.exists():
            total.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes())
    return total.hexdigest()


def _ignored(path: Path):
    return (
        "__pycache__" in path.parts
        or path.suffix in {".pyc", ".partial"}
        or ".egg-info" in str(path)
    )


if __name__ == "__main__":
    main_guard(main)
