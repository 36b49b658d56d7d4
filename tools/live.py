"""Shows the book while it is written: serves it, watches the sources, and rebuilds what changed.

    python -m tools.live               builds into _build/live, prints the address
    python -m tools.live --measure     processor seconds from a prose edit to the rebuilt page

Imports and parsed chapters stay in memory, so that an edit costs a rebuild of one page.  No kernel
ever starts here: a cell whose code has changed says on the page that it was not run, and the
message says what to run.  The page picks up the new outputs by itself.
"""

import argparse
import contextlib
import copy
import http.server
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from functools import partial
from urllib.parse import urlsplit

from nbformat.v4 import new_output

from tools import assets, outputs, pages, site
from tools.chapters import (
    ROOT,
    BookError,
    chapters,
    check_syntax,
    code_of,
    main_guard,
    read_notebook,
)
from tools.chapters import pages as toc_pages

BUILD = ROOT / "_build" / "live"
WATCHED = ["book", "notebooks", "ledger", "_build/executed", "_toc.yml", "_config.yml"]
NOT_RUN = "This cell was not run since its code changed.\n"
VERSION = "/__version__"
RELOAD = """<script>
(() => {
  let shown;
  setInterval(async () => {
    const now = await fetch("VERSION").then(r => r.text()).catch(() => shown);
    if (shown !== undefined && now !== shown) location.reload();
    shown = now;
  }, 500);
})();
</script></body>""".replace("VERSION", VERSION)


class Live:
    """The book, built again whenever its sources change; `say` gets every message."""

    def __init__(self, say=print):
        self.say = say
        self.version = 0
        self.seen = {}
        self.chosen = {}

    def poll(self):
        """Rebuild if a source changed since the last look; True if it did."""
        now = snapshot()
        changed = sorted(
            name for name in now.keys() | self.seen if now.get(name) != self.seen.get(name)
        )
        if not changed:
            return False
        first, self.seen = not self.seen, now
        began = time.process_time()
        told = self.rebuild()
        what = "built" if first else ", ".join(changed[:3]) + (" ..." if changed[3:] else "")
        self.say(f"{what}: {time.process_time() - began:.1f} s" + (f"\n{told}" if told else ""))
        return True

    def rebuild(self):
        """Build what changed; what was wrong, as text.  An error leaves the last good pages."""
        usual, outputs.choose = outputs.choose, self.choose
        try:
            toc_pages()
            pages.write(self.choose(chapters(), self.say))
            told = site.build(warning_is_error=False, build=BUILD)
        except BookError as error:
            return f"error: {error}"
        except Exception as error:  # an author's mistake must not end the watch
            return f"error: {type(error).__name__}: {error}"
        finally:
            outputs.choose = usual
        self.version += 1
        return told

    def choose(self, found, say=None):
        """As outputs.choose, without a kernel; `say` is told where outputs are missing."""
        chosen = {}
        for chapter in found:
            stamp = [_stamp(path) for path in (chapter.source, chapter.executed, chapter.stored)]
            known = self.chosen.get(chapter.name)
            if known is None or known[0] != stamp:
                notebook, missing = with_known_outputs(chapter)
                known = self.chosen[chapter.name] = (stamp, chapter, notebook, missing)
                if missing and say:
                    cells = ", ".join(map(str, missing))
                    say(
                        f"{chapter.name}: code cells {cells} have no outputs, and those after them may be "
                        f"stale; run: python -m tools.notebooks {chapter.name}"
                    )
            chosen[known[1]] = known[2]
        return chosen

    @contextlib.contextmanager
    def serving(self, port=0):
        """Serve the pages on this machine only; gives the address."""
        handler = partial(_Handler, self, directory=str(BUILD / "html"))
        with http.server.ThreadingHTTPServer(("127.0.0.1", port), handler) as server:
            threading.Thread(target=server.serve_forever, daemon=True).start()
            yield f"http://127.0.0.1:{server.server_address[1]}/"
            server.shutdown()


class _Handler(http.server.SimpleHTTPRequestHandler):
    """Files as they are; pages with the script that reloads them."""

    def __init__(self, live, *arguments, **keywords):
        self.live = live
        super().__init__(*arguments, **keywords)

    def do_GET(self):
        path = urlsplit(self.path).path
        if path == VERSION:
            return self._send(str(self.live.version), "text/plain")
        file = BUILD / "html" / path.lstrip("/")
        if path.endswith(".html") and file.is_file():
            html = file.read_text(encoding="utf-8")
            return self._send(html.replace("</body>", RELOAD), "text/html; charset=utf-8")
        return super().do_GET()

    def _send(self, text, kind):
        body = text.encode()
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def with_known_outputs(chapter):
    """The chapter with the outputs of its unchanged cells, and the numbers of the cells without."""
    check_syntax(chapter)
    known = {}
    for path in (chapter.stored, chapter.executed):
        if path.exists():
            known.update({cell.source: cell for cell in code_of(read_notebook(path))})
    notebook = copy.deepcopy(chapter.notebook)
    missing = []
    for number, cell in enumerate(code_of(notebook)):
        found = known.get(cell.source)
        if found is None:
            missing.append(number)
            cell.outputs = [new_output("stream", name="stdout", text=NOT_RUN)]
        else:
            cell.outputs, cell.execution_count = found.outputs, found.execution_count
    return notebook, missing


def snapshot():
    """{source: when it was written, and how long it is}."""
    paths = []
    for name in WATCHED:
        path = ROOT / name
        paths += [p for p in path.rglob("*") if p.is_file()] if path.is_dir() else [path]
    return {str(p.relative_to(ROOT)): _stamp(p) for p in paths if not p.name.startswith(".")}


def _stamp(path):
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size


def measure(edits=5):
    """Processor seconds that each of some prose edits costs, measured on a copy of the book."""
    with tempfile.TemporaryDirectory() as folder:
        for name in ("book", "notebooks", "ledger", "tools", "src"):
            if (ROOT / name).is_dir():
                shutil.copytree(
                    ROOT / name, f"{folder}/{name}", ignore=shutil.ignore_patterns("__pycache__")
                )
        for name in site.FILES:
            if (ROOT / name).exists():
                shutil.copy(ROOT / name, folder)
        command = [sys.executable, "-m", "tools.live", "--measure-here", str(edits)]
        return subprocess.run(command, cwd=folder).returncode


def measure_here(edits):
    """Edit the first chapter of this (copied) book some times, and say what each rebuild cost."""
    assets.mathjax(ROOT / "_build" / "extra")
    live = Live(say=lambda text: print(" ", text))
    live.poll()
    chapter, seconds = chapters()[0], []
    for number in range(edits):
        title = f"# {chapter.title}\n"
        text = chapter.source.read_text(encoding="utf-8")
        chapter.source.write_text(
            text.replace(title, f"{title}\nEdit {number}.\n", 1), encoding="utf-8"
        )
        began = time.process_time()
        live.poll()
        seconds.append(time.process_time() - began)
    pages_built = len(toc_pages())
    print(
        f"a prose edit of {chapter.name}, {pages_built} pages: median {statistics.median(seconds):.2f} CPU s"
    )
    return 0


def main(arguments=None):
    parser = argparse.ArgumentParser(
        prog="python -m tools.live", description=__doc__.splitlines()[0]
    )
    parser.add_argument(
        "--port", type=int, default=0, help="the port to serve on (default: a free one)"
    )
    parser.add_argument(
        "--measure", action="store_true", help="measure what a prose edit costs, and end"
    )
    parser.add_argument("--measure-here", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.measure:
        return measure()
    if options.measure_here:
        return measure_here(options.measure_here)
    assets.mathjax(ROOT / "_build" / "extra")
    live = Live(say=partial(print, flush=True))
    live.poll()
    with live.serving(options.port) as address, contextlib.suppress(KeyboardInterrupt):
        print(f"\n{address}{toc_pages()[0][1]}.html   (Ctrl-C ends it)\n", flush=True)
        while True:
            time.sleep(0.3)
            live.poll()
    return 0


if __name__ == "__main__":
    main_guard(main)
