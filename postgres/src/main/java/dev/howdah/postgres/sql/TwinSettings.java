package dev.howdah.postgres.sql;

import dev.howdah.spi.PlatformAccess;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the source's roles have set for themselves in their database: the new order's set the same, or what they may of it. */
record TwinSettings(PlatformAccess access, String source, String beside, TwinRoles roles) {

    /** @return what they may not set, for people */
    List<String> apply() throws SQLException {
        List<String> leftOut = new ArrayList<>();
        try (var c = TwinCopy.connect(access, access.maintenanceDatabase())) {
            List<DbSetting> all = new ArrayList<>();
            for (DbSetting s : DbSetting.of(c, source)) {
                Optional<String> mine = Optional.ofNullable(s.role()).flatMap(roles::grantee);
                mine.ifPresent(role -> all.add(s.of(role)));
            }
            if (!all.isEmpty()) {
                new TwinWork(c, Borrowed.facts(c), roles).run(() -> apply(c, all, leftOut));
            }
        }
        return leftOut;
    }

    private void apply(Connection c, List<DbSetting> all, List<String> leftOut) throws SQLException {
        for (DbSetting s : all) {
            String role = String.valueOf(s.role());
            Direct.execute(c, "SET LOCAL ROLE " + Identifier.quote(role));
            Direct.execute(c, "SAVEPOINT setting");
            try {
                Direct.execute(c, s.sql(beside));
            } catch (SQLException e) {
                Direct.execute(c, "ROLLBACK TO setting");
                leftOut.add("setting " + s.name() + " of " + role);
            }
            Direct.execute(c, "SET LOCAL ROLE NONE");
        }
    }
}
