package dev.howdah.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.resource.Documents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of other systems become orders, without a control plane. */
class ImportTest {

    @TempDir
    Path home;

    private Line.Ran run(String... args) {
        return new Line(home).run(args);
    }

    @Test
    void orders_go_to_stdout_and_notes_to_stderr() throws IOException {
        Files.writeString(home.resolve("values.yaml"), "postgresqlDatabases: [{name: my-db, mode: protected}]");
        Files.writeString(
                home.resolve("application.yaml"),
                "{apiVersion: v2, name: x, slackChannel: chat, helm: {chart: helm/idp-postgresql}}");
        Line.Ran ran = run(
                "import", "idp", "values.yaml", "application.yaml", "-n", "idp-dev", "--sink", "kubernetes,secrets");
        assertThat(ran.exit()).isZero();
        assertThat(Documents.parse(ran.out(), null, "out").resources()).hasSize(1);
        assertThat(ran.out()).contains("contact: chat", "mode: protected", "to: kubernetes", "to: secrets");
        assertThat(ran.err()).contains("note: application.yaml: slackChannel became the owner's contact");
    }

    @Test
    void what_is_wrong_is_said_all_at_once_and_nothing_is_printed() {
        Line.Ran ran = new Line(home)
                .stdin("name: x\nmodules: [{name: db, type: postgres, sefety: true}, {type: postgres, multi_az: 1}]")
                .run("import", "opta", "-");
        assertThat(ran.exit()).isEqualTo(1);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err())
                .contains("stdin:2: modules[0].sefety: unknown field 'sefety': did you mean 'safety'?")
                .contains("modules[1].multi_az: true or false is wanted");
    }

    @Test
    void a_system_that_is_not_known_is_a_usage_error() {
        assertThat(run("import", "heroku", "x").exit()).isEqualTo(2);
        assertThat(run("import", "opta").exit()).isEqualTo(2);
        assertThat(run("import", "opta", "nowhere.yaml").err()).contains("there is no such file");
    }
}
