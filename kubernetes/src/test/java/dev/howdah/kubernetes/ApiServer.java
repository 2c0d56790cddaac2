package dev.howdah.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.mockwebserver.http.Buffer;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * fabric8's API server in CRUD mode, and beside it what that leaves out: field managers, server-side apply with its
 * conflicts, removals that hold only of a version, and refusals.
 */
final class ApiServer extends KubernetesCrudDispatcher {

    private volatile Function<RecordedRequest, Optional<MockResponse>> refusals = r -> Optional.empty();
    private volatile Predicate<String> rights = r -> true;

    /** {@code GET /api/v1/namespaces/…}, in the order in which they came. */
    final List<String> requests = new CopyOnWriteArrayList<>();

    /** From now on, this is answered before anything is looked at. */
    void refuse(Function<RecordedRequest, Optional<MockResponse>> refusal) {
        refusals = refusal;
    }

    /** From now on, the caller may do to secrets what this says: {@code create idp-dev}. */
    void allow(Predicate<String> right) {
        rights = right;
    }

    private MockResponse review(ObjectNode review) {
        JsonNode asked = review.at("/spec/resourceAttributes");
        String right =
                asked.path("verb").asText() + " " + asked.path("namespace").asText();
        review.putObject("status").put("allowed", rights.test(right));
        return ok(201, review);
    }

    private static MockResponse ok(int code, JsonNode body) {
        return new MockResponse()
                .setResponseCode(code)
                .addHeader("Content-Type", "application/json")
                .setBody(body.toString());
    }

    static MockResponse answer(int code, String reason, String message, String... causes) {
        String listed = String.join(",", causes);
        return new MockResponse()
                .setResponseCode(code)
                .addHeader("Content-Type", "application/json")
                .setBody("{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"status\":\"Failure\",\"code\":" + code
                        + ",\"reason\":\"" + reason + "\",\"message\":" + Serialization.asJson(message)
                        + ",\"details\":{\"causes\":[" + listed + "]}}");
    }

    @Override
    public synchronized MockResponse dispatch(RecordedRequest once) {
        // its body can be read but once
        String body = once.getBody() == null ? "" : once.getUtf8Body();
        RecordedRequest request = new RecordedRequest(
                once.getHttpVersion(), once.method(), once.getPath(), once.getHeaders(), new Buffer().writeUtf8(body));
        String path = request.getPath().replaceFirst("\\?.*", "");
        requests.add(request.getMethod() + " " + path);
        Optional<MockResponse> refused = refusals.apply(request);
        if (refused.isPresent()) {
            return refused.get();
        }
        if (path.endsWith("/selfsubjectaccessreviews")) {
            return review((ObjectNode) json(body));
        }
        ObjectNode before = stored(path);
        return switch (request.getMethod()) {
            case "POST" -> {
                MockResponse response = super.dispatch(request);
                String name = json(body).at("/metadata/name").asText();
                yield response.code() < 300 && !name.isEmpty()
                        ? owned(path + "/" + name, manager(request), Map.of(), response)
                        : response;
            }
            case "PUT" -> {
                Map<String, JsonNode> leaves = before == null ? Map.of() : Owned.leaves(before);
                MockResponse response = super.dispatch(request);
                yield response.code() < 300 ? owned(path, manager(request), leaves, response) : response;
            }
            case "PATCH" -> {
                if (String.valueOf(request.getHeader("Content-Type")).contains("apply-patch")) {
                    yield apply(request, path, before, (ObjectNode) json(body));
                }
                Map<String, JsonNode> leaves = before == null ? Map.of() : Owned.leaves(before);
                MockResponse response = super.dispatch(request);
                yield response.code() < 300 && !body.contains("/metadata/managedFields")
                        ? owned(path, manager(request), leaves, response)
                        : response;
            }
            case "DELETE" -> {
                String version = body.isEmpty()
                        ? ""
                        : json(body).at("/preconditions/resourceVersion").asText();
                yield before != null && !version.isEmpty() && !version.equals(version(before))
                        ? modified()
                        : super.dispatch(request);
            }
            default -> super.dispatch(request);
        };
    }

    private MockResponse apply(RecordedRequest request, String path, @Nullable ObjectNode live, ObjectNode wanted) {
        if (live == null) {
            return answer(404, "NotFound", "this server applies to nothing new");
        }
        String version = version(wanted);
        if (!version.isEmpty() && !version.equals(version(live))) {
            return modified();
        }
        Owned owned = Owned.of(live);
        Map<String, JsonNode> leaves = Owned.leaves(live);
        Map<String, JsonNode> applied = Owned.leaves(wanted);
        var conflicts = owned.conflicts(manager(request), leaves, applied);
        if (!conflicts.isEmpty() && !request.getPath().contains("force=true")) {
            return answer(
                    409,
                    "Conflict",
                    "Apply failed with conflicts",
                    conflicts.stream()
                            .map(c -> "{\"reason\":\"FieldManagerConflict\",\"message\":\"conflict with \\\""
                                    + c.getValue() + "\\\" using v1\",\"field\":\"" + c.getKey() + "\"}")
                            .collect(Collectors.joining(",")));
        }
        ObjectNode now = live.deepCopy();
        owned.applied(manager(request), leaves, applied).forEach(gone -> set(now, gone, null));
        applied.forEach((field, value) -> set(now, field, value));
        owned.write(now);
        if (!now.equals(live)) {
            ((ObjectNode) now.path("metadata")).put("resourceVersion", Long.toString(requestResourceVersion()));
        }
        store(path, now);
        return ok(200, now);
    }

    private static void set(ObjectNode object, String path, @Nullable JsonNode value) {
        String[] parts = path.substring(1).split("\n");
        ObjectNode at = object;
        for (int i = 0; i < parts.length - 1; i++) {
            at = at.withObjectProperty(parts[i]);
        }
        if (value == null) {
            at.remove(parts[parts.length - 1]);
        } else {
            at.set(parts[parts.length - 1], value);
        }
    }

    private MockResponse owned(String path, String manager, Map<String, JsonNode> before, MockResponse response) {
        ObjectNode now = stored(path);
        if (now == null) {
            return response;
        }
        Owned owned = Owned.of(now);
        owned.updated(manager, before, Owned.leaves(now));
        owned.write(now);
        store(path, now);
        return ok(response.code(), now);
    }

    private @Nullable ObjectNode stored(String path) {
        var found = findResource(getKey(path));
        return found == null || !path.matches(".*/namespaces/[^/]+/[^/]+/[^/]+")
                ? null
                : (ObjectNode) json(found.getValue());
    }

    private void store(String path, ObjectNode object) {
        var key = getKey(path);
        processEvent(
                path,
                key,
                findResource(key).getKey(),
                Serialization.unmarshal(object.toString(), GenericKubernetesResource.class),
                object.toString());
    }

    /** As Kubernetes tells it: by parameter, else by user agent. */
    private static String manager(RecordedRequest request) {
        String path = request.getPath();
        return path.contains("fieldManager=")
                ? path.replaceFirst(".*fieldManager=([^&]*).*", "$1")
                : String.valueOf(request.getHeader("User-Agent")).replaceFirst("/.*", "");
    }

    private static String version(JsonNode object) {
        return object.at("/metadata/resourceVersion").asText();
    }

    private static MockResponse modified() {
        return answer(409, "Conflict", "Operation cannot be fulfilled: the object has been modified");
    }

    private static JsonNode json(String text) {
        return Serialization.unmarshal(text, JsonNode.class);
    }
}
