package dev.howdah.server.rest;

import dev.howdah.control.Caller;
import dev.howdah.control.Caller.Right;
import dev.howdah.control.RefusedException;
import dev.howdah.server.auth.Secret;
import dev.howdah.server.auth.Tokens;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Tokens in memory: one of each right, and one of another namespace. */
final class FakeTokens implements Tokens {

    private final Map<String, Made> made = new ConcurrentSkipListMap<>();
    final AtomicInteger lookUps = new AtomicInteger();
    volatile @Nullable RuntimeException trouble;

    FakeTokens() {
        create(Caller.HOWDAH, "root", Right.ADMIN, null, null);
        create(Caller.HOWDAH, "editor", Right.EDITOR, "a", null);
        create(Caller.HOWDAH, "viewer", Right.VIEWER, "a", Duration.ofDays(1));
        create(Caller.HOWDAH, "stranger", Right.EDITOR, "b", null);
    }

    String text(String name) {
        return made.get(name).plaintext();
    }

    @Override
    public Optional<Caller> find(String plaintext) {
        lookUps.incrementAndGet();
        if (trouble != null) {
            throw trouble;
        }
        return made.values().stream()
                .filter(m -> m.plaintext().equals(plaintext))
                .map(m -> new Caller(
                        m.token().name(), m.token().right(), m.token().namespace()))
                .findFirst();
    }

    @Override
    public Made create(Caller by, String name, Right right, @Nullable String namespace, @Nullable Duration lifetime) {
        var token = new Token(
                name, right, namespace, FakePlane.NOON, lifetime == null ? null : FakePlane.NOON.plus(lifetime));
        var fresh = new Made(token, Secret.make());
        if (made.putIfAbsent(name, fresh) != null) {
            throw new RefusedException(RefusedException.Why.CONFLICT, "there is a token '" + name + "' already");
        }
        return fresh;
    }

    @Override
    public List<Token> list() {
        return new TreeMap<>(made).values().stream().map(Made::token).toList();
    }

    @Override
    public boolean revoke(Caller by, String name) {
        return made.remove(name) != null;
    }
}
