package dev.howdah.server.rest;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One thing that can be asked: serves requests and describes itself.
 *
 * @param method {@code GET} (which serves HEAD too), {@code POST} or {@code DELETE}
 * @param path a template, such as {@code /api/v1/clusters/{name}}
 * @param body what the request's body is
 * @param response the record that it answers with; null when it is a document of its own
 */
record Route(
        String method,
        String path,
        String summary,
        Needs needs,
        List<Param> params,
        Body body,
        @Nullable Class<?> response,
        Handler handler) {

    /** Bodies that there are. */
    enum Body {
        NONE,
        /** YAML or JSON, many documents. */
        DOCUMENTS,
        /** The wish for a token, as JSON. */
        TOKEN,
        /** The wish for a clone, as JSON. */
        CLONE,
        /** A question to what a database was, as JSON. */
        QUERY
    }

    /** The work. */
    @FunctionalInterface
    interface Handler {
        Reply handle(Call call) throws Exception;
    }

    Route {
        params = List.copyOf(params);
    }

    static Route get(String path, String summary, Needs needs, @Nullable Class<?> response, Handler handler) {
        return new Route("GET", path, summary, needs, List.of(), Body.NONE, response, handler);
    }

    static Route post(String path, String summary, Needs needs, Body body, Class<?> response, Handler handler) {
        return new Route("POST", path, summary, needs, List.of(), body, response, handler);
    }

    static Route delete(String path, String summary, Needs needs, Class<?> response, Handler handler) {
        return new Route("DELETE", path, summary, needs, List.of(), Body.NONE, response, handler);
    }

    Route with(Param... more) {
        var all = new ArrayList<>(params);
        all.addAll(List.of(more));
        return new Route(method, path, summary, needs, all, body, response, handler);
    }

    /** The path parameter that names the namespace, when there is one. */
    boolean inNamespace() {
        return path.contains("{ns}");
    }

    Optional<Param> param(String name, String in) {
        return params.stream()
                .filter(p -> p.name().equals(name) && p.in().equals(in))
                .findFirst();
    }

    /** Whether a concrete path is this route's. */
    boolean matches(String concrete) {
        String[] a = concrete.split("/");
        String[] b = path.split("/");
        if (a.length != b.length) {
            return false;
        }
        for (int i = 0; i < a.length; i++) {
            if (!b[i].startsWith("{") && !a[i].equals(b[i])) {
                return false;
            }
        }
        return true;
    }
}
