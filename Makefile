# The recipes of daily work; `make help` lists them. The work itself is in scripts/.
# A bare Debian 12 needs Rust (rustup) and Node 20.19 or newer; each recipe sets up the rest by itself.

.NOTPARALLEL:
.PHONY: help demo test check run pages build bench clean-data

# Options for the program, for example: make demo ARGS='--listen 127.0.0.1:0'
ARGS ?=

help: ## List these recipes
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: ## Bellhop with a simulated Slack: no accounts, no services; Ctrl-C ends it
	@scripts/setup demo
	@scripts/pages
	cargo run -p bellhop -- demo $(ARGS)

test: ## Everything: lints, unit and service tests, real SDKs, a second judge, a browser
	@scripts/setup test
	@scripts/test

check: ## Formatting, clippy, licences, dependency rules, known vulnerabilities
	@scripts/setup check
	@scripts/check

run: ## The server, with its files in this folder (bellhop.db and beside it)
	@scripts/setup demo
	@scripts/pages
	cargo run -p bellhop -- serve $(ARGS)

pages: ## The pages that are built into the program, if their sources are newer
	@scripts/setup demo
	@scripts/pages

build: ## The program with its pages, optimised: target/release/bellhop
	@scripts/setup demo
	@scripts/pages
	cargo build --release -p bellhop

bench: ## Conformance, pace, kill -9, load, renders, shards, faults, against the simulated Slack: prints what Slack saw
	@scripts/setup bench
	@scripts/pages
	cargo build --release -p bellhop
	cargo run --release --quiet -p bellhop -- bench conformance
	cargo run --release --quiet -p bellhop -- bench pace
	cargo run --release --quiet -p bellhop -- bench crash
	cargo run --release --quiet -p bellhop -- bench load
	cargo run --release --quiet -p bellhop -- bench render
	cargo run --release --quiet -p bellhop -- bench shards
	cargo run --release --quiet -p bellhop -- bench faults

clean-data: ## Forget what `make run` has stored here, the key of its secrets included
	rm -f bellhop.db bellhop.db-shm bellhop.db-wal bellhop.queue.db bellhop.queue.db-shm bellhop.queue.db-wal bellhop.key
