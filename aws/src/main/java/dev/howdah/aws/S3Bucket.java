package dev.howdah.aws;

import dev.howdah.resource.Reason;
import dev.howdah.spi.Bucket;
import dev.howdah.spi.Trouble;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** One bucket of S3. */
final class S3Bucket implements Bucket {

    /** S3 takes 5 MiB to 5 GiB in a part, and 10,000 parts: these grow, so that objects of TiB fit. */
    private static final int PART = 8 << 20;

    private static final int GROWS = 1000;

    private final S3Client client;
    private final String name;
    private final String where;

    /** @param where for messages */
    S3Bucket(S3Client client, String name, String where) {
        this.client = client;
        this.name = name;
        this.where = where;
    }

    @Override
    public void each(String prefix, Consumer<Item> consumer) {
        ask("list objects in", "s3:ListBucket", () -> {
            client.listObjectsV2Paginator(r -> r.bucket(name).prefix(prefix))
                    .contents()
                    .forEach(o -> consumer.accept(new Item(o.key(), o.size())));
            return true;
        });
    }

    @Override
    public Optional<Item> look(String key) {
        return Optional.ofNullable(orNone(
                "look at " + key + " in",
                () -> new Item(
                        key, client.headObject(r -> r.bucket(name).key(key)).contentLength())));
    }

    @Override
    public Optional<InputStream> read(String key) {
        return Optional.ofNullable(orNone(
                "read " + key + " in",
                () -> client.getObject(r -> r.bucket(name).key(key))));
    }

    @Override
    public Optional<String> tag(String key) {
        return Optional.ofNullable(orNone(
                "look at " + key + " in",
                () -> client.headObject(r -> r.bucket(name).key(key)).eTag()));
    }

    @Override
    public Optional<InputStream> rest(String key, String tag, long from) {
        return Optional.ofNullable(orNone("read " + key + " in", () -> {
            try {
                return client.getObject(r -> {
                    r.bucket(name).key(key).ifMatch(tag);
                    if (from > 0) {
                        r.range("bytes=" + from + "-");
                    }
                });
            } catch (S3Exception e) {
                if (e.statusCode() == 412) {
                    return null;
                }
                throw e;
            }
        }));
    }

    @Override
    public void write(String key, InputStream content) {
        ask("write " + key + " to", "s3:PutObject", () -> {
            byte[] first = part(content, PART);
            if (first.length < PART) {
                client.putObject(r -> r.bucket(name).key(key), RequestBody.fromBytes(first));
            } else {
                parts(key, first, content);
            }
            return true;
        });
    }

    private void parts(String key, byte[] first, InputStream content) {
        String upload =
                client.createMultipartUpload(r -> r.bucket(name).key(key)).uploadId();
        boolean done = false;
        try {
            List<CompletedPart> parts = new ArrayList<>();
            for (byte[] part = first; part.length > 0; part = part(content, PART * (1 + parts.size() / GROWS))) {
                int number = parts.size() + 1;
                RequestBody body = RequestBody.fromBytes(part);
                String tag = client.uploadPart(
                                r -> r.bucket(name).key(key).uploadId(upload).partNumber(number), body)
                        .eTag();
                parts.add(CompletedPart.builder().partNumber(number).eTag(tag).build());
            }
            client.completeMultipartUpload(
                    r -> r.bucket(name).key(key).uploadId(upload).multipartUpload(m -> m.parts(parts)));
            done = true;
        } finally {
            if (!done) {
                abort(key, upload);
            }
        }
    }

    /** Parts of what was given up would be paid for. */
    private void abort(String key, String upload) {
        try {
            client.abortMultipartUpload(r -> r.bucket(name).key(key).uploadId(upload));
        } catch (SdkException e) {
            // a bucket's lifecycle rule sees to what is left
        }
    }

    private static byte[] part(InputStream content, int atMost) {
        try {
            byte[] part = content.readNBytes(atMost);
            return part.length == atMost ? part : Arrays.copyOf(part, part.length);
        } catch (IOException e) {
            throw new Trouble(Reason.FAILED, "what is to be written can't be read: " + e.getMessage(), e);
        }
    }

    @Override
    public void delete(String key) {
        ask(
                "delete " + key + " in",
                "s3:DeleteObject",
                () -> client.deleteObject(r -> r.bucket(name).key(key)));
    }

    /** Whoever may not list them has a lifecycle rule that sees to them. */
    @Override
    public void tidy(String prefix, Instant before) {
        try {
            client.listMultipartUploadsPaginator(r -> r.bucket(name).prefix(prefix)).uploads().stream()
                    .filter(u -> u.initiated().isBefore(before))
                    .forEach(u -> abort(u.key(), u.uploadId()));
        } catch (SdkException e) {
            // parts take room, and nothing else
        }
    }

    private <T> @Nullable T orNone(String what, Supplier<T> asked) {
        return ask(what, "s3:GetObject", () -> {
            try {
                return asked.get();
            } catch (S3Exception e) {
                if (e.statusCode() == 404 && !"NoSuchBucket".equals(code(e))) {
                    return null;
                }
                throw e;
            }
        });
    }

    private static @Nullable String code(S3Exception e) {
        return e.awsErrorDetails() == null ? null : e.awsErrorDetails().errorCode();
    }

    private <T> T ask(String what, String right, Supplier<T> asked) {
        try {
            return asked.get();
        } catch (S3Exception e) {
            throw trouble(e, what, right);
        } catch (SdkException e) {
            throw Refusal.of(e, right, what, where);
        }
    }

    private Trouble trouble(S3Exception e, String what, String right) {
        String code = code(e);
        if (e.statusCode() >= 500 || e.isThrottlingException()) {
            return new Trouble(Reason.SINK_UNREACHABLE, where + " is busy: it answers " + e.statusCode(), e);
        }
        String why = "NoSuchBucket".equals(code)
                ? "there is no such bucket"
                : e.statusCode() == 403
                        ? "its credential may not, or is wrong (" + (code == null ? "403" : code) + "): it needs "
                                + right
                        : "it answers " + e.statusCode() + " " + code;
        return new Trouble(Reason.FAILED, "can't " + what + " " + where + ": " + why, e);
    }

    @Override
    public void close() {
        client.close();
    }
}
