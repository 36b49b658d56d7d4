"""A browser for the tests: finds Chromium, opens pages, and writes down what went wrong on them."""

import contextlib
import functools
import http.server
import os
import shutil
import threading
from dataclasses import dataclass, field

import pytest

NOT_RUN = "the browser tests did not run: no Chromium on PATH (or in CHROMIUM)"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def find_chromium():
    """The path of a Chromium or Chrome, or None."""
    names = [os.environ.get("CHROMIUM"), "chromium", "chromium-browser", "google-chrome"]
    return next((found for name in names if name and (found := shutil.which(name))), None)


def require_chromium(say=print):
    """The path of a Chromium; without one the test is skipped, and fails where CI is set."""
    path = find_chromium()
    if path is None and os.environ.get("CI"):
        pytest.fail(NOT_RUN, pytrace=False)
    if path is None:
        say(NOT_RUN)
        pytest.skip(NOT_RUN)
    return path


@pytest.fixture(scope="session")
def browser(request):
    """One Chromium for the whole session; where there is none, one line says so."""
    plugins = request.config.pluginmanager

    def say(line):
        with plugins.get_plugin("capturemanager").global_and_fixture_disabled():
            print(f"\n{line}", flush=True)

    path = require_chromium(say)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        )
        yield chromium
        chromium.close()


@contextlib.contextmanager
def served(folder):
    """The address of `folder` on this machine, under a sub-path as on a project's site."""

    class Handler(http.server.SimpleHTTPRequestHandler):
        def translate_path(self, path):
            if not path.startswith("/some-repo/"):
                return str(folder / "outside-of-the-site")
            return super().translate_path(path.removeprefix("/some-repo"))

        def log_message(self, *_):
            pass

    handler = functools.partial(Handler, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/some-repo/"
        server.shutdown()


@dataclass
class Watched:
    """A page, and what it did that a page of the book does not do."""

    page: object
    home: str
    faults: list = field(default_factory=list)

    def __post_init__(self):
        say = self.faults.append
        # With the network off Chromium itself remarks that the network is slow: not the page's words.
        self.page.on(
            "console",
            lambda message: (
                message.text.startswith("Slow network is detected")
                or say(f"console: {message.type}: {message.text}")
            ),
        )
        self.page.on("pageerror", lambda error: say(f"script error: {error}"))
        # What is aborted is aborted by the next page: a file that is not there says so differently.
        self.page.on(
            "requestfailed",
            lambda r: r.failure != "net::ERR_ABORTED" and say(f"not loaded: {r.url} ({r.failure})"),
        )
        self.page.on("response", lambda r: r.status >= 400 and say(f"{r.status}: {r.url}"))
        self.page.on("request", self._judge)

    def _judge(self, request):
        if not request.url.startswith((self.home, "data:", "blob:")):
            self.faults.append(f"asks elsewhere: {request.url}")

    def open(self, address):
        """Load home + address to the end: scripts run, formulas set, fonts there."""
        self.page.goto(self.home + address, wait_until="load")
        settled = "Promise.all([window.MathJax?.startup?.promise, document.fonts.ready]).then(() => 'yes')"
        late = "new Promise(done => setTimeout(() => done('no'), 10000))"
        if self.page.evaluate(f"() => Promise.race([{settled}, {late}])") != "yes":
            self.faults.append("formulas or fonts are not there after 10 s")
        return self

    def take_faults(self):
        found, self.faults[:] = list(self.faults), []
        return found


@contextlib.contextmanager
def watched(browser, home, width=1280):
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme="light")
    page.set_default_timeout(20_000)
    yield Watched(page, home)
    page.close()


def open_folds(page):
    page.evaluate("() => document.querySelectorAll('details').forEach(d => { d.open = true })")
    page.wait_for_timeout(400)


def set_mode(page, scheme, width):
    """Light or dark, and the width of the window in pixels; transitions are not waited for."""
    if page.viewport_size["width"] != width:
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_timeout(400)  # the theme decides after 300 ms which boxes scroll
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.wait_for_function(f"document.documentElement.dataset.theme === '{scheme}'")
    if not page.evaluate("window.stillness"):
        page.add_style_tag(content="*, ::before, ::after { transition: none !important }")
        page.evaluate("window.stillness = true")


def overflow(page):
    """By how many pixels the page is wider than its window."""
    return page.evaluate("document.documentElement.scrollWidth - window.innerWidth")


# A chapter has thousands of coloured words of code.  One of each colour in each kind of box is
# judged; the others become plain words, which axe-core passes four times as fast.
SAME = """() => {
  const seen = new Set();
  for (const word of document.querySelectorAll('.highlight span[class]')) {
    const box = word.closest('.cell_input, .cell_output, details, .admonition, article');
    const kind = word.className + ' in ' + (box ? box.className : '');
    if (seen.has(kind)) word.replaceWith(...word.childNodes);
    seen.add(kind);
  }
}"""


def violations(page):
    """What axe-core finds, one line a rule and element."""
    from axe_playwright_python.base import AXE_SCRIPT

    if not page.evaluate("!!window.axe"):
        page.evaluate(AXE_SCRIPT)
        page.evaluate(SAME)
    found = page.evaluate(
        "tags => axe.run(document, {runOnly: tags, preload: false, resultTypes: ['violations']}).then(r => "
        "r.violations.flatMap(v => v.nodes.map(n => `${v.id}: ${n.html.slice(0, 120)}`)))",
        TAGS,
    )
    return found


CONTROLS = """() => [...document.querySelectorAll(
    'a[href], button, input, select, textarea, summary, [tabindex="0"]')]
  .filter(e => e.checkVisibility({visibilityProperty: true}) && !e.disabled
          && e.getClientRects().length)"""

FOCUSED = """() => {
  const e = document.activeElement, style = getComputedStyle(e);
  e.dataset.reached = 'yes';
  const outlined = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
  return {name: e.outerHTML.slice(0, 100), body: e === document.body,
          seen: outlined && parseFloat(style.opacity) > 0};
}"""


def keyboard_faults(page):
    """Controls that Tab does not reach, and those that do not show that they have the focus."""
    page.evaluate("() => { document.activeElement.blur(); window.scrollTo(0, 0) }")
    count = page.evaluate(f"({CONTROLS})().length")
    faults = []
    for _ in range(count + 5):
        page.keyboard.press("Tab")
        focus = page.evaluate(FOCUSED)
        if focus["body"]:
            break
        if not focus["seen"]:
            faults.append(f"focus not visible: {focus['name']}")
    missed = page.evaluate(
        f"() => ({CONTROLS})().filter(e => !e.dataset.reached).map(e => e.outerHTML.slice(0, 100))"
    )
    return faults + [f"not reached by Tab: {name}" for name in missed]
