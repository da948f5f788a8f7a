# Two commands are enough: `make run` and `make test`. Each first sets up what it needs (tools/setup.sh).
.PHONY: setup run test check unit wire screens forms district end-to-end power-cut-quick power-cut bench lock clean

VENV := .venv
PY := $(VENV)/bin/python

setup:
	@tools/setup.sh

lock: setup
	$(PY) -m pip install -q uv
	$(VENV)/bin/uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes \
		--no-header --no-emit-index-url -o requirements.lock
