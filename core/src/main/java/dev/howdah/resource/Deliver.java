package dev.howdah.resource;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.howdah.resource.bind.Field;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Where a role's credential goes besides the builtin sink, which always holds it, and in which shape.
 *
 * @param to name of a SecretSink; {@code builtin} and {@code file} are there without one
 * @param format left out: {@code template} when there is a template, {@code env} in files, {@code idp} elsewhere
 * @param name of the secret in the sink; left out: what the sink's own rule says
 * @param path of a file, below the namespace's in the sink's directory; left out: the role's name and an ending
 * @param namespace in Kubernetes; left out: the order's
 * @param serviceAccount in Kubernetes: the only one that may read the secret, beside who may read all
 * @param module what {@code opta} puts before its keys; left out: the order's name
 * @param rename other names for keys of the format
 * @param template text with {@code {{field}}}s, for {@code format: template}
 * @param syntax of a file, and what the values of a template are escaped for; left out: by the file's ending
 * @param key under which a sink of keys and values holds a text; left out: the format's own
 * @param add what else is written beside the format's own keys
 * @param host whose name is written as the host; left out: the writer's
 * @param sslmode as libpq spells it; left out: verify-full where the reader can check the CA, else require
 * @param caFile where the consumer finds the CA's certificate
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Deliver(
        @Field("whose credential") Role role,

        @Field(value = "the sink, by its name; builtin and file are there without one", pattern = Metadata.NAME)
        String to,

        @Field("which keys or text; left out: env in files, idp elsewhere") @Nullable
        Format format,

        @Field("of the secret in the sink; left out: by the sink's rule") @Nullable
        String name,

        @Field("of the file, below the namespace's in the sink's directory") @Nullable
        String path,

        @Field(value = "in Kubernetes; left out: the order's", pattern = Metadata.NAME) @Nullable
        String namespace,

        @Field("in Kubernetes: the only service account that may read the secret") @Nullable
        String serviceAccount,

        @Field("what opta puts before its keys; left out: the order's name") @Nullable
        String module,

        @Field("other names for keys of the format") Map<String, String> rename,

        @Field("a text with {{field}}s, for format: template") @Nullable
        String template,

        @Field("of a file, and what values of a template are escaped for; left out: by the file's ending") @Nullable
        Syntax syntax,

        @Field("under which a sink of keys and values holds a text; left out: the format's own") @Nullable
        String key,

        @Field(value = "what else is written beside the format's own keys", most = 20)
        List<Extra> add,

        @Field("whose name is written as the host; left out: the writer's") @Nullable
        Endpoint host,

        @Field(
                value = "left out: verify-full where the consumer can check the CA, else require",
                oneOf = {"verify-full", "verify-ca", "require", "prefer", "disable"})
        @Nullable
        String sslmode,

        @Field("where the consumer finds the CA's certificate") @Nullable
        String caFile) {

    /** The sink that always holds every credential. */
    public static final String BUILTIN = "builtin";

    /** Files below the control plane's own {@code out} directory, unless a SecretSink of that name says otherwise. */
    public static final String FILE = "file";

    /** What a file is written in, and what values of a template are escaped for. */
    public enum Syntax {
        DOTENV,
        JSON,
        YAML,
        PROPERTIES,
        /** A template's values as they are. */
        PLAIN;

        @JsonValue
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What can be written beside a format's own keys. */
    public enum Extra {
        DATABASE("database"),
        SSLMODE("sslmode"),
        /** The CA's certificate itself. */
        CA("ca"),
        READER_HOST("readerHost"),
        /** All hosts, with commas. */
        HOSTS("hosts"),
        URI("uri"),
        JDBC("jdbc");

        private final String text;

        Extra(String text) {
            this.text = text;
        }

        @JsonValue
        public String text() {
            return text;
        }
    }

    /** Which of a cluster's hosts is meant. */
    public enum Endpoint {
        WRITER,
        READER;

        @JsonValue
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Deliver {
        rename = Collections.unmodifiableMap(new TreeMap<>(rename));
        add = List.copyOf(add);
    }

    /** The plainest there is. */
    public static Deliver of(Role role, String to) {
        return of(role, to, null);
    }

    /** The plainest of a format. */
    public static Deliver of(Role role, String to, @Nullable Format format) {
        return new Deliver(
                role, to, format, null, null, null, null, null, Map.of(), null, null, null, List.of(), null, null,
                null);
    }

    /** The format, whatever is left out: a template's when there is one, variables in files, the chart's keys elsewhere. */
    public Format formatIn(boolean file) {
        if (format != null) {
            return format;
        }
        return template != null ? Format.TEMPLATE : file ? Format.ENV : Format.IDP;
    }

    /** The syntax, whatever is left out: by the ending of a file's name. */
    public Syntax syntaxOf(String fileName, Syntax otherwise) {
        if (syntax != null) {
            return syntax;
        }
        return switch (fileName.substring(fileName.lastIndexOf('.') + 1)) {
            case "json" -> Syntax.JSON;
            case "yaml", "yml" -> Syntax.YAML;
            case "properties" -> Syntax.PROPERTIES;
            case "env" -> Syntax.DOTENV;
            default -> otherwise;
        };
    }

    public boolean builtin() {
        return to.equals(BUILTIN);
    }
}
