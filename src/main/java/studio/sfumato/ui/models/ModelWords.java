package studio.sfumato.ui.models;

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
}
