package dev.howdah.resource;

import dev.howdah.resource.bind.Findings;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What can be said of seeds without looking at any. */
final class SeedRules {

    private SeedRules() {}

    static void check(Database.Spec spec, Findings findings) {
        if (spec.seed() != null) {
            address(spec.seed().from(), "spec.seed.from", findings);
        }
    }

    static void check(Cluster.Spec spec, Findings findings) {
        List<SeedPlace> places = spec.seeds();
        for (int i = 0; i < places.size(); i++) {
            SeedPlace place = places.get(i);
            String path = "spec.seeds[" + i + "]";
            SeedAddress address = address(place.from(), path + ".from", findings);
            if (address == null) {
                continue;
            }
            if (address.own()) {
                findings.add(path + ".from", "is no absolute path, and no https:// or s3:// address");
            }
            boolean bucket = place.region() != null || place.endpoint() != null || place.credentialFile() != null;
            if (bucket && !address.scheme().equals(SeedAddress.S3)) {
                findings.add(path, "only s3:// has a region, endpoint or credentialFile");
            }
            if (place.caFile() != null && !List.of(SeedAddress.S3, "https").contains(address.scheme())) {
                findings.add(path, "only s3:// and https:// have a caFile");
            }
            if (place.endpoint() != null && !place.endpoint().matches("https?://[A-Za-z0-9.:\\[\\]-]+/?")) {
                findings.add(path + ".endpoint", "write https://host or https://host:port");
            }
            absolute(place.caFile(), path + ".caFile", findings);
            absolute(place.credentialFile(), path + ".credentialFile", findings);
        }
    }

    private static void absolute(@Nullable String file, String path, Findings findings) {
        if (file != null && !file.startsWith("/")) {
            findings.add(path, "is no absolute path");
        }
    }

    private static @Nullable SeedAddress address(String from, String path, Findings findings) {
        try {
            return SeedAddress.parse(from);
        } catch (IllegalArgumentException e) {
            findings.add(path, String.valueOf(e.getMessage()));
            return null;
        }
    }
}
