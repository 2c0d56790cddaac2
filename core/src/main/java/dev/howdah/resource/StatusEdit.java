package dev.howdah.resource;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A status to be: starts as a copy of another one, see {@link Status#with}. */
public final class StatusEdit {

    public long observedGeneration;
    public List<Condition> conditions;
    public String message;
    public @Nullable String endpoint;
    public @Nullable String readerEndpoint;
    public @Nullable Integer port;
    public @Nullable String database;
    public Map<String, String> roles;
    public Map<String, String> extensions;
    public @Nullable Long sizeBytes;
    public @Nullable String version;
    public @Nullable String dataDir;
    public @Nullable String caFile;
    public @Nullable Long pid;
    public @Nullable Recoverable recoverable;

    StatusEdit(Status of) {
        this.observedGeneration = of.observedGeneration();
        this.conditions = of.conditions();
        this.message = of.message();
        this.endpoint = of.endpoint();
        this.readerEndpoint = of.readerEndpoint();
        this.port = of.port();
        this.database = of.database();
        this.roles = of.roles();
        this.extensions = of.extensions();
        this.sizeBytes = of.sizeBytes();
        this.version = of.version();
        this.dataDir = of.dataDir();
        this.caFile = of.caFile();
        this.pid = of.pid();
        this.recoverable = of.recoverable();
    }

    Status done() {
        return new Status(
                observedGeneration,
                conditions,
                message,
                endpoint,
                readerEndpoint,
                port,
                database,
                roles,
                extensions,
                sizeBytes,
                version,
                dataDir,
                caFile,
                pid,
                recoverable);
    }
}
