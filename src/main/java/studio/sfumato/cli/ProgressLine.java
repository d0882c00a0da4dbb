package studio.sfumato.cli;

import java.io.PrintWriter;
import java.util.Locale;
import studio.sfumato.diffusion.GenerationEvent;

/// The line that shows on a terminal how far a picture is: bar, step, seconds a step and time left.
final class ProgressLine {
    private static final int WIDTH = 28;

    private final PrintWriter out;
    private final boolean live;
    private int picturesLeft;
    private double secondsAStep;
    private boolean drawn;

    /// @param live whether `out` is a terminal that can redraw a line; otherwise nothing is drawn
    /// @param pictures how many pictures are to come
    ProgressLine(PrintWriter out, boolean live, int pictures) {
        this.out = out;
        this.live = live;
        this.picturesLeft = pictures;
    }

    void show(GenerationEvent event) {
        switch (event) {
            case GenerationEvent.LoadingModel loading -> draw("loading the " + loading.network());
            case GenerationEvent.Encoding _ -> draw("reading the prompt");
            case GenerationEvent.Stepped stepped -> draw(bar(stepped));
            case GenerationEvent.Decoding _ -> draw("decoding");
            case GenerationEvent.ImageReady _ -> picturesLeft--;
            case GenerationEvent.Skipped skipped ->
                picturesLeft -= skipped.pictures().size();
            case GenerationEvent.Queued _,
                    GenerationEvent.Notice _,
                    GenerationEvent.Previewed _,
                    GenerationEvent.StageDone _ -> {}
            case GenerationEvent.Finished _, GenerationEvent.Cancelled _, GenerationEvent.Failed _ -> clear();
        }
    }

    /// Takes the line away, so that something else can be printed.
    void clear() {
        if (drawn) {
            out.print("\r\u001b[2K");
            out.flush();
            drawn = false;
        }
    }

    private String bar(GenerationEvent.Stepped stepped) {
        secondsAStep = secondsAStep == 0 ? stepped.seconds() : 0.7 * secondsAStep + 0.3 * stepped.seconds();
        int calls = Math.max(1, Math.ceilDiv(picturesLeft, stepped.pictures().size()));
        double left = secondsAStep * (stepped.steps() - stepped.step() + (calls - 1.0) * stepped.steps());
        int full = WIDTH * stepped.step() / stepped.steps();
        return String.format(
                Locale.ROOT,
                "%s%s  step %d/%d  %.2f s/step  %s left",
                "█".repeat(full),
                "░".repeat(WIDTH - full),
                stepped.step(),
                stepped.steps(),
                secondsAStep,
                duration(left));
    }

    private static String duration(double seconds) {
        long whole = Math.round(seconds);
        return whole < 60 ? whole + " s" : whole / 60 + " min " + whole % 60 + " s";
    }

    private void draw(String text) {
        if (live) {
            out.print("\r\u001b[2K" + text);
            out.flush();
            drawn = true;
        }
    }
}
