package dev.howdah.plan;

/**
 * What a look leaves behind to compare a later one with, in two numbers that mean nothing but equal or not. While both
 * are the same, nothing that a look sees has changed.
 *
 * @param shared digest of all that the cluster's shared catalogs say of an order's database and roles
 * @param inside grows with every row that anybody writes in the database, catalogs included; read before the look
 *     inside, so that what was written meanwhile makes the next one differ
 */
public record Trace(long shared, long inside) {

    /** Of an order that has nothing on the cluster. */
    public static final Trace NONE = new Trace(0, 0);

    public Trace withInside(long other) {
        return new Trace(shared, other);
    }
}
