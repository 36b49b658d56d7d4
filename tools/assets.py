"""Scripts and fonts of other people that the site serves: copied from installed packages."""

import shutil
from importlib.util import find_spec
from pathlib import Path

# MathJax (Apache-2.0) from the package django-static-mathjax: TeX in, with its extensions; CHTML out.
MATHJAX = ("tex-mml-chtml.js", "input/tex/extensions", "output/chtml/fonts/woff-v2")


def mathjax(target):
    """Copy what a page with formulas loads into target/mathjax/es5."""
    package = Path(next(iter(find_spec("mathjax").submodule_search_locations)))
    source = package / "static" / "mathjax" / "es5"
    for name in MATHJAX:
        destination = target / "mathjax" / "es5" / name
        destination.parent.mkdir(parents=True, exist_ok=True)
        if (source / name).is_dir():
            shutil.copytree(source / name, destination, dirs_exist_ok=True)
        else:
            shutil.copy2(source / name, destination)
