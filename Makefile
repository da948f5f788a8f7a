# Two commands are enough: `make run` and `make test`. Each first sets up what it needs (tools/setup.sh).
.PHONY: help setup run test check unit wire screens forms district end-to-end power-cut-quick monkey-quick \
	power-cut power-cut-proof monkey monkey-proof bench golden lock clean

PY := .venv/bin/python
# Three workers, each with whole files: most tests wait for processes and wires, so two would leave two cores idle.
PYTEST := $(PY) -m pytest --durations=5 -n 3 --dist loadfile

help:
	@echo "make run               the demo: cabinet, district and kiosk; without a display a scripted visit"
	@echo "make test              everything: check, then all tests"
	@echo "make check             style, types, imports, docs"
	@echo "make unit|wire|screens|forms|district|end-to-end|power-cut-quick|monkey-quick   the tests of one folder"
	@echo "make power-cut         every cut point of every visit, as a table"
	@echo "make power-cut-proof   mistakes put in on purpose: each must be caught"
	@echo "make monkey            ten minutes of random touches, keys and device events; ARGS=\"--seed 7 --burst 3\" plays one again"
	@echo "make monkey-proof      mistakes put in on purpose: the monkey must find each of them"
	@echo "make bench             one JSON line per figure"
	@echo "make golden            draw the golden pictures of the screens again, once they look as they should"
	@echo "make lock              resolve requirements.lock again from pyproject.toml"
	@echo "make clean             remove what was made here, .venv too"

setup:
	@tools/setup.sh

run: setup
	@.venv/bin/kiosk demo

test: check
	$(PYTEST)

check: setup
	$(PY) -m ruff check
	$(PY) -m ruff format --check
	$(PY) -m mypy
	.venv/bin/lint-imports
	$(PY) tools/check_docs.py

unit wire screens forms district: setup
	$(PYTEST) tests/$@

end-to-end: setup
	$(PYTEST) tests/end_to_end

power-cut-quick: setup
	$(PYTEST) tests/power_cut

monkey-quick: setup
	$(PYTEST) tests/monkey

power-cut: setup
	$(PY) -m tests.power_cut --kills 12

power-cut-proof: setup
	$(PY) -m tests.power_cut --prove

monkey: setup
	$(PY) -m tests.monkey $(ARGS)

golden: setup
	.venv/bin/kiosk screens --golden --out tests/screens/golden

monkey-proof: setup
	$(PY) -m tests.monkey --prove

bench: setup
	@$(PY) tools/bench.py

# uv lives in a folder of its own: it only writes the lock and is no part of the project.
lock: setup
	python3 -m venv .venv/uv
	.venv/uv/bin/python -m pip install -q uv
	.venv/uv/bin/uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes \
		--no-header --no-emit-index-url --no-emit-find-links -o requirements.lock

clean:
	rm -rf .venv demo-output .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
