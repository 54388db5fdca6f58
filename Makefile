# The one door to this repository. `make help` lists what is behind it.

SHELL   := /bin/bash
SWIFT   ?= swift
PREFIX  ?= /usr/local
DESTDIR ?=

# One binary that needs glibc, libstdc++ and libmnl, but no Swift runtime; -s leaves the symbols out. Libraries come from
# the system only: without the option they would be looked for beside the binary first, and root runs it.
RELEASE  := -c release --static-swift-stdlib --disable-local-rpath -Xlinker -s
nsdoctor := .build/release/nsdoctor

.DEFAULT_GOAL := build
.PHONY: help deps build test demo bench accuracy lint format completions install uninstall clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

deps: ## install the Debian packages that are missing
	@scripts/deps

build: deps ## the release binary: .build/release/nsdoctor
	@set -o pipefail; $(SWIFT) build $(RELEASE) 2>&1 | scripts/quiet-build

test: deps ## build and run all tests
	@scripts/test

demo: build ## a broken network in a private sandbox, and its diagnosis
	@scripts/demo $(nsdoctor)

bench: build ## measure on nodes of 100 and 1,000 pods and on big tables, beside C, nft, conntrack and shell
	@bench/run $(nsdoctor)
	@bench/tables $(nsdoctor)

accuracy: build ## what the diagnosis makes of many small networks whose truth real packets prove
	@accuracy/run --binary $(nsdoctor)

lint: deps ## the rules of swift format, the shipped runbooks, the scripts' syntax
	@$(SWIFT) format lint --recursive --parallel --strict Package.swift Sources Tests
	@for script in .ci/run scripts/* bench/shell accuracy/lib/prelude.sh accuracy/networks/*/*.sh; do bash -n $$script || exit; done
	@set -o pipefail; $(SWIFT) build --product nsdoctor 2>&1 | scripts/quiet-build
	@.build/debug/nsdoctor runbook lint

format: ## write the Swift files as swift format wants them
	@$(SWIFT) format --recursive --parallel --in-place Package.swift Sources Tests

completions: build ## for bash, zsh and fish, into completions/
	@scripts/completions $(nsdoctor) completions

install: build completions ## binary, manual, completions, runbooks; PREFIX=/usr/local DESTDIR=
	@PREFIX=$(PREFIX) DESTDIR=$(DESTDIR) scripts/install $(nsdoctor)

uninstall: ## remove what install put there
	@PREFIX=$(PREFIX) DESTDIR=$(DESTDIR) scripts/install --remove

clean: ## remove what was built
	@rm -rf .build .build-* bench/.build
