package dev.howdah.postgres.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CertificatesTest {

    private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");
    private static final Set<String> NAMES = ServerNames.of(List.of("192.0.2.7", "db.example.org", "*"));

    @TempDir
    private Path temp;

    private LocalDir dir;

    @BeforeEach
    void directories() throws Exception {
        dir = LocalDir.at(temp);
        Files.createDirectories(dir.data());
        Files.createDirectories(dir.secrets());
    }

    private Certificates at(Instant when) {
        return new Certificates(dir, OsUser.self(), Clock.fixed(when, ZoneOffset.UTC));
    }

    @Test
    void theNamesAreLoopbackThisMachineAndWhatIsListenedOn() {
        assertThat(NAMES).contains("localhost", "127.0.0.1", "0:0:0:0:0:0:0:1", "192.0.2.7", "db.example.org");
        assertThat(NAMES).doesNotContain("*");
    }

    @Test
    void oneThatWasMadeWillDo() throws Exception {
        assertThat(at(NOW).needed(NAMES)).contains("there is none");
        at(NOW).make(NAMES);
        assertThat(at(NOW).needed(NAMES)).isEmpty();
        var server = Pem.certificate(Files.readString(dir.certificate())).orElseThrow();
        assertThat(Duration.between(
                        server.getNotBefore().toInstant(), server.getNotAfter().toInstant()))
                .isLessThanOrEqualTo(Duration.ofDays(826));
        assertThat(ServerNames.of(server)).isEqualTo(NAMES);
        assertThat(server.getBasicConstraints()).isEqualTo(-1);
        var ca = Pem.certificate(Files.readString(dir.ca())).orElseThrow();
        assertThat(ca.getBasicConstraints()).isZero();
        assertThat(Files.readString(dir.ca())).doesNotContain("PRIVATE KEY");
    }

    @Test
    void itIsRenewedBeforeItEndsUnderTheSameCa() throws Exception {
        at(NOW).make(NAMES);
        String ca = Files.readString(dir.ca());
        Instant late = NOW.plus(Duration.ofDays(800));
        assertThat(at(late).needed(NAMES).orElseThrow()).startsWith("it ends at ");
        at(late).make(NAMES);
        assertThat(at(late).needed(NAMES)).isEmpty();
        assertThat(Files.readString(dir.ca())).isEqualTo(ca);
    }

    @Test
    void otherNamesMakeAnotherCertificate() {
        at(NOW).make(NAMES);
        assertThat(at(NOW).needed(ServerNames.of(List.of()))).contains("its names change");
    }

    @Test
    void aForeignCaOrGarbageIsReplaced() throws Exception {
        at(NOW).make(NAMES);
        var other = Issuer.make("Other", NOW);
        Files.writeString(dir.ca(), Pem.of(other.certificate()));
        assertThat(at(NOW).needed(NAMES)).contains("the CA did not sign it");
        at(NOW).make(NAMES);
        assertThat(at(NOW).needed(NAMES)).isEmpty();
        Files.writeString(dir.certificate(), "garbage");
        assertThat(at(NOW).needed(NAMES)).contains("there is none");
    }

    @Test
    void clientsAreToldLocalhostUnlessItListensFurther() {
        assertThat(ServerNames.endpoint(List.of())).isEqualTo("localhost");
        assertThat(ServerNames.endpoint(List.of("127.0.0.5"))).isEqualTo("localhost");
        assertThat(ServerNames.endpoint(List.of("192.0.2.7"))).isEqualTo("192.0.2.7");
        assertThat(NAMES).contains(ServerNames.endpoint(List.of("0.0.0.0")));
    }
}
