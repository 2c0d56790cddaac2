package dev.howdah.resource;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Why something is as it is. The codes are stable: programs may switch on them. */
public enum Reason {
    /** The world is as the spec says. */
    CONVERGED,
    /** Accepted, no turn has looked at it yet. */
    PENDING,
    /** Steps are being run. */
    PROGRESSING,
    /** The order names a cluster that is not registered. */
    CLUSTER_NOT_FOUND,
    /** The cluster is registered, but has not come up yet. */
    CLUSTER_NOT_READY,
    /** The cluster does not answer. */
    CLUSTER_UNREACHABLE,
    /** The link's database does not exist, or is not shared with the link's namespace as that role. */
    LINK_NOT_ALLOWED,
    /** The link's database is shared with it, and is not that far yet. */
    DATABASE_NOT_READY,
    /** A database or role of that name is there and is not Howdah's. */
    NAME_TAKEN,
    /** What Howdah made is there, but its marker is gone or names another order. */
    MARKER_MISSING,
    /** The database was there and has vanished behind Howdah's back. */
    DATA_MISSING,
    /** The cluster has no such extension or no such version. */
    EXTENSION_UNAVAILABLE,
    /** The platform does not allow this extension. */
    EXTENSION_NOT_ALLOWED,
    /** The extension can't be removed: objects depend on it. */
    EXTENSION_IN_USE,
    /** The extension would be installed into a schema where the tenant could have planted objects. */
    EXTENSION_UNSAFE,
    /** The cluster can't restrict networks for each database. */
    NETWORKS_UNSUPPORTED,
    /** The database uses 80 % of its storage limit. */
    STORAGE_NEARLY_FULL,
    /** The database is beyond its storage limit: its logins are read-only. */
    STORAGE_FULL,
    /** The platform login may not set this limit. */
    LIMIT_UNSUPPORTED,
    /** The database may not be reached from where the control plane is. */
    OUTSIDE_NETWORKS,
    /** The server or database has no connection left. */
    TOO_MANY_CONNECTIONS,
    /** The platform login lacks a privilege. */
    PERMISSION_DENIED,
    /** The platform's own password for a cluster, or the CA's certificate, can't be read. */
    CREDENTIAL_UNREADABLE,
    /** PostgreSQL of a version that Howdah does not work with. */
    VERSION_UNSUPPORTED,
    /** PUBLIC may do something on the cluster that tenants' logins should not. */
    OPEN_TO_PUBLIC,
    /** No space left on a disk. */
    DISK_FULL,
    /** The order delivers to a sink that is not registered. */
    SINK_NOT_FOUND,
    /** The sink is not for orders of this namespace, or refuses what the delivery asks for. */
    SINK_NOT_ALLOWED,
    /** The sink does not answer. */
    SINK_UNREACHABLE,
    /** The platform's credential for the sink lacks a right. */
    SINK_DENIED,
    /** Something that Howdah did not deliver is in the place of a delivery. */
    SINK_TAKEN,
    /** The key file that opens the builtin sink is gone or is another one. */
    KEY_MISSING,
    /** The database is being filled; nobody can log in before it is complete. */
    FILLING,
    /** The database could not be filled, or that was called off: it is empty or half full, and nobody can log in. */
    FILL_FAILED,
    /** Nothing backs the cluster up. */
    BACKUPS_OFF,
    /** What is written between backups does not reach the repository. */
    ARCHIVING_FAILED,
    /** The last backup failed, or is older than it may be. */
    BACKUP_FAILED,
    /** What the last drill restored was not sound, or could not be restored. */
    RESTORE_TEST_FAILED,
    /** In the trash; can be brought back. */
    IN_TRASH,
    /** Removing is under way. */
    REMOVING,
    /** A resource that others depend on can't go. */
    IN_USE,
    /** PostgreSQL of a local cluster could not be started. */
    START_FAILED,
    /** Something takes longer than it should; it goes on. */
    OVERDUE,
    /** Something unexpected; it will be tried again. */
    FAILED,
    /** A reason of a newer server, which this client has no word for. */
    @JsonEnumDefaultValue
    OTHER;

    /** Whether time alone may mend it, so that waiting makes sense. */
    public boolean passing() {
        return switch (this) {
            case PENDING,
                    PROGRESSING,
                    CLUSTER_NOT_FOUND,
                    CLUSTER_NOT_READY,
                    CLUSTER_UNREACHABLE,
                    DATABASE_NOT_READY,
                    TOO_MANY_CONNECTIONS,
                    DISK_FULL,
                    SINK_UNREACHABLE,
                    FILLING,
                    REMOVING,
                    START_FAILED,
                    FAILED -> true;
            default -> false;
        };
    }

    /** Whether it is no trouble at all. */
    public boolean calm() {
        return switch (this) {
            case CONVERGED, PENDING, PROGRESSING, FILLING, IN_TRASH, REMOVING -> true;
            default -> false;
        };
    }

    @JsonValue
    public String text() {
        return Arrays.stream(name().split("_"))
                .map(w -> w.charAt(0) + w.substring(1).toLowerCase(java.util.Locale.ROOT))
                .collect(Collectors.joining());
    }
}
