package dev.howdah.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CredentialsTest {

    private static final String WRITE = "GET /api/v1/namespaces/demo/databases/shop/credentials/write";

    /** All but the template, which needs one. */
    private static final String[] FORMATS = {
        "env",
        "uri",
        "jdbc",
        "json",
        "yaml",
        "pgpass",
        "service",
        "properties",
        "idp",
        "opta",
        "gen3",
        "massdriver",
        "servicebinding",
        "spring",
        "django",
        "dotnet",
        "go",
        "externalsecret"
    };

    private final FakeServer server = new FakeServer();

    @TempDir
    Path home;

    CredentialsTest() {
        server.on(WRITE, Samples.CREDENTIAL);
    }

    @AfterEach
    void close() {
        server.close();
    }

    private Line.Ran run(String... args) {
        return Line.to(server, home).run(args);
    }

    @Test
    void every_form_names_a_file_that_holds_the_ca_on_this_machine() throws IOException {
        var all = new StringBuilder();
        for (String form : FORMATS) {
            Line.Ran ran = run("credentials", "demo/shop", "--format", form);
            assertThat(ran.exit()).as(ran.err()).isZero();
            all.append("== ").append(form).append('\n').append(ran.out());
        }
        String ca = home.resolve(".config/howdah/ca").toString();
        Golden.check(
                "credentials.txt",
                all.toString()
                        .replace(ca, "CADIR")
                        .replace(ca.replace("/", "%2F"), "CADIR")
                        .replaceAll("[0-9a-f]{16}\\.pem", "HASH.pem"));
        try (var files = Files.list(home.resolve(".config/howdah/ca"))) {
            assertThat(files.findFirst().orElseThrow()).content().contains("BEGIN CERTIFICATE");
        }
    }

    @Test
    void the_ca_is_written_where_it_is_wanted() {
        Line.Ran ran = run("credentials", "shop", "-n", "demo", "--format", "uri", "--write-ca", "my/ca.pem");
        assertThat(ran.out()).contains("sslrootcert=").contains("ca.pem");
        assertThat(home.resolve("my/ca.pem")).content().contains("BEGIN CERTIFICATE");
    }

    @Test
    void the_certificate_itself_can_be_in_the_text() {
        assertThat(run("credentials", "demo/shop", "--format", "yaml", "--ca-pem")
                        .out())
                .contains("BEGIN CERTIFICATE")
                .doesNotContain("sslrootcert");
        Line.Ran ran = run("credentials", "demo/shop", "--format", "uri", "--ca-pem");
        assertThat(ran.exit()).isEqualTo(2);
        assertThat(ran.err()).contains("--write-ca FILE");
    }

    @Test
    void keys_are_added_renamed_and_written_in_any_syntax() {
        assertThat(run("credentials", "demo/shop", "--format", "opta", "--module", "rds")
                        .out())
                .contains("export rds_db_user='demo-shop-write'");
        assertThat(run(
                                "credentials",
                                "demo/shop",
                                "--format=idp",
                                "--add=database,sslmode",
                                "--rename=endpoint=host",
                                "--syntax=json")
                        .out())
                .contains("\"host\" : \"db.example.org\"", "\"database\" : \"demo-shop\"");
        Line.Ran ran = run("credentials", "demo/shop", "--format", "opta", "--rename", "db_user=U,db_host=H-1");
        assertThat(ran.exit()).isEqualTo(2);
        assertThat(ran.err())
                .contains("--rename: db_name, db_password are missing", "'H-1' is no name of an environment variable");
    }

    @Test
    void a_template_is_filled_and_its_mistakes_are_told() throws IOException {
        Files.writeString(home.resolve("app.yaml"), "db:\n  url: \"pg://{{username}}@{{host}}\"\n  port: {{port}}\n");
        assertThat(run("credentials", "demo/shop", "--template", "app.yaml").out())
                .isEqualTo("db:\n  url: \"pg://demo-shop-write@db.example.org\"\n  port: 5432\n");
        Files.writeString(home.resolve("bad.txt"), "{{usrname}}");
        Line.Ran ran = run("credentials", "demo/shop", "--template", "bad.txt");
        assertThat(ran.exit()).isEqualTo(2);
        assertThat(ran.err()).contains("there is no field 'usrname': did you mean 'username'?");
    }

    @Test
    void the_readers_host_is_there_for_the_asking() {
        assertThat(run("credentials", "demo/shop", "--reader").out()).contains("export PGHOST='ro.example.org'");
    }

    @Test
    void roles_that_do_not_exist_are_usage_errors() {
        assertThat(run("credentials", "demo/shop", "--role", "owner").exit()).isEqualTo(2);
        assertThat(server.asked).isEmpty();
    }

    @Test
    void what_may_not_be_read_ends_with_4() {
        server.refuse("GET /api/v1/namespaces/other/databases/x/credentials/admin", 403, "Forbidden", "viewers don't");
        assertThat(run("credentials", "other/x", "--role", "admin").exit()).isEqualTo(4);
    }

    @Test
    void a_session_without_psql_says_how_to_install_it() {
        Line.Ran ran = Line.to(server, home).with("PATH", "/nowhere").terminal().run("psql", "demo/shop", "-c", "\\d");
        boolean elsewhere =
                Files.isDirectory(Path.of("/usr/lib/postgresql")) || Files.isDirectory(Path.of("/usr/pgsql"));
        assertThat(ran.exit()).isNotZero();
        if (!elsewhere) {
            assertThat(ran.err()).contains("sudo apt-get install postgresql-client");
        }
    }

    @Test
    void psql_tells_why_it_can_t_connect_and_never_shows_the_password() throws IOException {
        try (var free = new java.net.ServerSocket(0)) {
            server.on(
                    "GET /api/v1/namespaces/demo/databases/down/credentials/write",
                    Samples.CREDENTIAL
                            .replace("db.example.org", "127.0.0.1")
                            .replace("5432", "" + free.getLocalPort()));
        }
        Line.Ran ran = run("psql", "demo/down", "-c", "select 1");
        assertThat(ran.exit()).isEqualTo(1);
        assertThat(ran.err())
                .contains("can't connect as demo-shop-write@127.0.0.1:")
                .contains("Nothing listens there")
                .contains("howdah check demo/down")
                .doesNotContain("s3cr3t");
    }
}
