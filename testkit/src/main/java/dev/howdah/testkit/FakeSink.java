package dev.howdah.testkit;

import dev.howdah.resource.Problem;
import dev.howdah.resource.Reason;
import dev.howdah.resource.SecretSink;
import dev.howdah.spi.Address;
import dev.howdah.spi.Contents;
import dev.howdah.spi.Parcel;
import dev.howdah.spi.SinkWriter;
import dev.howdah.spi.Trouble;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Sinks in memory, each by its name, that can be taken away, closed, or made slow. Marks what it holds. */
public final class FakeSink implements SinkWriter {

    /** How a sink behaves. */
    public enum Mood {
        FINE,
        DENIED,
        UNREACHABLE
    }

    /**
     * What a place holds.
     *
     * @param owner uid of the delivery that wrote it; null: something foreign
     */
    public record Item(Contents contents, @Nullable UUID owner, int version) {}

    private record Spot(String sink, String place) {}

    private final String type;
    private final Map<Spot, Item> items = new ConcurrentHashMap<>();
    private final Map<String, Mood> moods = new ConcurrentHashMap<>();
    private final AtomicInteger versions = new AtomicInteger();
    private final AtomicInteger looks = new AtomicInteger();
    private final AtomicInteger writes = new AtomicInteger();
    private volatile Duration delay = Duration.ZERO;

    /** @param type whose part it plays, as {@code SecretSink.spec.type} names it */
    public FakeSink(String type) {
        this.type = type;
    }

    /** From now on a sink behaves like this. */
    public void mood(String sink, Mood mood) {
        moods.put(sink, mood);
    }

    /** From now on every call takes as long. */
    public void slow(Duration each) {
        delay = each;
    }

    /** What is in a place; empty: nothing. */
    public Optional<Item> in(String sink, String place) {
        return Optional.ofNullable(items.get(new Spot(sink, place)));
    }

    /** Another hand puts something there. */
    public void plant(String sink, String place, Contents contents) {
        items.put(new Spot(sink, place), new Item(contents, null, versions.incrementAndGet()));
    }

    /** Another hand removes what is there. */
    public void lose(String sink, String place) {
        items.remove(new Spot(sink, place));
    }

    /** How often anybody looked. */
    public int looks() {
        return looks.get();
    }

    /** How often something was put or removed. */
    public int writes() {
        return writes.get();
    }

    @Override
    public String type() {
        return type;
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
        return parcel.namespace() + "/" + (name == null ? parcel.role() : name);
    }

    @Override
    public void check(SecretSink sink) {
        reach(sink);
    }

    @Override
    public Seen look(SecretSink sink, Address address, Contents wanted) {
        reach(sink);
        looks.incrementAndGet();
        Item item = items.get(spot(sink, address));
        return item == null
                ? new Seen.Empty()
                : new Seen.Held(
                        item.contents().equals(wanted),
                        address.uid().equals(item.owner()) ? Owner.OURS : Owner.OTHERS,
                        Integer.toString(item.version()));
    }

    @Override
    public void put(SecretSink sink, Address address, Contents contents, Seen seen) {
        reach(sink);
        String version = seen instanceof Seen.Held held ? held.version() : "";
        change(spot(sink, address), before -> {
            if (!version.equals(before == null ? "" : Integer.toString(before.version()))) {
                throw new Trouble(Reason.PROGRESSING, "somebody else wrote there meanwhile");
            }
            return new Item(contents, address.uid(), versions.incrementAndGet());
        });
    }

    @Override
    public void remove(SecretSink sink, Address address) {
        reach(sink);
        change(spot(sink, address), before -> before != null && address.uid().equals(before.owner()) ? null : before);
    }

    private void change(Spot spot, UnaryOperator<@Nullable Item> change) {
        items.compute(spot, (s, before) -> change.apply(before));
        writes.incrementAndGet();
    }

    private void reach(SecretSink sink) {
        try {
            Thread.sleep(delay);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Trouble(Reason.SINK_UNREACHABLE, "was interrupted", e);
        }
        switch (moods.getOrDefault(sink.metadata().name(), Mood.FINE)) {
            case FINE -> {}
            case DENIED -> throw new Trouble(Reason.SINK_DENIED, "the platform's credential may not");
            case UNREACHABLE -> throw new Trouble(Reason.SINK_UNREACHABLE, "nobody answers");
        }
    }

    private static Spot spot(SecretSink sink, Address address) {
        return new Spot(sink.metadata().name(), address.place());
    }
}
