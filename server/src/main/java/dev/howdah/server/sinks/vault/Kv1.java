package dev.howdah.server.sinks.vault;

import dev.howdah.resource.Reason;
import dev.howdah.spi.Address;
import dev.howdah.spi.Contents;
import dev.howdah.spi.SinkWriter.Owner;
import dev.howdah.spi.SinkWriter.Seen;
import dev.howdah.spi.Trouble;
import java.util.List;
import java.util.Map;

/** Version 1: no versions, and no room for a mark. */
record Kv1() implements Kv {

    @Override
    public Seen look(Session session, Address address, Contents wanted) {
        Answer answer = session.get(path(session, address));
        return answer.status() == 404
                ? new Seen.Empty()
                : new Seen.Held(Answer.texts(answer.data()).equals(wanted.entries()), Owner.UNKNOWN, "");
    }

    @Override
    public void put(Session session, Address address, Contents contents, Seen seen) {
        String path = path(session, address);
        if (seen instanceof Seen.Empty && session.get(path).status() != 404) {
            throw new Trouble(Reason.PROGRESSING, "something came into the place meanwhile; it is looked at again");
        }
        Answer answer = session.post(path, contents.entries());
        if (answer.status() >= 300) {
            throw session.odd("POST", path, answer);
        }
    }

    @Override
    public void remove(Session session, Address address) {
        session.delete(path(session, address));
    }

    @Override
    public Map<String, List<String>> needs(String mount, String place) {
        return Map.of(mount + "/" + place, List.of("create", "read", "update", "delete"));
    }

    private static String path(Session session, Address address) {
        return session.mount() + "/" + address.place();
    }
}
