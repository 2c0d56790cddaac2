package dev.howdah.resource;

import dev.howdah.resource.bind.Suggestion;
import dev.howdah.text.Template;
import java.util.List;

/** Templates of deliveries: which fields they have, and what they are escaped for. */
public final class Templates {

    /** Every field, as docs/shapes.md explains them. */
    public static final List<String> FIELDS = List.of(
            "username",
            "password",
            "host",
            "readerHost",
            "hosts",
            "port",
            "database",
            "sslmode",
            "caFile",
            "ca",
            "role",
            "access",
            "namespace",
            "name",
            "uri",
            "jdbc",
            "dotnet",
            "go");

    private Templates() {}

    /** The template of a delivery that has one. */
    public static Template of(Deliver wish) {
        String text = wish.template() == null ? "" : wish.template();
        String file = wish.path() != null ? wish.path() : wish.key() != null ? wish.key() : "";
        Deliver.Syntax syntax = wish.syntaxOf(file, Deliver.Syntax.PLAIN);
        return Template.parse(text, Template.Target.valueOf(syntax.name()), FIELDS, Suggestion::nearest);
    }
}
