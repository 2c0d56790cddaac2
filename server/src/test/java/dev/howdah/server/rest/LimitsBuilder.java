package dev.howdah.server.rest;

import dev.howdah.server.rest.RestConfig.Limits;
import java.time.Duration;

/** Limits for tests: the defaults, with what a test is about made small. */
final class LimitsBuilder {

    private double perSecond = Limits.DEFAULT.perSecond();
    private int burst = Limits.DEFAULT.burst();
    private int concurrent = Limits.DEFAULT.concurrent();
    private int lasting = Limits.DEFAULT.lasting();
    private int lastingPerToken = Limits.DEFAULT.lastingPerToken();
    private int failedLogins = Limits.DEFAULT.failedLogins();
    private Duration idle = Limits.DEFAULT.idle();
    private Duration maxWait = Limits.DEFAULT.maxWait();
    private Duration heartbeat = Limits.DEFAULT.heartbeat();

    LimitsBuilder rate(double newPerSecond, int newBurst) {
        perSecond = newPerSecond;
        burst = newBurst;
        return this;
    }

    LimitsBuilder concurrent(int n) {
        concurrent = n;
        return this;
    }

    LimitsBuilder lasting(int all, int perToken) {
        lasting = all;
        lastingPerToken = perToken;
        return this;
    }

    LimitsBuilder failedLogins(int n) {
        failedLogins = n;
        return this;
    }

    LimitsBuilder idle(Duration d) {
        idle = d;
        return this;
    }

    LimitsBuilder maxWait(Duration d) {
        maxWait = d;
        return this;
    }

    LimitsBuilder heartbeat(Duration d) {
        heartbeat = d;
        return this;
    }

    Limits build() {
        return new Limits(
                perSecond,
                burst,
                concurrent,
                lasting,
                lastingPerToken,
                failedLogins,
                Limits.DEFAULT.bodyBytes(),
                Limits.DEFAULT.headerBytes(),
                idle,
                maxWait,
                heartbeat,
                Duration.ofMillis(20),
                Duration.ofSeconds(2));
    }
}
