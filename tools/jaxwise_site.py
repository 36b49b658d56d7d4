"""Sphinx extension: outputs without kernels, the chapter's card, honest buttons, a clean page."""

import dataclasses
import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from docutils import nodes  # noqa: E402
from docutils.parsers.rst import directives  # noqa: E402
from docutils.statemachine import StringList  # noqa: E402
from sphinx.util.docutils import SphinxDirective  # noqa: E402

from tools import notebooks, outputs, publish  # noqa: E402
from tools.card import card  # noqa: E402
from tools.chapters import Chapter, chapters, code_of  # noqa: E402


def setup(app):
    import myst_nb.sphinx_ as myst_nb

    app.add_directive("chapter-card", ChapterCard)
    app.add_directive("predict", Predict)
    app.connect("config-inited", set_repository, priority=100)
    app.connect("builder-inited", choose_outputs)
    app.connect("html-page-context", mend_context, priority=950)
    app.connect("build-finished", polish_pages)
    app.add_css_file("jaxwise.css")
    myst_nb.create_nb_reader = reader_with_outputs(app, myst_nb.create_nb_reader)
    return {"parallel_read_safe": False, "parallel_write_safe": True}


# Outputs ----------------------------------------------------------------------------------------


def choose_outputs(app):
    app.jaxwise_outputs = outputs.choose(chapters())


def reader_with_outputs(app, create):
    """myst-nb's reader, which parses a chapter, then gives each code cell the outputs it computed."""
    create = getattr(create, "original", create)

    def create_nb_reader(path, md_config, nb_config, content):
        reader = create(path, md_config, nb_config, content)
        chapter = _chapter(app, path)
        if reader is None or chapter is None:
            return reader
        read = reader.read

        def with_outputs(text):
            notebook = read(text)
            for origin in (chapter.executed, chapter.stored):
                app.env.note_dependency(str(origin))
            give_outputs(notebook, app.jaxwise_outputs[chapter])
            return notebook

        return dataclasses.replace(reader, read=with_outputs)

    create_nb_reader.original = create
    return create_nb_reader


def _chapter(app, path):
    try:
        relative = Path(path).resolve().relative_to(Path(app.srcdir).resolve() / "book")
    except ValueError:
        return None
    chapter = Chapter(relative.with_suffix("").as_posix())
    return chapter if chapter in app.jaxwise_outputs else None


def give_outputs(notebook, executed):
    """Copy outputs cell by cell, and each figure's alt text from its output to its cell."""
    notebook.metadata["language_info"] = {"name": "python", "pygments_lexer": "ipython3"}
    results = code_of(executed)
    targets = [cell for cell in notebook.cells if cell.cell_type == "code"]
    for target, result in zip(targets, results, strict=True):
        target.outputs = result.outputs
        target.execution_count = result.execution_count
        for output in result.outputs:
            alt = output.get("metadata", {}).get("jaxwise", {}).get("alt")
            if alt:
                target.metadata.setdefault("mystnb", {}).setdefault("image", {})["alt"] = alt


# Directives -------------------------------------------------------------------------------------


class ChapterCard(SphinxDirective):
    """What a chapter needs and gives: computed from its front matter, its text and its last run."""

    def run(self):
        chapter = _chapter(self.env.app, self.env.doc2path(self.env.docname))
        if chapter is None:
            raise self.error("chapter-card stands only in a chapter")
        executed = self.env.app.jaxwise_outputs[chapter]
        run = executed.metadata.get("jaxwise", {}).get("run") or notebooks.read_records().get(chapter.name)
        node = nodes.container(classes=["chapter-card"])
        text = StringList(card(chapter, run).splitlines(), source="card")
        self.state.nested_parse(text, self.content_offset, node)
        return [node]


class Predict(SphinxDirective):
    """A question to answer before running the next cell; `objective` is the one that it serves."""

    has_content = True
    option_spec = {"objective": directives.unchanged_required}

    def run(self):
        node = nodes.admonition(classes=["admonition", "predict"])
        node += nodes.title("", "Predict")
        self.state.nested_parse(self.content, self.content_offset, node)
        return [node]


# The page ---------------------------------------------------------------------------------------


def set_repository(app, config):
    """Repository and Colab buttons where the repository is known; elsewhere none, and no dead link."""
    options = config.html_theme_options
    origin = publish.origin()
    known = origin is not None
    for name in ("use_issues_button", "use_repository_button", "use_edit_page_button"):
        options[name] = known
    options.pop("repository_url", None)
    options["launch_buttons"] = {}
    if known:
        options["repository_url"] = origin.url
        options["repository_branch"] = origin.branch
        options["path_to_docs"] = ""


def mend_context(app, pagename, templatename, context, doctree):
    drop_thebe(context)
    chapter = Chapter(pagename.removeprefix("book/"))
    origin = publish.origin()
    if origin is not None and chapter in app.jaxwise_outputs:
        context["header_buttons"].insert(0, colab_button(origin, chapter))


def colab_button(origin, chapter):
    if not chapter.stored.exists():
        raise FileNotFoundError(f"the Colab button of {chapter.name} would open nothing: run `make notebooks`")
    return {
        "type": "link",
        "url": origin.colab(chapter.name),
        "tooltip": "Run this chapter in Google Colab",
        "icon": "fas fa-rocket",
        "text": "Colab",
        "label": "colab-button",
    }


def drop_thebe(context):
    """sphinx-thebe is loaded by Jupyter Book and declares its variables twice; we do not use it."""

    def foreign(script):
        name = str(getattr(script, "filename", script)) + str(getattr(script, "attributes", {}).get("body", ""))
        return "thebe" in name.lower()

    for kind in ("script_files", "css_files"):
        context[kind][:] = [script for script in context.get(kind, []) if not foreign(script)]


def polish_pages(app, exception):
    """Mend what the theme and sphinx-exercise leave amiss in the pages just written."""
    if exception is None and app.builder.format == "html":
        for path in Path(app.outdir).rglob("*.html"):
            if "_static" not in path.parts:
                html = path.read_text(encoding="utf-8")
                polished = polish(html)
                if polished != html:
                    path.write_text(polished, encoding="utf-8")
        for leftover in Path(app.outdir).rglob("*.map"):
            leftover.unlink()


def polish(html):
    """Unique ids, and a landmark around the head of the sidebar."""
    for name in ("exercise-content", "solution-content"):
        count = iter(range(1, 1000))
        html = re.sub(rf'id="{name}"', lambda m: f'class="{name}" data-n="{next(count)}"', html)
    return re.sub(
        r'<div class="sidebar-primary-items__start sidebar-primary__section">',
        '<div class="sidebar-primary-items__start sidebar-primary__section" role="navigation" aria-label="Book">',
        html,
    )
