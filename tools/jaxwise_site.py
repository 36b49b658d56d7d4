"""Sphinx extension: outputs without kernels, the chapter's card, honest buttons, a clean page."""

import dataclasses
import re
import shutil
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from docutils import nodes
from docutils.parsers.rst import directives
from docutils.statemachine import StringList
from sphinx.util.docutils import SphinxDirective

from tools import notebooks, outputs, publish
from tools.card import card
from tools.chapters import Chapter, chapters, code_of


def setup(app):
    import myst_nb.sphinx_ as myst_nb

    app.add_directive("chapter-card", ChapterCard)
    app.add_directive("predict", Predict)
    app.connect("config-inited", set_repository, priority=100)
    app.connect("builder-inited", choose_outputs)
    app.connect("html-page-context", mend_context, priority=950)
    app.connect("build-finished", polish_site, priority=900)
    app.add_css_file("jaxwise.css", priority=900)
    app.add_js_file("jaxwise.js")
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
        run = executed.metadata.get("jaxwise", {}).get("run") or notebooks.read_records().get(
            chapter.name
        )
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
    drop_scripts(context)
    context["theme_extra_footer"] = licence_line(context["pathto"])
    chapter = Chapter(pagename.removeprefix("book/"))
    origin = publish.origin()
    if origin is not None and chapter in app.jaxwise_outputs:
        context["header_buttons"].insert(0, colab_button(origin, chapter))
    app.jaxwise_written = [*getattr(app, "jaxwise_written", []), pagename]


def colab_button(origin, chapter):
    if not chapter.stored.exists():
        raise FileNotFoundError(
            f"the Colab button of {chapter.name} would open nothing: run `make notebooks`"
        )
    return {
        "type": "link",
        "url": origin.colab(chapter.name),
        "tooltip": "Run this chapter in Google Colab",
        "icon": "fas fa-rocket",
        "text": "Colab",
        "label": "colab-button",
    }


def drop_scripts(context):
    """Leave out the scripts that we do not use (thebe, the old toggles)."""
    for kind in ("script_files", "css_files"):
        context[kind][:] = [
            script for script in context.get(kind, []) if not UNUSED.search(_name(script))
        ]


UNUSED = re.compile("thebe|toggle", re.I)


def _name(script):
    return (
        f"{getattr(script, 'filename', script)} {getattr(script, 'attributes', {}).get('body', '')}"
    )


LICENCES = {"LICENSE": "license-code.txt", "LICENSE-text": "license-text.txt"}


def licence_line(pathto):
    """Both licences, each linked to its text, which the site carries so that the link is never dead."""
    code, text = (pathto(name, 1) for name in LICENCES.values())
    return (
        f'<p class="licences">Code: <a href="{code}">Apache License 2.0</a>. '
        f'Text: <a href="{text}">Creative Commons Attribution 4.0</a> (CC BY 4.0).</p>'
    )


def polish_site(app, exception):
    """Mend what the theme and sphinx-exercise leave amiss in what was just written."""
    if exception is not None or app.builder.format != "html":
        return
    out = Path(app.outdir)
    for name in getattr(app, "jaxwise_written", []):
        path = out / f"{name}.html"
        path.write_text(
            polish(path.read_text(encoding="utf-8"), search=name == "search"), encoding="utf-8"
        )
    for source, target in LICENCES.items():
        shutil.copyfile(Path(app.srcdir) / source, out / target)
    (out / "index.html").write_text(
        FRONT_DOOR.format(page=f"{app.config.root_doc}.html"), encoding="utf-8"
    )
    polish_scripts(out)


FRONT_DOOR = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8"><title>Jaxwise</title><link rel="icon" href="_static/favicon.svg">
<meta http-equiv="refresh" content="0; url={page}">
</head>
<body><main><h1>Jaxwise</h1><p><a href="{page}">Open the book</a></p></main></body>
</html>
"""


def polish_scripts(out):
    """No chatter on the console, no source maps, and no script that no page loads."""
    for path in (out / "_static").rglob("*.js"):
        script = path.read_text(encoding="utf-8")
        quiet = re.sub(r"\bconsole\.(?:log|info|debug)\(", "void (", script)
        quiet = re.sub(r"^//# sourceMappingURL=.*$", "", quiet, flags=re.M)
        if quiet != script:
            path.write_text(quiet, encoding="utf-8")
    for pattern in ("**/*.map", "**/fontawesome.js*", "**/*thebe*", "**/*webpack-macros.html"):
        for leftover in (out / "_static").glob(pattern):
            leftover.unlink()


def polish(html, search=False):
    """A written page, mended; `search` for the search page, the one that needs the index."""
    html = lighten(html, search)
    html = fold(html)
    html = mark_claims(html)
    html = mend_landmarks(html)
    # sphinx-exercise gives every exercise of a page the same id.
    return re.sub(r'id="((?:exercise|solution)-content)"', r'class="\1"', html)


def lighten(html, search):
    """Without what a page loads and does not need: the icons come from a font, the search has its page."""
    unused = ["fontawesome.js"] + (
        [] if search else ["searchtools.js", "language_data.js", "searchindex.js"]
    )
    for name in unused:
        html = re.sub(
            rf'[ \t]*<script[^>]*src="[^"]*{re.escape(name)}[^"]*"[^>]*></script>\n?', "", html
        )
    html = re.sub(r'[ \t]*<link rel="preload"[^>]*>\n?', "", html)
    html = re.sub(r'\s*<script type="text/x-thebe-config">.*?</script>', "", html, flags=re.S)
    html = re.sub(r"\s*<script>kernelName = [^<]*</script>", "", html)
    html = re.sub(r"console\.log\(", "void (", html)
    if (start := html.find('<div id="jb-print-docs-body"')) >= 0:
        html = html[:start] + html[_closing(html, start) + len("</div>") :]
    head, viewport, rest = html.partition('<meta name="viewport" content="width=device-width')
    html = head + viewport + re.sub(r'[ \t]*<meta name="viewport"[^>]*>\n?', "", rest)
    return html.replace("<title>Jaxwise &#8212; Jaxwise</title>", "<title>Jaxwise</title>")


DROPDOWN = re.compile(
    r'<div class="(?=[^"]*\bdropdown\b)(?=[^"]*\badmonition\b)([^"]*)"([^>]*)>'
    r'\s*<p class="admonition-title">(.*?)</p>',
    re.S,
)


def fold(html):
    """Dropdown boxes as <details>: they open by keyboard, without a script, and when searched in."""
    while match := DROPDOWN.search(html):
        classes, attributes, title = match.groups()
        classes = " ".join(name for name in classes.split() if name != "dropdown")
        title = re.sub(r"</?a\b[^>]*>", "", title)
        end = _closing(html, match.start())
        html = (
            f'{html[: match.start()]}<details class="{classes} folded"{attributes}>'
            f'<summary class="admonition-title">{title}</summary>'
            f"{html[match.end() : end]}</details>{html[end + len('</div>') :]}"
        )
    return html


def _closing(html, start):
    """Where the </div> stands that closes the <div> at `start`."""
    depth = 0
    for tag in re.finditer(r"<div\b|</div>", html[start:]):
        depth += 1 if tag[0] == "<div" else -1
        if depth == 0:
            return start + tag.start()
    raise ValueError("a <div> is not closed")


CLAIM = re.compile(
    r'<div class="output text_plain [^"]*">(<div class="highlight"><pre><span></span>)'
    r"([✓✗–]) ((?:(?!</pre>).)*?)(  \[(?:(?!</pre>).)*\])?(\s*</pre></div>)",
    re.S,
)
VERDICT = {"✓": "held", "✗": "failed", "–": "unrun"}


def mark_claims(html):
    """A class and a mark for each claim line; its text stays what the cell printed."""

    def claim(match):
        before, mark, text, against, after = match.groups()
        against = f'<span class="against">{against}</span>' if against else ""
        line = f'<span class="verdict">{mark}</span> {text}{against}'
        return f'<div class="output claim {VERDICT[mark]}">{before}{line}{after}'

    return CLAIM.sub(claim, html)


def mend_landmarks(html):
    """Roles that are in use, a landmark for the sidebar's head, folds that are called what they show."""
    html = html.replace('role="doc-biblioentry"', 'role="listitem"')
    section = 'class="sidebar-primary-items__start sidebar-primary__section"'
    html = html.replace(f"<div {section}>", f'<div {section} role="navigation" aria-label="Book">')
    return html.replace('<summary aria-label="Toggle hidden content">', "<summary>")
