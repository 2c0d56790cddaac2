package dev.howdah.postgres.local;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/** Whether a server that was to stop replaying at a moment has got beyond that in one piece. */
public final class Promotion {

    /**
     * Where {@code global/pg_control} has its {@code DBState}: behind the system's identifier and two versions, in all
     * releases (catalog/pg_control.h).
     */
    private static final int STATE = 16;

    /** Shut down in recovery, writing the checkpoint that ends it, in archive recovery. */
    private static final Set<Integer> NOT_OVER = Set.of(2, 3, 5);

    private Promotion() {}

    /**
     * Whether a server died when it had removed {@code recovery.signal}, and before the checkpoint on its new timeline was
     * written. It does not know of its moment any more: started again it would replay whatever log there is, to its end.
     *
     * @param data of a server that does not run
     */
    public static boolean cutOff(Path data) {
        Path control = data.resolve("global/pg_control");
        if (Files.exists(data.resolve("recovery.signal")) || !Files.exists(control)) {
            return false;
        }
        try (var in = Files.newInputStream(control)) {
            byte[] head = in.readNBytes(STATE + Integer.BYTES);
            return head.length == STATE + Integer.BYTES
                    && NOT_OVER.contains(
                            ByteBuffer.wrap(head).order(ByteOrder.nativeOrder()).getInt(STATE));
        } catch (IOException e) {
            throw Disk.trouble("read " + control, e);
        }
    }
}
