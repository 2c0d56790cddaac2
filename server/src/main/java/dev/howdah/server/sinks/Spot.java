package dev.howdah.server.sinks;

import dev.howdah.resource.Reason;
import dev.howdah.spi.Trouble;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.Optional;

/**
 * The place of a secret.
 *
 * @param parent the directory that it is in
 * @param name in that directory
 * @param place the whole path below the sink's directory
 */
record Spot(Ground ground, Folder parent, String name, String place) {

    private static final String CA = ".ca.crt";
    private static final int LARGEST_CA = 256 * 1024;

    /**
     * Whether something is there that a delivery may have left.
     *
     * @throws Trouble SINK_TAKEN when something else is
     */
    boolean held() throws IOException {
        Optional<PosixFileAttributes> found = parent.attributes(name);
        if (found.isEmpty()) {
            return false;
        }
        if (found.get().isRegularFile() || (found.get().isSymbolicLink() && isVersion(ground.target(place)))) {
            return true;
        }
        throw taken((found.get().isDirectory() ? "a directory" : "a link or something else") + " is in the place");
    }

    /** Removes what a delivery left. */
    void clear(boolean many) throws IOException {
        if (many || version().isPresent()) {
            tidy("");
        }
        parent.delete(name);
    }

    /** The directory of files that is in use here; empty when it is none, or lost. */
    Optional<String> version() throws IOException {
        if (parent.attributes(name).filter(PosixFileAttributes::isSymbolicLink).isEmpty()) {
            return Optional.empty();
        }
        String target = ground.target(place);
        return isVersion(target)
                        && parent.attributes(target)
                                .filter(PosixFileAttributes::isDirectory)
                                .isPresent()
                ? Optional.of(target)
                : Optional.empty();
    }

    String freshVersion() {
        return "." + name + Staging.freshName();
    }

    /** Removes all versions but one. */
    void tidy(String stays) throws IOException {
        for (String other : parent.names()) {
            if (isVersion(other) && !other.equals(stays)) {
                Staging.empty(parent, other);
            }
        }
    }

    boolean holdsCa(String pem) throws IOException {
        return ground.holds(parent, name + CA, Ground.bytes(pem), Ownership.PUBLIC);
    }

    /** @throws Trouble SINK_TAKEN when something is there that is no certificate */
    void writeCa(String pem) throws IOException {
        if (!roomForCa()) {
            throw taken(name + CA + " is there, and is no certificate");
        }
        ground.write(parent, name + CA, Ground.bytes(pem), Ownership.PUBLIC);
    }

    void clearCa() throws IOException {
        if (roomForCa()) {
            parent.delete(name + CA);
        }
    }

    private boolean roomForCa() throws IOException {
        Optional<PosixFileAttributes> found = parent.attributes(name + CA);
        if (found.isEmpty() || !found.get().isRegularFile()) {
            return found.isEmpty();
        }
        byte[] text = parent.read(name + CA, LARGEST_CA);
        return text != null && new String(text, StandardCharsets.ISO_8859_1).startsWith("-----BEGIN CERTIFICATE-----");
    }

    private boolean isVersion(String text) {
        return text.startsWith("." + name) && text.substring(1 + name.length()).matches("\\.howdah-[0-9a-f]{16}");
    }

    private static Trouble taken(String what) {
        return new Trouble(
                Reason.SINK_TAKEN, what + " that Howdah did not leave there: remove it, or choose another path");
    }
}
