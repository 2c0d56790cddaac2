package dev.howdah.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

class ValuesTest {

    @Property
    void a_size_reads_back_as_it_was_written(@ForAll @LongRange(min = 0, max = 999_999_999_999_999L) long bytes) {
        ByteSize size = new ByteSize(bytes);
        assertThat(ByteSize.parse(size.toString())).isEqualTo(size);
    }

    @Property
    void a_time_span_reads_back_as_it_was_written(@ForAll @LongRange(min = 0, max = 999_999_999L) long millis) {
        TimeSpan span = new TimeSpan(Duration.ofMillis(millis));
        assertThat(TimeSpan.parse(span.toString())).isEqualTo(span);
    }

    @Property
    void a_network_reads_back_as_it_was_written(
            @ForAll boolean six, @ForAll @Size(16) byte[] random, @ForAll @IntRange(max = 128) int wanted)
            throws UnknownHostException {
        byte[] address = new byte[six ? 16 : 4];
        int prefix = Math.min(wanted, address.length * 8);
        for (int bit = 0; bit < prefix; bit++) {
            address[bit / 8] |= (byte) (random[bit / 8] & (0x80 >> (bit % 8)));
        }
        InetAddress ip = InetAddress.getByAddress(address);
        if (six && ip.getAddress().length == 4) {
            return; // an IPv4 address in IPv6 clothes is an IPv4 address to Java
        }
        Cidr cidr = Cidr.parse(ip.getHostAddress() + "/" + prefix);
        assertThat(Cidr.parse(cidr.toString())).isEqualTo(cidr);
        assertThat(cidr.prefix()).isEqualTo(prefix);
    }

    @Property
    void any_text_is_read_or_refused_with_a_sentence(@ForAll String text) {
        assertReadsOrRefuses(() -> ByteSize.parse(text));
        assertReadsOrRefuses(() -> TimeSpan.parse(text));
        assertReadsOrRefuses(() -> Cidr.parse(text));
    }

    private static void assertReadsOrRefuses(Runnable read) {
        try {
            read.run();
        } catch (IllegalArgumentException e) {
            assertThat(e).hasMessageContaining("'");
        }
    }

    @org.junit.jupiter.api.Test
    void a_network_with_host_bits_is_refused_with_both_ways_to_mend_it() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Cidr.parse("10.1.2.3/8"))
                .withMessage("'10.1.2.3/8' has host bits set: write 10.0.0.0/8 for the network or 10.1.2.3/32 for the"
                        + " one address");
    }
}
