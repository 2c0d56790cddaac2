package dev.howdah.cli;

import static dev.howdah.cli.io.Tree.text;

import dev.howdah.cli.io.Age;
import dev.howdah.cli.io.Table;
import dev.howdah.cli.io.Tree;
import dev.howdah.resource.Kind;
import dev.howdah.resource.TimeSpan;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/** What tables show of each kind. */
final class Columns {

    private record Column(String header, boolean wide, Function<JsonNode, String> cell) {}

    private final List<Column> columns;

    private Columns(List<Column> columns) {
        this.columns = columns;
    }

    static Columns of(Kind kind, boolean wide, Instant now) {
        List<Column> all = switch (kind) {
            case DATABASE ->
                List.of(
                        field("NAMESPACE", "/metadata/namespace"),
                        field("NAME", "/metadata/name"),
                        field("CLUSTER", "/spec/cluster"),
                        field("MODE", "/spec/mode"),
                        ready(),
                        reason(),
                        size(),
                        age(now),
                        wide("DATABASE", r -> text(r, "/status/database")),
                        wide("ENDPOINT", Columns::endpoint),
                        wide(
                                "EXPIRES",
                                r -> expires(r).map(at -> Age.until(at, now)).orElse("")),
                        wide("MESSAGE", r -> text(r, "/status/message")));
            case LINK ->
                List.of(
                        field("NAMESPACE", "/metadata/namespace"),
                        field("NAME", "/metadata/name"),
                        new Column("DATABASE", false, Columns::linked),
                        field("ROLE", "/spec/role"),
                        ready(),
                        reason(),
                        age(now),
                        wide("ENDPOINT", Columns::endpoint),
                        wide("MESSAGE", r -> text(r, "/status/message")));
            case CLUSTER ->
                List.of(
                        field("NAME", "/metadata/name"),
                        field("PROVIDER", "/spec/provider"),
                        field("VERSION", "/status/version"),
                        new Column("ENDPOINT", false, Columns::endpoint),
                        ready(),
                        reason(),
                        age(now),
                        wide("PID", r -> text(r, "/status/pid")),
                        wide("DATADIR", r -> text(r, "/status/dataDir")),
                        wide("MESSAGE", r -> text(r, "/status/message")));
            case SECRET_SINK ->
                List.of(
                        field("NAME", "/metadata/name"),
                        field("TYPE", "/spec/type"),
                        ready(),
                        reason(),
                        age(now),
                        wide("MESSAGE", r -> text(r, "/status/message")));
            case NAMESPACE ->
                List.of(
                        field("NAME", "/metadata/name"),
                        field("TEAM", "/spec/owner/team"),
                        ready(),
                        age(now),
                        wide("CONTACT", r -> text(r, "/spec/owner/contact")),
                        wide("MESSAGE", r -> text(r, "/status/message")));
        };
        return new Columns(all.stream().filter(c -> wide || !c.wide()).toList());
    }

    Table table() {
        return new Table(columns.stream().map(Column::header).toList());
    }

    List<String> cells(JsonNode resource) {
        return columns.stream().map(c -> c.cell().apply(resource)).toList();
    }

    static String endpoint(JsonNode resource) {
        String host = text(resource, "/status/endpoint");
        return host.isEmpty()
                ? ""
                : (host.contains(":") ? "[" + host + "]" : host) + ":" + text(resource, "/status/port");
    }

    /** When an order goes to the trash by itself; protected ones stay. */
    static Optional<Instant> expires(JsonNode order) {
        String after = text(order, "/spec/expires");
        String made = text(order, "/metadata/createdAt");
        return after.isEmpty() || made.isEmpty() || text(order, "/spec/mode").equals("protected")
                ? Optional.empty()
                : Optional.of(Instant.parse(made).plus(TimeSpan.parse(after).duration()));
    }

    private static String linked(JsonNode link) {
        return text(link, "/spec/database/namespace") + "/" + text(link, "/spec/database/name");
    }

    private static Column field(String header, String pointer) {
        return new Column(header, false, r -> text(r, pointer));
    }

    private static Column wide(String header, Function<JsonNode, String> cell) {
        return new Column(header, true, cell);
    }

    private static Column ready() {
        return new Column("READY", false, r -> Tree.isReady(r) ? "yes" : "no");
    }

    private static Column reason() {
        return new Column("REASON", false, r -> text(Tree.ready(r), "/reason"));
    }

    private static Column size() {
        return new Column("SIZE", false, r -> Age.size(Tree.number(r, "/status/sizeBytes", -1)));
    }

    private static Column age(Instant now) {
        return new Column("AGE", false, r -> Age.of(text(r, "/metadata/createdAt"), now));
    }
}
