package dev.howdah.server.rest;

import dev.howdah.control.ControlPlane;
import dev.howdah.control.RotationWish;
import dev.howdah.operation.Operation;
import dev.howdah.resource.Ref;
import dev.howdah.resource.Role;
import dev.howdah.resource.TimeSpan;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Rotations, and the operations that they are. */
record RotationRoutes(ControlPlane plane) {

    /** Operations. */
    record OperationItems(List<Operation> items) {}

    private static final Duration LONGEST_GRACE = Duration.ofDays(30);

    private static final Param UID = Param.path("uid", "the operation");

    List<Route> routes() {
        return List.of(
                Route.post(
                                "/api/v1/namespaces/{ns}/databases/{name}/rotate",
                                "Begin to replace the logins that credentials name: one operation for each role",
                                Needs.EDITOR,
                                Route.Body.NONE,
                                OperationItems.class,
                                this::rotate)
                        .with(
                                Param.path("ns", "the namespace"),
                                Param.path("name", "the resource's name"),
                                Param.text("role", "admin, write or read, with commas between; left out: all three"),
                                Param.flag("now", "cut the old logins and their sessions as soon as the new ones work"),
                                Param.text(
                                        "grace",
                                        "how long nobody may have logged in with an old login before it is disabled, up to"
                                                + " 30d; left out: 1h")),
                Route.post(
                                "/api/v1/clusters/{name}/rotate",
                                "Begin to replace the password of the platform's own login",
                                Needs.ADMIN,
                                Route.Body.NONE,
                                OperationItems.class,
                                c -> Reply.ok(new OperationItems(plane.rotate(
                                        c.caller(),
                                        Ref.cluster(c.path("name")),
                                        new RotationWish(Set.of(), false, Duration.ZERO)))))
                        .with(Param.path("name", "the resource's name")),
                Route.get(
                                "/api/v1/operations",
                                "List operations that are under way, the newest first",
                                Needs.VIEWER,
                                OperationItems.class,
                                c -> Reply.ok(new OperationItems(
                                        plane.operations(c.caller(), c.namespace(), c.flag("all"), c.limit()))))
                        .with(
                                Param.text("namespace", "only of this namespace"),
                                Param.flag("all", "those that ended too"),
                                Param.limit()),
                Route.get(
                                "/api/v1/operations/{uid}",
                                "Get an operation",
                                Needs.VIEWER,
                                Operation.class,
                                c -> Reply.ok(plane.operation(c.caller(), uid(c))))
                        .with(UID),
                Route.post(
                                "/api/v1/operations/{uid}/cancel",
                                "Call an operation off, back to how things were, unless it is too late for that",
                                Needs.EDITOR,
                                Route.Body.NONE,
                                Operation.class,
                                c -> Reply.ok(plane.cancel(c.caller(), uid(c))))
                        .with(UID));
    }

    private Reply rotate(Call call) {
        Set<Role> roles = call.query("role").stream()
                .flatMap(text -> Arrays.stream(text.split(",")))
                .map(word -> Role.of(word)
                        .orElseThrow(
                                () -> Refusal.malformed("'" + word + "' is no role: there are admin, write, read")))
                .collect(Collectors.toSet());
        var wish = new RotationWish(
                roles,
                call.flag("now"),
                call.query("grace").map(RotationRoutes::grace).orElse(Duration.ofHours(1)));
        return Reply.ok(new OperationItems(
                plane.rotate(call.caller(), Ref.database(call.path("ns"), call.path("name")), wish)));
    }

    private static Duration grace(String text) {
        try {
            Duration grace = TimeSpan.parse(text).duration();
            if (grace.compareTo(LONGEST_GRACE) <= 0) {
                return grace;
            }
        } catch (IllegalArgumentException e) {
            throw Refusal.malformed("grace: " + e.getMessage());
        }
        throw Refusal.malformed("grace: '" + text + "' is more than 30d");
    }

    private static UUID uid(Call call) {
        try {
            return UUID.fromString(call.path("uid"));
        } catch (IllegalArgumentException e) {
            throw Refusal.notFound("there is no operation '" + call.path("uid") + "'");
        }
    }
}
