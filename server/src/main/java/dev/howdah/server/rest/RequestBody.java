package dev.howdah.server.rest;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import org.eclipse.jetty.http.HttpException;
import org.jspecify.annotations.Nullable;

/** Reads a body as text: of a known type, in its charset, not beyond the limit. */
final class RequestBody {

    private static final Set<String> DOCUMENTS = Set.of(
            "", "application/yaml", "application/x-yaml", "text/yaml", "text/x-yaml", "application/json", "text/plain");
    private static final Set<String> JSON = Set.of("", "application/json", "text/plain");

    private RequestBody() {}

    static String documents(HttpServletRequest request, int limit) {
        return read(request, limit, DOCUMENTS, "application/yaml");
    }

    static String json(HttpServletRequest request, int limit) {
        return read(request, limit, JSON, "application/json");
    }

    private static String read(HttpServletRequest request, int limit, Set<String> types, String best) {
        String encoding = request.getHeader("Content-Encoding");
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            throw Refusal.malformed("the body comes with a Content-Encoding: send it as it is");
        }
        String[] type = contentType(request.getHeader("Content-Type"));
        if (!types.contains(type[0])) {
            throw Refusal.malformed("the Content-Type is not one that is read here: send 'Content-Type: " + best
                    + "' (with curl: -H 'Content-Type: " + best + "' --data-binary @FILE)");
        }
        String text = decode(whole(request, limit), charset(type[1]));
        if (text.isBlank()) {
            throw Refusal.malformed("the body is empty");
        }
        return text;
    }

    private static byte[] whole(HttpServletRequest request, int limit) {
        try {
            return bytes(request, limit);
        } catch (IOException | HttpException.RuntimeException e) {
            throw Refusal.malformed("the body did not come whole and in time");
        }
    }

    private static byte[] bytes(HttpServletRequest request, int limit) throws IOException {
        InputStream in = request.getInputStream();
        if (request.getContentLengthLong() <= limit) {
            byte[] read = in.readNBytes(limit + 1);
            if (read.length <= limit) {
                return read;
            }
        }
        // A client that is still sending would see a broken connection and not the answer.
        if (request.getHeader("Expect") == null) {
            in.skipNBytes(Math.clamp(request.getContentLengthLong() - limit - 1, 0, 8L * limit));
        }
        throw new Refusal(
                Refusal.Code.TOO_LARGE,
                "the body is larger than " + limit + " bytes (" + limit / 1024 + " KiB): send its documents in parts");
    }

    /** Type in lower case, and charset. */
    private static String[] contentType(@Nullable String header) {
        String[] parts = header == null ? new String[] {""} : header.split(";");
        String charset = "utf-8";
        for (int i = 1; i < parts.length; i++) {
            String[] pair = parts[i].split("=", 2);
            if (pair.length == 2 && pair[0].strip().equalsIgnoreCase("charset")) {
                charset = pair[1].strip().replace("\"", "");
            }
        }
        return new String[] {parts.length == 0 ? "" : parts[0].strip().toLowerCase(Locale.ROOT), charset};
    }

    private static Charset charset(String name) {
        try {
            return Charset.forName(name);
        } catch (IllegalArgumentException e) {
            throw Refusal.malformed("the charset of the Content-Type is unknown: send UTF-8");
        }
    }

    private static String decode(byte[] bytes, Charset charset) {
        try {
            String text = charset.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw Refusal.malformed("the body is not " + charset.name()
                    + (charset.equals(StandardCharsets.UTF_8) ? "" : ", as its Content-Type says: send UTF-8"));
        } catch (UnsupportedOperationException e) {
            throw Refusal.malformed("the charset of the Content-Type can't be read: send UTF-8");
        }
    }
}
