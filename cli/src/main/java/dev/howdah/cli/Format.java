package dev.howdah.cli;

import dev.howdah.cli.io.Tree;
import dev.howdah.resource.Documents;
import java.io.PrintStream;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** The option {@code -o} of commands that show one thing or a report. */
final class Format {

    enum Form {
        table,
        json,
        yaml
    }

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORM",
            defaultValue = "table",
            description = "${COMPLETION-CANDIDATES}; json and yaml are stable, for programs.")
    Form form = Form.table;

    boolean isTable() {
        return form == Form.table;
    }

    /** Prints a document in the form that is not a table. */
    void print(PrintStream out, JsonNode document) {
        if (form == Form.yaml) {
            out.print(Documents.toYaml(document));
        } else {
            out.println(Tree.pretty(document));
        }
    }
}
