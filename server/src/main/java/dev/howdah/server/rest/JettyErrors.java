package dev.howdah.server.rest;

import dev.howdah.resource.Json;
import dev.howdah.server.rest.Refusal.Code;
import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/** Requests that are refused before any route sees them get JSON too, and no word of Jetty. */
final class JettyErrors extends ErrorHandler {

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        int status = response.getStatus();
        Refusal refusal = switch (status) {
            case 404 -> Refusal.notFound("there is nothing at this path: /openapi.json lists all there are");
            case 405 -> new Refusal(Code.METHOD_NOT_ALLOWED, "this method does not work here");
            case 408 -> new Refusal(Code.TIMED_OUT, "the request did not come in time");
            case 413, 414, 431 -> new Refusal(Code.TOO_LARGE, "the request's line and headers are too large");
            case 503 -> new Refusal(Code.UNAVAILABLE, "the control plane is stopping");
            default ->
                status < 500
                        ? Refusal.malformed("this is not a request that can be understood")
                        : new Refusal(Code.INTERNAL, "something unexpected happened");
        };
        var headers = response.getHeaders();
        headers.put(HttpHeader.CONTENT_TYPE, "application/json");
        headers.put(HttpHeader.CACHE_CONTROL, "no-store");
        headers.put("X-Content-Type-Options", "nosniff");
        response.write(true, ByteBuffer.wrap(Json.mapper().writeValueAsBytes(refusal.body())), callback);
        return true;
    }
}
