package dev.howdah.cli.pg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.howdah.cli.pg.Consumers.Person;
import dev.howdah.resource.Deliver;
import dev.howdah.resource.Format;
import dev.howdah.resource.Json;
import dev.howdah.resource.Role;
import dev.howdah.shape.FileText;
import dev.howdah.spi.Contents;
import dev.howdah.testkit.DotNetString;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Each shape is read by the program that it is for, which then logs in with it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConsumersTest {

    private static final String PYTHON = "/usr/bin/python3";

    @TempDir
    static Path directory;

    private Consumers world;

    @BeforeAll
    void prepare() throws Exception {
        world = new Consumers(directory);
    }

    @AfterAll
    void close() {
        world.close();
    }

    private static String psql(String script) throws Exception {
        Assumptions.assumeTrue(
                Files.isExecutable(Path.of("/usr/bin/psql")), "psql is not installed: what it reads is not tested");
        return Consumers.run("sh", "-c", script);
    }

    private static final String ASK = "psql -XAtc \"$WHO\"";

    @ParameterizedTest
    @EnumSource
    void psql_reads_variables_from_a_dotenv_file_and_from_exports(Person p) throws Exception {
        Path env = world.file("env", world.text(p, Format.ENV));
        assertThat(psql("set -a; . '" + env + "'; " + ASK)).isEqualTo(p.itself());
        Contents contents = world.shape(p, Deliver.of(Role.WRITE, "sink", Format.ENV));
        Path exports = world.file("exports", FileText.exports(contents));
        assertThat(psql("eval \"$(cat '" + exports + "')\"; " + ASK)).isEqualTo(p.itself());
    }

    @ParameterizedTest
    @EnumSource
    void psql_reads_uris_and_keyword_strings(Person p) throws Exception {
        for (Format format : List.of(Format.URI, Format.GO)) {
            Path text = world.file("text", world.text(p, format));
            assertThat(psql("psql \"$(cat '" + text + "')\" -XAtc \"$WHO\""))
                    .as(format.text())
                    .isEqualTo(p.itself());
        }
    }

    @ParameterizedTest
    @EnumSource
    void psql_reads_service_and_password_files(Person p) throws Exception {
        Path pgpass = world.file("pgpass", world.text(p, Format.PGPASS));
        if (p == Person.BLANK) {
            assertThatThrownBy(() -> world.text(p, Format.SERVICE)).hasMessageContaining("blanks");
            return;
        }
        // a service file can't escape: what names the section must hold no bracket, the values may hold anything
        Path service = world.file("service", world.text(p, Format.SERVICE).replaceFirst("\\[.*]", "[x]"));
        assertThat(psql("PGSERVICEFILE='" + service + "' PGSERVICE=x " + ASK)).isEqualTo(p.itself());
        Path without = world.file("without", Files.readString(service).replaceAll("(?m)^password=.*\n", ""));
        assertThat(psql("PGPASSFILE='" + pgpass + "' PGSERVICEFILE='" + without + "' PGSERVICE=x " + ASK))
                .isEqualTo(p.itself());
    }

    @ParameterizedTest
    @EnumSource
    void pgjdbc_reads_urls_properties_and_what_spring_hands_it(Person p) throws Exception {
        for (Contents jdbc :
                List.of(world.inlined(p, Format.JDBC), world.shape(p, Deliver.of(Role.WRITE, "sink", Format.JDBC)))) {
            assertThat(Consumers.jdbc(jdbc.onlyValue(), new Properties())).isEqualTo(p.itself());
        }
        for (String text : List.of(world.inlined(p, Format.PROPERTIES).onlyValue(), world.text(p, Format.PROPERTIES))) {
            var properties = new Properties();
            properties.load(new StringReader(text));
            assertThat(Consumers.jdbc(properties.getProperty("url"), properties))
                    .isEqualTo(p.itself());
        }
        if (p == Person.SHELL) {
            assertThatThrownBy(() -> world.inlined(p, Format.SPRING)).hasMessageContaining("placeholder");
            return;
        }
        Map<String, String> spring = world.inlined(p, Format.SPRING).entries();
        var properties = new Properties();
        properties.setProperty("user", spring.get("SPRING_DATASOURCE_USERNAME"));
        properties.setProperty("password", spring.get("SPRING_DATASOURCE_PASSWORD"));
        assertThat(Consumers.jdbc(spring.get("SPRING_DATASOURCE_URL"), properties))
                .isEqualTo(p.itself());
    }

    @ParameterizedTest
    @EnumSource
    void psycopg2_reads_uris_keyword_strings_and_what_python_makes_of_a_dotenv_file(Person p) throws Exception {
        Assumptions.assumeTrue(
                Consumers.run(PYTHON, "-c", "import psycopg2, dotenv").isEmpty(),
                "python3-psycopg2 or python3-dotenv is not installed: what they read is not tested");
        Path uri = world.file("uri", world.text(p, Format.URI));
        Path dsn = world.file("dsn", world.text(p, Format.GO));
        Path env = world.file("django.env", world.text(p, Format.DJANGO));
        Path script = world.file("ask.py", """
                import dotenv, logging, os, psycopg2, sys
                logging.disable(logging.CRITICAL)
                def ask(**k):
                    c = psycopg2.connect(**k)
                    q = c.cursor(); q.execute(os.environ["WHO"]); return q.fetchone()[0]
                uri, dsn, env, keys = sys.argv[1:]
                d = dotenv.dotenv_values(env, interpolate=False)
                said = {
                    "uri": ask(dsn=open(uri).read()),
                    "dsn": ask(dsn=open(dsn).read()),
                    "url": ask(dsn=d["DATABASE_URL"]),
                }
                if keys == "true":
                    said["keys"] = ask(dbname=d["DJANGO_DB_NAME"], user=d["DJANGO_DB_USER"],
                        password=d["DJANGO_DB_PASSWORD"], host=d["DJANGO_DB_HOST"], port=d["DJANGO_DB_PORT"],
                        sslmode=d["DJANGO_DB_SSLMODE"], sslrootcert=d["DJANGO_DB_SSLROOTCERT"])
                for how, who in said.items():
                    assert who == said["uri"], how
                print(who)
                """);
        // $ and ` and a last \\ are escaped for the shell: libraries leave the escape, or can't read it at all
        String keys = "" + (p == Person.BLANK);
        assertThat(Consumers.run(PYTHON, script.toString(), uri.toString(), dsn.toString(), env.toString(), keys))
                .isEqualTo(p.itself());
    }

    @ParameterizedTest
    @EnumSource
    void what_a_dotnet_program_reads_logs_in(Person p) throws Exception {
        Map<String, String> read = DotNetString.read(world.text(p, Format.DOTNET));
        assertThat(read).containsEntry("ssl mode", "VerifyFull").containsKey("root certificate");
        assertThat(world.login(read.get("username"), read.get("password"), read.get("database")))
                .isEqualTo(p.itself());
    }

    @ParameterizedTest
    @EnumSource
    void what_a_shell_reads_of_any_keys_logs_in(Person p) throws Exception {
        Path env = world.file("opta.env", world.text(p, Format.OPTA));
        String[] read = Consumers.run(
                        "sh",
                        "-c",
                        ". '" + env
                                + "'; printf '%s|;|%s|;|%s' \"$my_db_db_user\" \"$my_db_db_password\" \"$my_db_db_name\"")
                .split("\\|;\\|");
        assertThat(world.login(read[0], read[1], read[2])).isEqualTo(p.itself());
    }

    @ParameterizedTest
    @EnumSource
    void what_yaml_and_json_parsers_read_logs_in(Person p) throws Exception {
        Load yaml = new Load(LoadSettings.builder().build());
        for (Map<?, ?> read : List.of(
                (Map<?, ?>) yaml.loadFromString(world.text(p, Format.YAML)),
                (Map<?, ?>) yaml.loadFromString(world.text(p, Format.JSON)),
                Json.read(world.text(p, Format.JSON), Map.class))) {
            assertThat(world.login((String) read.get("username"), (String) read.get("password"), (String)
                            read.get("database")))
                    .isEqualTo(p.itself());
        }
        String writer = world.inlined(p, Format.MASSDRIVER).entries().get("writer");
        var artifact = Json.mapper().readTree(writer).at("/data/authentication");
        assertThat(world.login(
                        artifact.path("username").asString(),
                        artifact.path("password").asString(),
                        p.database))
                .isEqualTo(p.itself());
    }
}
