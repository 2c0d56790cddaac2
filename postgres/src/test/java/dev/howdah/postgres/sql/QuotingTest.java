package dev.howdah.postgres.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.howdah.plan.Grant;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import org.junit.jupiter.api.Test;

/** Names and values go to a real server and come back as they were. */
class QuotingTest {

    private static Session open;

    private static Session session() throws SQLException {
        if (open == null) {
            Connection c = Seat.SUPERUSER_15.root("postgres");
            open = new Session(c, true, Session::abandon);
        }
        return open;
    }

    @AfterContainer
    static void close() {
        if (open != null) {
            open.abandon();
            open = null;
        }
    }

    @Provide
    Arbitrary<String> texts() {
        Arbitrary<String> nasty = Arbitraries.of(
                "'",
                "''",
                "\"",
                "\\",
                "\\'",
                "$$",
                "$a$",
                ";",
                "--",
                "/*",
                "*/",
                "%",
                "%s",
                "?",
                "{fn x()}",
                ":a",
                "E'",
                "U&'",
                "\n",
                "\r",
                "\t",
                " ",
                "é",
                "名",
                "🐘",
                "\u202e",
                "\u200b",
                "DROP",
                "PUBLIC",
                "0");
        Arbitrary<String> any =
                Arbitraries.strings().ofMinLength(1).ofMaxLength(4).excludeChars('\0');
        return Arbitraries.oneOf(nasty, any)
                .list()
                .ofMinSize(1)
                .ofMaxSize(12)
                .map(parts -> String.join("", parts))
                .filter(s -> StandardCharsets.UTF_8.newEncoder().canEncode(s));
    }

    @Provide
    Arbitrary<String> names() {
        return texts().filter(s -> s.getBytes(StandardCharsets.UTF_8).length <= 63);
    }

    @Property(tries = 300)
    void aTextComesBackAsItWas(@ForAll("texts") String text) throws SQLException {
        for (String conforming : List.of("on", "off")) {
            session().execute("SET standard_conforming_strings = " + conforming);
            assertThat(session().query("SELECT " + Literal.quote(text) + " AS x", r -> r.getString("x")))
                    .containsExactly(text);
        }
        session().execute("SET standard_conforming_strings = on");
        assertThat(session()
                        .query("SELECT unnest(" + Literal.array(List.of(text, "b")) + ") AS x", r -> r.getString("x")))
                .containsExactly(text, "b");
    }

    @Property(tries = 300)
    void aNameComesBackAsItWas(@ForAll("names") String name) throws SQLException {
        String quoted = Identifier.quote(name);
        session()
                .batch(List.of(
                        "BEGIN",
                        "CREATE SCHEMA x" + "y",
                        "CREATE TABLE xy." + quoted + " (" + quoted + " int)",
                        "CREATE ROLE " + Identifier.quote(name.startsWith("pg_") ? "x" : name) + " NOLOGIN",
                        "GRANT SELECT ON " + Identifier.qualified("xy", name) + " TO "
                                + Identifier.grantee(
                                        name.startsWith("pg_") || name.equals(Grant.PUBLIC) ? "postgres" : name)));
        try {
            assertThat(session()
                            .query(
                                    "SELECT c.relname, a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid"
                                            + " WHERE c.relnamespace = 'xy'::regnamespace AND a.attnum = 1 AND c.relname = "
                                            + Literal.quote(name),
                                    r -> r.getString(1) + r.getString(2)))
                    .containsExactly(name + name);
        } finally {
            session().execute("ROLLBACK");
        }
    }

    @Test
    void whatPostgresqlCantHoldIsRefused() {
        for (String bad : List.of("", "a\0b", "x".repeat(64), "é".repeat(32), "\ud800")) {
            assertThatIllegalArgumentException().as(bad).isThrownBy(() -> Identifier.quote(bad));
        }
        assertThat(Identifier.quote("é".repeat(31) + "x")).hasSize(34);
        for (String bad : List.of("a\0b", "\udc00")) {
            assertThatIllegalArgumentException().isThrownBy(() -> Literal.quote(bad));
        }
    }

    @Test
    void everybodyIsAKeywordOnlyAsGrantee() {
        assertThat(Identifier.grantee("PUBLIC")).isEqualTo("PUBLIC");
        assertThat(Identifier.quote("PUBLIC")).isEqualTo("\"PUBLIC\"");
        assertThat(Identifier.grantee("public")).isEqualTo("\"public\"");
        assertThat(Identifier.setting("plpgsql.extra_errors")).isEqualTo("\"plpgsql\".\"extra_errors\"");
    }

    @Test
    void onlyPrivilegesArePrivileges() {
        assertThat(Privileges.statements(
                        "", "TABLE \"t\"", List.of(), List.of(new Grant(Set.of("SELECT", "SELECT*"), "r"))))
                .containsExactly(
                        "REVOKE GRANT OPTION FOR SELECT ON TABLE \"t\" FROM \"r\" CASCADE",
                        "REVOKE SELECT ON TABLE \"t\" FROM \"r\" CASCADE");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Privileges.statements(
                        "", "TABLE \"t\"", List.of(new Grant(Set.of("SELECT ON x TO y; --"), "r")), List.of()));
    }
}
