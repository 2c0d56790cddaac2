package dev.howdah.postgres.pgbackrest;

import dev.howdah.postgres.local.Disk;
import dev.howdah.postgres.local.Run;
import dev.howdah.postgres.local.Site;
import dev.howdah.resource.Reason;
import dev.howdah.spi.Trouble;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Makes the repositories of a cluster and has PostgreSQL archive. A note says for which server and which repositories
 * that was done: a repository of somebody else is never written to, and one that has vanished is never made anew.
 */
record Preparing(Site site, Stanza stanza, List<Repo> repos) {

    /** @param repos one for each line */
    private record Note(String server, List<String> repos) {
        String text() {
            return server + "\n" + repos.stream().map(r -> r + "\n").collect(Collectors.joining());
        }

        static Optional<Note> read(Path file) {
            return Disk.read(file)
                    .map(text -> text.lines().toList())
                    .map(l -> new Note(l.getFirst(), l.stream().skip(1).toList()));
        }
    }

    private Path note() {
        return stanza.dir().resolve("prepared");
    }

    /** Directories that pgBackRest works in. */
    void directories() {
        Disk.directory(stanza.dir(), Disk.PRIVATE_DIR, stanza.user());
        for (String name : List.of("log", "lock", "spool")) {
            Disk.directory(stanza.dir().resolve(name), Disk.PRIVATE_DIR, stanza.user());
        }
    }

    /** Writes the configuration when it is another one; says whether it was. */
    boolean configure(String text) {
        boolean other = !Disk.read(stanza.config()).equals(Optional.of(text));
        if (other) {
            Disk.write(stanza.config(), text, Disk.PRIVATE, stanza.user());
        }
        return other;
    }

    /**
     * Makes what is missing; nothing is run when nothing is.
     *
     * @param changed the configuration is new
     */
    void run(boolean changed) {
        Optional<Note> before = Note.read(note());
        var wanted = new Note(
                systemId(site.data()), repos.stream().map(Repo::toString).toList());
        repos.forEach(r ->
                r.ready(before.filter(n -> n.repos().contains(r.toString())).isPresent(), stanza.user()));
        boolean made = before.equals(Optional.of(wanted)) && !emptied();
        if (made && !changed && site.archiver().isOn() && !site.archiver().on(Script.text(stanza))) {
            return;
        }
        if (!made) {
            create(before);
        }
        site.archiver().on(Script.text(stanza));
        Run.Ended check = stanza.run("check", "--archive-timeout=20");
        if (!check.ok() && !RestTrouble.busy(check.output())) {
            throw RestTrouble.of("check that archiving works", check.output(), repos);
        }
        Disk.write(note(), wanted.text(), Disk.PRIVATE, stanza.user());
    }

    /** Somebody made an empty directory where a repository was lost, as he was told. */
    private boolean emptied() {
        return repos.stream()
                .anyMatch(r -> r instanceof Repo.Folder(var path)
                        && !path.resolve("archive").toFile().isDirectory());
    }

    private void create(Optional<Note> before) {
        Run.Ended made = stanza.run("stanza-create");
        if (!made.ok() && before.isPresent() && made.output().contains("do not match the database")) {
            made = stanza.run("stanza-upgrade");
        }
        if (!made.ok()) {
            throw RestTrouble.of("make the repository", made.output(), repos);
        }
    }

    /** PostgreSQL's own name of a data directory, which its copies have too: the first eight bytes of pg_control. */
    static String systemId(Path data) {
        try (var file = FileChannel.open(data.resolve("global/pg_control"))) {
            var bytes = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder());
            if (file.read(bytes) < Long.BYTES) {
                throw new Trouble(Reason.BACKUP_FAILED, data + "/global/pg_control is damaged");
            }
            return Long.toUnsignedString(bytes.getLong(0));
        } catch (IOException e) {
            throw Disk.trouble("read " + data + "/global/pg_control", e);
        }
    }

    /** Ends archiving; from here to the next backup nothing can be restored. */
    void stop(String segment) {
        if (site.archiver().isOn()) {
            drop(segment);
            site.archiver().off();
        }
        Disk.delete(note());
    }

    /** Notes that a segment never reached the repositories. */
    private void drop(String segment) {
        Path file = Script.dropped(stanza);
        Disk.write(file, Disk.read(file).orElse("") + segment + "\n", Disk.PRIVATE, stanza.user());
    }
}
