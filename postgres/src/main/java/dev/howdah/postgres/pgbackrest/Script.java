package dev.howdah.postgres.pgbackrest;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** What PostgreSQL runs for each segment: hands it to pgBackRest, and keeps what that said. */
final class Script {

    private Script() {}

    /** pgBackRest calls a segment archived that it let go of, and says so in passing: it must not be lost silently. */
    static String text(Stanza stanza) {
        String push = stanza.line("archive-push").stream().map(Script::quoted).collect(Collectors.joining(" "));
        return """
                # Written by Howdah: changes made here are lost.
                said=$(%s "$1" 2>&1)
                code=$?
                case $said in
                *"dropped WAL file"*) echo "${1##*/}" >> %s ;;
                esac
                if [ $code != 0 ]; then
                    printf '%%s\\n' "$said" > %s
                elif [ -e %s ]; then
                    rm -f %s
                fi
                [ -z "$said" ] || printf '%%s\\n' "$said" >&2
                exit $code
                """.formatted(
                        push,
                        quoted(dropped(stanza).toString()),
                        quoted(error(stanza).toString()),
                        quoted(error(stanza).toString()),
                        quoted(error(stanza).toString()));
    }

    /** Segments that were let go of, oldest first; there until a backup was begun after. */
    static Path dropped(Stanza stanza) {
        return stanza.dir().resolve("dropped");
    }

    /** What the last push said that failed; gone once one works again. */
    static Path error(Stanza stanza) {
        return stanza.dir().resolve("error");
    }

    /** Runs a command with each repository in turn, in one shell: one that fails does not keep the others from it. */
    static List<String> each(int repositories, String body) {
        return List.of("sh", "-c", """
                rc=0
                for repo in $(seq 1 %d); do
                    %s
                done
                exit $rc
                """.formatted(repositories, body), "howdah");
    }

    private static String quoted(String word) {
        return "'" + word.replace("'", "'\\''") + "'";
    }
}
