package dev.howdah.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.control.RestorePlan;
import dev.howdah.control.RestoreWish;
import dev.howdah.resource.Ref;
import dev.howdah.spi.Keepsakes;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RestoreRoutesTest {

    static RestorePlan plan(Ref database, RestoreWish wish) {
        return new RestorePlan(
                database.path(), wish.to(), "b", Instant.EPOCH, 1, 2, database.path(), wish.as() == null, "restores");
    }

    static Keepsakes.Aside aside(Ref database) {
        UUID uid = new UUID(0, 1);
        return new Keepsakes.Aside(
                uid, uid, "" + database.namespace(), database.name(), "default", "x", Instant.EPOCH, Instant.EPOCH);
    }

    @Test
    void a_plan_says_whether_what_is_in_use_is_replaced() {
        Ref database = Ref.database("shop", "orders");
        assertThat(plan(database, new RestoreWish("latest", ZoneOffset.UTC, null, null))
                        .replaces())
                .isTrue();
        assertThat(plan(database, new RestoreWish("latest", ZoneOffset.UTC, "other", null))
                        .replaces())
                .isFalse();
    }
}
