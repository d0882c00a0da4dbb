package studio.sfumato.ui.generate;

import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import javafx.beans.property.DoubleProperty;
import javafx.beans.property.IntegerProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleDoubleProperty;
import javafx.beans.property.SimpleIntegerProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import studio.sfumato.diffusion.BatchPlace;
import studio.sfumato.diffusion.Compatibility;
import studio.sfumato.diffusion.ImageSize;
import studio.sfumato.diffusion.NoiseSettings;
import studio.sfumato.diffusion.Seed;
import studio.sfumato.diffusion.Variation;
import studio.sfumato.diffusion.noise.RandomSource;
import studio.sfumato.ui.common.NumberField;

/// The chance in a picture beside its seed.
public final class ChanceModel {
    private final StringProperty variationSeed = new SimpleStringProperty("");
    private final DoubleProperty variationStrength = new SimpleDoubleProperty(0);
    private final StringProperty path = new SimpleStringProperty("");
    private final StringProperty resizeFrom = new SimpleStringProperty("");
    private final ObjectProperty<RandomSource> rng = new SimpleObjectProperty<>(RandomSource.NV);
    private final IntegerProperty ensd = new SimpleIntegerProperty(0);
    private final StringProperty place = new SimpleStringProperty("");
    private final FormField<String> variationSeedField = FormField.text("variation-seed", variationSeed);
    private final FormField<Number> variationStrengthField =
            FormField.figure("variation-strength", variationStrength, new NumberField.Range(0, 1, 0.05, 2));
    private final FormField<String> pathField = FormField.text("variation-path", path);
    private final FormField<String> resizeFromField = FormField.text("seed-resize-from", resizeFrom);
    private final FormField<RandomSource> rngField =
            FormField.choice("rng", rng, List.of(RandomSource.values()), RandomSource::label);
    private final FormField<Number> ensdField =
            FormField.whole("ensd", ensd, NumberField.Range.whole(Integer.MIN_VALUE, Integer.MAX_VALUE));
    private final FormField<String> placeField = FormField.text("batch-place", place);
    private final RandomGenerator chance;

    ChanceModel(RandomGenerator chance) {
        this.chance = chance;
    }

    /// {@return the seed of the variation as it was typed; empty picks one each time}
    public StringProperty variationSeedProperty() {
        return variationSeed;
    }

    /// {@return how far a picture is varied, 0…1}
    public DoubleProperty variationStrengthProperty() {
        return variationStrength;
    }

    /// {@return whose random numbers are used}
    public ObjectProperty<RandomSource> rngProperty() {
        return rng;
    }

    /// {@return what makes another picture of the same kind}
    public List<FormField<?>> variation() {
        return List.of(variationSeedField, variationStrengthField, pathField, resizeFromField);
    }

    /// {@return where random numbers come from}
    public List<FormField<?>> source() {
        return List.of(rngField, ensdField, placeField);
    }

    /// A profile's own random numbers are the usual ones, and what it lacks takes no part.
    void follow(Compatibility compat, int count) {
        rngField.follow(compat.rng());
        List.of(variationSeedField, variationStrengthField, pathField, resizeFromField, ensdField)
                .forEach(field -> field.usableProperty().set(compat.perPicture()));
        placeField.usableProperty().set(!compat.perPicture() && count == 1);
    }

    void take(NoiseSettings noise) {
        Variation variation = noise.variation();
        variationSeed.set(
                variation.equals(Variation.NONE) ? "" : variation.seed().toString());
        variationStrength.set(variation.strength());
        path.set(variation.path());
        resizeFrom.set(noise.resizeFrom().map(ImageSize::toString).orElse(""));
        rng.set(noise.rng());
        ensd.set(noise.ensd());
        place.set(noise.place().equals(BatchPlace.ALONE) ? "" : noise.place().toString());
    }

    /// {@return the chance in pictures from `seed` on}
    ///
    /// @throws studio.sfumato.error.RequestException if something typed cannot be; the message names it
    NoiseSettings noise(Seed seed) {
        boolean own = ensdField.usableProperty().get();
        return new NoiseSettings(
                seed,
                rng.get(),
                variation(own ? variationStrength.get() : 0),
                own ? typed(resizeFrom).map(ImageSize::parse) : Optional.empty(),
                own ? ensd.get() : 0,
                placeField.usableProperty().get()
                        ? typed(place).map(BatchPlace::parse).orElse(BatchPlace.ALONE)
                        : BatchPlace.ALONE);
    }

    private Variation variation(double strength) {
        Optional<Seed> seed =
                typed(variationSeed).filter(text -> !text.equals("-1")).map(Seed::parse);
        Variation one = new Variation(
                seed.orElseGet(() -> strength > 0 ? Seed.random(chance) : Variation.NONE.seed()), strength);
        return own(one);
    }

    private Variation own(Variation one) {
        return pathField.usableProperty().get() ? typed(path).map(one::after).orElse(one) : one;
    }

    private static Optional<String> typed(StringProperty field) {
        return Optional.of(field.get().strip()).filter(text -> !text.isEmpty());
    }
}
