package dev.howdah.imports;

import dev.howdah.resource.Database;
import dev.howdah.resource.Documents;
import dev.howdah.resource.InvalidException;
import dev.howdah.resource.Mode;
import dev.howdah.resource.Resource;
import dev.howdah.resource.Role;
import dev.howdah.resource.yaml.Node;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The values of the IDP's charts in all their generations, and the application.yaml beside them (seed 001). */
final class FromIdp {

    private final Draft draft;
    private final Imports.Wish wish;

    FromIdp(Draft draft, Imports.Wish wish) {
        this.draft = draft;
        this.wish = wish;
    }

    void read(Imports.Source source, List<Node> documents) {
        if (documents.stream().anyMatch(FromIdp::isApplication)) {
            documents.forEach(document -> {
                if (document instanceof Node.Fields fields) {
                    application(Values.of(fields, draft));
                }
            });
            return;
        }
        try {
            Documents.Parsed parsed =
                    Documents.parse(source.text(), wish.namespace().orElse(null), source.name());
            parsed.notes().forEach(draft::told);
            parsed.resources().forEach(this::order);
            if (!parsed.resources().isEmpty()) {
                draft.note(
                        "each role's Secret is called like the role, as it was; a sink of type awsSecretsManager writes"
                                + " customer/NAMESPACE/ROLE: --sink names it");
            }
        } catch (InvalidException e) {
            draft.wrong(e.problems());
        }
    }

    private static boolean isApplication(Node document) {
        return document instanceof Node.Fields fields && fields.entries().containsKey("helm");
    }

    private void order(Resource resource) {
        if (!(resource instanceof Database database)) {
            draft.note(resource.ref() + " is none of the chart's: left out");
            return;
        }
        Map<String, Object> spec = draft.document(
                "Database",
                Optional.ofNullable(database.metadata().namespace()),
                database.metadata().name());
        if (database.spec().mode() == Mode.PROTECTED) {
            spec.put("mode", "protected");
        }
        List<Map<String, Object>> deliver = new ArrayList<>();
        Arrays.stream(Role.values()).forEach(role -> {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("role", role.text());
            fields.put("format", "idp");
            deliver.addAll(Draft.deliveries(wish.sinks(), fields));
        });
        spec.put("deliver", deliver);
    }

    private void application(Values values) {
        values.only("apiVersion", "name", "description", "version", "slackChannel", "helm");
        Values helm = values.in("helm").only("chart", "chartVersion", "valueFiles", "values");
        helm.text("chart")
                .filter(c -> !c.endsWith("idp-postgresql") && !c.endsWith("idp-tenantdatabase"))
                .ifPresent(c -> helm.wrong("chart", "'" + c + "' orders no databases: helm/idp-postgresql does"));
        values.text("slackChannel").ifPresent(channel -> {
            draft.contact(channel);
            draft.note("slackChannel became the owner's contact");
        });
        List<String> without = new ArrayList<>();
        for (String key : List.of("name", "description", "version")) {
            if (values.has(key)) {
                without.add(key);
            }
        }
        helm.text("chartVersion").ifPresent(v -> without.add("helm.chartVersion " + v));
        draft.nothingLike(without, "nothing here is deployed by a chart");
    }
}
