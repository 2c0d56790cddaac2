package dev.howdah.server.system;

import dev.howdah.resource.Problem;
import dev.howdah.resource.Reason;
import dev.howdah.resource.SecretSink;
import dev.howdah.spi.Address;
import dev.howdah.spi.Contents;
import dev.howdah.spi.Parcel;
import dev.howdah.spi.SinkWriter;
import dev.howdah.spi.Trouble;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A sink in memory that outlives control planes: what tests of deliveries see of the world. */
final class Shelf implements SinkWriter {

    /** @param by uid of the delivery; null: somebody else's */
    record Item(@Nullable UUID by, Contents contents) {}

    final Map<String, Item> items = new ConcurrentHashMap<>();
    final AtomicInteger writes = new AtomicInteger();
    final AtomicInteger looks = new AtomicInteger();
    volatile @Nullable Reason trouble;

    @Override
    public String type() {
        return "vault";
    }

    @Override
    public List<Problem> validate(SecretSink sink) {
        return List.of();
    }

    @Override
    public List<Problem> validate(SecretSink sink, Parcel parcel) {
        return List.of();
    }

    @Override
    public String place(SecretSink sink, Parcel parcel) {
        String name = parcel.wish().name();
        return name == null ? parcel.fill("{namespace}/{role}") : name;
    }

    @Override
    public void check(SecretSink sink) {
        Reason reason = trouble;
        if (reason != null) {
            throw new Trouble(reason, "the shelf is " + reason.text());
        }
    }

    @Override
    public Seen look(SecretSink sink, Address address, Contents wanted) {
        check(sink);
        looks.incrementAndGet();
        Item item = items.get(address.place());
        return item == null
                ? new Seen.Empty()
                : new Seen.Held(
                        item.contents().equals(wanted),
                        address.uid().equals(item.by()) ? Owner.OURS : Owner.OTHERS,
                        "");
    }

    @Override
    public void put(SecretSink sink, Address address, Contents contents, Seen seen) {
        check(sink);
        writes.incrementAndGet();
        items.put(address.place(), new Item(address.uid(), contents));
    }

    @Override
    public void remove(SecretSink sink, Address address) {
        check(sink);
        items.computeIfPresent(address.place(), (place, item) -> address.uid().equals(item.by()) ? null : item);
    }
}
