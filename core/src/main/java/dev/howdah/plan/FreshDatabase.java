package dev.howdah.plan;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a look would find right after CREATE DATABASE … TEMPLATE template0: lets one plan show everything that a new
 * order needs. From PostgreSQL 15 on schema public belongs to pg_database_owner and PUBLIC may not create in it.
 */
final class FreshDatabase {

    private FreshDatabase() {}

    static Observed in(Wanted wanted, Observed observed) {
        Observed.Server server = observed.server();
        var database = new Observed.PgDatabase(
                0,
                server.platform(),
                wanted.marker(),
                wanted.connections(),
                Map.of(Grant.PUBLIC, Set.of("CONNECT", "TEMPORARY")),
                0);
        return new Observed(
                server,
                observed.unbornExists(),
                Optional.of(database),
                observed.roles(),
                Optional.of(inside(server, observed.available())),
                observed.networks(),
                observed.available());
    }

    private static Observed.Inside inside(Observed.Server server, Map<String, Observed.AvailableExtension> available) {
        var schema = server.versionNum() >= 150_000
                ? new Observed.PgSchema("pg_database_owner", Map.of(Grant.PUBLIC, Set.of("USAGE")), false)
                : new Observed.PgSchema(server.platform(), Map.of(Grant.PUBLIC, Set.of("USAGE", "CREATE")), false);
        var plpgsql = available.get("plpgsql");
        return new Observed.Inside(
                Map.of("public", schema),
                Map.of(),
                List.of(),
                plpgsql == null
                        ? Map.of()
                        : Map.of("plpgsql", new Observed.PgExtension("pg_catalog", plpgsql.defaultVersion(), "")));
    }
}
