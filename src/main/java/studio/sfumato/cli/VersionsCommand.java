package studio.sfumato.cli;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import studio.sfumato.error.Printable;
import studio.sfumato.error.RequestException;
import studio.sfumato.settings.Earlier;
import studio.sfumato.weights.Versions;
import studio.sfumato.weights.addon.AddOnHash;
import studio.sfumato.weights.checkpoint.Inspection;

/// `sfumato versions`: what a model's file, or the settings, were before they were replaced.
@Command(
        name = "versions",
        description =
                "List what a model's file or the settings were before, take one of these back, or replace the file.")
final class VersionsCommand implements Runnable {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);
    private static final double MEGABYTE = 1e6;
    private static final String SETTINGS = "settings";

    private final Workshop workshop;

    @Parameters(
            paramLabel = "NAME|FILE|settings",
            description = "A model's name or file, a file of a LoRA, VAE or the like, or `settings`.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String wanted;

    @Option(
            names = "--restore",
            paramLabel = "N",
            description = "Take back the one with this number; what is there now is kept in its place.")
    private @Nullable Integer restore;

    @Option(
            names = "--with",
            paramLabel = "FILE",
            description = "Put a copy of this file in its place; what is there now is kept.")
    private @Nullable Path with;

    @Mixin
    private final ModelArgs folders = new ModelArgs();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    VersionsCommand(Workshop workshop) {
        this.workshop = workshop;
    }

    @Override
    public void run() {
        PrintWriter out = spec.commandLine().getOut();
        if (with != null && (restore != null || wanted.equals(SETTINGS))) {
            throw new RequestException(
                    "--with replaces a file, neither with a version nor the settings", "Leave out one of them.", null);
        }
        if (wanted.equals(SETTINGS)) {
            settings(out);
            return;
        }
        Path file = file();
        if (with != null) {
            replace(file, with);
            out.println(Printable.of(file.toString()));
            return;
        }
        List<Versions.Version> versions = Versions.of(file);
        if (restore == null) {
            AddOnHash hashes = workshop.addOnHashes();
            for (int i = 0; i < versions.size(); i++) {
                Versions.Version version = versions.get(i);
                out.printf(
                        Locale.ROOT,
                        "%3d  replaced %s  %9.1f MB  %s%n",
                        i + 1,
                        TIME.format(version.replaced()),
                        version.bytes() / MEGABYTE,
                        hashes.autoV2(version.file()));
            }
            if (versions.isEmpty()) {
                out.println(Printable.of(file + " has not been replaced"));
            }
            return;
        }
        Versions.takeBack(file, chosen(versions, restore, file.toString()));
        out.println(Printable.of(file.toString()));
    }

    /// What is of another kind than the file, or has another ending, would be found by nobody there.
    private static void replace(Path file, Path fresh) {
        if (!ending(file).equals(ending(fresh))
                || Inspection.of(file).kind() != Inspection.of(fresh).kind()) {
            throw new RequestException(
                    "--with: " + fresh + " is of another kind than " + file,
                    "`sfumato inspect` says what they are. Their endings must be alike, too.",
                    null);
        }
        Versions.replaceByCopy(file, fresh);
    }

    private static String ending(Path file) {
        String name = String.valueOf(file.getFileName());
        return name.substring(Math.max(0, name.lastIndexOf('.'))).toLowerCase(Locale.ROOT);
    }

    private static <T> T chosen(List<T> versions, int number, String of) {
        if (number < 1 || number > versions.size()) {
            throw new RequestException(
                    "--restore: there is no version " + number + " of " + of,
                    versions.isEmpty() ? "It has not been replaced." : "There are 1 to " + versions.size() + ".",
                    null);
        }
        return versions.get(number - 1);
    }

    private void settings(PrintWriter out) {
        List<Earlier> all = workshop.settingsStore().earlier();
        if (restore != null) {
            workshop.settingsStore().takeBack(chosen(all, restore, "the settings"));
            out.println(Printable.of(workshop.paths().settingsFile().toString()));
            return;
        }
        for (int i = 0; i < all.size(); i++) {
            Earlier one = all.get(i);
            String other = one.other(workshop.settings()).stream()
                    .map(key -> key.id() + " = " + one.settings().value(key))
                    .collect(Collectors.joining(", "));
            out.println(Printable.of("%3d  replaced %s  %s"
                    .formatted(
                            i + 1,
                            TIME.format(one.version().replaced()),
                            other.isEmpty() ? "other shortcuts or VAEs of models" : other)));
        }
        if (all.isEmpty()) {
            out.println("the settings have not been changed");
        }
    }

    /// The file itself may be gone, with only its versions left.
    private Path file() {
        Path path = Path.of(wanted);
        return Files.exists(path) || !Versions.of(path).isEmpty()
                ? path
                : folders.told(workshop).models().openAsStored(wanted).location();
    }
}
