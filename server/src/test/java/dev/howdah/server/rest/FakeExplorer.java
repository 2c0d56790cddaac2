package dev.howdah.server.rest;

import dev.howdah.control.Caller;
import dev.howdah.control.Explorer;
import dev.howdah.operation.Operation;
import dev.howdah.resource.Ref;
import dev.howdah.resource.Role;
import dev.howdah.spi.Scratches;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;

/** Shows something of each database that there is. */
record FakeExplorer(FakePlane plane) implements Explorer {

    private Operation shown(Caller caller, Ref database) {
        return Samples.rotation(plane.get(caller, database).ref(), "");
    }

    @Override
    public Operation begin(Caller caller, Ref database, String around, ZoneId zone, Duration span) {
        return shown(caller, database);
    }

    @Override
    public Operation of(Caller caller, Ref database) {
        return shown(caller, database);
    }

    @Override
    public Operation step(Caller caller, Ref database, String to, ZoneId zone) {
        return shown(caller, database);
    }

    @Override
    public Scratches.Answer query(Caller caller, Ref database, String sql, Role role) {
        plane.get(caller, database);
        return new Scratches.Answer(List.of("sql", "role"), List.of(List.of(sql, role.text())), false);
    }

    @Override
    public Operation close(Caller caller, Ref database) {
        return shown(caller, database);
    }
}
