package dev.howdah.cli.pg;

import dev.howdah.cli.io.Console;
import dev.howdah.cli.io.Style;
import dev.howdah.cli.pg.Statements.Column;
import java.io.PrintStream;
import java.sql.SQLWarning;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLWarning;

/** Prints results as psql does: aligned, unaligned (-A), tuples only (-t) or CSV. */
public final class RowPrinter implements Statements.Listener {

    /**
     * @param aligned false: {@code |} between values
     * @param tuplesOnly no header, no count
     */
    public record Look(boolean aligned, boolean tuplesOnly, boolean csv) {}

    private final Console console;
    private final PrintStream out;
    private final Look look;

    public RowPrinter(Console console, Look look) {
        this.console = console;
        this.out = console.out();
        this.look = look;
    }

    @Override
    public void rows(List<Column> columns, List<List<@Nullable String>> rows) {
        if (look.csv()) {
            separated(columns, rows, ",", RowPrinter::csv);
        } else if (!look.aligned()) {
            separated(columns, rows, "|", v -> v == null ? "" : v);
            count(rows.size(), "");
        } else {
            aligned(columns, rows);
            count(rows.size(), "\n");
        }
    }

    private void count(int rows, String end) {
        if (!look.tuplesOnly()) {
            out.println("(" + rows + (rows == 1 ? " row)" : " rows)") + end);
        } else if (!end.isEmpty()) {
            out.println();
        }
        out.flush();
    }

    @Override
    public void done(String tag) {
        out.println(tag);
    }

    @Override
    public void notice(SQLWarning notice) {
        String severity = notice instanceof PSQLWarning w && w.getServerErrorMessage() != null
                ? w.getServerErrorMessage().getSeverity()
                : "NOTICE";
        console.err().println(severity + ":  " + shown(String.valueOf(notice.getMessage())));
    }

    /** On a terminal, values can't steer it; in a pipe they go through as they are. */
    private String shown(String value) {
        return console.outTerminal() ? Style.clean(value) : value;
    }

    private interface Cell {
        String of(@Nullable String value);
    }

    private void separated(List<Column> columns, List<List<@Nullable String>> rows, String between, Cell cell) {
        if (!look.tuplesOnly()) {
            out.println(columns.stream().map(c -> cell.of(c.label())).collect(Collectors.joining(between)));
        }
        for (List<@Nullable String> row : rows) {
            out.println(shown(row.stream().map(cell::of).collect(Collectors.joining(between))));
        }
    }

    private static String csv(@Nullable String value) {
        if (value == null) {
            return "";
        }
        boolean quote = value.equals("\\.") || value.chars().anyMatch(c -> ",\"\n\r".indexOf(c) >= 0);
        return quote ? "\"" + value.replace("\"", "\"\"") + "\"" : value;
    }

    private void aligned(List<Column> columns, List<List<@Nullable String>> rows) {
        int[] widths = columns.stream().mapToInt(c -> width(c.label())).toArray();
        for (List<@Nullable String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                for (String line : lines(row.get(i))) {
                    widths[i] = Math.max(widths[i], width(line));
                }
            }
        }
        if (!look.tuplesOnly()) {
            header(columns, widths);
        }
        for (List<@Nullable String> row : rows) {
            row(columns, row, widths);
        }
    }

    private void header(List<Column> columns, int[] widths) {
        var head = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String label = columns.get(i).label();
            int left = (widths[i] - width(label)) / 2;
            head.append(i == 0 ? " " : "| ")
                    .repeat(' ', left)
                    .append(shown(label))
                    .repeat(' ', widths[i] - width(label) - left + 1);
        }
        out.println(head);
        out.println(Arrays.stream(widths).mapToObj(w -> "-".repeat(w + 2)).collect(Collectors.joining("+")));
    }

    private void row(List<Column> columns, List<@Nullable String> row, int[] widths) {
        int height = row.stream().mapToInt(v -> lines(v).length).max().orElse(1);
        for (int n = 0; n < height; n++) {
            var text = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                String[] lines = lines(row.get(i));
                String line = n < lines.length ? lines[n] : "";
                int pad = widths[i] - width(line);
                boolean more = n < lines.length - 1;
                boolean last = i == widths.length - 1;
                text.append(i == 0 ? " " : "| ")
                        .repeat(' ', columns.get(i).right() && !(last && n >= lines.length) ? pad : 0)
                        .append(shown(line))
                        .repeat(' ', columns.get(i).right() || (last && !more) ? 0 : pad)
                        .append(more ? "+" : last ? "" : " ");
            }
            out.println(text);
        }
    }

    private static String[] lines(@Nullable String value) {
        return value == null ? new String[] {""} : value.split("\n", -1);
    }

    private static int width(String text) {
        return text.codePointCount(0, text.length());
    }
}
