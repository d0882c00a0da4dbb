package studio.sfumato.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.error.ModelFileException;
import studio.sfumato.error.Printable;
import studio.sfumato.weights.ModelCatalogue;
import studio.sfumato.weights.ModelEntry;
import studio.sfumato.weights.ModelFamily;
import studio.sfumato.weights.ModelHash;
import studio.sfumato.weights.ModelNotes;

/// `sfumato models`: what is in the model folders.
@Command(name = "models", description = "List the models found, their family, precision and size, and any problem.")
final class ModelsCommand implements Runnable {
    private static final double MEGABYTE = 1e6;

    private final Workshop workshop;

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
        List<ModelEntry> models = folders.told(workshop).models().list();
        for (ModelEntry model : models) {
            out.printf(
                    Locale.ROOT,
                    "%-24s %-8s %-5s %8.0f MB  %s%n",
                    Printable.of(model.name()),
                    model.family().map(ModelFamily::label).orElse("-"),
                    model.precision().isEmpty() ? "-" : model.precision(),
                    model.bytes() / MEGABYTE,
                    Printable.of(model.path().toString()));
            model.problem().ifPresent(problem -> out.println("    cannot be used: " + Printable.of(problem)));
            if (hashes && model.problem().isEmpty()) {
                out.println("    " + hashes(model));
            }
            notes(model).forEach(note -> out.println("    " + Printable.of(note).replace('\n', ' ')));
        }
        if (models.isEmpty()) {
            out.println("No models were found in:");
            workshop.models().folders().forEach(folder -> out.println("  " + folder));
        }
    }

    private String hashes(ModelEntry model) {
        try {
            ModelHash.All known =
                    workshop.hashes().all(ModelCatalogue.at(model.path()), _ -> {}, CancellationToken.none());
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
