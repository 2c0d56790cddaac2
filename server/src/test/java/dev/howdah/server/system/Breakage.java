package dev.howdah.server.system;

/** How a tenant breaks its database, or somebody else does. */
enum Breakage {
    DROPPED_TABLE("DROP TABLE ledger"),
    DELETED_ROWS("DELETE FROM ledger WHERE n % 3 = 0; UPDATE account SET balance = 0 WHERE id % 7 = 0"),
    TRUNCATED("TRUNCATE account, ledger"),
    BAD_MIGRATION("""
            ALTER TABLE ledger DROP COLUMN chain;
            ALTER TABLE account ALTER balance TYPE int USING (balance / 100)::int;
            CREATE TABLE migrations AS SELECT 'done' AS state"""),
    /** Behind Howdah's back. */
    DROPPED_DATABASE("");

    private final String sql;

    Breakage(String sql) {
        this.sql = sql;
    }

    /** @param admin the tenant's; {@code platform} somebody with a superuser's login */
    void happen(Pg admin, Pg platform, Order order) {
        if (sql.isEmpty()) {
            platform.sql("DROP DATABASE \"" + order.pg() + "\" WITH (FORCE)");
        } else {
            // in the middle of others' transactions: now it is one of these that has to give way, now this
            while (!done(admin)) {
                Thread.onSpinWait();
            }
        }
    }

    private boolean done(Pg admin) {
        try {
            admin.sql(sql);
            return true;
        } catch (IllegalStateException e) {
            if (!String.valueOf(e.getMessage()).startsWith("40P01")) {
                throw e;
            }
            return false;
        }
    }
}
