package dev.howdah.cli.pg;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Why a login failed, in words, and what to do about it.
 *
 * @param what the server's or driver's own sentence
 */
public record LoginTrouble(String what, List<String> hints) {

    private static final Pattern FROM = Pattern.compile("for host \"([^\"]+)\"");

    /** SQLSTATEs: PostgreSQL, appendix A. */
    public static LoginTrouble of(SQLException e, Account a) {
        String what = String.valueOf(e.getMessage());
        String lower = what.toLowerCase(Locale.ROOT);
        String state = e.getSQLState() == null ? "" : e.getSQLState();
        var hints = new ArrayList<String>();
        if (lower.contains("connection refused") || lower.contains(" refused.")) {
            hints.add("Nothing listens there: the server is down or starting, or the port is another one.");
            hints.add("`howdah get clusters` says how the clusters are; a local one is started again by itself.");
        } else if (lower.contains("pg_hba.conf")) {
            noEntry(what, lower, a, hints);
        } else if (lower.contains("no password was provided")) {
            hints.add("Give the password: PGPASSWORD, --password-stdin, or a line in ~/.pgpass.");
        } else if (lower.contains("not permitted to log in")) {
            hints.add("This login is switched off: its database is in the trash, or the login was rotated out.");
            hints.add("Fresh credentials: howdah credentials NAME; out of the trash: howdah undelete NAME.");
        } else if (lower.contains("certificate") || lower.contains("ssl error") || lower.contains("hostname")) {
            hints.add("The server's certificate was not accepted: `--ca FILE` must be the CA that signed it,");
            hints.add("and the host must be written as the certificate names it. Credentials name both.");
        } else {
            byState(state, a, lower, hints);
        }
        return new LoginTrouble(what, List.copyOf(hints));
    }

    private static void noEntry(String what, String lower, Account a, List<String> hints) {
        if (lower.contains("no encryption")) {
            hints.add("The connection was not encrypted, and the server takes encrypted ones only:");
            hints.add("set sslmode=require (encrypts) or, better, sslmode=verify-full (also checks the server).");
        }
        var from = FROM.matcher(what);
        String address = from.find() ? " " + from.group(1) : "";
        hints.add("Or this address" + address + " is not on the allow-list of the database: the order's"
                + " spec.access.networks, else the cluster's spec.networks.");
        if (!lower.contains("no encryption")) {
            hints.add("sslmode is " + a.sslmode() + " already, so encryption is not what is missing.");
        }
        hints.add("Or user or database are misspelt: such rules name both.");
    }

    private static void byState(String state, Account a, String lower, List<String> hints) {
        switch (state) {
            case "28P01" -> {
                hints.add("The password is not this user's (or there is no such user: PostgreSQL doesn't say which).");
                hints.add(
                        "After a rotation an old password stops working: read it again with `howdah credentials NAME`.");
            }
            case "28000" -> hints.add("The server does not let this user in; its administrator sees why in its log.");
            case "3D000" -> {
                hints.add(
                        "There is no database '" + a.database() + "' on this server: names are NAMESPACE-NAME there.");
                hints.add("Or the order was deleted and purged; `howdah get databases` lists what there is.");
            }
            case "42501" ->
                hints.add("User '" + a.user() + "' may not connect to '" + a.database()
                        + "': each database lets in its own three roles only.");
            case "53300" -> {
                hints.add("All connections are taken" + (lower.contains("role") ? " that this login may have" : "")
                        + ": close idle ones, or use a pool (PgBouncer, or the driver's own).");
                hints.add("The order's spec.limits.connections says how many it may have.");
            }
            case "57P03" -> hints.add("The server is starting up or shutting down: try again in a few seconds.");
            case "08001" -> hints.add("Nothing listens there: check host and port, and that the server runs.");
            case "08004", "08006" ->
                hints.add("The connection broke while logging in: a firewall, a proxy, or a server that just ended.");
            default -> {}
        }
    }
}
