package dev.howdah.resource;

import dev.howdah.resource.bind.FieldChecks;
import dev.howdah.resource.bind.Findings;
import java.util.List;

/** Everything that can be checked of one resource alone. Pure: every door checks the same. */
public final class Rules {

    private Rules() {}

    /** Everything that is wrong with a resource, however it was made. */
    public static List<Problem> check(Resource resource) {
        Findings findings = new Findings();
        FieldChecks.record(resource.metadata(), "metadata", findings);
        FieldChecks.record(resource.spec(), "spec", findings);
        NameRules.check(resource.kind(), resource.metadata(), findings);
        LabelRules.check(resource.metadata(), findings);
        SpecRules.check(resource.spec(), findings);
        return findings.all().stream()
                .map(f -> new Problem(f.path(), f.message()).of(resource.ref()))
                .toList();
    }

    /** Everything that can be said of one delivery without its sink; paths are its fields. */
    public static List<Problem> check(Deliver wish) {
        Findings findings = new Findings();
        DeliverRules.check(wish, "", findings);
        return findings.all().stream()
                .map(f -> new Problem(f.path().replaceFirst("^\\.", ""), f.message()))
                .toList();
    }
}
