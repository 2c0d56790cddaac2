package dev.howdah.cli;

import dev.howdah.cli.io.Console;
import dev.howdah.cli.io.Style;
import dev.howdah.cli.io.Table;
import dev.howdah.cli.io.Tree;
import dev.howdah.cli.pg.Account;
import dev.howdah.cli.pg.Finding;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What `check` prints: each stage as it ends, then the tables and a verdict. */
final class CheckReport {

    private final Console console;
    private final Format format;

    CheckReport(Console console, Format format) {
        this.console = console;
        this.format = format;
    }

    void each(Finding finding) {
        if (!format.isTable()) {
            return;
        }
        Style style = console.style();
        String level = switch (finding.level()) {
            case ok -> style.green("ok  ");
            case warn -> style.yellow("warn");
            case fail -> style.red("fail");
        };
        console.out().println(level + "  " + String.format("%-9s", finding.stage()) + Style.clean(finding.message()));
        finding.hints().forEach(h -> console.out().println("               " + Style.clean(h)));
    }

    void end(Account account, List<Finding> findings) {
        boolean failed = findings.stream().anyMatch(Finding::failed);
        if (!format.isTable()) {
            format.print(console.out(), document(account, findings, !failed));
            return;
        }
        findings.stream().filter(f -> f.stage().equals("tables")).forEach(this::tables);
        console.out().println();
        console.out()
                .println(
                        failed
                                ? console.style().red("The connection does not work.")
                                : console.style().green("The connection works."));
    }

    private void tables(Finding finding) {
        var rows = Tree.elements(Tree.tree(finding.facts()).path("tables")).toList();
        if (rows.isEmpty()) {
            return;
        }
        Table table = new Table("SCHEMA", "TABLE", "ROWS (ABOUT)", "MAY");
        rows.forEach(t -> table.row(
                Tree.text(t, "/schema"), Tree.text(t, "/name"), Tree.text(t, "/estimatedRows"), Tree.text(t, "/may")));
        console.out().println();
        table.print(console.out(), console.style());
    }

    private static ObjectNode document(Account account, List<Finding> findings, boolean ok) {
        ObjectNode document = Tree.object()
                .put("ok", ok)
                .put("host", account.host())
                .put("port", account.port())
                .put("database", account.database())
                .put("user", account.user())
                .put("sslmode", account.sslmode());
        ArrayNode stages = document.putArray("stages");
        findings.forEach(f -> stages.add(Tree.tree(f)));
        return document;
    }
}
