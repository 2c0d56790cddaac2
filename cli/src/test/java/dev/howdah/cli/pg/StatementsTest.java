package dev.howdah.cli.pg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.howdah.cli.io.Console;
import dev.howdah.testkit.ThrowawayPostgres;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Statements without psql come out as psql itself prints them. */
class StatementsTest {

    private final ThrowawayPostgres server = ThrowawayPostgres.of(15);
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private Account account() {
        var s = server.superuser();
        return new Account(
                "127.0.0.1",
                server.port(),
                "postgres",
                s.user(),
                s.password(),
                "disable",
                Optional.empty(),
                Optional.empty());
    }

    private void run(String sql, RowPrinter.Look look, String stdin) throws SQLException {
        var console = new Console(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                new ByteArrayInputStream(stdin.getBytes(StandardCharsets.UTF_8)),
                Map.of(),
                Path.of("").toAbsolutePath(),
                false,
                false,
                false);
        var printer = new RowPrinter(console, look);
        try (var session = Statements.open(account())) {
            Optional<Copy> copy = Copy.of(sql);
            if (copy.isPresent()) {
                copy.get().run(session.connection(), console, printer);
            } else {
                session.run(sql, printer);
            }
        }
    }

    private String psql(String sql, String... flags) throws Exception {
        Assumptions.assumeTrue(
                Files.isExecutable(Path.of("/usr/bin/psql")), "psql is not installed: nothing to compare with");
        var command = new java.util.ArrayList<>(java.util.List.of("psql", "-X", "-h", "127.0.0.1", "-U", "postgres"));
        command.addAll(java.util.List.of("-p", String.valueOf(server.port()), "-d", "postgres", "-c", sql));
        command.addAll(java.util.List.of(flags));
        var builder = new ProcessBuilder(command);
        builder.environment().put("PGPASSWORD", server.superuser().password());
        builder.environment().put("LC_ALL", "C.UTF-8");
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return said;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select 1 as n, 'ü€'::text as \"a longer name\", null as nothing, true as yes",
                "select * from (values (1,'one'),(20,'twenty'),(300,null)) as t(i, word)",
                "select 'a' as c where false",
                "select E'two\\nlines' as text, 5 as n",
                "select 1 as a, E'x\\ny' as last",
                "create temp table t(i int); insert into t values (1),(2); update t set i = i + 1; select * from t; delete from t",
                "begin; select 1; commit",
                "select 1.50::numeric as price, 7::bigint as big, '2020-01-01'::date as day, array[1,2] as list",
                "select 'a\"b,c' as quoted, '' as empty",
                "",
                "select 1 where false; select 2"
            })
    void output_is_psql_s_own_aligned_unaligned_and_csv(String sql) throws Exception {
        String expected = psql(sql) + psql(sql, "-A") + psql(sql, "-t") + psql(sql, "-A", "-t") + psql(sql, "--csv");
        run(sql, new RowPrinter.Look(true, false, false), "");
        run(sql, new RowPrinter.Look(false, false, false), "");
        run(sql, new RowPrinter.Look(true, true, false), "");
        run(sql, new RowPrinter.Look(false, true, false), "");
        run(sql, new RowPrinter.Look(true, false, true), "");
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo(expected);
    }

    @Test
    void several_statements_are_all_or_nothing() throws Exception {
        try (var c = server.connect("postgres");
                var s = c.createStatement()) {
            s.execute("create table all_or_nothing(i int)");
        }
        assertThatThrownBy(() -> run(
                        "insert into all_or_nothing values (1); select 1/0",
                        new RowPrinter.Look(true, false, false),
                        ""))
                .hasMessageContaining("division by zero");
        run("select count(*) from all_or_nothing", new RowPrinter.Look(false, true, false), "");
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("INSERT 0 1\n0\n");
    }

    @Test
    void errors_point_at_their_place() throws Exception {
        String sql = "select 1;\nselect 'ü', nope from t";
        SQLException error =
                catchThrowableOfType(SQLException.class, () -> run(sql, new RowPrinter.Look(true, false, false), ""));
        assertThat(SqlError.lines(error, sql))
                .containsExactly(
                        "ERROR:  relation \"t\" does not exist",
                        "LINE 2: select 'ü', nope from t",
                        "                              ^");
    }

    @Test
    void notices_go_to_stderr() throws Exception {
        run(
                "do $$ begin raise notice 'hello'; raise warning 'careful'; end $$",
                new RowPrinter.Look(true, false, false),
                "");
        assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo("NOTICE:  hello\nWARNING:  careful\n");
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("DO\n");
    }

    @Test
    void copy_streams_both_ways() throws Exception {
        try (var c = server.connect("postgres");
                var s = c.createStatement()) {
            s.execute("create table copied(i int, t text)");
        }
        run("copy copied from stdin with (format csv)", new RowPrinter.Look(true, false, false), "1,one\n2,\"t,wo\"\n");
        run("COPY copied TO STDOUT", new RowPrinter.Look(true, false, false), "");
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("COPY 2\n1\tone\n2\tt,wo\n");
    }
}
