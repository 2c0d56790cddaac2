package dev.howdah.postgres.local;

import dev.howdah.plan.Step;

/** The changes that a server in a directory can need. Each looks again at what it finds, so each may run twice. */
public sealed interface LocalStep extends Step {

    /** Makes the data directory, the platform's superuser and its password. */
    record Initialise(String dir, int major) implements LocalStep {
        @Override
        public String describe() {
            return "initialise PostgreSQL " + major + " in " + dir;
        }
    }

    /** Makes the CA when there is none, and the server's certificate. */
    record Certify(String why) implements LocalStep {
        @Override
        public String describe() {
            return "make the server's certificate: " + why;
        }
    }

    /** Writes the configuration files. */
    record Configure(String what) implements LocalStep {
        @Override
        public String describe() {
            return "write " + what;
        }
    }

    record Start() implements LocalStep {
        @Override
        public String describe() {
            return "start PostgreSQL";
        }
    }

    /** For what a running server does not take: port, addresses. */
    record Restart() implements LocalStep {
        @Override
        public String describe() {
            return "restart PostgreSQL, which ends all its sessions";
        }
    }

    record Reload() implements LocalStep {
        @Override
        public String describe() {
            return "reload PostgreSQL's configuration";
        }
    }

    /** Makes the groups that pg_hba.conf names and closes the server's own databases to the public. */
    record Harden() implements LocalStep {
        @Override
        public String describe() {
            return "close databases postgres and template1 to the public";
        }
    }
}
