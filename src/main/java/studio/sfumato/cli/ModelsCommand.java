package studio.sfumato.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import studio.sfumato.error.Printable;
import studio.sfumato.weights.ModelEntry;
import studio.sfumato.weights.ModelFamily;
import studio.sfumato.weights.ModelNotes;

/// `sfumato models`: what is in the model folders.
@Command(name = "models", description = "List the models found, their family, precision and size, and any problem.")
final class ModelsCommand implements Runnable {
    private static final double MEGABYTE = 1e6;

    private final Workshop workshop;

    @Mixin
    private final ModelArgs folders = new ModelArgs();

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
            notes(model).forEach(note -> out.println("    " + Printable.of(note).replace('\n', ' ')));
        }
        if (models.isEmpty()) {
            out.println("No models were found in:");
            workshop.models().folders().forEach(folder -> out.println("  " + folder));
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
