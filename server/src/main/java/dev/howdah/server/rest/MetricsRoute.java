package dev.howdah.server.rest;

import dev.howdah.plan.WarmSeat;

/**
 * Metrics for Prometheus. An admin's token is too much for a scraper: a viewer's of the namespace {@code howdah}, which is
 * the platform's own and never a tenant's, reads this and nothing else.
 */
final class MetricsRoute {

    static final String PATH = "/metrics";
    static final String TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private MetricsRoute() {}

    static Route of(Traffic traffic) {
        return Route.get(
                PATH,
                "Metrics in Prometheus' text format; for admins, and viewers of namespace howdah",
                Needs.TOKEN,
                null,
                call -> {
                    Needs.VIEWER.check(call.caller(), WarmSeat.NAMESPACE);
                    return new Reply.Document(traffic.page(), TYPE);
                });
    }
}
