package studio.sfumato.ui.models;

import java.util.Locale;
import java.util.stream.Stream;
import studio.sfumato.weights.ModelDefaults;
import studio.sfumato.weights.ModelEntry;
import studio.sfumato.weights.ModelFamily;

/// What is said about models.
final class ModelWords {
    private ModelWords() {}

    /// {@return family and precision, such as `SD 1.x · fp16`}
    static String kind(ModelEntry entry) {
        String family = entry.family().map(ModelFamily::label).orElse("");
        return entry.precision().isEmpty() ? family : family + " · " + entry.precision();
    }

    /// {@return what a model likes best, such as `DPM++ 2M · Karras`}
    static String sampling(ModelDefaults likes) {
        return likes.sampler() + " · " + likes.schedule();
    }

    /// {@return whether a model is sought by these words, which stand in any order}
    static boolean fit(ModelEntry entry, String wanted) {
        String all = String.join(
                        " ",
                        entry.name(),
                        entry.title(),
                        entry.path().toString(),
                        entry.precision(),
                        entry.family().map(ModelFamily::label).orElse(""))
                .toLowerCase(Locale.ROOT);
        return Stream.of(wanted.toLowerCase(Locale.ROOT).strip().split("\\s+")).allMatch(all::contains);
    }
}
