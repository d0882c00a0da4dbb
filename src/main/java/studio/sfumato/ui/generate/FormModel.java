package studio.sfumato.ui.generate;

import java.util.random.RandomGenerator;
import javafx.beans.property.DoubleProperty;
import javafx.beans.property.IntegerProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleDoubleProperty;
import javafx.beans.property.SimpleIntegerProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import studio.sfumato.diffusion.GenerationRequest;
import studio.sfumato.diffusion.Guidance;
import studio.sfumato.diffusion.ImageSize;
import studio.sfumato.diffusion.NoiseSettings;
import studio.sfumato.diffusion.Prompt;
import studio.sfumato.diffusion.SamplerId;
import studio.sfumato.diffusion.Sampling;
import studio.sfumato.diffusion.ScheduleId;
import studio.sfumato.diffusion.Seed;
import studio.sfumato.diffusion.Task;
import studio.sfumato.diffusion.noise.RandomSource;
import studio.sfumato.diffusion.sampler.Samplers;
import studio.sfumato.diffusion.schedule.Schedules;
import studio.sfumato.weights.ModelCatalogue;
import studio.sfumato.weights.ModelDefaults;

/// Everything but the words that a picture is made from.
public final class FormModel {
    private static final String RANDOM = "-1";

    private final StringProperty model = new SimpleStringProperty(ModelCatalogue.DEFAULT);
    private final IntegerProperty width = new SimpleIntegerProperty(512);
    private final IntegerProperty height = new SimpleIntegerProperty(512);
    private final IntegerProperty steps = new SimpleIntegerProperty(20);
    private final DoubleProperty cfg = new SimpleDoubleProperty(7);
    private final ObjectProperty<SamplerId> sampler =
            new SimpleObjectProperty<>(Samplers.all().getFirst().id());
    private final ObjectProperty<ScheduleId> schedule = new SimpleObjectProperty<>(ScheduleId.AUTOMATIC);
    private final StringProperty seed = new SimpleStringProperty("");
    private final StringProperty lastSeed = new SimpleStringProperty("");
    private final IntegerProperty count = new SimpleIntegerProperty(1);
    private final IntegerProperty clipSkip = new SimpleIntegerProperty(1);
    private final ObjectProperty<ImageSize> usualSize = new SimpleObjectProperty<>(new ImageSize(512, 512));
    private final RandomGenerator chance;

    /// @param chance picks seeds
    FormModel(RandomGenerator chance) {
        this.chance = chance;
    }

    /// {@return the name of the model}
    public StringProperty modelProperty() {
        return model;
    }

    /// {@return the width in pixels}
    public IntegerProperty widthProperty() {
        return width;
    }

    /// {@return the height in pixels}
    public IntegerProperty heightProperty() {
        return height;
    }

    /// {@return how many steps}
    public IntegerProperty stepsProperty() {
        return steps;
    }

    /// {@return how strongly the prompt is followed}
    public DoubleProperty cfgProperty() {
        return cfg;
    }

    /// {@return how noise becomes a picture}
    public ObjectProperty<SamplerId> samplerProperty() {
        return sampler;
    }

    /// {@return how much noise is left after each step}
    public ObjectProperty<ScheduleId> scheduleProperty() {
        return schedule;
    }

    /// {@return the seed as it was typed; empty picks one each time}
    public StringProperty seedProperty() {
        return seed;
    }

    /// {@return the seed of the last picture; empty before the first}
    public StringProperty lastSeedProperty() {
        return lastSeed;
    }

    /// {@return how many pictures}
    public IntegerProperty countProperty() {
        return count;
    }

    /// {@return which layer of the text encoder, from the end}
    public IntegerProperty clipSkipProperty() {
        return clipSkip;
    }

    /// {@return the size the model was trained at}
    public ObjectProperty<ImageSize> usualSizeProperty() {
        return usualSize;
    }

    /// Takes another shape with as many pixels as the model likes.
    public void choose(Aspect aspect) {
        ImageSize size = aspect.of(usualSize.get());
        width.set(size.width());
        height.set(size.height());
    }

    /// Turns the picture on its side.
    public void swapSides() {
        int old = width.get();
        width.set(height.get());
        height.set(old);
    }

    /// Picks another seed for each picture from now on.
    public void freeSeed() {
        seed.set("");
    }

    /// Uses the last picture's seed again.
    public void reuseSeed() {
        seed.set(lastSeed.get());
    }

    /// Takes what a model likes best.
    void prefer(ModelDefaults defaults) {
        Samplers.Named named = Samplers.parse(defaults.sampler());
        ImageSize size = new ImageSize(defaults.width(), defaults.height());
        usualSize.set(size);
        width.set(size.width());
        height.set(size.height());
        steps.set(defaults.steps());
        cfg.set(defaults.cfg());
        sampler.set(named.sampler());
        schedule.set(Schedules.parse(defaults.schedule()));
    }

    /// Takes everything but the number of pictures from `request`.
    void take(GenerationRequest request) {
        model.set(request.model());
        width.set(request.size().width());
        height.set(request.size().height());
        steps.set(request.sampling().steps());
        cfg.set(request.guidance().scale());
        sampler.set(request.sampling().sampler());
        schedule.set(request.sampling().schedule());
        seed.set(request.noise().seed().toString());
        clipSkip.set(request.prompt().clipSkip());
    }

    /// {@return the request that the form and these words make; a seed is picked where none is set}
    ///
    /// @throws studio.sfumato.error.RequestException if something cannot be; the message names it
    GenerationRequest request(String positive, String negative) {
        String typed = seed.get().strip();
        Seed chosen = typed.isEmpty() || typed.equals(RANDOM) ? Seed.random(chance) : Seed.parse(typed);
        return new GenerationRequest(
                model.get(),
                new Prompt(positive, negative, clipSkip.get()),
                new ImageSize(width.get(), height.get()),
                new Sampling(sampler.get(), schedule.get(), steps.get()),
                new Guidance(cfg.get()),
                new NoiseSettings(chosen, RandomSource.NV),
                count.get(),
                1,
                new Task.TextToImage());
    }
}
