package studio.sfumato.cli;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import studio.sfumato.diffusion.GenerationRequest;
import studio.sfumato.diffusion.PictureRef;
import studio.sfumato.diffusion.UsualSampling;
import studio.sfumato.diffusion.ensemble.Ensemble;
import studio.sfumato.error.Printable;
import studio.sfumato.error.RequestException;
import studio.sfumato.image.PictureWriter;
import studio.sfumato.job.ControlMaps;
import studio.sfumato.job.ControlUnits;
import studio.sfumato.job.Destination;
import studio.sfumato.job.EngineSettings;
import studio.sfumato.job.PictureKeeper;
import studio.sfumato.job.QueueFolder;
import studio.sfumato.job.WildcardRequests;
import studio.sfumato.prompt.PromptStyle;
import studio.sfumato.prompt.StyleFile;
import studio.sfumato.prompt.WildcardFolder;
import studio.sfumato.runtime.OrtRuntime;
import studio.sfumato.settings.Settings;
import studio.sfumato.weights.ModelCatalogue;
import studio.sfumato.weights.ModelChoice;
import studio.sfumato.weights.ModelSource;

/// `sfumato generate`: from a prompt to a picture.
@Command(
        name = "generate",
        sortOptions = false,
        description = "Make pictures from a prompt. What is left open comes from the model.")
final class GenerateCommand implements Callable<Integer> {
    private final Workshop workshop;

    @Mixin
    private final GenerateOptions options = new GenerateOptions();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    /// A request, and what its pictures are called after their number; empty for the usual.
    private record Planned(GenerationRequest request, Optional<String> name) {}

    GenerateCommand(Workshop workshop) {
        this.workshop = workshop;
    }

    @Override
    public Integer call() {
        Settings set = workshop.settings();
        PrintWriter err = spec.commandLine().getErr();
        ModelCatalogue models = options.models.told(workshop).models();
        String typed = options.vae == null ? "" : lasting(options.vae);
        String typedText = options.textEncoder == null ? "" : lastingAll(models, options.textEncoder);
        ModelSource model = models.open(new ModelChoice(options.model(set), typed, typedText));
        UsualSampling.require(model);
        requireUse(model, typedText);
        String wanted = lasting(model);
        String vae = typed.isEmpty() ? set.vaes().of(model.location()) : typed;
        String text = typedText.isEmpty() && !model.separateText().isEmpty()
                ? set.texts().of(model.location())
                : typedText;
        UnaryOperator<String> lasting = name -> lasting(models, name);
        Ensemble ensemble = options.ensemble.ensemble(lasting);
        Preparing preparing = new Preparing(err, workshop.interactive()).interruptible();
        List<Start> starts = options.picture.starts(workshop.sources(), model, options.size != null, err, preparing);
        ControlUnits units = new ControlUnits(
                workshop.sources(),
                new ControlMaps(
                        () -> OrtRuntime.start(workshop.paths().cache()),
                        options.models.told(workshop).addOns(),
                        () -> options.engine.engine(set)));
        List<PromptStyle> styles =
                options.prompt.styles(new StyleFile(workshop.paths().styles()));
        Optional<PictureRef> depth = options.control.depthMap(workshop.sources());
        List<Planned> planned = starts.stream()
                .map(start -> new Start(options.hires.of(start.task(), lasting), start.size(), start.name()))
                .flatMap(start -> chosen(new RequestBuilder(
                                        options,
                                        wanted,
                                        vae,
                                        ensemble,
                                        model.defaults(),
                                        workshop.addOns(),
                                        start,
                                        styles)
                                .requests())
                        .stream()
                        .map(request -> request.withTextEncoder(text))
                        .map(request -> request.withControls(options.control.units(
                                request.task(), units, depth, options.models.folder != null, preparing.token())))
                        .map(request -> new Planned(request, start.name())))
                .toList();
        int pictures = planned.stream().mapToInt(each -> each.request.count()).sum();
        EngineSettings settings = options.engine.engine(set);
        Destination place = options.destination(set, workshop.paths().pictures(), pictures);
        PictureKeeper.prepare(place);
        if (options.previewDir != null) {
            PictureWriter.prepare(options.previewDir);
        }
        PrintWriter out = spec.commandLine().getOut();
        remind(err);
        remember(model, typed, vae, err);
        rememberText(model, typedText, text, err);
        workshop.prepareRecords(new ModelChoice(wanted, vae, text));
        return new QueueRun(workshop, options, true, out, err).run(settings, pictures, queue -> {
            preparing.token().throwIfCancelled(); // from here on the queue hears of it
            int first = 0;
            for (Planned each : planned) {
                Destination here = place.from(first);
                queue.add(each.request, each.name.map(here::named).orElse(here));
                first += each.request.count();
            }
        });
    }

    /// {@return what finds another model again; it is there}
    private String lasting(ModelCatalogue models, String name) {
        ModelSource other = models.open(lasting(name));
        return options.models.folder == null ? lasting(name) : other.location().toString();
    }

    /// Keeps a VAE that was typed, for the next time; says so where one is used that was typed before.
    private void remember(ModelSource model, String typed, String vae, PrintWriter err) {
        if (!typed.isEmpty()) {
            workshop.settingsStore().update(settings -> settings.withVae(model.location(), typed));
        } else if (!vae.isEmpty() && !vae.equals(ModelCatalogue.OWN_VAE)) {
            err.println("note: with the VAE " + Printable.of(vae) + ", as last time; the model's own: --vae own");
            err.flush();
        }
    }

    /// Only what is missing is lent: a model with text encoders of its own is used with those.
    private static void requireUse(ModelSource model, String typedText) {
        if (!typedText.isEmpty() && model.separateText().isEmpty()) {
            throw new RequestException(
                    "--text-encoder: " + model.name() + " has its own", "leave out --text-encoder", null);
        }
    }

    /// Keeps whose text encoders were typed, for the next time; says so where those are used that were typed before.
    private void rememberText(ModelSource model, String typed, String text, PrintWriter err) {
        if (!typed.isEmpty()) {
            workshop.settingsStore().update(settings -> settings.withText(model.location(), typed));
        } else if (!text.isEmpty()) {
            err.println("note: with the text encoder of " + Printable.of(text)
                    + ", as last time; another's: --text-encoder MODEL");
            err.flush();
        }
    }

    /// {@return what finds each of these again}
    private static String lastingAll(ModelCatalogue models, String typed) {
        return models.lenders(typed).size() == 1
                ? lasting(typed)
                : Arrays.stream(typed.split(","))
                        .map(name -> lasting(name.strip()))
                        .collect(Collectors.joining(","));
    }

    /// {@return what finds the model again, even for who does not know of `--models-dir`}
    private String lasting(ModelSource model) {
        return options.models.folder == null
                ? lasting(options.model(workshop.settings()))
                : model.location().toString();
    }

    private List<GenerationRequest> chosen(List<GenerationRequest> written) {
        WildcardRequests wildcards =
                new WildcardRequests(new WildcardFolder(workshop.paths().wildcards()));
        return options.prompt.choosesWildcards()
                ? written.stream()
                        .flatMap(request -> wildcards.of(request).stream())
                        .toList()
                : written;
    }

    /// A model's path must be found from another folder as well, should somebody finish the queue there.
    private static String lasting(String model) {
        try {
            Path path = Path.of(model);
            return model.matches(".*[/\\\\].*") && Files.exists(path)
                    ? path.toAbsolutePath().normalize().toString()
                    : model;
        } catch (InvalidPathException name) {
            return model;
        }
    }

    private void remind(PrintWriter err) {
        List<QueueFolder.Left> left = workshop.left(err);
        if (!left.isEmpty()) {
            left.forEach(QueueFolder.Left::close);
            err.println("note: an earlier run was not finished; see: sfumato queue");
            err.flush();
        }
    }
}
