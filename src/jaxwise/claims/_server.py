"""The other side of `running`: a process that has imported jax once and forks a child per run.

Three processes take part in a run.  The server imports, then only forks.  A supervisor, forked
for the run, holds the clock and kills.  The child, forked by the supervisor, leads a process
group of its own and executes the cells.  Child and supervisor write JSON lines to one socket.
"""

import json
import os
import resource
import select
import signal
import socket
import sys
import time

KEPT_OUTPUT = 100_000  # characters of stdout and of stderr kept from each end of a run


def serve(descriptor, preload):
    """Import `preload`, say ready, then fork a supervisor for every socket received."""
    control = socket.socket(fileno=descriptor)
    for module in preload:
        __import__(module)
    control.sendall((json.dumps(_state()) + "\n").encode())
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # supervisors are reaped by the kernel
    while True:
        _, descriptors, _, _ = socket.recv_fds(control, 1, 1)
        if not descriptors:
            return
        if os.fork() == 0:
            control.close()
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            status = 1
            try:
                _supervise(socket.socket(fileno=descriptors[0]))
                status = 0
            finally:
                os._exit(status)
        os.close(descriptors[0])


def _state():
    """Is the server fit to be forked?  A jax backend or a second thread would not survive it."""
    bridge = sys.modules.get("jax._src.xla_bridge")
    threads = os.listdir("/proc/self/task") if os.path.isdir("/proc/self/task") else ["?"]
    return {"backend": bool(bridge and bridge.backends_are_initialized()), "threads": len(threads)}


def _supervise(line):
    """Run one request in a child; end it at its limit, or when nobody waits for it any more."""
    size = int.from_bytes(_exactly(line, 8))
    request = json.loads(_exactly(line, size))
    pipes = {"stdout": os.pipe(), "stderr": os.pipe()}
    start = time.monotonic()
    child = os.fork()
    if child == 0:
        _child(request, line, {name: ends[1] for name, ends in pipes.items()})
    for _, write in pipes.values():
        os.close(write)
    names = {read: name for name, (read, _) in pipes.items()}
    output = {"stdout": "", "stderr": ""}
    waiting, ended, timed_out = {*names, line}, 0, False
    while not ended:
        readable, _, _ = select.select(list(waiting), [], [], 0.02)
        if line in readable:  # the parent never writes again: it has gone
            _kill(child)
            waiting.discard(line)
        _drain(readable, names, output, waiting)
        if not timed_out and time.monotonic() - start > request["timeout"]:
            timed_out = True
            _kill(child)
        ended, status, usage = os.wait4(child, os.WNOHANG)
    wall = time.monotonic() - start
    _kill(child)  # what the chapter started and left behind
    while readable := select.select([r for r in waiting if r in names], [], [], 0)[0]:
        _drain(readable, names, output, waiting)
    end = {
        "end": True,
        "timed_out": timed_out,
        "signal": os.WTERMSIG(status) if os.WIFSIGNALED(status) else None,
        "status": os.WEXITSTATUS(status) if os.WIFEXITED(status) else None,
        "cpu_seconds": usage.ru_utime + usage.ru_stime,
        "wall_seconds": wall,
        **output,
    }
    line.sendall(b"\n" + json.dumps(end).encode() + b"\n")  # the child may have died in mid-line


def _exactly(line, size):
    data = b""
    while len(data) < size:
        piece = line.recv(size - len(data))
        if not piece:
            os._exit(0)
        data += piece
    return data


def _drain(readable, names, output, waiting):
    """Move what is readable into `output`, keeping the first and the last characters."""
    for read in readable:
        if read not in names:
            continue
        data = os.read(read, 65536)
        if not data:
            waiting.discard(read)
            continue
        text = output[names[read]] + data.decode("utf-8", "replace")
        if len(text) > 4 * KEPT_OUTPUT:
            text = f"{text[:KEPT_OUTPUT]}\n[...]\n{text[-KEPT_OUTPUT:]}"
        output[names[read]] = text


def _kill(child):
    """End the child's process group; before the child has made one, the child alone."""
    try:
        os.killpg(child, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        try:
            if os.waitid(os.P_PID, child, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
                os.kill(child, signal.SIGKILL)
        except (ChildProcessError, ProcessLookupError):
            pass


def _child(request, line, pipes):
    """Execute the cells and leave; never returns."""

    def send(message):
        line.sendall(json.dumps(message, default=str).encode() + b"\n")

    try:
        os.setsid()
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        for number, name in ((1, "stdout"), (2, "stderr")):
            os.dup2(pipes[name], number)
            how = dict(buffering=1, encoding="utf-8", errors="backslashreplace", closefd=False)
            stream = open(number, "w", **how)
            setattr(sys, name, stream)
            setattr(sys, f"__{name}__", stream)
        _execute(request, send)
        sys.stdout.flush()
        sys.stderr.flush()
    except BaseException as error:  # what ends a cell was sent: this is a fault around the cells
        os.write(2, f"{type(error).__name__}: {error}\n".encode())
        os._exit(70)
    os._exit(0)


def _execute(request, send):
    import linecache
    import types

    from jaxwise.claims import collect, records

    if request["seed"] is not None:
        os.environ["JAXWISE_SEED"] = str(request["seed"])
    if "numpy" in sys.modules:  # every fork would otherwise draw what its siblings draw
        sys.modules["numpy"].random.seed()
    os.chdir(request["folder"])
    sys.path.insert(0, request["path"] or request["folder"])
    sys.argv = [request["file"] or "-"]
    main = types.ModuleType("__main__")
    main.display = lambda *objects, **_: print(*objects)
    if request["file"] is not None:
        main.__file__ = request["file"]
    sys.modules["__main__"] = main
    with collect():
        for index, cell in enumerate(request["cells"]):
            name, before, error = f"<cell {index + 1}>", len(records()), None
            lines = [text + "\n" for text in cell.split("\n")]
            linecache.cache[name] = (len(cell), None, lines, name)
            try:
                exec(compile(cell, name, "exec", dont_inherit=True), main.__dict__)
            except BaseException as raised:
                error = _error(raised, index, name)
            send({"cell": index, "records": records()[before:], "error": error})
            failed = any(record["holds"] is False for record in records()[before:])
            if error is not None or (request["brief"] and failed):
                break
    send({"done": True})


def _error(raised, index, name):
    import traceback

    if isinstance(raised, SystemExit) and raised.code in (None, 0):
        return {"type": None}
    line = getattr(raised, "lineno", None) if isinstance(raised, SyntaxError) else None
    trace = raised.__traceback__
    while trace is not None:
        line = trace.tb_lineno if trace.tb_frame.f_code.co_filename == name else line
        trace = trace.tb_next
    ours = raised.__traceback__  # the frame that executes the cell is of no interest
    traceback.print_exception(raised.with_traceback(ours.tb_next if ours else None))
    try:
        message = str(raised)
    except Exception as second:  # an exception whose text cannot be made
        message = f"<{type(second).__name__} while the message was made>"
    return {"type": type(raised).__name__, "message": message[:2000], "cell": index, "line": line}
