"""MyST markdown -> markdown that any notebook viewer can show.

Glued values are put in, references and citations become text and links, directives become quotes,
solutions are left out.  A role or directive that this module does not know is an error: nothing that
only Sphinx understands may reach a reader in Colab.
"""

import ast
import codecs
import re
from functools import cache

from tools.chapters import ROOT, BookError, front_matter

FENCE = re.compile(
    r"^\s*(?P<fence>`{3,}|:{3,})\s*(?:\{(?P<name>[\w:.-]+)\}\s*(?P<title>.*)|[\w+-]*\s*)$"
)
ROLE = re.compile(r"\{(?P<name>[\w:.-]+)\}`(?P<text>[^`]+)`")
# Whichever comes first: in "`{x}` and `y`" there is code, and no role called x.
CODE = re.compile(r"(?<!`)``(?!`).+?(?<!`)``(?!`)|(?<![`}])`[^`\n]+`(?!`)")
ROLE_OR_CODE = re.compile(f"{ROLE.pattern}|{CODE.pattern}")
OPTION = re.compile(r"^:(?P<key>[\w-]+):\s*(?P<value>.*)$")
LEFT_OVER = re.compile(r"\{[\w:.-]+\}`|^\s*(?:`{3,}|:{3,})\s*\{|^\([\w:.-]+\)=\s*$", re.M)

ADMONITIONS = {
    "note": "Note", "tip": "Tip", "warning": "Warning", "important": "Important", "caution": "Caution",
    "seealso": "See also", "predict": "Predict", "admonition": None, "dropdown": None, "exercise": "Exercise",
}  # fmt: skip


def render(text, *, glued, chapter, links, card=""):
    """One markdown cell for a reader without Sphinx.

    Args:
      text: MyST markdown.
      glued: {name: value} as the chapter's outputs have it.
      chapter: the Chapter, for its card and its name in messages.
      links: {page: (title, address)}, addresses as the notebook should link them.
      card: what stands for the chapter's card.
    """
    reader = _Reader(glued, chapter, links, card)
    plain = re.sub(r"\n{3,}", "\n\n", reader.blocks(text.splitlines())).strip()
    if left_over(plain):
        reader.fail(f"the notebook cannot render {left_over(plain)!r}")
    return plain


def left_over(markdown):
    """The first trace of a role, a directive or a label in rendered markdown; "" when there is none."""
    found = LEFT_OVER.search(CODE.sub("", markdown))
    return found[0].strip() if found else ""


class _Reader:
    """Renders one cell; knows the values, the links and the chapter that it renders for."""

    def __init__(self, glued, chapter, links, card):
        self.glued, self.chapter, self.links, self.card = glued, chapter, links, card

    def blocks(self, lines):
        out, i = [], 0
        while i < len(lines):
            line = lines[i]
            fence = FENCE.match(line)
            if fence is None:
                if not re.match(r"^\([\w:.-]+\)=\s*$", line) and not line.startswith("% "):
                    out.append(self.roles(line))
                i += 1
                continue
            end = self.closing(lines, i, fence["fence"])
            if fence["name"] is None:
                out += lines[i : end + 1]
            else:
                out += self.directive(
                    fence["name"], (fence["title"] or "").strip(), lines[i + 1 : end]
                )
            i = end + 1
        return "\n".join(out)

    def closing(self, lines, start, fence):
        for i in range(start + 1, len(lines)):
            stripped = lines[i].strip()
            if stripped and set(stripped) == {fence[0]} and len(stripped) >= len(fence):
                return i
        self.fail(f"the block {lines[start]!r} is never closed")

    def directive(self, name, title, body):
        while body and OPTION.match(body[0]):
            body = body[1:]
        if name in ("solution", "raw"):  # what is raw is for the site alone
            return []
        if name == "chapter-card":
            return [self.roles(line) for line in self.card.splitlines()]
        if name == "bibliography":
            return [f"- {reference(key)}" for key in cited(self.chapter)]
        if name == "code-block":
            return [f"```{title}", *body, "```"]
        inner = self.blocks(body).strip()
        if name == "math":
            return ["$$", inner, "$$"]
        if name in ADMONITIONS:
            heading, kind = self.roles(title), ADMONITIONS[name]
            heading = f"{kind}: {heading}" if kind and heading else kind or heading
            quoted = f"**{heading}**\n\n{inner}".splitlines()
            return ["", *(f"> {line}".rstrip() for line in quoted), ""]
        self.fail(f"the notebook does not know the directive {{{name}}}")

    def roles(self, line):
        def rendered(match):
            return self.role(match["name"], match["text"]) if match["name"] else match[0]

        return ROLE_OR_CODE.sub(rendered, line)

    def role(self, name, text):
        if name == "glue:text":
            key, _, form = text.partition(":")
            if key not in self.glued:
                self.fail(f"no cell glues {key!r}, which the prose prints")
            return printed(self.glued[key], form)
        if name == "math":
            return f"${text}$"
        if name in ("doc", "ref"):
            return self.link(text)
        if name in ("cite:t", "cite:p"):
            keys = [key.strip() for key in text.split(",")]
            for key in keys:
                if key not in _bibliography():
                    self.fail(f"book/references.bib has no entry {key!r}")
            texts = [citation(key, textual=name == "cite:t") for key in keys]
            return "; ".join(texts) if name == "cite:t" else f"({'; '.join(texts)})"
        self.fail(f"the notebook does not know the role {{{name}}}")

    def link(self, text):
        match = re.fullmatch(r"(?:(?P<words>.+?)\s*<)?(?P<target>[^<>]+?)>?", text)
        page = _page(match["target"].strip(), self.chapter)
        if page in self.links:
            title, address = self.links[page]
            words = match["words"] or title
            return f"[{words}]({address})" if address else words
        if match["words"]:
            return match["words"]
        self.fail(f"the reference {text!r} has no words and names no page")

    def fail(self, why):
        raise BookError(f"{self.chapter.source.relative_to(self.chapter.root)}: {why}")


def _page(target, chapter):
    """The page that a `{doc}` target names: absolute below the root, or relative to the chapter."""
    if target.startswith("/"):
        return target.lstrip("/")
    path = chapter.docname.split("/")[:-1]
    for part in target.split("/"):
        path = path[:-1] if part == ".." else [*path, part]
    return "/".join(path)


def cited(chapter):
    """The keys that a chapter cites, in order of first use."""
    text = chapter.source.read_text(encoding="utf-8")
    groups = re.findall(r"\{cite:[tp]\}`([^`]+)`", text)
    return list(dict.fromkeys(key.strip() for group in groups for key in group.split(",")))


def printed(value, form=""):
    """A glued value as prose prints it: `value` is the text that was glued, a Python literal."""
    value = ast.literal_eval(value) if isinstance(value, str) else value
    try:
        return format(value, form) if form else str(value)
    except ValueError as error:
        raise BookError(f"the prose prints {value!r} as {form!r}: {error}") from None


def glue_uses(chapter):
    """{name: [formatter]} for every place where the chapter's prose prints a glued value."""
    uses = {}
    for text in re.findall(r"\{glue:text\}`([^`]+)`", chapter.source.read_text(encoding="utf-8")):
        key, _, form = text.partition(":")
        uses.setdefault(key, []).append(lambda value, form=form: printed(value, form))
    return uses


@cache
def _bibliography():
    from pybtex.database import parse_file

    return parse_file(str(ROOT / "book" / "references.bib")).entries


def citation(key, *, textual):
    """Author (year), or Author, year."""
    entry = _entry(key)
    people = [_unicode(" ".join(each.last_names)) for each in entry.persons.get("author", [])]
    if not people:
        people = [_unicode(entry.fields.get("organization", entry.fields["title"]))]
    who = f"{people[0]} et al." if len(people) > 2 else " and ".join(people)
    year = entry.fields.get("year", "n.d.")
    return f"{who} ({year})" if textual else f"{who}, {year}"


def reference(key):
    """One line of the list of references."""
    entry = _entry(key.strip())
    fields = entry.fields
    title = _unicode(fields["title"])
    places = ("journal", "booktitle", "publisher", "organization")
    where = _unicode(next((fields[place] for place in places if place in fields), ""))
    address = fields.get("url") or (f"https://doi.org/{fields['doi']}" if "doi" in fields else "")
    where = ", ".join(part for part in (where, address and f"<{address}>") if part)
    return f"{citation(key.strip(), textual=True)}. *{title}*. {where}.".replace("..", ".")


def _unicode(text):
    """BibTeX's accents as letters, without its braces; formulas between dollar signs as they stand."""
    import latexcodec  # noqa: F401 - it comes with pybtex, and registers the codec

    words = re.split(r"(\$[^$]*\$)", text)
    words[::2] = [re.sub(r"[{}]", "", codecs.decode(word, "ulatex")) for word in words[::2]]
    return "".join(words)


def _entry(key):
    try:
        return _bibliography()[key]
    except KeyError:
        raise BookError(f"book/references.bib has no entry {key!r}") from None


def page_links(chapter, pages, site):
    """{page: (title, address)}: a notebook beside this one by relative path, else the site's page."""
    links = {}
    up = "../" * chapter.name.count("/")
    for _, page in pages:
        path = ROOT / f"{page}.md"
        title = next(
            (
                s[2:].strip()
                for s in path.read_text(encoding="utf-8").splitlines()
                if s.startswith("# ")
            ),
            page,
        )
        if "kernelspec" in front_matter(path):
            links[page] = (title, f"{up}{page.removeprefix('book/')}.ipynb")
        else:
            links[page] = (title, f"{site}/{page}.html" if site else "")
    return links
