package studio.sfumato.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import studio.sfumato.diffusion.ModelCheck;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.error.ModelFileException;
import studio.sfumato.error.Printable;
import studio.sfumato.error.RequestException;
import studio.sfumato.weights.ModelCatalogue;
import studio.sfumato.weights.ModelEntry;
import studio.sfumato.weights.ModelFamily;
import studio.sfumato.weights.ModelHash;
import studio.sfumato.weights.ModelNotes;
import studio.sfumato.weights.NoiseFacts;
import studio.sfumato.weights.NoiseScheduleConfig.Predicts;
import studio.sfumato.weights.NoiseWord;

/// `sfumato models`: what is in the model folders.
@Command(
        name = "models",
        description = "List the models found, their family, precision and size, and any problem; or say of one what it"
                + " predicts.")
final class ModelsCommand implements Runnable {
    private static final double MEGABYTE = 1e6;
    private static final String TOLD = "told";

    private final Workshop workshop;

    @Parameters(
            arity = "0..1",
            paramLabel = "NAME|FILE",
            description = "Only this model, and what it predicts; all that are found otherwise.")
    private @Nullable String wanted;

    @Option(
            names = "--prediction",
            paramLabel = "v|epsilon|told",
            description = "Say what this model predicts, whatever its files say, and keep that beside it;"
                    + " told: as its files say.")
    private @Nullable String prediction;

    @Option(
            names = "--zero-snr",
            paramLabel = "on|off|told",
            description = "Say whether this model's noise levels end in nothing but noise, and keep that beside it;"
                    + " told: as its files say.")
    private @Nullable String zeroSnr;

    @Mixin
    private final ModelArgs folders = new ModelArgs();

    @Option(
            names = "--hashes",
            description = "Also show the hashes that A1111 and model sites know them by; reads every file once.")
    private boolean hashes;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    ModelsCommand(Workshop workshop) {
        this.workshop = workshop;
    }

    @Override
    public void run() {
        PrintWriter out = spec.commandLine().getOut();
        ModelCatalogue catalogue = folders.told(workshop).models();
        if (wanted == null) {
            if (prediction != null || zeroSnr != null) {
                throw new RequestException(
                        (prediction == null ? "--zero-snr" : "--prediction") + " needs the name of a model");
            }
            List<ModelEntry> models = catalogue.list();
            list(out, models);
            if (models.isEmpty()) {
                out.println("No models were found in:");
                workshop.models().folders().forEach(folder -> out.println("  " + folder));
            }
            return;
        }
        Path path = catalogue.find(wanted);
        NoiseWord word = new NoiseWord(predicts(prediction), onOff(zeroSnr)); // all is well before any is kept
        if (prediction != null) {
            NoiseWord.keepPrediction(path, word.prediction());
        }
        if (zeroSnr != null) {
            NoiseWord.keepZeroSnr(path, word.zeroSnr());
        }
        list(out, List.of(catalogue.entry(wanted)));
        NoiseFacts facts = catalogue.openAsStored(path.toString()).noiseFacts();
        out.println("    predicts " + Printable.of(NoiseLines.prediction(facts, path)));
        out.println("    zero terminal SNR " + Printable.of(NoiseLines.zeroSnr(facts, path)));
    }

    private static Optional<Predicts> predicts(@Nullable String said) {
        return said == null || said.equals(TOLD)
                ? Optional.empty()
                : Optional.of(
                        NoiseWord.called(said).orElseThrow(() -> wrong("--prediction", said, "v, epsilon, told")));
    }

    private static Optional<Boolean> onOff(@Nullable String said) {
        return switch (said) {
            case null -> Optional.empty();
            case TOLD -> Optional.empty();
            case "on" -> Optional.of(true);
            case "off" -> Optional.of(false);
            default -> throw wrong("--zero-snr", said, "on, off, told");
        };
    }

    private static RequestException wrong(String option, String value, String valid) {
        return new RequestException(option + ": '" + value + "' is not known", "valid: " + valid, null);
    }

    private void list(PrintWriter out, List<ModelEntry> models) {
        for (ModelEntry model : models) {
            out.printf(
                    Locale.ROOT,
                    "%-24s %-8s %-5s %8.0f MB  %s%n",
                    Printable.of(model.name()),
                    model.family().map(ModelFamily::label).orElse("-"),
                    model.precision().isEmpty() ? "-" : model.precision(),
                    model.bytes() / MEGABYTE,
                    Printable.of(model.path().toString()));
            ModelCheck check = model.problem().isPresent()
                    ? ModelCheck.NOTHING
                    : ModelCheck.opening(
                            () -> workshop.models().openAsStored(model.path().toString()));
            Stream.concat(model.problem().stream(), check.problems().stream())
                    .forEach(problem -> out.println("    cannot be used: " + Printable.of(problem)));
            check.limits().forEach(limit -> out.println("    not all works: " + Printable.of(limit)));
            if (hashes && model.problem().isEmpty()) {
                out.println("    " + hashes(model));
            }
            notes(model).forEach(note -> out.println("    " + Printable.of(note).replace('\n', ' ')));
        }
    }

    private String hashes(ModelEntry model) {
        try {
            ModelHash.All known = workshop.hashes()
                    .all(workshop.models().openAsStored(model.path().toString()), _ -> {}, CancellationToken.none());
            return known.legacy()
                            .map(legacy -> "hash " + known.brief() + " (AutoV2, too), before A1111 1.0 " + legacy)
                            .orElse("hash " + known.brief() + " (of the U-Net)")
                    + ", SHA-256 " + known.sha256();
        } catch (ModelFileException unreadable) {
            return "no hash: " + Printable.of(String.valueOf(unreadable.getMessage()));
        }
    }

    private static List<String> notes(ModelEntry model) {
        ModelNotes known = ModelNotes.of(model.path());
        List<String> notes = new ArrayList<>();
        known.title().filter(title -> !title.equals(model.title())).ifPresent(title -> notes.add("title: " + title));
        if (!known.triggers().isEmpty()) {
            notes.add("wakes on: " + String.join(", ", known.triggers()));
        }
        return notes;
    }
}
