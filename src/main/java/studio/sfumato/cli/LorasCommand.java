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
import studio.sfumato.error.Printable;
import studio.sfumato.weights.addon.AddOnCatalogue;
import studio.sfumato.weights.addon.AddOnEntry;
import studio.sfumato.weights.addon.AddOnHash;
import studio.sfumato.weights.addon.AddOnKind;

/// `sfumato loras`: what can be put on top of models.
@Command(
        name = "loras",
        description = "List the LoRAs found, the models they are for, what wakes them, and any problem.")
final class LorasCommand implements Runnable {
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

    LorasCommand(Workshop workshop) {
        this.workshop = workshop;
    }

    @Override
    public void run() {
        print(folders.told(workshop), AddOnKind.LORA, hashes, spec.commandLine().getOut());
    }

    /// Prints everything of a kind.
    ///
    /// @param hashes whether to show the hashes too
    static void print(Workshop workshop, AddOnKind kind, boolean hashes, PrintWriter out) {
        List<AddOnEntry> entries = new AddOnCatalogue(workshop.addOns()).list(kind);
        for (AddOnEntry entry : entries) {
            out.printf(
                    Locale.ROOT,
                    "%-32s %-8s %-20s %8.1f MB  %s%n",
                    Printable.of(entry.name()),
                    Printable.of(entry.base().orElse("-")),
                    entry.content().isEmpty() ? "-" : entry.content(),
                    entry.bytes() / 1e6,
                    Printable.of(entry.path().toString()));
            entry.problem().ifPresent(problem -> out.println("    cannot be used: " + Printable.of(problem)));
            if (hashes && entry.problem().isEmpty()) {
                AddOnHash known = workshop.addOnHashes();
                out.println("    hash " + known.of(kind, entry.path()) + ", AutoV2 " + known.autoV2(entry.path()));
            }
            notes(entry).forEach(note -> out.println("    " + Printable.of(note).replace('\n', ' ')));
        }
        if (entries.isEmpty()) {
            out.println("No " + kind.label() + "s were found in:");
            workshop.addOns().folders(kind).forEach(folder -> out.println("  " + folder));
        }
    }

    private static List<String> notes(AddOnEntry entry) {
        List<String> notes = new ArrayList<>();
        entry.title().ifPresent(title -> notes.add("title: " + title));
        if (!entry.triggers().isEmpty()) {
            notes.add("wakes on: " + String.join(", ", entry.triggers()));
        }
        if (!entry.tags().isEmpty()) {
            notes.add("trained on: " + String.join(", ", entry.tags()));
        }
        entry.licence().ifPresent(licence -> notes.add("licence: " + licence));
        entry.weight().ifPresent(weight -> notes.add("recommended strength: " + weight));
        return notes;
    }
}
