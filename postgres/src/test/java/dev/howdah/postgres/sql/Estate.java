package dev.howdah.postgres.sql;

import dev.howdah.resource.Role;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;

/** A tenant's database with a thing of every sort in it, and what can be said of all of them. */
final class Estate {

    private Estate() {}

    static void fill(Order order) {
        order.as(Role.ADMIN, """
                CREATE TYPE public.mood AS ENUM ('sad', 'it''s fine; really');
                CREATE DOMAIN public.email AS text CHECK (VALUE ~ '@');
                CREATE TYPE public.pair AS (a int, b text);
                CREATE SCHEMA "Odd ""schema"" TO x";
                CREATE SCHEMA shop;
                CREATE FUNCTION shop.double(i int) RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT i * 2';
                CREATE TABLE shop.customers (
                    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
                    email public.email NOT NULL, mood public.mood DEFAULT 'sad', best int,
                    twice int GENERATED ALWAYS AS (shop.double(best)) STORED,
                    CHECK (shop.double(best) < 100000));
                CREATE TABLE shop.orders (id serial PRIMARY KEY, customer bigint REFERENCES shop.customers, p public.pair);
                ALTER TABLE shop.customers ADD FOREIGN KEY (best) REFERENCES shop.orders DEFERRABLE INITIALLY DEFERRED;
                CREATE TABLE shop.events (at date, what text) PARTITION BY RANGE (at);
                CREATE TABLE shop.events_2029 PARTITION OF shop.events FOR VALUES FROM ('2029-01-01') TO ('2030-01-01');
                CREATE TABLE shop.events_rest PARTITION OF shop.events DEFAULT;
                CREATE INDEX ON shop.events (at);
                CREATE INDEX trigrams ON shop.events USING gin (what public.gin_trgm_ops);
                CREATE TABLE "Odd ""schema"" TO x"."ta\\b;le" ("a b" text, j jsonb, b bytea, n numeric[], t timestamptz);
                CREATE VIEW shop.happy WITH (security_barrier) AS SELECT * FROM shop.customers WHERE mood <> 'sad';
                CREATE STATISTICS shop.stats (dependencies) ON id, best FROM shop.customers;
                CREATE FUNCTION shop.owner() RETURNS name SECURITY DEFINER LANGUAGE sql AS 'SELECT current_user';
                CREATE FUNCTION shop.touch() RETURNS trigger LANGUAGE plpgsql AS $t$ BEGIN
                    RAISE EXCEPTION 'a trigger ran'; END $t$;
                CREATE PROCEDURE shop.nothing() LANGUAGE sql AS 'SELECT 1';
                CREATE AGGREGATE shop.total(int) (SFUNC = int4pl, STYPE = int);
                CREATE OPERATOR shop.### (LEFTARG = int, RIGHTARG = int, FUNCTION = int4pl);
                CREATE COLLATION shop.c (LOCALE = 'C');
                CREATE TEXT SEARCH CONFIGURATION shop.words (COPY = pg_catalog.simple);
                INSERT INTO shop.customers (email, mood) SELECT 'u' || g || '@x', 'it''s fine; really'
                    FROM generate_series(1, 500) g;
                INSERT INTO shop.orders (customer, p) SELECT g, ROW(g, 'b' || g)::public.pair FROM generate_series(1, 500) g;
                UPDATE shop.customers SET best = id;
                INSERT INTO shop.events SELECT date '2029-01-01' + g, 'event ' || g FROM generate_series(1, 700) g;
                INSERT INTO "Odd ""schema"" TO x"."ta\\b;le" VALUES
                    (E'tab\\there\\nline\\\\.', '{"a": [1, null]}', '\\x00ff', '{1.5,NaN}', '2029-02-03 04:05:06.789+02'),
                    (NULL, NULL, NULL, NULL, NULL), (E'\\\\.', '{}', '', '{}', 'infinity');
                CREATE MATERIALIZED VIEW shop.summary AS SELECT mood, count(*) FROM shop.customers GROUP BY mood;
                CREATE UNIQUE INDEX ON shop.summary (mood);
                CREATE TRIGGER touched BEFORE INSERT ON shop.customers FOR EACH ROW EXECUTE FUNCTION shop.touch();
                CREATE RULE quiet AS ON DELETE TO shop.happy DO INSTEAD NOTHING;
                ALTER TABLE shop.orders ENABLE ROW LEVEL SECURITY;
                COMMENT ON TABLE shop.orders IS 'it''s; "quoted"';
                COMMENT ON SCHEMA shop IS 'a shop';
                SELECT lo_from_bytea(4711, 'a large object'), setval('shop.orders_id_seq', 4242);
                COMMENT ON LARGE OBJECT 4711 IS 'large';
                """, """
                CREATE POLICY mine ON shop.orders AS RESTRICTIVE FOR SELECT TO "%1$s", "%2$s"
                    USING (id > 0 AND 'TO "x"' <> '') ;
                CREATE POLICY every ON shop.orders USING (true);
                GRANT SELECT (id, mood) ON shop.customers TO "%1$s" WITH GRANT OPTION;
                REVOKE SELECT ON shop.orders FROM "%1$s";
                REVOKE EXECUTE ON FUNCTION shop.owner() FROM PUBLIC;
                GRANT EXECUTE ON FUNCTION shop.owner() TO "%2$s";
                GRANT USAGE ON SCHEMA shop TO PUBLIC;
                GRANT CREATE ON SCHEMA shop TO "%2$s";
                ALTER DEFAULT PRIVILEGES IN SCHEMA shop GRANT EXECUTE ON FUNCTIONS TO "%1$s";
                ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
                ALTER ROLE "%3$s" IN DATABASE "%4$s" SET search_path TO shop, "Odd ""schema"" TO x";
                """.formatted(
                        order.role(Role.READ), order.role(Role.WRITE), order.role(Role.ADMIN), order.names.database()));
        order.as(
                Role.WRITE,
                "CREATE TABLE shop.written (x int); INSERT INTO shop.written VALUES (1); GRANT SELECT ON shop.written TO \""
                        + order.role(Role.READ) + "\" WITH GRANT OPTION");
        order.as(Role.READ, "GRANT SELECT ON shop.written TO \"" + order.role(Role.ADMIN) + "\"");
        order.as(Role.WRITE, "SELECT lo_from_bytea(4712, 'written')");
    }

    /** A checksum of all rows, by table. */
    static List<String> rows(Order order) {
        try (Connection c = order.seat.root(order.names.database())) {
            List<String> tables = Seat.rows(
                    c,
                    "SELECT oid::regclass FROM pg_class WHERE relkind IN ('r', 'm') AND oid >= 16384"
                            + " AND relnamespace <> 'pg_toast'::regnamespace ORDER BY 1");
            String all = tables.stream()
                    .map(t -> "SELECT " + Literal.quote(t) + ", count(*), sum(hashtextextended(x::text, 0)) FROM " + t
                            + " x")
                    .collect(Collectors.joining(" UNION ALL "));
            List<String> rows = Seat.rows(c, all + " ORDER BY 1");
            rows.addAll(Seat.rows(c, "SELECT loid, data FROM pg_largeobject ORDER BY loid"));
            rows.addAll(Seat.rows(c, "SELECT schemaname || sequencename, last_value FROM pg_sequences ORDER BY 1"));
            return rows;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
