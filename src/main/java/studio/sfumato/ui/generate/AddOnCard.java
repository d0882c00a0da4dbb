package studio.sfumato.ui.generate;

import java.util.Locale;
import java.util.Optional;
import studio.sfumato.weights.ModelFamily;
import studio.sfumato.weights.addon.AddOnEntry;

/// A LoRA or an embedding as it lies before the artist.
///
/// @param entry what its file and the notes beside it say
/// @param used whether the next picture is made with it
/// @param obstacle why it cannot be used, if it cannot
public record AddOnCard(AddOnEntry entry, boolean used, Optional<Obstacle> obstacle) {
    /// Why one cannot be used.
    public sealed interface Obstacle {
        /// It is for another kind of model.
        ///
        /// @param wants the kind it is for
        /// @param has the kind of the model in use
        record OtherModel(String wants, String has) implements Obstacle {}

        /// Its name has a sign that means something else in a prompt.
        record Unsayable() implements Obstacle {}

        /// Its file cannot be read.
        ///
        /// @param why what is wrong with it
        record Broken(String why) implements Obstacle {}
    }

    /// {@return why `entry` cannot be used with models of `family`}
    static Optional<Obstacle> obstacle(AddOnEntry entry, Optional<ModelFamily> family) {
        if (entry.problem().isPresent()) {
            return entry.problem().map(Obstacle.Broken::new);
        }
        String wants = entry.base().orElse("").toLowerCase(Locale.ROOT).replace(" ", "");
        return family.filter(has -> !wants.isEmpty() && known(wants) && !fits(wants, has))
                .map(has -> new Obstacle.OtherModel(entry.base().orElse(""), has.label()));
    }

    /// What is told from tensors is told in our own words; notes have the words of A1111 and of model sites.
    private static boolean known(String wants) {
        return wants.startsWith("flux")
                || wants.startsWith("sd3")
                || wants.endsWith("refiner")
                || fits(wants, ModelFamily.SD1)
                || fits(wants, ModelFamily.SD2)
                || fits(wants, ModelFamily.SDXL);
    }

    private static boolean fits(String wants, ModelFamily family) {
        return switch (family) {
            case SD1 -> wants.startsWith("sd1");
            case SD2 -> wants.startsWith("sd2");
            case SDXL ->
                (wants.startsWith("sdxl") && !wants.endsWith("refiner"))
                        || wants.startsWith("pony")
                        || wants.startsWith("illustrious")
                        || wants.startsWith("noobai");
        };
    }
}
