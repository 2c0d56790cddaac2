package dev.howdah.postgres.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** What is where in the directory of one server. {@code secrets} is closed to PostgreSQL's own user. */
record LocalDir(Path root) {

    /** The directory itself, links followed, so that messages and statuses say where things really are. */
    static LocalDir at(Path dir) {
        Path abs = dir.toAbsolutePath().normalize();
        try {
            Path parent = abs.getParent();
            if (Files.isDirectory(abs)) {
                return new LocalDir(abs.toRealPath());
            }
            return new LocalDir(
                    parent != null && Files.isDirectory(parent)
                            ? parent.toRealPath().resolve(abs.getFileName())
                            : abs);
        } catch (IOException e) {
            throw Disk.trouble("look at " + abs, e);
        }
    }

    Path data() {
        return root.resolve("data");
    }

    /** Where initdb works; renamed to {@link #data} when it is done. */
    Path unborn() {
        return root.resolve("data.tmp");
    }

    /** There once data was: then its absence is a loss. */
    Path born() {
        return root.resolve("initialised");
    }

    /** Holds {@code restart} or {@code reload} from before files change until the server has taken them. */
    Path pending() {
        return root.resolve("pending");
    }

    /** There while other data takes the place of a server's; see {@link Rebirth}. */
    Path rebirth() {
        return root.resolve("rebirth");
    }

    Path log() {
        return root.resolve("log");
    }

    /** What PostgreSQL runs for each segment that it has written; see {@link Archiver}. pgBackRest looks for its name in the command. */
    Path archiver() {
        return root.resolve("pgbackrest.sh");
    }

    Path startLog() {
        return root.resolve("start.log");
    }

    Path socket() {
        return root.resolve("socket");
    }

    Path secrets() {
        return root.resolve("secrets");
    }

    Path password() {
        return secrets().resolve("password");
    }

    /** Another password that the platform's login may have got; see {@link Platform}. */
    Path nextPassword() {
        return secrets().resolve("password.next");
    }

    /** The CA's key and certificate. */
    Path caKey() {
        return secrets().resolve("ca.key");
    }

    Path ca() {
        return root.resolve("ca.crt");
    }

    /** Key and certificate in one file, so that they are always each other's. */
    Path certificate() {
        return data().resolve("server.pem");
    }

    Path conf() {
        return data().resolve("howdah.conf");
    }

    Path hba() {
        return data().resolve("pg_hba.conf");
    }

    /** The major version that made the data; empty when there is none. */
    Optional<Integer> major() {
        return Disk.read(data().resolve("PG_VERSION")).map(text -> Integer.parseInt(text.strip()));
    }
}
