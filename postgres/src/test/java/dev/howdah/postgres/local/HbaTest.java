package dev.howdah.postgres.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.howdah.resource.Cidr;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

final class HbaTest {

    private static final List<Cidr> CLUSTER = List.of(Cidr.parse("127.0.0.0/8"), Cidr.parse("::1/128"));

    @Test
    void theWholeFileReadsLikeThis() {
        var hba = new Hba(CLUSTER, Map.of()).with("ns-db", List.of(Cidr.parse("10.0.0.0/8")));
        assertThat(hba.text()).isEqualTo("""
                # Written by Howdah: changes made here are lost.
                local all howdah peer map=howdah
                hostssl all howdah 127.0.0.1/32 scram-sha-256
                hostssl all howdah ::1/128 scram-sha-256
                hostssl all +howdah_dumpers 127.0.0.1/32 scram-sha-256
                hostssl all +howdah_dumpers ::1/128 scram-sha-256
                hostssl "ns-db" +howdah_logins 10.0.0.0/8 scram-sha-256
                host "ns-db" all all reject
                hostssl all +howdah_logins 127.0.0.0/8 scram-sha-256
                hostssl all +howdah_logins ::1/128 scram-sha-256
                """);
    }

    @Test
    void aDatabaseWithTheClustersNetworksAddsNothing() {
        var plain = new Hba(CLUSTER, Map.of());
        assertThat(plain.with("x", CLUSTER).with("x", List.of())).isEqualTo(plain);
    }

    @Property
    void whatIsWrittenIsRead(@ForAll("names") String name, @ForAll("names") String other) {
        Assume.that(!name.startsWith("/") && !other.startsWith("/"));
        var hba = new Hba(CLUSTER, Map.of())
                .with(name, List.of(Cidr.parse("10.1.0.0/16"), Cidr.parse("2001:db8::/32")))
                .with(other, List.of(Cidr.parse("192.0.2.7")));
        assertThat(Hba.parse(hba.text())).isEqualTo(hba);
    }

    @Provide
    Arbitrary<String> names() {
        return Arbitraries.strings()
                .withChars(" \"'+@,/#\\ abcé漢")
                .alpha()
                .ofMinLength(1)
                .ofMaxLength(30);
    }

    @Test
    void aNameThatWouldBeAPatternOrSpanLinesIsRefused() {
        for (String name : List.of("", "/.*", "a\nhost all all all trust", "a\0b")) {
            var hba = new Hba(CLUSTER, Map.of()).with(name, CLUSTER);
            assertThatThrownBy(hba::text).as(name).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void foreignLinesAreNotKept() {
        assertThat(Hba.parse("host all all all trust\nlocal all all trust\n")).isEqualTo(new Hba(List.of(), Map.of()));
    }
}
