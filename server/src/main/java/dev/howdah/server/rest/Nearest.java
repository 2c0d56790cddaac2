package dev.howdah.server.rest;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Guesses what was meant. */
final class Nearest {

    private Nearest() {}

    /** The word that is at most two typing errors (for short words one) away. */
    static Optional<String> word(String typed, Collection<String> known) {
        return known.stream()
                .filter(k -> distance(typed, k) <= (k.length() < 5 ? 1 : 2))
                .min(Comparator.comparingInt(k -> distance(typed, k)));
    }

    /** The path template that is closest; {@code /databases} finds {@code /api/v1/databases}. */
    static Optional<String> path(String typed, Collection<String> templates) {
        return templates.stream()
                .filter(t -> cost(typed, t) <= 3)
                .min(Comparator.comparingInt((String t) -> cost(typed, t)).thenComparing(Comparator.naturalOrder()));
    }

    private static int cost(String typed, String template) {
        return Math.min(segments(typed, template), segments("/api/v1" + typed, template));
    }

    private static int segments(String typed, String template) {
        String[] a = typed.split("/");
        String[] b = template.split("/");
        if (a.length != b.length) {
            return Integer.MAX_VALUE;
        }
        int sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += b[i].startsWith("{") ? 0 : distance(a[i], b[i]);
        }
        return sum;
    }

    /** Levenshtein's distance, of texts that are short enough to be worth it. */
    static int distance(String a, String b) {
        if (Math.abs(a.length() - b.length()) > 3) {
            return 1000;
        }
        int[] row = new int[b.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int corner = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int above = row[j];
                int change = corner + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(change, 1 + Math.min(above, row[j - 1]));
                corner = above;
            }
        }
        return row[b.length()];
    }
}
