# The verbs of the book.  `make help` lists them.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

# Any Python from 3.11 on that runs can set up the rest (a pyenv shim may exist and not run).
BOOT := $(shell for p in python3.13 python3.12 python3.11 python3 python "$$HOME"/.pyenv/versions/3.1[1-9]*/bin/python; do \
  "$$p" -c 'import sys, venv; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && { echo "$$p"; break; }; done)
PY := .venv/bin/python
PYTEST := $(PY) -m pytest -q
# What audits, explains and checks hundreds of programs: on both cores.
CORPORA := $(addprefix tests/test_,planted.py near_misses.py foreign.py probes.py explain.py cold_reading.py) $(wildcard tests/test_exercises*.py)
NBVAL := $(PYTEST) -p tools.nbval_plugin --nbval-current-env --nbval-cell-timeout 300 -n 2 --dist loadfile

# make's own -n (--dry-run) is ours for `make notebooks --dry-run`.
DRY := $(if $(findstring n,$(firstword -$(MAKEFLAGS))),--dry-run)

# What a shell may hold and no step here should see.
unexport PYTHONDONTWRITEBYTECODE PYTHONPATH PYTHONHOME VIRTUAL_ENV JAX_ENABLE_X64 JAX_PLATFORMS XLA_FLAGS JAX_NUM_CPU_DEVICES
export PYTHONUTF8 := 1
export PYTHON

.PHONY: help setup book test unit nbval notebooks live colab ledger lock lint bench clean

help: ## list the verbs
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' Makefile

setup: ## set up the environment in .venv (every verb does this first)
	+@[ -n "$(BOOT)" ] || { echo "error: no Python was found. Install Python 3.12 or 3.13 (for example: apt install python3.13, brew install python@3.13, or python.org) and run make again." >&2; exit 1; }
	+@"$(BOOT)" tools/bootstrap.py

book: setup ## build the site into _build/html and print where to open it
	@$(PY) -m tools.site

test: setup unit ## run everything: unit tests, every chapter (nbval), the site and its tests
	@mkdir -p _build
	@$(NBVAL) --nbval notebooks
	@$(PY) -m tools.site
	@$(PYTEST) tests/test_site.py tests/test_live.py

unit: setup ## only the tests of the package and of the tools
	@$(PYTEST) -n 2 --dist loadgroup tests --ignore tests/test_site.py --ignore tests/test_live.py $(addprefix --ignore ,$(CORPORA))
	@$(PYTEST) -n 2 --dist loadgroup $(CORPORA)
	@$(PYTEST) --doctest-modules src/jaxwise
	@JAX_ENABLE_X64=1 $(PYTEST) tests/test_claims.py tests/test_measure.py tests/test_show.py

nbval: setup ## only the chapters; LAX=1 runs them without comparing outputs
	@mkdir -p _build
	@$(NBVAL) $(if $(LAX),--nbval-lax,--nbval) notebooks

notebooks: setup ## re-run stale chapters into notebooks/ (--dry-run lists them; CHAPTER=name picks, FORCE=1)
	+@$(PY) -m tools.notebooks $(DRY) $(if $(FORCE),--force) $(CHAPTER)

live: setup ## serve the site and rebuild it while you write
	@$(PY) -m tools.live

colab: setup ## run the chapters under Colab's versions, from the built wheel (PART=start for one part)
	@"$(BOOT)" tools/bootstrap.py --colab
	@$(PY) -m tools.colab $(PART)

ledger: setup ## mutate changed chapters and shift their keys; writes ledger/ (ALL=1 for every chapter)
	@$(PY) -m tools.ledger $(if $(ALL),--all) $(CHAPTER)

lock: setup ## resolve the newest versions into requirements.lock and tools/uv.lock
	@.uv/bin/uv pip compile --quiet --upgrade --universal --generate-hashes --no-emit-index-url --no-annotate --no-header \
	  --python-version 3.12 pyproject.toml --group chapters --group book --group test --group foreign --output-file requirements.lock
	@echo uv | .uv/bin/uv pip compile --quiet --upgrade --universal --generate-hashes --no-emit-index-url --no-annotate --no-header - --output-file tools/uv.lock

lint: setup ## ruff, codespell and the book's own rules
	@$(PY) -m ruff check . && $(PY) -m ruff format --check src tools tests
	@$(PY) -m codespell_lib

clean: ## remove what was built; the environments stay
	rm -rf _build conf.py
