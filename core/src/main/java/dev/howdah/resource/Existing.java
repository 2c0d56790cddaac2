package dev.howdah.resource;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.howdah.resource.bind.Field;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL that somebody else runs, version 14 to 18. Secrets are named here, never written.
 *
 * @param host the writer; or {@code hosts}
 * @param hosts several, one of which is the writer at a time: it is looked for among them
 * @param port of all hosts; left out: 5432
 * @param readerHost left out: the writer's
 * @param database where the platform's login reads and writes shared catalogs
 * @param caFile absolute path on the control plane's machine; left out: the CAs that Java trusts
 * @param sslmode as libpq spells it; left out: verify-full
 * @param harden consent to close the server's own databases to PUBLIC; left out: false
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Existing(
        @Field("the writer's name or IP address") @Nullable String host,

        @Field(value = "several names or IP addresses, when the writer is to be looked for among them", most = 10)
        List<String> hosts,

        @Field(value = "left out: 5432", min = 1, max = 65_535) @Nullable
        Integer port,

        @Field("name or IP address of the readers; left out: the writer's") @Nullable
        String readerHost,

        @Field(value = "the database that the platform's login connects to first", preset = "postgres")
        String database,

        @Field("the platform's login: a superuser, or CREATEDB and CREATEROLE")
        AdminLogin credential,

        @Field("PEM of the CA that signed the server's certificate; left out: the CAs that Java trusts") @Nullable
        String caFile,

        @Field(
                value = "left out: verify-full; disable and prefer only on loopback",
                oneOf = {"verify-full", "verify-ca", "require", "prefer", "disable"})
        @Nullable
        String sslmode,

        @Field("true: close the server's own databases to PUBLIC, as `howdah plan` shows") @Nullable
        Boolean harden) {

    /**
     * The platform's login, and where the control plane finds its password: read again at every use, so that it can be
     * changed without a word to Howdah.
     *
     * @param passwordFile absolute path; its first line is the password, and not everybody may read it
     * @param passwordEnv name of a variable of the control plane's environment
     */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record AdminLogin(
            @Field("the login's name") String username,

            @Field("absolute path of a file that holds the password") @Nullable
            String passwordFile,

            @Field(
                    value = "a variable of the control plane's environment that holds the password",
                    pattern = "[A-Za-z_][A-Za-z0-9_]{0,127}",
                    form = "the name of a variable, such as PG_ADMIN_PASSWORD")
            @Nullable
            String passwordEnv) {}

    public Existing {
        hosts = List.copyOf(hosts);
    }

    /** Where the writer can be. */
    public List<String> candidates() {
        return host == null ? hosts : List.of(host);
    }

    public int portOrDefault() {
        return port == null ? 5432 : port;
    }

    public String sslmodeOrDefault() {
        return sslmode == null ? "verify-full" : sslmode;
    }

    public boolean hardens() {
        return Boolean.TRUE.equals(harden);
    }
}
