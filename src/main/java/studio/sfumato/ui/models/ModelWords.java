package studio.sfumato.ui.models;

import studio.sfumato.ui.common.Messages;
import studio.sfumato.weights.ModelDefaults;
import studio.sfumato.weights.ModelEntry;
import studio.sfumato.weights.ModelFamily;

/// What is said about models.
final class ModelWords {
    private static final double MEGABYTE = 1e6;
    private static final double GIGABYTE = 1e9;

    private ModelWords() {}

    /// {@return family and precision, such as `SD 1.x · fp16`}
    static String kind(ModelEntry entry) {
        String family = entry.family().map(ModelFamily::label).orElse("");
        return entry.precision().isEmpty() ? family : family + " · " + entry.precision();
    }

    /// {@return a size on disk}
    static String bytes(long bytes, Messages words) {
        return bytes < GIGABYTE
                ? words.text("bytes.mega", bytes / MEGABYTE)
                : words.text("bytes.giga", bytes / GIGABYTE);
    }

    /// {@return what a model likes best, such as `DPM++ 2M · Karras`}
    static String sampling(ModelDefaults likes) {
        return likes.sampler() + " · " + likes.schedule();
    }
}
