package dev.howdah.server.sinks.vault;

import dev.howdah.resource.Reason;
import dev.howdah.spi.Address;
import dev.howdah.spi.Contents;
import dev.howdah.spi.SinkWriter.Owner;
import dev.howdah.spi.SinkWriter.Seen;
import dev.howdah.spi.Trouble;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Version 2: every write names the version that it replaces, and the secret's metadata says whose it is. The mark comes
 * after the first write, since Vault guards data against being overwritten, but not metadata: what is found without a
 * mark and holds exactly the password that is wanted was written by a control plane that died in between.
 */
record Kv2() implements Kv {

    private static final String MARK = "howdah-delivery";
    private static final String ORDER = "howdah-order";

    /**
     * @param data null: deleted, but not for good
     * @param version 0: there is none
     */
    private record Found(@Nullable Map<String, String> data, long version, Map<String, String> marks) {

        boolean nothing() {
            return version == 0;
        }

        boolean ours(Address address) {
            return address.uid().toString().equals(marks.get(MARK));
        }
    }

    @Override
    public Seen look(Session session, Address address, Contents wanted) {
        Found found = find(session, address);
        if (found.nothing() || (found.data() == null && found.ours(address))) {
            return new Seen.Empty();
        }
        boolean same = wanted.entries().equals(found.data());
        String version = Long.toString(found.version());
        if (found.ours(address)) {
            return new Seen.Held(same, Owner.OURS, version);
        }
        boolean halfWritten = same && !found.marks().containsKey(MARK);
        return new Seen.Held(false, halfWritten ? Owner.UNKNOWN : Owner.OTHERS, version);
    }

    @Override
    public void put(Session session, Address address, Contents contents, Seen seen) {
        Found found = find(session, address);
        long version = found.version();
        if (seen instanceof Seen.Held held) {
            version = Long.parseLong(held.version());
        } else if (!found.nothing() && (found.data() != null || !found.ours(address))) {
            throw meanwhile();
        }
        if (!contents.entries().equals(found.data()) || version != found.version()) {
            write(session, address, contents, version);
        }
        if (!found.ours(address)) {
            mark(session, address, found);
        }
    }

    private static void write(Session session, Address address, Contents contents, long version) {
        String path = data(session, address);
        Answer answer = session.post(path, Map.of("data", contents.entries(), "options", Map.of("cas", version)));
        if (answer.says("check-and-set") || answer.says("did not match")) {
            throw meanwhile();
        }
        if (answer.status() >= 300) {
            throw session.odd("POST", path, answer);
        }
        if (answer.data().path("version").isMissingNode()) {
            // version 1 keeps anything anywhere, and answers nothing
            session.delete(path);
            throw session.wrongVersion(1);
        }
    }

    private static void mark(Session session, Address address, Found found) {
        Map<String, String> marks = new LinkedHashMap<>(found.marks());
        marks.put(MARK, address.uid().toString());
        marks.put(ORDER, address.parcel().order().toString());
        String path = metadata(session, address);
        Answer answer = session.post(path, Map.of("custom_metadata", marks));
        if (answer.status() >= 300) {
            throw session.odd("POST", path, answer);
        }
    }

    /** All versions and the metadata. */
    @Override
    public void remove(Session session, Address address) {
        Found found = find(session, address);
        if (found.ours(address)) {
            session.delete(metadata(session, address));
        }
    }

    private static Found find(Session session, Address address) {
        Answer answer = session.get(data(session, address));
        JsonNode metadata = answer.data().path("metadata");
        JsonNode data = answer.data().path("data");
        return new Found(
                data.isObject() ? Answer.texts(data) : null,
                metadata.path("version").asLong(0),
                Answer.texts(metadata.path("custom_metadata")));
    }

    private static Trouble meanwhile() {
        return new Trouble(Reason.PROGRESSING, "somebody else wrote there meanwhile; it is looked at again");
    }

    private static String data(Session session, Address address) {
        return session.mount() + "/data/" + address.place();
    }

    private static String metadata(Session session, Address address) {
        return session.mount() + "/metadata/" + address.place();
    }

    @Override
    public Map<String, List<String>> needs(String mount, String place) {
        Map<String, List<String>> needs = new LinkedHashMap<>();
        needs.put(mount + "/data/" + place, List.of("create", "read", "update"));
        needs.put(mount + "/metadata/" + place, List.of("create", "update", "delete"));
        return needs;
    }
}
