# `make demo` is the place to start; every target prepares what it needs first.
PYTHON ?= python3
VENV_PYTHON := .venv/bin/python
DEVTOOLS := $(VENV_PYTHON) -m devtools

.PHONY: help setup serve

help: ## show the targets
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST)

setup: ## make .venv and fetch Odoo 19; quick when nothing changed
	@$(PYTHON) -m devtools.bootstrap
	@$(DEVTOOLS) setup

serve: setup ## run an instance in the foreground until SIGTERM
	@exec $(DEVTOOLS) serve
