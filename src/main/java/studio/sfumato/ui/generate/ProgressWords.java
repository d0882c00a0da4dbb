package studio.sfumato.ui.generate;

import java.util.Locale;
import studio.sfumato.ui.common.Messages;

/// Says how far a picture is.
public final class ProgressWords {
    private static final int MINUTE = 60;

    private ProgressWords() {}

    /// {@return it in a few words, for the pill under the picture}
    static String pill(ProgressModel.Now now, Messages words) {
        return switch (now) {
            case ProgressModel.Now.Idle _ -> "";
            case ProgressModel.Now.Waiting _ -> words.text("progress.waiting");
            case ProgressModel.Now.Loading loading -> words.text("progress.loading", loading.network());
            case ProgressModel.Now.Reading _ -> words.text("progress.reading");
            case ProgressModel.Now.Stepping stepping -> stepping(stepping, words);
            case ProgressModel.Now.Developing _ -> words.text("progress.developing");
            case ProgressModel.Now.Stopping stopping ->
                words.text("progress.stopping." + stopping.wish().name().toLowerCase(Locale.ROOT));
            case ProgressModel.Now.Done done -> words.text("progress.done", done.pictures(), done.seconds());
            case ProgressModel.Now.Cancelled cancelled -> words.text("progress.cancelled", cancelled.kept());
            case ProgressModel.Now.Failed _ -> words.text("progress.failed");
        };
    }

    /// {@return it with the time a step takes, for the line at the window's foot}
    public static String line(ProgressModel.Now now, Messages words) {
        return now instanceof ProgressModel.Now.Stepping stepping
                ? words.text(
                        "progress.line",
                        stepping(stepping, words),
                        words.text("progress.step-time", stepping.secondsAStep()),
                        left(stepping, words))
                : pill(now, words);
    }

    /// {@return how long it will take, in words}
    static String left(ProgressModel.Now.Stepping stepping, Messages words) {
        long seconds = Math.max(1, (long) Math.ceil(stepping.secondsLeft()));
        return seconds < MINUTE
                ? words.text("progress.seconds-left", seconds)
                : words.text("progress.minutes-left", seconds / MINUTE, seconds % MINUTE);
    }

    private static String stepping(ProgressModel.Now.Stepping stepping, Messages words) {
        String step = words.text("progress.step", stepping.step(), stepping.steps());
        return stepping.pictures() == 1
                ? step
                : words.text("progress.picture", stepping.picture(), stepping.pictures(), step);
    }
}
