# `make demo` is the place to start; every target prepares what it needs first.
PYTHON ?= python3
VENV_PYTHON := .venv/bin/python
DEVTOOLS := $(VENV_PYTHON) -m devtools

.PHONY: help setup serve demo test lint format lock bench clean

help: ## show the targets
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST)

setup: ## make .venv and fetch Odoo 19; quick when nothing changed
	@command -v $(PYTHON) >/dev/null || { echo "  ✗ $(PYTHON) is not installed: install Python 3.11 or newer, or set PYTHON"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "  ✗ $(PYTHON) is too old: set PYTHON to Python 3.11 or newer"; exit 1; }
	@$(PYTHON) -m devtools.bootstrap
	@$(DEVTOOLS) setup

serve: setup ## run an instance in the foreground until SIGTERM
	@exec $(DEVTOOLS) serve

demo: setup ## run the demo scenario; STAY=1 keeps it running
	@exec $(VENV_PYTHON) -m demo

test: setup ## run every test
	@$(DEVTOOLS) test

lint: setup ## run every check of the sources
	@$(DEVTOOLS) lint

format: setup ## rewrite the sources as lint wants them
	@$(DEVTOOLS) format

bench: setup ## measure against Odoo's own API and PostgreSQL
	@$(VENV_PYTHON) -m benchmarks

lock: setup ## resolve requirements/*.in again
	@for set in odoo runtime dev; do \
	  .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	    --no-header --no-annotate --no-emit-index-url --no-emit-find-links \
	    --override requirements/overrides.txt requirements/$$set.in -o requirements/$$set.txt || exit 1; \
	done

clean: ## remove all that set-up and runs made
	rm -rf .venv .runtime node_modules build dist
