package dev.howdah.server.rest;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** What a route answers. */
sealed interface Reply {

    /** A record, as JSON. */
    record Value(int status, Object value) implements Reply {}

    /** Text that is JSON already. */
    record Document(String text, String contentType) implements Reply {}

    /** Something that goes on. */
    @FunctionalInterface
    non-sealed interface Stream extends Reply {
        void to(HttpServletResponse response) throws IOException, InterruptedException;
    }

    static Reply ok(Object value) {
        return new Value(200, value);
    }
}
