package studio.sfumato.app;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.random.RandomGenerator;
import studio.sfumato.diffusion.GenerationRequest;
import studio.sfumato.diffusion.Guidance;
import studio.sfumato.diffusion.ImageSize;
import studio.sfumato.diffusion.NoiseSettings;
import studio.sfumato.diffusion.PictureRef;
import studio.sfumato.diffusion.Prompt;
import studio.sfumato.diffusion.ResizeMode;
import studio.sfumato.diffusion.Sampling;
import studio.sfumato.diffusion.Seed;
import studio.sfumato.diffusion.Task;
import studio.sfumato.diffusion.noise.RandomSource;
import studio.sfumato.image.metadata.PictureParameters;
import studio.sfumato.job.AddOnCheck;
import studio.sfumato.job.Repainting;
import studio.sfumato.job.SourceStore;
import studio.sfumato.ui.common.Note;
import studio.sfumato.ui.gallery.Studio;
import studio.sfumato.ui.generate.CreateModel;
import studio.sfumato.weights.ModelCatalogue;
import studio.sfumato.weights.ModelEntry;

/// What the gallery asks of the workspace Create and of the models.
///
/// @param addOns tells which LoRAs and embeddings of a picture are not here
/// @param sources keeps pictures that others are made from
/// @param canvas takes over there how a picture was made from another
/// @param enter leads to Create
record WindowStudio(
        CreateModel create,
        ModelCatalogue models,
        AddOnCheck addOns,
        SourceStore sources,
        RandomGenerator chance,
        BiConsumer<GenerationRequest, Repainting> canvas,
        Runnable enter)
        implements Studio {
    WindowStudio(
            CreateModel create,
            ModelCatalogue models,
            AddOnCheck addOns,
            SourceStore sources,
            BiConsumer<GenerationRequest, Repainting> canvas,
            Runnable enter) {
        this(create, models, addOns, sources, new SecureRandom(), canvas, enter);
    }

    @Override
    public List<String> missing(PictureParameters told) {
        return addOns.notes(told);
    }

    @Override
    public GenerationRequest asked() {
        return new GenerationRequest(
                        create.form().modelProperty().get(),
                        new Prompt("", "", 1),
                        new ImageSize(
                                create.form().widthProperty().get(),
                                create.form().heightProperty().get()),
                        new Sampling(
                                create.form().samplerProperty().get(),
                                create.form().scheduleProperty().get(),
                                create.form().stepsProperty().get()),
                        new Guidance(create.form().cfgProperty().get()),
                        new NoiseSettings(Seed.random(chance), RandomSource.NV),
                        1,
                        1,
                        origin())
                .withVae(create.form().vaeProperty().get().strip())
                .withTextEncoder(create.form().beside().textEncoder())
                .withControls(create.controls());
    }

    /// What is made larger in tiles has rules about their size, which is the form's: here it is a picture at hand.
    private Task origin() {
        return create.task() instanceof Task.Upscale larger
                ? new Task.ImageToImage(larger.source(), larger.strength(), ResizeMode.STRETCH)
                : create.task();
    }

    /// By the name of its folder or file, or by what it calls itself.
    @Override
    public Optional<String> model(String name) {
        return models.list().stream()
                .filter(entry -> entry.problem().isEmpty())
                .filter(entry -> entry.title().equalsIgnoreCase(name)
                        || entry.name().equalsIgnoreCase(name)
                        || entry.name().toLowerCase(Locale.ROOT).endsWith("/" + name.toLowerCase(Locale.ROOT)))
                .map(ModelEntry::name)
                .findFirst();
    }

    @Override
    public Optional<String> control(String name) {
        return addOns.control(name);
    }

    @Override
    public void use(GenerationRequest request) {
        create.use(request);
        enter.run();
    }

    @Override
    public void repaint(GenerationRequest request, Repainting how) {
        canvas.accept(request, how);
    }

    @Override
    public void useSeed(Seed seed) {
        create.form().seedProperty().set(seed.toString());
        enter.run();
    }

    @Override
    public void vary(GenerationRequest request, Path file) {
        create.vary().begin(request, file);
        enter.run();
    }

    @Override
    public PictureRef keep(Path file) {
        return sources.keep(file);
    }

    @Override
    public void ask(GenerationRequest request) {
        create.ask(request, _ -> {});
    }

    @Override
    public void canvas(Path file) {
        create.sendToCanvas(file);
    }

    @Override
    public void tell(Note note) {
        create.notes().add(note);
    }
}
