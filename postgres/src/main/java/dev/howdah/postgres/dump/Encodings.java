package dev.howdah.postgres.dump;

import dev.howdah.resource.Reason;
import dev.howdah.spi.Trouble;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;

/** Encodings that a server can have (PostgreSQL's documentation, 24.3), of which each byte below 128 is that char. */
final class Encodings {

    private static final Map<String, String> NAMES = Map.ofEntries(
            Map.entry("eucjp", "EUC-JP"),
            Map.entry("euckr", "EUC-KR"),
            Map.entry("euccn", "GB2312"),
            Map.entry("euctw", "x-EUC-TW"),
            Map.entry("koi8r", "KOI8-R"),
            Map.entry("koi8u", "KOI8-U"),
            Map.entry("latin1", "ISO-8859-1"),
            Map.entry("latin2", "ISO-8859-2"),
            Map.entry("latin3", "ISO-8859-3"),
            Map.entry("latin4", "ISO-8859-4"),
            Map.entry("latin5", "ISO-8859-9"),
            Map.entry("latin7", "ISO-8859-13"),
            Map.entry("latin9", "ISO-8859-15"),
            Map.entry("iso88595", "ISO-8859-5"),
            Map.entry("iso88596", "ISO-8859-6"),
            Map.entry("iso88597", "ISO-8859-7"),
            Map.entry("iso88598", "ISO-8859-8"),
            Map.entry("win866", "IBM866"),
            Map.entry("win874", "x-windows-874"),
            Map.entry("win1250", "windows-1250"),
            Map.entry("win1251", "windows-1251"),
            Map.entry("win1252", "windows-1252"),
            Map.entry("win1253", "windows-1253"),
            Map.entry("win1254", "windows-1254"),
            Map.entry("win1255", "windows-1255"),
            Map.entry("win1256", "windows-1256"),
            Map.entry("win1257", "windows-1257"),
            Map.entry("win1258", "windows-1258"),
            Map.entry("utf8", "UTF-8"),
            Map.entry("unicode", "UTF-8"),
            // bytes that nobody has ever looked at: whether they are UTF-8 is for the server to say
            Map.entry("sqlascii", "UTF-8"));

    private Encodings() {}

    static Charset of(String name) {
        String plain = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
        String java = NAMES.get(plain);
        if (java == null || !Charset.isSupported(java)) {
            throw new Trouble(
                    Reason.FAILED, "encoding " + name + " can't be read here: dump it with pg_dump --encoding=UTF8");
        }
        return Charset.forName(java);
    }

    /** Of chars that are bytes. */
    static String text(String bytes, Charset charset) {
        return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), charset);
    }
}
