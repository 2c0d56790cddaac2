package dev.howdah.cli.io;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Columns of text, as wide as their widest cell, two spaces apart. */
public final class Table {

    private static final String GAP = "  ";

    private final List<String> header;
    private final List<List<String>> rows = new ArrayList<>();

    public Table(String... header) {
        this.header = List.of(header);
    }

    public Table(List<String> header) {
        this.header = List.copyOf(header);
    }

    public Table row(List<String> cells) {
        rows.add(cells.stream()
                .map(c -> Style.clean(c).replaceAll("[\\n\\t]+", " "))
                .toList());
        return this;
    }

    public Table row(String... cells) {
        return row(List.of(cells));
    }

    public boolean isEmpty() {
        return rows.isEmpty();
    }

    public void print(PrintStream out, Style style) {
        int[] widths = widths();
        line(out, header, widths, style::bold);
        rows.forEach(r -> line(out, r, widths, c -> colour(c, style)));
    }

    /** Rows alone, for a table that goes on. */
    public void printRows(PrintStream out, Style style) {
        int[] widths = widths();
        rows.forEach(r -> line(out, r, widths, c -> colour(c, style)));
    }

    private int[] widths() {
        int[] widths = new int[header.size()];
        for (int i = 0; i < widths.length; i++) {
            int column = i;
            widths[i] = rows.stream().mapToInt(r -> width(r.get(column))).reduce(width(header.get(i)), Math::max);
        }
        return widths;
    }

    private static void line(PrintStream out, List<String> cells, int[] widths, UnaryOperator<String> paint) {
        var text = new StringBuilder();
        for (int i = 0; i < cells.size(); i++) {
            String cell = cells.get(i);
            text.append(paint.apply(cell));
            if (i < cells.size() - 1) {
                text.repeat(' ', Math.max(0, widths[i] - width(cell))).append(GAP);
            }
        }
        out.println(text.toString().stripTrailing());
    }

    /** The few words that mean well or ill anywhere. */
    private static String colour(String cell, Style style) {
        return switch (cell) {
            case "True", "yes", "ok", "ready" -> style.green(cell);
            case "False", "no", "fail" -> style.red(cell);
            case "Unknown", "warn" -> style.yellow(cell);
            default -> cell;
        };
    }

    private static int width(String text) {
        return text.codePointCount(0, text.length());
    }
}
