"""The built site: links, words, weights, and what a browser makes of it.

The checks are functions of a page's text or of a folder; each is also shown a broken page.
"""

import gzip
import json
import re
import shutil
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
import yaml

from tests.browser import (
    NOT_RUN,
    browser,  # noqa: F401
    keyboard_faults,
    open_folds,
    overflow,
    require_chromium,
    served,
    set_mode,
    violations,
    watched,
)
from tools import jaxwise_site, publish
from tools.chapters import ROOT, Chapter, chapters, pages

BUILT = ROOT / "_build" / "html"
PAGE_BYTES = 300_000
SITE_BYTES = 30_000_000


@pytest.fixture(scope="session")
def site():
    missing = [page for _, page in pages() if not (BUILT / f"{page}.html").is_file()]
    if missing:
        pytest.fail(
            "the site is not built (or not all of it): run `make book` first", pytrace=False
        )
    return BUILT


def html_files(folder):
    return [path for path in sorted(folder.rglob("*.html")) if "_static" not in path.parts]


def book_pages(folder):
    """The pages of the book, without the door that leads to it."""
    return [path for path in html_files(folder) if path != folder / "index.html"]


# What stands in a page ------------------------------------------------------------------------------


class Page(HTMLParser):
    """Links, ids, images, headings, loaded files and visible words of a page."""

    VOID = {
        "img",
        "link",
        "meta",
        "br",
        "hr",
        "input",
        "source",
        "area",
        "base",
        "col",
        "embed",
        "wbr",
    }

    def __init__(self, html):
        super().__init__()
        self.links, self.ids, self.images, self.loads, self.headings = [], [], [], [], []
        self.words, self.captions, self.buttons = [], [], []
        self.inside = []
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        classes = (attributes.get("class") or "").split()
        if "id" in attributes:
            self.ids.append(attributes["id"])
        if tag == "a" and "href" in attributes:
            self.links.append(attributes["href"])
            if any("article-header-buttons" in names for _, names in self.inside):
                self.buttons.append(attributes["href"])
        if tag == "img":
            main = any(name == "main" for name, _ in self.inside)
            self.images.append((main, attributes.get("src", ""), attributes.get("alt")))
        self.loads += [
            attributes[name] for name in ("src", "poster", "data") if attributes.get(name)
        ]
        if tag == "link" and attributes.get("rel") not in {"next", "prev", "search", "canonical"}:
            self.loads.append(attributes.get("href", ""))
        self.loads += re.findall(r"url\(([^)]*)\)", attributes.get("style") or "")
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag not in self.VOID:
            self.inside.append((tag, classes))

    def handle_endtag(self, tag):
        while self.inside and tag in {name for name, _ in self.inside}:
            if self.inside.pop()[0] == tag:
                break

    def handle_data(self, data):
        if not any(tag in {"script", "style"} for tag, _ in self.inside):
            self.words.append(data)
        if any("caption-text" in names for _, names in self.inside):
            self.captions.append(data)


def read(path):
    return Page(path.read_text(encoding="utf-8"))


def broken_links(folder):
    """Links and loaded files that lead nowhere, wherever the folder lies: on a disk, under a sub-path."""
    read_pages = {path.resolve(): read(path) for path in html_files(folder)}
    broken = []

    def known_ids(path):
        return read_pages[path].ids if path in read_pages else ()

    for path, page in read_pages.items():
        for link in page.links + page.loads:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            told = f"{path.relative_to(folder.resolve())}: {link}"
            if parts.path.startswith("/") or not target.is_relative_to(folder.resolve()):
                broken.append(f"{told} (leaves the site)")
            elif not target.is_file():
                broken.append(f"{told} (no such file)")
            elif parts.fragment and unquote(parts.fragment) not in known_ids(target):
                broken.append(f"{told} (no such place on the page)")
    return broken


def poor_alts(page):
    """Images of the text whose alternative text says nothing."""
    return [
        f"{source}: alt={alt!r}"
        for main, source, alt in page.images
        if main
        and (not alt or len(alt) <= 20 or re.search(r"\.\w{2,4}$", alt.strip()) or "/" in alt[:8])
    ]


def foreign_loads(page):
    """Scripts, styles, images and fonts from another host."""
    return [load for load in page.loads if urlsplit(load.strip("'\"")).netloc]


def foreign_in_css(css):
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.S)
    return re.findall(r"""(?:@import\s+|url\(\s*)["']?((?:https?:)?//[^"')\s]+)""", css)


MACHINE = re.compile(
    r"site-packages|dist-packages|/home/\w+|/Users/\w+|[A-Z]:\\+Users|"
    + "|".join(re.escape(f"{path}/") for path in {ROOT, Path.home()})
)


def machine_paths(text):
    return MACHINE.findall(text)


def heading_faults(page):
    steps = zip(page.headings, page.headings[1:], strict=False)
    jumps = [f"h{a} is followed by h{b}" for a, b in steps if b > a + 1]
    return jumps + ([] if page.headings.count(1) == 1 else [f"{page.headings.count(1)} times h1"])


def doubled_ids(page):
    return sorted({name for name in page.ids if page.ids.count(name) > 1})


def licence_faults(page):
    text = " ".join(" ".join(page.words).split())
    faults = [name for name in ("Apache License 2.0", "CC BY 4.0") if name not in text]
    for target in jaxwise_site.LICENCES.values():
        faults += (
            [] if any(link.endswith(target) for link in page.links) else [f"no link to {target}"]
        )
    return faults


# The site -------------------------------------------------------------------------------------------


def test_every_link_leads_somewhere(site):
    assert broken_links(site) == []


@pytest.mark.parametrize(
    "check",
    [poor_alts, foreign_loads, heading_faults, doubled_ids, licence_faults],
    ids=lambda check: check.__name__,
)
def test_no_page_has(check, site):
    found = {str(path.relative_to(site)): check(read(path)) for path in book_pages(site)}
    assert {name: faults for name, faults in found.items() if faults} == {}


def test_no_style_asks_another_host(site):
    sheets = list(site.rglob("*.css"))
    assert sheets
    found = {
        str(path.relative_to(site)): foreign_in_css(path.read_text("utf-8")) for path in sheets
    }
    assert {name: faults for name, faults in found.items() if faults} == {}


def test_no_path_of_a_machine_stands_in_pages_or_notebooks(site):
    texts = [*html_files(site), site / "searchindex.js", *(ROOT / "notebooks").rglob("*.ipynb")]
    found = {path.name: machine_paths(path.read_text(encoding="utf-8")) for path in texts}
    assert {name: faults for name, faults in found.items() if faults} == {}


def test_pages_and_site_keep_to_their_weight(site):
    heavy = {
        str(path.relative_to(site)): size
        for path in html_files(site)
        if (size := len(gzip.compress(path.read_bytes()))) > PAGE_BYTES
    }
    files = [
        p for p in site.rglob("*") if p.is_file() and "mathjax" not in p.relative_to(site).parts
    ]
    assert heavy == {}
    assert sum(path.stat().st_size for path in files) < SITE_BYTES


def test_the_sidebar_has_the_parts_of_the_toc_in_order(site):
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
    parts = [part["caption"] for part in toc["parts"]]
    for path in book_pages(site):
        if path.name != "search.html":
            assert read(path).captions == parts, path.name


def test_the_licence_texts_are_those_of_the_repository(site):
    for source, target in jaxwise_site.LICENCES.items():
        assert (site / target).read_bytes() == (ROOT / source).read_bytes()


def test_buttons_lead_to_the_repository_only_where_one_is_known(site):
    origin = publish.origin()
    for chapter in chapters():
        links = read(site / f"{chapter.docname}.html").buttons
        if origin is None:
            assert links == []
        else:
            assert origin.colab(chapter.name) in links


def test_the_search_index_knows_every_page_by_its_title(site):
    text = (site / "searchindex.js").read_text(encoding="utf-8")
    index = json.loads(text[text.index("(") + 1 : text.rindex(")")])
    titles = dict(zip(index["docnames"], index["titles"], strict=True))
    assert set(titles) == {page for _, page in pages()}
    assert {c.docname: c.title for c in chapters()}.items() <= titles.items()


# The functions that make the page ---------------------------------------------------------------------


class Config:
    def __init__(self):
        self.html_theme_options = {}


def test_without_a_repository_there_are_no_buttons(monkeypatch):
    monkeypatch.setattr(publish, "origin", lambda: None)
    config = Config()
    jaxwise_site.set_repository(None, config)
    options = config.html_theme_options
    assert not options["use_repository_button"] and not options["use_issues_button"]
    assert not options["use_edit_page_button"] and "repository_url" not in options
    assert options["launch_buttons"] == {}


def test_a_fork_gets_its_own_colab_button(monkeypatch):
    monkeypatch.setenv("GITHUB_REPOSITORY", "some/fork")
    monkeypatch.delenv("GITHUB_REF_NAME", raising=False)
    monkeypatch.delenv("BOOK_BRANCH", raising=False)
    config = Config()
    jaxwise_site.set_repository(None, config)
    assert config.html_theme_options["repository_url"] == "https://github.com/some/fork"
    button = jaxwise_site.colab_button(publish.origin(), Chapter("start/one-problem"))
    assert button["url"] == (
        "https://colab.research.google.com/github/some/fork/blob/main/notebooks/start/one-problem.ipynb"
    )


def test_a_colab_button_that_would_open_nothing_stops_the_build():
    with pytest.raises(FileNotFoundError, match="start/nothing"):
        jaxwise_site.colab_button(publish.Origin("some/fork", "main"), Chapter("start/nothing"))


def test_a_dropdown_becomes_a_fold_with_all_that_was_in_it():
    html = (
        '<div class="solution dropdown admonition" id="s1">\n<p class="admonition-title">Solution to'
        '<a href="#e1"> Exercise 1</a></p>\n<div><div>inner</div></div>\n</div><p>after</p>'
    )
    assert jaxwise_site.fold(html) == (
        '<details class="solution admonition folded" id="s1"><summary class="admonition-title">Solution to'
        " Exercise 1</summary>\n<div><div>inner</div></div>\n</details><p>after</p>"
    )


def test_a_claim_line_keeps_its_words():
    html = (
        '<div class="output text_plain highlight-myst-ansi notranslate"><div class="highlight"><pre>'
        "<span></span>✗ two is three  [within 0.1 · analytic: counting]\n</pre></div>\n</div>"
    )
    marked = jaxwise_site.mark_claims(html)
    assert 'class="output claim failed"' in marked
    assert "".join(Page(marked).words) == "".join(Page(html).words)


def test_polishing_twice_changes_nothing_more(site):
    for path in book_pages(site):
        html = path.read_text(encoding="utf-8")
        assert jaxwise_site.polish(html, search=path.name == "search.html") == html, path.name


# The checks can fail ------------------------------------------------------------------------------------


@pytest.fixture
def copy(site, tmp_path):
    """A folder with one chapter of the site, and everything that it loads, to break."""
    name = f"{chapters()[0].docname}.html"
    (tmp_path / name).parent.mkdir(parents=True)
    shutil.copy(site / name, tmp_path / name)
    for shared in ("_static", "_images", "mathjax"):
        (tmp_path / shared).symlink_to(site / shared)
    return tmp_path / name


def broken(path, old, new):
    html = path.read_text(encoding="utf-8")
    assert old in html
    path.write_text(html.replace(old, new, 1), encoding="utf-8")
    return read(path)


def test_a_broken_fragment_and_a_missing_file_are_found(site, tmp_path):
    for name in ("a.html", "b.html"):
        (tmp_path / name).write_text('<main><h1 id="top">A</h1></main>', encoding="utf-8")
    links = [
        "b.html#top",
        "#top",
        "b.html#nowhere",
        "c.html",
        "/b.html",
        "../b.html",
        "https://x.org",
    ]
    text = "".join(f'<a href="{link}">x</a>' for link in links)
    (tmp_path / "a.html").write_text(f'<h1 id="top">A</h1>{text}', encoding="utf-8")
    assert broken_links(tmp_path) == [
        "a.html: b.html#nowhere (no such place on the page)",
        "a.html: c.html (no such file)",
        "a.html: /b.html (leaves the site)",
        "a.html: ../b.html (leaves the site)",
    ]


@pytest.mark.parametrize(
    "alt", ["", 'alt=""', 'alt="plot"', 'alt="_images/2e2b70fe834faf04a98603663841.png"']
)
def test_a_picture_without_words_is_found(alt):
    assert poor_alts(Page(f'<main><img {alt} src="a.png"></main>'))


@pytest.mark.parametrize(
    "html",
    [
        '<script src="https://cdn.example.org/x.js"></script>',
        '<script src="//cdn.example.org/x.js"></script>',
        '<link rel="stylesheet" href="https://example.org/x.css">',
        '<img src="http://example.org/x.png">',
        '<p style="background: url(https://example.org/x.png)">x</p>',
    ],
)
def test_a_file_from_another_host_is_found(html):
    assert foreign_loads(Page(html)) and not foreign_loads(Page('<script src="../x.js"></script>'))


@pytest.mark.parametrize(
    "css",
    [
        "@import 'https://example.org/x.css';",
        "a { b: url(//example.org/x.woff) }",
        'a{b:url("http://e.org/x")}',
    ],
)
def test_a_style_from_another_host_is_found(css):
    assert foreign_in_css(css) and not foreign_in_css("a { b: url(../x.woff) } /* https://e.org */")


def test_a_path_of_a_machine_is_found():
    for text in ("/home/ada/x.py", "lib/site-packages/jax", f"{ROOT}/book", "C:\\Users\\ada"):
        assert machine_paths(text)
    assert not machine_paths("homes/ and users/ in the prose, book/start/one-problem.md")


def test_a_skipped_heading_a_second_id_and_a_lost_licence_are_found(copy):
    assert heading_faults(Page("<h1>a</h1><h3>b</h3>")) == ["h1 is followed by h3"]
    assert heading_faults(Page("<h2>a</h2>")) == ["0 times h1"]
    assert doubled_ids(Page('<p id="a"></p><p id="b"></p><p id="a"></p>')) == ["a"]
    assert licence_faults(broken(copy, "license-text.txt", "elsewhere.txt")) == [
        "no link to license-text.txt"
    ]
    assert licence_faults(broken(copy, '<p class="licences">Code: ', '<p class="licences">')) == [
        "no link to license-text.txt"
    ]


# In a browser -------------------------------------------------------------------------------------------

MODES = [(scheme, width) for width in (1280, 390) for scheme in ("light", "dark")]


def visit(view, address):
    """Everything that a browser finds amiss on one page: loading, width, accessibility, keyboard."""
    faults = view.open(address).take_faults()
    page = view.page
    faults += ["a formula is not TeX"] * page.locator("mjx-merror").count()
    open_folds(page)
    for scheme, width in MODES:
        set_mode(page, scheme, width)
        if overflow(page) > 0:
            faults.append(f"{scheme}, {width} px: {overflow(page)} px too wide")
        faults += [f"{scheme}, {width} px: {line}" for line in violations(page)]
    set_mode(page, "light", 1280)
    faults += keyboard_faults(page)
    return faults + view.take_faults()


@pytest.mark.browser
def test_pages_from_a_disk_are_silent_accessible_and_fit(site, browser):  # noqa: F811
    home = site.resolve().as_uri() + "/"
    with watched(browser, home) as view:
        found = {path.name: visit(view, str(path.relative_to(site))) for path in book_pages(site)}
    assert {name: faults for name, faults in found.items() if faults} == {}


@pytest.mark.browser
def test_pages_under_a_sub_path_are_silent_and_ask_nobody_else(site, browser):  # noqa: F811
    with served(site) as home, watched(browser, home) as view:
        found = {
            path.name: view.open(str(path.relative_to(site))).take_faults()
            for path in book_pages(site)
        }
    assert {name: faults for name, faults in found.items() if faults} == {}


@pytest.mark.browser
def test_the_front_door_opens_the_book(site, browser):  # noqa: F811
    with served(site) as home, watched(browser, home) as view:
        view.page.goto(home)
        view.page.wait_for_url(f"{home}{pages()[0][1]}.html")
        assert view.take_faults() == []


@pytest.mark.browser
def test_formulas_are_set(site, browser):  # noqa: F811
    with watched(browser, site.resolve().as_uri() + "/") as view:
        for chapter in chapters():
            formulas = view.open(f"{chapter.docname}.html").page.locator("mjx-container").count()
            if re.search(r"\$[^$]+\$", chapter.source.read_text(encoding="utf-8")):
                assert formulas > 0, chapter.name


@pytest.mark.browser
def test_searching_for_the_words_of_a_chapter_finds_it(site, browser):  # noqa: F811
    with served(site) as address:
        for home in (site.resolve().as_uri() + "/", address):
            with watched(browser, home) as view:
                for chapter in chapters():
                    words = opening_words(chapter)
                    view.open("search.html?q=" + "+".join(words))
                    view.page.wait_for_selector("#search-results a")
                    view.page.wait_for_timeout(300)
                    links = view.page.eval_on_selector_all(
                        "#search-results a", "a => a.map(e => e.href)"
                    )
                    assert any(f"{chapter.docname}.html" in link for link in links), (words, links)
                    assert view.take_faults() == []


def opening_words(chapter, count=3):
    """The longest words of the first paragraph under the title."""
    text = chapter.source.read_text(encoding="utf-8").split(f"# {chapter.title}", 1)[1]
    paragraph = next(p for p in text.split("\n\n") if p.strip())
    words = re.findall(r"[A-Za-z]{5,}", re.sub(r"\{.*?\}`[^`]*`|`[^`]*`|\$[^$]*\$", " ", paragraph))
    return sorted(dict.fromkeys(words), key=len, reverse=True)[:count]


def test_without_a_browser_one_line_says_so_and_ci_fails(monkeypatch):
    for name in ("CI", "CHROMIUM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PATH", "")
    said = []
    with pytest.raises(pytest.skip.Exception, match="did not run"):
        require_chromium(said.append)
    assert said == [NOT_RUN] and "\n" not in NOT_RUN
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="did not run"):
        require_chromium(said.append)


INJECTIONS = {
    "a message on the console": ("</body>", "<script>console.log('hm')</script></body>", "console: log: hm"),
    "a script that fails": ("</body>", "<script>nothing.at.all()</script></body>", "script error"),
    "a file that is not there": ("</body>", '<img alt="" src="gone.png"></body>', "not loaded"),
    "a script of another host": (
        "</body>", '<script src="http://127.0.0.1:9/x.js"></script></body>', "asks elsewhere",
    ),
    "a word in light grey": ("</h1>", '</h1><p style="color:#999;background:#fff">pale words</p>', "color-contrast"),
    "a picture without alt": ("</h1>", '</h1><img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">', "image-alt"),
    "a box as wide as a desk": ("</h1>", '</h1><div style="width:2000px">x</div>', "too wide"),
    "a button that Tab passes over": ("</h1>", '</h1><button tabindex="-1">go</button>', "not reached by Tab"),
    "a focus that nobody sees": (
        "</h1>", '</h1><a href="#start" style="outline:none!important;box-shadow:none">there</a>',
        "focus not visible",
    ),
}  # fmt: skip


@pytest.mark.browser
def test_each_fault_that_a_browser_can_see_is_seen(copy, site, browser):  # noqa: F811
    whole = (
        (site / f"{pages()[0][1]}.html").read_text(encoding="utf-8").replace('"../_', '"../../_')
    )
    copy.write_text(whole.replace('"../mathjax', '"../../mathjax'), encoding="utf-8")
    for old, new, _ in INJECTIONS.values():
        broken(copy, old, new)
    home = copy.parents[2].resolve().as_uri() + "/"
    with watched(browser, home) as view:
        faults = visit(view, str(copy.relative_to(copy.parents[2])))
    unseen = [
        name
        for name, (*_, told) in INJECTIONS.items()
        if not any(told in fault for fault in faults)
    ]
    assert unseen == []


@pytest.mark.browser
def test_a_formula_that_is_not_tex_is_seen(copy, browser):  # noqa: F811
    formula = r'</h1><p><span class="math notranslate nohighlight">\(\frac\)</span></p>'
    broken(copy, "</h1>", formula)
    with watched(browser, copy.parents[2].resolve().as_uri() + "/") as view:
        view.open(str(copy.relative_to(copy.parents[2])))
        assert view.page.locator("mjx-merror").count() == 1
