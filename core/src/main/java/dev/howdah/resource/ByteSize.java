package dev.howdah.resource;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.howdah.resource.bind.Field;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An amount of bytes, written as Kubernetes writes quantities: {@code 20Gi}, {@code 512Mi}, {@code 1G} or plain bytes.
 *
 * @param bytes 0 or more
 */
@Field(value = "a size: 512Mi, 20Gi or a number of bytes", pattern = "\\d{1,15}(Ki|Mi|Gi|Ti|k|M|G|T)?", min = 0)
public record ByteSize(long bytes) {

    private static final Pattern FORM = Pattern.compile("(\\d{1,15})(Ki|Mi|Gi|Ti|k|M|G|T)?");
    private static final Map<String, Long> UNITS = Map.of(
            "Ki",
            1L << 10,
            "Mi",
            1L << 20,
            "Gi",
            1L << 30,
            "Ti",
            1L << 40,
            "k",
            1000L,
            "M",
            1000_000L,
            "G",
            1000_000_000L,
            "T",
            1000_000_000_000L);

    public ByteSize {
        if (bytes < 0) {
            throw new IllegalArgumentException("a size is 0 or more");
        }
    }

    /** @throws IllegalArgumentException with a sentence for the user */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static ByteSize parse(String text) {
        Matcher m = FORM.matcher(text);
        if (!m.matches()) {
            throw new IllegalArgumentException("'" + text + "' is not a size: write 512Mi, 20Gi or a number of bytes");
        }
        try {
            return new ByteSize(Math.multiplyExact(
                    Long.parseLong(m.group(1)), m.group(2) == null ? 1L : UNITS.getOrDefault(m.group(2), 1L)));
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("'" + text + "' is more than can be counted", e);
        }
    }

    /** For people: {@code 1.2 GiB}. */
    public static String shown(long bytes) {
        String[] units = {"bytes", "KiB", "MiB", "GiB", "TiB"};
        double amount = bytes;
        int unit = 0;
        while (amount >= 1024 && unit < units.length - 1) {
            amount /= 1024;
            unit++;
        }
        return new BigDecimal(amount)
                        .setScale(amount < 10 && unit > 0 ? 1 : 0, RoundingMode.HALF_UP)
                        .toPlainString()
                + " " + units[unit];
    }

    @JsonValue
    @Override
    public String toString() {
        for (String unit : new String[] {"Ti", "Gi", "Mi", "Ki"}) {
            long factor = UNITS.getOrDefault(unit, 1L);
            if (bytes > 0 && bytes % factor == 0) {
                return bytes / factor + unit;
            }
        }
        return Long.toString(bytes);
    }
}
