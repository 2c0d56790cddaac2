package dev.howdah.postgres.pgbackrest;

import dev.howdah.resource.Json;
import dev.howdah.spi.BackupEngine;
import dev.howdah.spi.BackupEngine.Backup;
import dev.howdah.spi.BackupEngine.Catalog;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** What {@code pgbackrest info --output=json} says of one stanza. */
final class Catalogs {

    private static final int OK = 0;
    private static final int NOTHING_YET = 2;

    private Catalogs() {}

    static Catalog parse(String json, List<Repo> repos) {
        var backups = new ArrayList<Backup>();
        var trouble = new ArrayList<String>();
        JsonNode all;
        try {
            all = Json.mapper().readTree(json);
        } catch (JacksonException e) {
            // what a wrong key makes of a file is in it as it is
            String why = RestTrouble.of("read the repositories", json, repos).sentence();
            return new Catalog(List.of(), List.of(why));
        }
        for (JsonNode stanza : all) {
            for (JsonNode repo : stanza.path("repo")) {
                int code = repo.path("status").path("code").asInt(OK);
                if (code != OK && code != NOTHING_YET) {
                    trouble.add(trouble(
                            repos.get(repo.path("key").asInt(1) - 1),
                            repo.path("status").path("message").asString("")));
                }
            }
            stanza.path("backup").forEach(b -> backups.add(backup(b)));
        }
        return new Catalog(backups, trouble);
    }

    private static String trouble(Repo repo, String said) {
        return RestTrouble.of(
                        "read the repository " + repo,
                        said.startsWith("missing stanza") ? "backup.info' for read" : said,
                        List.of(repo))
                .sentence();
    }

    private static Backup backup(JsonNode b) {
        JsonNode stored = b.path("info").path("repository");
        return new Backup(
                b.path("label").asString(""),
                BackupEngine.Type.valueOf(b.path("type").asString("full").toUpperCase(Locale.ROOT)),
                b.path("database").path("repo-key").asInt(1),
                Instant.ofEpochSecond(b.path("timestamp").path("start").asLong(0)),
                ended(b),
                b.path("info").path("size").asLong(0),
                stored.path("delta").asLong(0),
                error(b));
    }

    /** It is told in whole seconds, and no time within its last one can be restored from it. */
    static Instant ended(JsonNode backup) {
        return Instant.ofEpochSecond(backup.path("timestamp").path("stop").asLong(0) + 1);
    }

    private static @Nullable String error(JsonNode b) {
        return b.path("error").asBoolean(false) ? "pages whose checksums are wrong were found in the cluster" : null;
    }

    /** Labels of backups that a backup needs, and its own. */
    static List<String> needs(JsonNode backup) {
        var all = new ArrayList<String>();
        backup.path("reference").forEach(r -> all.add(r.asString("")));
        all.add(backup.path("label").asString(""));
        return all;
    }
}
