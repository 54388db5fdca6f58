# The one door to this repository. `make help` lists what is behind it.

SHELL   := /bin/bash
SWIFT   ?= swift
PREFIX  ?= /usr/local
DESTDIR ?=

# One binary that needs glibc, libstdc++ and libmnl, but no Swift runtime; -s leaves the symbols out, so nothing is made
# for a debugger. Libraries come from the system only: without the option they would be looked for beside the binary
# first, and root runs it.
RELEASE  := -c release --static-swift-stdlib --disable-local-rpath -debug-info-format none -Xlinker -s
nsdoctor := .build/release/nsdoctor

.DEFAULT_GOAL := build
# What the type-check of other kernel headers needs to have been built.
headers := Collectors Labs

.PHONY: help deps build test headers fresh demo bench lint format completions install uninstall clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

deps: ## install the Debian packages that are missing
	@scripts/deps

build: deps ## the release binary: .build/release/nsdoctor
	@set -o pipefail; $(SWIFT) build $(RELEASE) 2>&1 | scripts/quiet-build

test: deps ## build and run all tests
	@scripts/test

headers: deps ## compile against the kernel headers of Linux 5.10 to the newest, which are fetched once
	@set -o pipefail; for target in $(headers); do $(SWIFT) build --target $$target 2>&1 | scripts/quiet-build; done
	@scripts/check-headers

fresh: ## build a clone and run its demo on a fresh Debian 12, in a folder; as root, with debootstrap
	@scripts/check-fresh

demo: build ## a broken network in a private sandbox, and its diagnosis
	@scripts/demo $(nsdoctor)

bench: build ## measure on nodes of 100 and 1,000 pods and on big tables, beside C, nft, conntrack and shell
	@bench/run $(nsdoctor)
	@bench/tables $(nsdoctor)

lint: deps ## the rules of swift format, the shipped runbooks, the scripts' syntax
	@$(SWIFT) format lint --recursive --parallel --strict Package.swift Sources Tests
	@for script in .ci/run scripts/* bench/shell; do bash -n $$script || exit; done
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
