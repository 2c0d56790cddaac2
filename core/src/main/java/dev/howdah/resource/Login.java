package dev.howdah.resource;

import java.util.Arrays;
import java.util.List;

/**
 * A PostgreSQL user that acts as a role: each role has two, so that rotation overlaps. The second logs in and becomes
 * the first.
 */
public record Login(Role role, Slot slot) {

    /** Which of the two. */
    public enum Slot {
        MAIN,
        ALT
    }

    /** All six logins of a database: admin, write, read, then their second ones. */
    public static final List<Login> ALL = Arrays.stream(Slot.values())
            .flatMap(s -> Arrays.stream(Role.values()).map(r -> new Login(r, s)))
            .toList();

    /** The other login of the same role. */
    public Login other() {
        return new Login(role, slot == Slot.MAIN ? Slot.ALT : Slot.MAIN);
    }

    public static Login main(Role role) {
        return new Login(role, Slot.MAIN);
    }

    public static Login alt(Role role) {
        return new Login(role, Slot.ALT);
    }
}
