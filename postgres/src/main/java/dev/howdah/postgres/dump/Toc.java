package dev.howdah.postgres.dump;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An archive's table of contents (PostgreSQL's {@code pg_backup_archiver.c}). Texts are in whatever encoding the database
 * had: each char here is one byte of it, so that what is read is written again as it was.
 *
 * @param head all before the entries, as it is
 * @param form how numbers and entries are written there
 * @param database that was dumped
 * @param dumped by which version of pg_dump
 */
record Toc(String head, Form form, String database, String dumped, List<Entry> entries) {

    /** Custom archives hold the data behind it; the others in files beside it. */
    static final int CUSTOM = 1;

    /** A directory's says so, too. */
    static final int TAR = 3;

    /**
     * How it is written.
     *
     * @param version {@code 114} for 1.14
     * @param intSize bytes of a number
     * @param offSize bytes of a place in a file
     */
    record Form(int version, int intSize, int offSize, int format) {}

    /** When an entry's turn is. */
    enum Section {
        NONE,
        PRE_DATA,
        DATA,
        POST_DATA
    }

    /**
     * A thing that is in an archive.
     *
     * @param id of this entry
     * @param hasData whether data of it is in the archive
     * @param table uid of its catalog
     * @param oid in its catalog
     * @param tag its name
     * @param type such as {@code TABLE DATA}
     * @param sql that makes it
     * @param drop that removes it
     * @param copy before its data
     * @param kind of a relation, from 1.16 on
     * @param depends ids, as they are written
     * @param extra the file of its data, or the place in this one, as it is written
     */
    record Entry(
            int id,
            int hasData,
            @Nullable String table,
            @Nullable String oid,
            @Nullable String tag,
            @Nullable String type,
            int section,
            @Nullable String sql,
            @Nullable String drop,
            @Nullable String copy,
            @Nullable String schema,
            @Nullable String tablespace,
            @Nullable String method,
            int kind,
            @Nullable String owner,
            @Nullable String oids,
            List<String> depends,
            String extra) {

        Entry {
            depends = List.copyOf(depends);
        }

        /** Such as {@code TABLE}; never null. */
        String sort() {
            return type == null ? "" : type;
        }

        String name() {
            return tag == null ? "" : tag;
        }

        Section when() {
            return switch (section) {
                case 2 -> Section.PRE_DATA;
                case 3 -> Section.DATA;
                case 4 -> Section.POST_DATA;
                default -> Section.NONE;
            };
        }

        /** For people: {@code PUBLICATION orders}. */
        String shown() {
            String in = schema == null || schema.isEmpty() ? "" : text(schema) + ".";
            return sort() + " " + in + text(name());
        }

        Entry owned(@Nullable String by, @Nullable String otherSql) {
            return new Entry(
                    id,
                    hasData,
                    table,
                    oid,
                    tag,
                    type,
                    section,
                    otherSql,
                    drop,
                    copy,
                    schema,
                    tablespace,
                    method,
                    kind,
                    by,
                    oids,
                    depends,
                    extra);
        }
    }

    /** What people read. */
    static String text(String bytes) {
        return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    /** As it is compared with what is in an archive. */
    static String bytes(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    Toc with(List<Entry> others) {
        return new Toc(head, form, database, dumped, List.copyOf(others));
    }

    /** Of the pg_dump that made it: {@code 15.4 (Debian …)}. */
    int dumpedBy() {
        String digits = dumped.replaceAll("\\D.*$", "");
        return digits.isEmpty() ? 1 : Integer.parseInt(digits);
    }
}
