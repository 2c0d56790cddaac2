package dev.howdah.server.sinks;

import static dev.howdah.server.sinks.SinkFiles.asked;
import static dev.howdah.server.sinks.SinkFiles.binding;
import static dev.howdah.server.sinks.SinkFiles.list;
import static dev.howdah.server.sinks.SinkFiles.numbered;
import static dev.howdah.server.sinks.SinkFiles.parcel;
import static dev.howdah.server.sinks.SinkFiles.root;
import static dev.howdah.server.sinks.SinkFiles.sinkAt;
import static dev.howdah.server.sinks.SinkFiles.tree;
import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.resource.Deliver;
import dev.howdah.resource.Format;
import dev.howdah.resource.Json;
import dev.howdah.resource.Reason;
import dev.howdah.resource.SecretSink;
import dev.howdah.spi.Address;
import dev.howdah.spi.Contents;
import dev.howdah.spi.Parcel;
import dev.howdah.spi.SinkWriter;
import dev.howdah.spi.SinkWriter.Seen;
import dev.howdah.spi.Trouble;
import dev.howdah.testkit.SinkContract;
import dev.howdah.testkit.Together;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files on this machine, and those who would have root write elsewhere. */
class FileSinkTest implements SinkContract {

    private static final String CERTIFICATE = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";

    @TempDir
    private Path temp;

    private Path base;
    private FileSink files;

    @BeforeEach
    void directories() throws IOException {
        Path home = Files.createDirectory(
                temp.resolve("home"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        base = Files.createDirectory(temp.resolve("credentials"));
        files = new FileSink(home);
    }

    @Override
    public SinkWriter writer() {
        return files;
    }

    @Override
    public SecretSink sink() {
        return sinkAt(base, null, null);
    }

    @Override
    public SecretSink denied() {
        return sinkAt(base, "nobody-of-that-name", null);
    }

    @Override
    public List<SecretSink> unreachable() {
        return List.of(sinkAt(temp.resolve("not-mounted"), null, null));
    }

    @Override
    public Deliver wish(String name, boolean text) {
        return asked("team/" + name + (text ? ".txt" : ".json"), text ? Format.URI : Format.JSON);
    }

    @Override
    public Optional<Map<String, String>> held(Address address, boolean text) {
        try {
            String found = Files.readString(base.resolve(address.place()));
            Map<String, String> keys = new TreeMap<>();
            if (text) {
                keys.put("text", found);
            } else {
                Json.mapper()
                        .readTree(found)
                        .properties()
                        .forEach(e -> keys.put(e.getKey(), e.getValue().asString()));
            }
            return Optional.of(keys);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    @Override
    public String trace(Address address) {
        try {
            Path file = base.resolve(address.place());
            return Files.getAttribute(file, "unix:ino") + " " + Files.getAttribute(file, "unix:ctime");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void lose(Address address) {
        try {
            Files.delete(base.resolve(address.place()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void plant(Address address) {
        try {
            Files.createDirectories(base.resolve(address.place()).resolve("theirs"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public boolean planted(Address address) {
        return Files.isDirectory(base.resolve(address.place()).resolve("theirs"));
    }

    @Override
    public boolean marks() {
        return false;
    }

    @Test
    void aFileIsItsOwnersAloneAndSoAreTheDirectoriesAboveIt() throws IOException {
        Address address = at("a/b/app.env", Format.ENV);
        deliver(sink(), address, secret("private"));
        assertThat(mode("a/b/app.env")).isEqualTo("rw-------");
        assertThat(mode("a/b")).isEqualTo("rwx------");
        assertThat(mode("a")).isEqualTo("rwx------");
        assertThat(tree(base)).containsExactly("a", "a/b", "a/b/app.env");
    }

    @Test
    void aFileThatOthersWereLetReadIsWrittenAgain() throws IOException {
        Address address = at("app.env", Format.ENV);
        deliver(sink(), address, secret("private"));
        Files.setPosixFilePermissions(base.resolve("app.env"), PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(deliver(sink(), address, secret("private")))
                .isEqualTo(new Seen.Held(false, SinkWriter.Owner.UNKNOWN, ""));
        assertThat(mode("app.env")).isEqualTo("rw-------");
    }

    @Test
    void withoutARegisteredSinkFilesAreInTheHomesOwnDirectory() throws IOException {
        Address address = at("app.env", Format.ENV);
        deliver(SecretSink.files(), address, secret("at-home"));
        assertThat(Files.readString(files.home().resolve("out/app.env"))).contains("at-home");
        assertThat(Files.getPosixFilePermissions(files.home().resolve("out")))
                .isEqualTo(PosixFilePermissions.fromString("rwx------"));
    }

    @Test
    void removingTakesAlongTheDirectoriesThatWereMadeAndNoOthers() throws IOException {
        Files.createDirectory(base.resolve("theirs"));
        Files.setPosixFilePermissions(base.resolve("theirs"), PosixFilePermissions.fromString("rwxr-xr-x"));
        Address one = at("made/for/one.env", Format.ENV);
        Address two = at("made/two.env", Format.ENV);
        Address three = at("theirs/deep/three.env", Format.ENV);
        for (Address address : List.of(one, two, three)) {
            deliver(sink(), address, secret("x"));
        }
        writer().remove(sink(), one);
        writer().remove(sink(), three);
        assertThat(tree(base)).containsExactly("made", "made/two.env", "theirs");
        writer().remove(sink(), two);
        assertThat(tree(base)).containsExactly("theirs");
    }

    @Test
    void theCertificateLiesBesideForEverybodyToReadAndGoesWithTheSecret() throws IOException {
        Address address = at("app.env", Format.ENV);
        Contents contents = secret("x").beside(Optional.of(CERTIFICATE));
        Path ca = Path.of(writer().caFile(sink(), address).orElseThrow());
        deliver(sink(), address, contents);
        assertThat(ca).hasContent(CERTIFICATE);
        assertThat(Files.getPosixFilePermissions(ca)).isEqualTo(PosixFilePermissions.fromString("rw-r--r--"));
        Files.delete(ca);
        assertThat(deliver(sink(), address, contents)).isInstanceOf(Seen.Held.class);
        assertThat(ca).hasContent(CERTIFICATE);
        writer().remove(sink(), address);
        assertThat(tree(base)).isEmpty();
        Files.writeString(ca, "notes of somebody");
        assertTrouble(() -> deliver(sink(), address, contents), contents, Reason.SINK_TAKEN);
        writer().remove(sink(), address);
        assertThat(ca).hasContent("notes of somebody");
    }

    @Test
    void nothingIsWrittenOrRemovedThroughALink() throws IOException {
        Path outside = Files.createDirectory(temp.resolve("outside"));
        Path precious = Files.writeString(outside.resolve("app.env"), "precious");
        Files.createSymbolicLink(base.resolve("team"), outside);
        Files.createSymbolicLink(base.resolve("app.env"), precious);
        Contents contents = secret("must-not-get-out");
        for (Address address :
                List.of(at("team/app.env", Format.ENV), at("team/new/x.env", Format.ENV), at("app.env", Format.ENV))) {
            assertTrouble(() -> writer().look(sink(), address, contents), contents, Reason.SINK_TAKEN);
            assertTrouble(() -> writer().put(sink(), address, contents, new Seen.Empty()), contents, Reason.SINK_TAKEN);
            writer().remove(sink(), address);
        }
        assertThat(precious).hasContent("precious");
        assertThat(tree(outside)).containsExactly("app.env");
        assertThat(base.resolve("app.env")).isSymbolicLink();
    }

    @Test
    void aHardLinkInThePlaceIsReplacedAndWhatItLinksToStays() throws IOException {
        Path precious = Files.writeString(temp.resolve("precious"), "precious");
        Files.createLink(base.resolve("app.env"), precious);
        Address address = at("app.env", Format.ENV);
        Contents contents = secret("not-in-precious");
        writer().put(sink(), address, contents, writer().look(sink(), address, contents));
        assertThat(precious).hasContent("precious");
        assertThat(Files.getPosixFilePermissions(precious)).isNotEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(base.resolve("app.env")).content().contains("not-in-precious");
    }

    /** Whoever may write in the directory exchanges it for a link all the time. */
    @Test
    void aDirectoryThatBecomesALinkInBetweenLeadsNowhere() throws Exception {
        Path outside = Files.createDirectory(temp.resolve("outside"));
        Path team = base.resolve("team");
        AtomicBoolean done = new AtomicBoolean();
        Thread hostile = Thread.ofPlatform().start(() -> {
            for (int i = 0; !done.get(); i++) {
                try {
                    Files.move(team, base.resolve("aside-" + i));
                    Files.createSymbolicLink(team, outside);
                    Files.delete(team);
                } catch (IOException e) {
                    // the sink was quicker: once more
                }
            }
        });
        Address address = at("team/app.env", Format.ENV);
        for (int i = 0; i < 300; i++) {
            try {
                deliver(sink(), address, secret("attempt-" + i));
            } catch (Trouble t) {
                assertThat(t.reason()).isIn(Reason.SINK_TAKEN, Reason.SINK_UNREACHABLE);
            }
        }
        done.set(true);
        hostile.join();
        assertThat(tree(outside)).isEmpty();
    }

    @Test
    void aLinkIntoTheControlPlanesHomeIsNoDirectoryForASink() throws IOException {
        Path secrets = Files.createDirectory(files.home().resolve("secrets"));
        Path link = Files.createSymbolicLink(temp.resolve("innocent"), secrets);
        Files.createDirectory(files.home().resolve("out"));
        assertTrouble(() -> writer().check(sinkAt(link, null, null)), secret("x"), Reason.SINK_DENIED);
        assertThat(writer().validate(sinkAt(secrets, null, null))).hasSize(1);
    }

    @Test
    void whatACrashLeftIsSweptUpAfterAWhile() throws IOException {
        for (String name : List.of(".howdah-0123456789abcdef", ".howdah-fresh", "theirs")) {
            Files.writeString(Files.createDirectory(base.resolve(name)).resolve("half"), "a secret");
        }
        for (String name : List.of(".howdah-0123456789abcdef", "theirs")) {
            Files.setLastModifiedTime(base.resolve(name), FileTime.from(Instant.parse("2026-01-02T03:04:05Z")));
        }
        writer().check(sink());
        assertThat(tree(base)).containsExactly(".howdah-fresh", ".howdah-fresh/half", "theirs", "theirs/half");
    }

    @Test
    void aServiceBindingIsADirectoryWithAFileForEachKey() throws IOException {
        Address address = at("bindings/app", Format.SERVICEBINDING);
        Contents first = secret("one").beside(Optional.of(CERTIFICATE));
        assertThat(deliver(sink(), address, first)).isEqualTo(new Seen.Empty());
        assertThat(deliver(sink(), address, first)).isEqualTo(new Seen.Held(true, SinkWriter.Owner.UNKNOWN, ""));
        assertThat(binding(base.resolve("bindings/app"))).isEqualTo(first.entries());
        Contents second = Contents.of(Map.of("username", "u", "password", "two"));
        deliver(sink(), address, second);
        assertThat(binding(base.resolve("bindings/app"))).isEqualTo(second.entries());
        assertThat(list(base.resolve("bindings"), Files::isDirectory)).hasSize(2);
        for (Path file : list(base.resolve("bindings/app"), p -> true)) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
        }
        Files.writeString(base.resolve("bindings/app/extra"), "x");
        assertThat(deliver(sink(), address, second)).isEqualTo(new Seen.Held(false, SinkWriter.Owner.UNKNOWN, ""));
        assertThat(binding(base.resolve("bindings/app"))).isEqualTo(second.entries());
        writer().remove(sink(), address);
        writer().remove(sink(), address);
        assertThat(tree(base)).isEmpty();
    }

    @Test
    void anotherFormatInTheSamePlaceReplacesTheFormer() throws IOException {
        Address many = at("app", Format.SERVICEBINDING);
        Address one = at("app", Format.ENV);
        for (int again = 0; again < 2; again++) {
            deliver(sink(), many, secret("many"));
            assertThat(binding(base.resolve("app"))).containsEntry("password", "many");
            deliver(sink(), one, secret("one"));
            assertThat(tree(base)).containsExactly("app");
        }
        deliver(sink(), many, secret("many"));
        writer().remove(sink(), one);
        assertThat(tree(base)).isEmpty();
    }

    /** Who has opened the directory finds one set of files, or misses some: never two passwords. */
    @Test
    void aReaderOfADirectoryNeverSeesHalfOfTwoSecrets() throws Exception {
        Address address = at("app", Format.SERVICEBINDING);
        deliver(sink(), address, numbered(0));
        AtomicBoolean done = new AtomicBoolean();
        Together.run(List.of(true, false), writes -> {
            for (int i = 1; writes && i <= 100; i++) {
                deliver(sink(), address, numbered(i));
            }
            done.compareAndSet(false, writes);
            while (!writes && !done.get()) {
                try {
                    Path opened = base.resolve("app").toRealPath();
                    assertThat(binding(opened).values().stream().distinct()).hasSizeLessThan(2);
                } catch (IOException e) {
                    // exchanged while it was read: the next one is there already
                }
            }
            return true;
        });
        assertThat(binding(base.resolve("app"))).isEqualTo(numbered(100).entries());
    }

    @Test
    void rootGivesFilesToWhomTheSinkChose() throws IOException {
        SecretSink theirs = sinkAt(base, "daemon", "mail");
        Address file = at("team/app.env", Format.ENV);
        Address many = at("team/binding", Format.SERVICEBINDING);
        if (!root()) {
            assertTrouble(() -> deliver(theirs, file, secret("x")), secret("x"), Reason.SINK_DENIED);
            assertTrouble(() -> writer().check(theirs), secret("x"), Reason.SINK_DENIED);
            return;
        }
        writer().check(theirs);
        deliver(theirs, file, secret("x"));
        deliver(theirs, many, secret("x"));
        assertThat(deliver(theirs, file, secret("x"))).isEqualTo(new Seen.Held(true, SinkWriter.Owner.UNKNOWN, ""));
        assertThat(deliver(theirs, many, secret("x"))).isEqualTo(new Seen.Held(true, SinkWriter.Owner.UNKNOWN, ""));
        for (String path : List.of("team", "team/app.env", "team/binding/password")) {
            assertThat(Files.getAttribute(base.resolve(path), "posix:owner").toString())
                    .as(path)
                    .isEqualTo("daemon");
            assertThat(Files.getAttribute(base.resolve(path), "posix:group").toString())
                    .as(path)
                    .isEqualTo("mail");
        }
        assertThat(mode("team")).isEqualTo("rwxr-x---");
        assertThat(mode("team/app.env")).isEqualTo("rw-r-----");
        writer().remove(theirs, file);
        writer().remove(theirs, many);
        assertThat(tree(base)).isEmpty();
    }

    private String mode(String path) throws IOException {
        return PosixFilePermissions.toString(
                Files.getPosixFilePermissions(base.resolve(path), LinkOption.NOFOLLOW_LINKS));
    }

    private Address at(String path, Format format) {
        Parcel parcel = parcel(asked(path, format));
        assertThat(writer().validate(sink(), parcel)).isEmpty();
        // as if the namespace's own directory were the base: its name in front of every path says nothing here
        String place = writer().place(sink(), parcel);
        return new Address(UUID.randomUUID(), parcel, place.substring("idp-dev/".length()));
    }
}
