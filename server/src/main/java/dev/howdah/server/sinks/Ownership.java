package dev.howdah.server.sinks;

import dev.howdah.resource.Reason;
import dev.howdah.resource.SecretSink;
import dev.howdah.spi.Trouble;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.Optional;

/**
 * Whom delivered files belong to.
 *
 * @param self the control plane's own user
 * @param user that the sink chose, or the control plane's own
 * @param group that the sink chose; who is in it may read
 */
record Ownership(UserPrincipal self, UserPrincipal user, Optional<GroupPrincipal> group) {

    static final String SECRET = "rw-------";
    static final String PUBLIC = "rw-r--r--";
    static final String FOLDER = "rwx------";

    /** @throws Trouble SINK_DENIED when there is no such user or group */
    static Ownership of(SecretSink.FileSettings settings, Path home) throws IOException {
        UserPrincipal self = Files.getOwner(home);
        return new Ownership(
                self,
                settings.owner() == null ? self : user(settings.owner()),
                settings.group() == null ? Optional.empty() : Optional.of(group(settings.group())));
    }

    void give(PosixFileAttributeView view, String mode) throws IOException {
        if (group.isPresent()) {
            view.setGroup(group.get());
        }
        if (!user.equals(self)) {
            view.setOwner(user);
        }
        // last: giving away takes bits
        view.setPermissions(PosixFilePermissions.fromString(mode(mode)));
    }

    /** Whether a file or directory belongs to whom it should, and only they can use it. */
    boolean given(PosixFileAttributes attributes, String mode) {
        return attributes.owner().equals(user)
                && (group.isEmpty() || attributes.group().equals(group.get()))
                && attributes.permissions().equals(PosixFilePermissions.fromString(mode(mode)));
    }

    private String mode(String mode) {
        if (group.isEmpty() || mode.equals(PUBLIC)) {
            return mode;
        }
        return mode.equals(FOLDER) ? "rwxr-x---" : "rw-r-----";
    }

    private static UserPrincipal user(String name) throws IOException {
        try {
            return lookup().lookupPrincipalByName(name);
        } catch (UserPrincipalNotFoundException e) {
            throw new Trouble(Reason.SINK_DENIED, "there is no user '" + name + "' on the control plane's machine", e);
        }
    }

    private static GroupPrincipal group(String name) throws IOException {
        try {
            return lookup().lookupPrincipalByGroupName(name);
        } catch (UserPrincipalNotFoundException e) {
            throw new Trouble(Reason.SINK_DENIED, "there is no group '" + name + "' on the control plane's machine", e);
        }
    }

    private static UserPrincipalLookupService lookup() {
        return FileSystems.getDefault().getUserPrincipalLookupService();
    }
}
