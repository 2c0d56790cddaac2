package dev.howdah.cli.io;

import java.io.File;
import java.io.IOException;
import java.util.List;

/** Lines that change in place while something happens; nothing at all where nobody watches. */
public final class Progress implements AutoCloseable {

    private static final int MOST_LINES = 20;

    /** Characters of one colour and its end, which take no room. */
    private static final int COLOUR = "\u001b[32m\u001b[0m".length();

    private static final int USUAL_WIDTH = 80;

    private final Console console;
    private final boolean live;
    private List<String> last = List.of();
    private int shown;
    private int width;

    public Progress(Console console) {
        this(console, true);
    }

    /** @param wanted false: show nothing, even where somebody watches */
    public Progress(Console console, boolean wanted) {
        this.console = console;
        this.live =
                wanted && console.errTerminal() && !"dumb".equals(console.env().get("TERM"));
    }

    /** Whether it pays to prepare lines. */
    public boolean live() {
        return live;
    }

    /** Replaces what was shown. Lines hold no control characters but colours, and those at their beginning. */
    public synchronized void show(List<String> lines) {
        if (!live || lines.equals(last)) {
            return;
        }
        last = List.copyOf(lines);
        width = width == 0 ? terminalWidth() : width;
        var text = new StringBuilder(back());
        int count = Math.min(lines.size(), MOST_LINES);
        for (String line : lines.subList(0, count)) {
            text.append(cut(line.replace('\n', ' '))).append('\n');
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
        show(List.of(Style.clean(line)));
    }

    /** A line that wrapped would leave a part of itself behind. */
    private String cut(String line) {
        int room = width - 1 + (line.startsWith("\u001b[") ? COLOUR : 0);
        return line.length() > room ? line.substring(0, room - 1) + "…" : line;
    }

    private static int terminalWidth() {
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(new File("/dev/tty"))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try (var out = stty.inputReader()) {
                String size = out.readLine();
                int columns = size == null ? 0 : Integer.parseInt(size.replaceFirst(".* ", ""));
                return columns > 20 ? columns : USUAL_WIDTH;
            }
        } catch (IOException | NumberFormatException e) {
            return USUAL_WIDTH;
        }
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
