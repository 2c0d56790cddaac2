package dev.howdah.plan;

/** The types of object that Howdah grants privileges on. */
public enum ObjectType {
    SCHEMA('n'),
    TABLE('r'),
    SEQUENCE('S');

    private final char code;

    ObjectType(char code) {
        this.code = code;
    }

    /** As in {@code pg_default_acl.defaclobjtype}. */
    public char code() {
        return code;
    }

    /** As in SQL: {@code TABLES}. */
    public String plural() {
        return name() + "S";
    }
}
