# Each target calls a tool, in a line or two. On Windows without make, README.md says what to type instead.
PYTHON ?= python3
BIN := .venv/$(if $(filter Windows_NT,$(OS)),Scripts,bin)
RUN := $(BIN)/python
INSTALL := $(PYTHON) tools/install.py $(if $(TORCH_INDEX),--torch-index $(TORCH_INDEX)) $(if $(LIGHT),--light $(LIGHT))
export NO_MKDOCS_2_WARNING := 1

.DEFAULT_GOAL := help
.PHONY: help learn test test-lab test-classroom install doctor build verify figures reproduce site lock lint clean

help:     ## Say what there is.
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-9s  %s\n", $$1, $$2 }' Makefile

learn:    ## Install, then start the pages, JupyterLab and TensorBoard; Ctrl-C stops them. LIGHT=1: labs 01 to 06 only.
	@$(INSTALL) --stay
	@$(BIN)/tbxlab learn

test: install ## Install, then run everything that CI runs.
	@$(RUN) tools/test.py

test-lab: install ## Authors: prove one lab, LAB=02: its notebook, its answers, its pages and its tests.
	@$(RUN) tools/test.py --lab $(LAB)

test-classroom: install ## Authors: try every attack on the walls around a class's submissions. Takes minutes.
	@TBXLAB_ATTACKS=all $(RUN) -m pytest -n 2 --dist loadfile tests/classroom

install:  ## Set up .venv; safe to run twice. LIGHT=keras, TORCH_INDEX=... as README.md says.
	@$(INSTALL)

doctor:   ## Look at this machine: is everything there that the labs need?
	@$(INSTALL) --stay
	@$(BIN)/tbxlab doctor

build: install ## Authors: build labs/ and solutions/ from their sources.
	@$(BIN)/tbxlab build

verify: install ## Authors: prove that starters, solutions and all answers get the verdicts they should.
	@$(BIN)/tbxlab verify --page

figures: install ## Authors: make the reference runs; draw the chapters' plots and take pictures of the dashboards.
	@$(BIN)/tbxlab runs && $(BIN)/tbxlab figures

reproduce: install ## Authors: measure the tables of Part II again: minutes, and half an hour for the second.
	@$(BIN)/tbxlab reproduce

site: install ## Build the site into site/, with the runs that its buttons open, as strictly as the tests do.
	@$(BIN)/tbxlab site

lock: install ## Authors: write requirements.txt and environment.yml from pyproject.toml. ARGS=--upgrade for the newest.
	@$(RUN) tools/lock.py $(ARGS)

lint: install ## Check the code's style, format, types and imports.
	@$(RUN) tools/test.py style format types imports

clean: ## Remove what was built and installed; what learners made stays.
	rm -rf .venv site build src/*.egg-info .tbxlab/logs .tbxlab/site.sha256
