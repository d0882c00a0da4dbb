package studio.sfumato.cli;

import java.io.PrintWriter;
import java.util.Locale;
import studio.sfumato.download.DownloadEvent;
import studio.sfumato.error.Printable;

/// The line that shows on a terminal how far a download is: share, size, speed and time left. What is not as it should
/// be stays on lines of its own.
final class DownloadLine {
    private static final double MEGABYTE = 1e6;
    private static final double GIGABYTE = 1e9;
    private static final int MINUTE = 60;

    private final PrintWriter out;
    private final boolean live;
    private boolean drawn;

    /// @param live whether `out` is a terminal that can redraw a line; otherwise only lines that stay are printed
    DownloadLine(PrintWriter out, boolean live) {
        this.out = out;
        this.live = live;
    }

    void show(DownloadEvent event) {
        switch (event) {
            case DownloadEvent.Asking(String host) -> draw("asking " + host);
            case DownloadEvent.Rereading(String file) -> draw("reading again what has come of " + file);
            case DownloadEvent.Receiving come -> draw(bar(come));
            case DownloadEvent.Checking(String file) -> draw("looking at " + file);
            case DownloadEvent.Retrying again ->
                stay(again.why() + "; trying again in " + again.pause().toSeconds() + " s");
            case DownloadEvent.StartedAnew(String file, DownloadEvent.Anew why) ->
                stay(file + " starts anew: "
                        + switch (why) {
                            case CHANGED -> "the file has changed meanwhile";
                            case NO_PARTS -> "the server sends no parts of files";
                            case TORN -> "what had come did not fit together";
                        });
        }
    }

    private static String bar(DownloadEvent.Receiving come) {
        String share = come.total() <= 0
                ? bytes(come.done())
                : String.format(
                        Locale.ROOT,
                        "%3d %%  %s of %s",
                        100 * come.done() / come.total(),
                        bytes(come.done()),
                        bytes(come.total()));
        String speed =
                come.perSecond() < 1 ? "" : String.format(Locale.ROOT, "  %.1f MB/s", come.perSecond() / MEGABYTE);
        String left = come.left()
                .map(time -> "  " + duration(time.toSeconds()) + " left")
                .orElse("");
        return share + speed + left + "  " + come.file();
    }

    private static String duration(long seconds) {
        if (seconds < MINUTE) {
            return seconds + " s";
        }
        long minutes = seconds / MINUTE;
        return minutes < MINUTE ? minutes + " min" : minutes / MINUTE + " h " + minutes % MINUTE + " min";
    }

    /// {@return a size for people}
    static String bytes(long bytes) {
        return bytes < GIGABYTE
                ? String.format(Locale.ROOT, "%.1f MB", bytes / MEGABYTE)
                : String.format(Locale.ROOT, "%.2f GB", bytes / GIGABYTE);
    }

    /// Takes the line away, so that something else can be printed.
    void clear() {
        if (drawn) {
            out.print("\r\u001b[2K");
            out.flush();
            drawn = false;
        }
    }

    private void stay(String text) {
        clear();
        out.println(Printable.of(text));
        out.flush();
    }

    private void draw(String text) {
        if (live) {
            out.print("\r\u001b[2K" + Printable.of(text).replaceAll("[\\n\\t]", " "));
            out.flush();
            drawn = true;
        }
    }
}
