package dev.howdah.resource;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.howdah.resource.bind.Field;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.regex.Pattern;

/**
 * A network: {@code 10.0.0.0/8}, {@code 2001:db8::/32}, or one address, which gets the full prefix. Host bits must be
 * zero, so that nobody allows more than they think.
 *
 * @param address canonical text of the address
 * @param prefix 0 to 32 (IPv4) or 128 (IPv6)
 */
@Field(
        value = "a network without host bits: 10.0.0.0/8, 192.0.2.7 or 2001:db8::/32",
        pattern = "[0-9a-fA-F:.]{2,45}(/\\d{1,3})?")
public record Cidr(String address, int prefix) {

    private static final Pattern FORM = Pattern.compile("([0-9a-fA-F:.]{2,45})(?:/(\\d{1,3}))?");
    private static final Pattern V4 = Pattern.compile("(?:(?:0|[1-9]\\d{0,2})\\.){3}(?:0|[1-9]\\d{0,2})");

    /** @throws IllegalArgumentException with a sentence for the user */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static Cidr parse(String text) {
        var m = FORM.matcher(text);
        if (!m.matches() || !(m.group(1).contains(":") || V4.matcher(m.group(1)).matches())) {
            throw notOne(text);
        }
        InetAddress ip;
        try {
            ip = InetAddress.ofLiteral(m.group(1));
        } catch (IllegalArgumentException e) {
            throw notOne(text);
        }
        int bits = ip.getAddress().length * 8;
        int prefix = m.group(2) == null ? bits : Integer.parseInt(m.group(2));
        if (prefix > bits) {
            throw new IllegalArgumentException("'" + text + "': the prefix goes from 0 to " + bits);
        }
        byte[] network = masked(ip.getAddress(), prefix);
        String canonical = canonical(network);
        if (!java.util.Arrays.equals(network, ip.getAddress())) {
            throw new IllegalArgumentException("'" + text + "' has host bits set: write " + canonical + "/" + prefix
                    + " for the network or " + canonical(ip.getAddress()) + "/" + bits + " for the one address");
        }
        return new Cidr(canonical, prefix);
    }

    private static IllegalArgumentException notOne(String text) {
        return new IllegalArgumentException(
                "'" + text + "' is not a network: write 10.0.0.0/8, 192.0.2.7 or 2001:db8::/32");
    }

    private static byte[] masked(byte[] address, int prefix) {
        byte[] out = address.clone();
        for (int i = 0; i < out.length; i++) {
            int keep = Math.clamp(prefix - i * 8L, 0, 8);
            out[i] &= (byte) (0xFF << (8 - keep));
        }
        return out;
    }

    private static String canonical(byte[] address) {
        try {
            InetAddress ip = InetAddress.getByAddress(address);
            return ip instanceof Inet6Address ? compressed(ip.getHostAddress()) : ip.getHostAddress();
        } catch (java.net.UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    /** RFC 5952: the longest run of zero groups becomes {@code ::}. */
    private static String compressed(String full) {
        String[] groups = full.split(":", -1);
        int bestStart = -1;
        int bestLength = 1;
        for (int i = 0; i < groups.length; i++) {
            int j = i;
            while (j < groups.length && groups[j].equals("0")) {
                j++;
            }
            if (j - i > bestLength) {
                bestStart = i;
                bestLength = j - i;
            }
            i = Math.max(i, j - 1);
        }
        if (bestStart < 0) {
            return full;
        }
        var list = java.util.List.of(groups);
        return String.join(":", list.subList(0, bestStart)) + "::"
                + String.join(":", list.subList(bestStart + bestLength, groups.length));
    }

    @JsonValue
    @Override
    public String toString() {
        return address + "/" + prefix;
    }
}
