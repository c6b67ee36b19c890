# The doors to the course; `make` alone lists them.

VENV := .venv
PY := $(VENV)/bin/python
# Any Python from 3.11 on can hold the pins; 3.11 is the one that Binder and the tests use. PYTHON=... names another.
PYTHON := $(or $(PYTHON),$(shell for name in python3.11 python3 python3.12 python3.13 python3.14; do \
	$$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$name && break; done),python3)
PIP := $(PY) -m pip --disable-pip-version-check --quiet
PYTEST := $(PY) -m pytest
# Tests side by side; those that share a window stay together (tests/sharing_out.py). One of the three mostly waits for a
# browser, so that they fit two cores.
JOBS := 3
BESIDE := --numprocesses $(JOBS)
# Without compiled files, each worker and each kernel would compile the helpers and the tests anew. `make clean` removes them.
test quick soak site-test: export PYTHONDONTWRITEBYTECODE =
UV_COMPILE := $(PY) -m uv pip compile --quiet --universal --fork-strategy fewest --python-version 3.11 \
	--no-header --no-annotate --strip-extras $(if $(UPGRADE),--upgrade)

# What nbgrader brings along. The tests run it from the command line; in JupyterLab it would stand between them and what a
# learner sees.
NOT_A_LEARNERS_LAB := @jupyter/nbgrader @jupyter-notebook/lab-extension
NOT_A_LEARNERS_SERVER := notebook $(addprefix nbgrader.server_extensions.,\
	formgrader validate_assignment assignment_list course_list)

# The first holds the folder it was made in: an editable install points there, so a moved checkout is set up anew.
COURSE_READY := $(VENV)/course_ready
TESTS_READY := $(VENV)/tests_ready
ifneq ($(shell cat $(COURSE_READY) 2>/dev/null),$(CURDIR))
$(COURSE_READY): FORCE
endif

.DEFAULT_GOAL := help
.PHONY: help lab test quick lint lock mark mark-demo bench pictures cohort seal soak zip site site-test links links-check handouts clean browser FORCE
.DELETE_ON_ERROR:

help: ## list these doors
	@echo "Reading a Trial, a course of notebooks. Its doors:"
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s%s\n", $$1, $$2 }' Makefile

# As root, JupyterLab starts only when told that this is meant. Kernels and widgets are this environment's, not others
# that the user may have.
lab: $(COURSE_READY) ## open the course in JupyterLab (LAB_ARGS=... is handed on, e.g. --no-browser)
	JUPYTER_PREFER_ENV_PATH=1 $(PY) -m jupyterlab $$([ "$$(id -u)" != 0 ] || echo --allow-root) \
		--ServerApp.root_dir=. --LabApp.default_url=/lab/tree/notebooks/00_start_here.ipynb $(LAB_ARGS)

test: $(TESTS_READY) $(if $(filter 0,$(BROWSER)),,browser) ## run every test (BROWSER=0 leaves out those in a browser)
ifeq ($(BROWSER),0)
	@$(PYTEST) $(BESIDE) -m "not browser"; status=$$?; echo "browser tests NOT run"; exit $$status
else
	$(PYTEST) $(BESIDE)
endif

quick: $(TESTS_READY) ## run the tests that take about a minute: no browser, no whole notebook
	$(PYTEST) --numprocesses 2 -m "not (browser or whole_notebook or slow)"

lint: $(TESTS_READY) ## check the code's form
	$(PY) -m ruff check
	$(PY) -m ruff format --check

# uv starts from the pins that the output file holds, so that only what must change does.
lock: $(TESTS_READY) ## write requirements*.txt from pyproject.toml (UPGRADE=1 takes the newest versions)
	mkdir -p build
	$(UV_COMPILE) pyproject.toml --output-file requirements.txt
	grep -v '^-r' requirements-dev.txt > build/requirements-dev.txt
	$(UV_COMPILE) --extra dev --constraint requirements.txt pyproject.toml --output-file build/requirements-dev.txt
	{ echo '-r requirements.txt'; grep -vxFf requirements.txt build/requirements-dev.txt; } > requirements-dev.txt

# What was handed in is named by the instructor, and may lie anywhere.
mark: $(COURSE_READY) ## mark a class: SUBMISSIONS=folder or zip, OUT=folder (marks), ROSTER=csv
	@test -n "$(SUBMISSIONS)" || { echo "Name what was handed in: make mark SUBMISSIONS=submissions.zip"; exit 1; }
	$(PY) -m helpers.learning.mark "$(SUBMISSIONS)" --out "$(or $(OUT),marks)" $(if $(ROSTER),--roster "$(ROSTER)")

mark-demo: $(COURSE_READY) ## mark an invented class into build/marks-demo, to see what comes out
	$(PY) -m helpers.learning.mark --demo --out "$(or $(OUT),build/marks-demo)"

bench: $(TESTS_READY) browser ## time models, marking, start-up and every explorer, each beside a rival (40 minutes)
	$(PY) -m tests.bench.models
	$(PY) -m tests.bench.power
	$(PY) -m tests.bench.marking
	$(PY) -m tests.bench.explorers
	$(PY) -m tests.bench.start_up
	$(PY) -m tests.bench.classes
	$(PY) -m tests.bench.summary

pictures: $(TESTS_READY) ## draw the notebooks' committed pictures again
	$(PY) -m tests.pictures.make_pictures

cohort: $(COURSE_READY) ## invent the synthetic cohort again, and seal it
	$(PY) -m helpers.models.cohort_file
	$(PY) -m helpers.evidence.seal

seal: $(COURSE_READY) ## write the checksums of data/ after a change that is meant
	$(PY) -m helpers.evidence.seal

soak: $(TESTS_READY) browser ## use the explorers for a long time and watch the memory
	$(PYTEST) tests/browser -m soak

zip: $(COURSE_READY) ## write a copy for learners, without the keys, to build/
	$(PY) -m helpers.learning.mark.learners_copy

links: $(COURSE_READY) ## write the links to Binder and a hub: REPOSITORY=owner/name RELEASE=v0.1.0 BRANCH=main
	@test -n "$(REPOSITORY)" || { echo "Name the repository: make links REPOSITORY=owner/name"; exit 1; }
	$(PY) site/make_links.py "$(REPOSITORY)" $(if $(RELEASE),--release "$(RELEASE)") $(if $(BRANCH),--branch "$(BRANCH)")

links-check: $(TESTS_READY) ## ask every outside address whether it is still there; needs the network, so no test does it
	$(PY) site/check_outside_links.py

site: $(TESTS_READY) ## run the notebooks and build the static site into build/site
	$(PY) site/build.py

site-test: $(TESTS_READY) browser ## build the static site anew and test each of its pages, in a browser too
	$(PYTEST) tests/site -m site

handouts: $(TESTS_READY) ## run each notebook and write it for print to build/handouts/
	$(PY) site/make_handouts.py

clean: ## remove what tests and builds leave behind; the environment in .venv stays
	rm -rf build .pytest_cache .ruff_cache .hypothesis *.egg-info
	find . -path ./$(VENV) -prune -o -type d \( -name __pycache__ -o -name .ipynb_checkpoints \) -prune -exec rm -rf {} +

browser: $(TESTS_READY)
	@$(PY) -m tests.browser.find_browser --install

$(COURSE_READY): requirements.txt
	@if ! $(PY) -c 'import pip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
		$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
			echo "$(PYTHON) is not Python 3.11 or newer: install that, or name it with make PYTHON=/its/path."; exit 1; }; \
		$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
			echo "$(PYTHON) has no venv module: install it (Debian: apt-get install python3-venv)."; exit 1; }; \
		$(PYTHON) -m venv --clear $(VENV); \
	fi
	@echo "Installing the course's packages into $(VENV): a minute or two, once."
	@$(PIP) install -r requirements.txt
	@$(PIP) install --no-deps -e .
	@pwd -P > $@

$(TESTS_READY): requirements-dev.txt $(COURSE_READY)
	@echo "Installing what the tests need."
	@$(PIP) install -r requirements-dev.txt
	@$(PY) -m jupyter labextension disable --level=sys_prefix $(NOT_A_LEARNERS_LAB) >/dev/null 2>&1
	@$(PY) -m jupyter server extension disable --sys-prefix $(NOT_A_LEARNERS_SERVER) >/dev/null 2>&1
	@touch $@
