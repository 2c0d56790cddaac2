package dev.howdah.server.system;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class BehindBackTest {

    private final Seat seat = Seat.shared();
    private final Api admin = seat.admin();
    private final Pg platform = seat.platform("default");

    @Test
    void aDatabaseThatVanishedIsSaidToBeMissingAndNeverMadeAnew() {
        Order order = seat.order("lost");
        admin.ready(order);
        platform.sql("DROP DATABASE \"" + order.pg() + "\" WITH (FORCE)");

        seat.look(order, "DataMissing");
        seat.look(order, "DataMissing");

        assertThat(platform.one("SELECT count(*) FROM pg_database WHERE datname = '" + order.pg() + "'"))
                .isEqualTo("0");
        assertThat(Order.message(admin.settled(order))).contains("restore it", "--purge --confirm lost");
        assertThat(admin.plan(order.labelled("x").yaml())
                        .ok()
                        .at("/items/0/reason")
                        .asString())
                .isEqualTo("DataMissing");

        admin.delete(order, "?purge=true&confirm=lost").ok();
        Seat.until("it is gone", () -> admin.get(order.path()).status() == 404);
        admin.ready(order);
    }

    @Test
    void aDatabaseWithoutItsMarkerIsLeftAloneUntilTheMarkerIsBack() {
        Order order = seat.order("unmarked");
        admin.ready(order);
        String marker = platform.one(
                "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = '" + order.pg() + "'");
        platform.sql("COMMENT ON DATABASE \"" + order.pg() + "\" IS NULL");
        platform.sql("ALTER DATABASE \"" + order.pg() + "\" CONNECTION LIMIT 3");

        seat.look(order, "MarkerMissing");
        assertThat(platform.one("SELECT datconnlimit FROM pg_database WHERE datname = '" + order.pg() + "'"))
                .isEqualTo("3");
        assertThat(Order.message(admin.settled(order))).contains("COMMENT ON DATABASE", marker);

        platform.sql("COMMENT ON DATABASE \"" + order.pg() + "\" IS '" + marker + "'");
        seat.look(order, "Converged");
    }

    @Test
    void aPurgeOfADatabaseThatLostItsMarkerDropsItNot() {
        Order order = seat.order("stripped");
        admin.ready(order);
        Pg.of(admin.credential(order, "admin")).sql("CREATE TABLE kept ()");
        platform.sql("COMMENT ON DATABASE \"" + order.pg() + "\" IS NULL");

        admin.delete(order, "?purge=true&confirm=stripped").ok();

        Seat.until("a turn has looked", () -> {
            var now = admin.get(order.path());
            return now.status() == 404 || !Order.reason(now.body()).equals("Converged");
        });
        assertThat(platform.in(order.pg()).one("SELECT count(*) FROM pg_tables WHERE tablename = 'kept'"))
                .isEqualTo("1");
    }

    @Test
    void aForeignDatabaseOfThatNameIsNotTouched() {
        Order order = seat.order("foreign");
        platform.sql("CREATE DATABASE \"" + order.pg() + "\"");
        platform.in(order.pg()).sql("CREATE TABLE theirs ()");
        String before = foreign(order);

        assertThat(admin.plan(order.yaml()).ok().at("/items/0/reason").asString())
                .isEqualTo("NameTaken");
        admin.apply(order.yaml()).ok();
        JsonNode now = admin.settled(order);

        assertThat(Order.reason(now)).isEqualTo("NameTaken");
        assertThat(Order.message(now)).contains(order.pg(), "Choose another name");
        admin.get(order.path() + "/credentials/write").refused(409);
        admin.delete(order, "?purge=true&confirm=foreign").ok();
        Seat.until("the order is gone", () -> admin.get(order.path()).status() == 404);
        assertThat(foreign(order)).isEqualTo(before);
        platform.sql("DROP DATABASE \"" + order.pg() + "\"");
        admin.ready(order);
    }

    @Test
    void aForeignRoleOfThatNameIsNotTouched() {
        Order order = seat.order("rolled");
        platform.sql("CREATE ROLE \"" + order.pg() + "-write\" LOGIN PASSWORD 'theirs' CONNECTION LIMIT 3");

        admin.apply(order.yaml()).ok();
        JsonNode now = admin.settled(order);

        assertThat(Order.reason(now)).isEqualTo("NameTaken");
        assertThat(Order.message(now)).contains(order.pg() + "-write");
        assertThat(platform.sql("SELECT rolname, rolconnlimit FROM pg_roles WHERE rolname LIKE '" + order.pg() + "%'"))
                .containsExactly(order.pg() + "-write|3");
        assertThat(platform.one("SELECT count(*) FROM pg_database WHERE datname LIKE '%" + order.pg() + "%'"))
                .isEqualTo("0");
        platform.sql("DROP ROLE \"" + order.pg() + "-write\"");
        seat.look(order, "Converged");
    }

    private String foreign(Order order) {
        return platform.one("SELECT datdba::regrole, datacl, datconnlimit, shobj_description(oid, 'pg_database')"
                        + " FROM pg_database WHERE datname = '" + order.pg() + "'")
                + platform.one("SELECT count(*) FROM pg_roles WHERE rolname LIKE '" + order.pg() + "-%'")
                + platform.in(order.pg()).one("SELECT nspacl FROM pg_namespace WHERE nspname = 'public'");
    }
}
