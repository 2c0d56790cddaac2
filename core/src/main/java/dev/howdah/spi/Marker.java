package dev.howdah.spi;

import dev.howdah.plan.WarmSeat;
import dev.howdah.resource.Database;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * What Howdah writes as COMMENT on every database and role that it makes: {@code howdah: <uid> <namespace>/<name>}.
 * Nothing without its marker is ever touched.
 */
public record Marker(UUID uid, String namespace, String name) {

    private static final Pattern FORM = Pattern.compile("howdah: ([0-9a-f-]{36}) ([^/ ]+)/([^/ ]+)");

    /** No order can be in it. */
    private static final String BESIDE = "(restore)";

    /** The marker of what an operation makes beside an order's database, or puts aside. */
    public static Marker beside(UUID operation, String database) {
        return new Marker(operation, BESIDE, database);
    }

    /** Whether it is that of a database that is being restored, or was replaced by one. */
    public boolean beside() {
        return namespace.equals(BESIDE);
    }

    /** The marker of what is made for an order. */
    public static Marker of(Database order) {
        return new Marker(
                order.metadata().requireUid(),
                order.namespace(),
                order.metadata().name());
    }

    /** Whether it is a warm seat's: no order can be in that namespace. */
    public boolean warmSeat() {
        return namespace.equals(WarmSeat.NAMESPACE);
    }

    public static Optional<Marker> parse(String comment) {
        var m = FORM.matcher(comment);
        return m.matches()
                ? Optional.of(new Marker(UUID.fromString(m.group(1)), m.group(2), m.group(3)))
                : Optional.empty();
    }

    @Override
    public String toString() {
        return "howdah: " + uid + " " + namespace + "/" + name;
    }
}
