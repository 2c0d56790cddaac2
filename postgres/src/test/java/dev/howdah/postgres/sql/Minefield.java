package dev.howdah.postgres.sql;

import dev.howdah.resource.Role;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** Everything that a tenant can plant in its database for others to step on. */
final class Minefield {

    private final Order order;
    private final Connection tenant;

    private Minefield(Order order, Connection tenant) {
        this.order = order;
        this.tenant = tenant;
    }

    static Order laid(Seat seat) throws SQLException {
        Order order = Order.converged(seat);
        try (Connection tenant = order.login(Role.ADMIN)) {
            Minefield mines = new Minefield(order, tenant);
            mines.run(
                    "CREATE TABLE canary (session_name text, role_name text, what text)",
                    "GRANT INSERT ON canary TO PUBLIC",
                    "GRANT USAGE, CREATE ON SCHEMA public TO PUBLIC");
            mines.functions();
            mines.tables();
        }
        return order;
    }

    private void run(String... statements) {
        for (String sql : statements) {
            try {
                Seat.run(tenant, sql);
            } catch (SQLException e) {
                throw new IllegalStateException(sql, e);
            }
        }
    }

    /** Writes down who runs it and tries to become somebody. Whoever may write the canary table may spring it. */
    private void trap(String signature, String returns, String result) {
        run("""
                CREATE FUNCTION %s RETURNS %s LANGUAGE plpgsql AS $trap$
                BEGIN
                  IF session_user <> %s THEN
                    INSERT INTO public.canary VALUES (session_user, current_user, %s);
                    BEGIN SET ROLE NONE; ALTER ROLE %s SUPERUSER; EXCEPTION WHEN OTHERS THEN NULL; END;
                  END IF;
                  %s
                END $trap$""".formatted(
                        signature,
                        returns,
                        Literal.quote(order.role(Role.ADMIN)),
                        Literal.quote(signature),
                        Identifier.quote(order.role(Role.ADMIN)),
                        result));
    }

    static final List<String> NAMES = List.of(
            "\"; DROP TABLE canary; --",
            "'); SELECT pg_sleep(9); --",
            "$$; ALTER ROLE postgres NOLOGIN; $$",
            "back\\slash\\",
            "{fn now()} {call x}",
            "? ?? :x %s %I $1",
            "new\nline",
            "tab\tand space ",
            "ünï-çödé-名前-🐘",
            "select",
            "PUBLIC",
            "public",
            "information_schema.tables",
            "a.b\".\"c");

    /** Named like what catalog queries call, with arguments that fit better than the real ones'. */
    private void functions() {
        for (String type :
                List.of("text", "name", "oid", "\"char\"", "bool", "integer", "bigint", "text[]", "aclitem[]")) {
            for (String name : List.of(
                    "format",
                    "quote_ident",
                    "coalesce_",
                    "shobj_description",
                    "pg_get_userbyid",
                    "pg_database_size",
                    "aclexplode",
                    "array_agg_",
                    "concat",
                    "current_setting",
                    "pg_advisory_xact_lock",
                    "pg_terminate_backend",
                    "regrole",
                    "to_regrole",
                    "pg_has_role")) {
                trap("public." + name + "(a " + type + ")", "text", "RETURN 'x';");
            }
            trap("public.trap_op(a " + type + ", b " + type + ")", "boolean", "RETURN true;");
            for (String operator : List.of("=", "<>", "<", ">", "~", "!~", "||", "&&")) {
                run("CREATE OPERATOR public." + operator + " (LEFTARG = " + type + ", RIGHTARG = " + type
                        + ", FUNCTION = public.trap_op)");
            }
        }
        trap("public.shobj_description(a oid, b text)", "text", "RETURN 'howdah: x';");
        trap("public.acldefault(a \"char\", b oid)", "aclitem[]", "RETURN NULL;");
        trap("public.has_database_privilege(a oid, b text)", "boolean", "RETURN true;");
        run("CREATE TYPE public.mine AS (x int)");
        trap("public.from_mine(a public.mine)", "text", "RETURN 'x';");
        run(
                "CREATE CAST (public.mine AS text) WITH FUNCTION public.from_mine(public.mine) AS IMPLICIT",
                "CREATE VIEW public.pg_roles AS SELECT 1 AS oid, 'x' AS rolname, true AS rolsuper",
                "CREATE TABLE public.pg_class (oid oid, relname name)",
                "CREATE TABLE public.pg_database (oid oid, datname name)");
    }

    /** With code in every place that a table can hold it, and names that try to be SQL. */
    private void tables() {
        trap("public.trap_row()", "trigger", "RETURN NEW;");
        trap("public.trap_value(a int)", "int", "RETURN a;");
        run(
                "ALTER FUNCTION public.trap_value(int) IMMUTABLE",
                "CREATE DOMAIN public.checked AS int CHECK (public.trap_value(VALUE) IS NOT NULL)",
                """
                CREATE TABLE public.bait (id serial, x int CHECK (public.trap_value(x) > 0),
                    g int GENERATED ALWAYS AS (public.trap_value(x)) STORED, d int DEFAULT public.trap_value(1),
                    c public.checked)""",
                "CREATE INDEX ON public.bait (public.trap_value(x))",
                "CREATE TRIGGER t BEFORE INSERT OR UPDATE OR DELETE ON public.bait FOR EACH ROW EXECUTE FUNCTION"
                        + " public.trap_row()",
                "ALTER TABLE public.bait ENABLE ROW LEVEL SECURITY",
                "ALTER TABLE public.bait FORCE ROW LEVEL SECURITY",
                "CREATE POLICY p ON public.bait USING (public.trap_value(x) > 0)",
                "CREATE VIEW public.look AS SELECT public.trap_value(x) FROM public.bait",
                "CREATE RULE r AS ON INSERT TO public.look DO INSTEAD SELECT public.trap_value(1)",
                "CREATE MATERIALIZED VIEW public.seen AS SELECT public.trap_value(1) AS v");
        for (String name : NAMES) {
            String quoted = Identifier.quote(name);
            if (!name.equals("public")) {
                run("CREATE SCHEMA " + quoted);
            }
            run(
                    "CREATE TABLE " + quoted + "." + quoted + " (id serial)",
                    "REVOKE ALL ON " + quoted + "." + quoted + " FROM " + Identifier.quote(order.role(Role.READ)),
                    "REVOKE ALL ON SCHEMA " + quoted + " FROM " + Identifier.quote(order.role(Role.WRITE)),
                    "ALTER DEFAULT PRIVILEGES IN SCHEMA " + quoted + " GRANT ALL ON TABLES TO PUBLIC");
        }
    }
}
