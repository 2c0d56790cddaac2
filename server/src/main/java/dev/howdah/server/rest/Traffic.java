package dev.howdah.server.rest;

import java.time.Duration;

/** Told of every request, and knows the page that {@code /metrics} serves. */
public interface Traffic {

    /** @param route as it is declared, with its parameters' names; {@code none} where there is no route */
    void request(String method, String route, int status, Duration took);

    /** All metrics, in Prometheus' text format. */
    String page();
}
