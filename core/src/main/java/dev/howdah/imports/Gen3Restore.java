package dev.howdah.imports;

import dev.howdah.resource.SeedAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Services that gen3's restore job would fill ({@code dbRestore}), from {@code BUCKET/ENVIRONMENT/VERSION/pgdumps/SERVICE.sql}:
 * their orders get a seed.
 */
final class Gen3Restore {

    /** Each chart has its own, which no values say. */
    private static final String VERSION = "VERSION";

    private static final String BUCKET = "dbRestoreBucket";

    private final Draft draft;
    private final Values global;
    private final List<String> filled = new ArrayList<>();

    Gen3Restore(Draft draft, Values global) {
        this.draft = draft;
        this.global = global;
    }

    static boolean wanted(Values service) {
        return service.flag("dbRestore").orElse(false);
    }

    void seed(String name, Values service, Map<String, Object> order) {
        if (!wanted(service)) {
            return;
        }
        Optional<String> place = place();
        if (place.isEmpty()) {
            draft.note(service.at("dbRestore") + " names no dump, since " + global.at(BUCKET)
                    + " names no bucket: give " + name + " a spec.seed");
            return;
        }
        order.put("seed", Map.of("from", place.get() + "/" + VERSION + "/pgdumps/"));
        filled.add(name);
    }

    /** What is above all versions. */
    private Optional<String> place() {
        String environment = global.text("environment").orElse("default");
        return global.text(BUCKET).map(b -> "s3://" + b + "/" + environment).filter(Gen3Restore::known);
    }

    private static boolean known(String address) {
        try {
            SeedAddress.parse(address);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** @param cluster the spec of the one that the values name */
    void end(Optional<Map<String, Object>> cluster) {
        Optional<String> place = place();
        if (filled.isEmpty() || place.isEmpty()) {
            return;
        }
        cluster.ifPresent(spec -> spec.put("seeds", List.of(place.get())));
        draft.note("spec.seed.from of " + String.join(", ", filled) + " has " + VERSION
                + ", for which each one's chart version has to be put in: it is in Chart.yaml, not in the values");
        draft.note((cluster.isPresent() ? "" : "add " + place.get() + " to spec.seeds of the cluster; ")
                + "the bucket is read with the control plane's own AWS credential, or with a credentialFile beside it in"
                + " spec.seeds, not with Secret SERVICE-aws-config");
    }
}
