package dev.howdah.postgres.existing;

import dev.howdah.plan.Step;
import dev.howdah.postgres.sql.Door;
import java.util.List;

/** Takes from PUBLIC what tenants' logins should not have outside of their databases. */
record CloseDoor(Door door) implements Step {

    @Override
    public String describe() {
        return "revoke from PUBLIC: " + door;
    }

    @Override
    public List<String> statements() {
        return List.of(door.sql());
    }
}
