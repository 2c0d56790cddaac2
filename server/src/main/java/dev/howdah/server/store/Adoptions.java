package dev.howdah.server.store;

import dev.howdah.plan.Adoption;
import dev.howdah.resource.Json;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** Databases that orders are taking over. */
final class Adoptions {

    private Adoptions() {}

    static int put(Handle handle, UUID uid, Adoption adoption) {
        return handle.createUpdate("""
                        INSERT INTO howdah.adoptions (uid, wish) VALUES (:uid, cast(:wish AS jsonb))
                        ON CONFLICT (uid) DO UPDATE SET wish = excluded.wish""")
                .bind("uid", uid)
                .bind("wish", Json.write(adoption))
                .execute();
    }

    static Optional<Adoption> get(Handle handle, UUID uid) {
        return handle.createQuery("SELECT wish::text FROM howdah.adoptions WHERE uid = :uid")
                .bind("uid", uid)
                .map((r, context) -> Json.mapper().readValue(r.getString(1), Adoption.class))
                .findOne();
    }

    static int end(Handle handle, UUID uid) {
        return handle.createUpdate("DELETE FROM howdah.adoptions WHERE uid = :uid")
                .bind("uid", uid)
                .execute();
    }
}
