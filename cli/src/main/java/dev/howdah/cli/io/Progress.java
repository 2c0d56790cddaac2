package dev.howdah.cli.io;

import java.util.List;

/** Lines that change in place while something happens; nothing at all where nobody watches. */
public final class Progress implements AutoCloseable {

    private static final int MOST_LINES = 20;
    private static final int WIDTH = 100;

    private final Console console;
    private final boolean live;
    private int shown;

    public Progress(Console console) {
        this.console = console;
        this.live = console.errTerminal() && !"dumb".equals(console.env().get("TERM"));
    }

    /** Whether it pays to prepare lines. */
    public boolean live() {
        return live;
    }

    /** Replaces what was shown. */
    public synchronized void show(List<String> lines) {
        if (!live) {
            return;
        }
        var text = new StringBuilder(back());
        int count = Math.min(lines.size(), MOST_LINES);
        for (String line : lines.subList(0, count)) {
            String clean = Style.clean(line).replace('\n', ' ');
            text.append(clean.length() > WIDTH ? clean.substring(0, WIDTH - 1) + "…" : clean)
                    .append('\n');
        }
        if (lines.size() > count) {
            text.append("… and ").append(lines.size() - count).append(" more\n");
            count++;
        }
        shown = count;
        console.err().print(text);
        console.err().flush();
    }

    public void show(String line) {
        show(List.of(line));
    }

    private String back() {
        return shown == 0 ? "" : "\u001b[" + shown + "A\u001b[J";
    }

    /** Takes the lines away: what stays is the result. */
    @Override
    public synchronized void close() {
        if (live && shown > 0) {
            console.err().print(back());
            console.err().flush();
            shown = 0;
        }
    }
}
