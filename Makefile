# `make demo` is the place to start; every target prepares what it needs first.
PYTHON ?= python3
VENV_PYTHON := .venv/bin/python
DEVTOOLS := $(VENV_PYTHON) -m devtools

.PHONY: help setup serve demo test lint bench clean

help: ## show the targets
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST)

setup: ## make .venv and fetch Odoo 19; quick when nothing changed
	@$(PYTHON) -m devtools.bootstrap
	@$(DEVTOOLS) setup

serve: setup ## run an instance in the foreground until SIGTERM
	@exec $(DEVTOOLS) serve

test: setup ## run every test
	@$(DEVTOOLS) test

demo: setup ## run the demo scenario; STAY=1 keeps it running
	@$(VENV_PYTHON) -m demo

bench: setup ## measure against Odoo's own API and PostgreSQL
	@$(VENV_PYTHON) -m benchmarks

lint: setup ## run every check of the sources
	@$(DEVTOOLS) lint

clean: ## remove all that set-up and runs made
	rm -rf .venv .runtime node_modules build dist
