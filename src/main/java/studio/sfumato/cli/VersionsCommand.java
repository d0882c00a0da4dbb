package studio.sfumato.cli;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import studio.sfumato.error.Printable;
import studio.sfumato.error.RequestException;
import studio.sfumato.weights.Versions;
import studio.sfumato.weights.addon.AddOnHash;

/// `sfumato versions`: what a model's file was before it was replaced.
@Command(
        name = "versions",
        description = "List what a model's file was before it was replaced, or take one of these back.")
final class VersionsCommand implements Runnable {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);
    private static final double MEGABYTE = 1e6;

    private final Workshop workshop;

    @Parameters(paramLabel = "NAME|FILE", description = "A model's name or file, or a file of a LoRA, VAE or the like.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String wanted;

    @Option(
            names = "--restore",
            paramLabel = "N",
            description = "Take back the one with this number; what is there now is kept in its place.")
    private @Nullable Integer restore;

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
        Path file = file();
        List<Versions.Version> versions = Versions.of(file);
        if (restore == null) {
            AddOnHash hashes = new AddOnHash();
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
        if (restore < 1 || restore > versions.size()) {
            throw new RequestException(
                    "--restore: there is no version " + restore + " of " + file,
                    versions.isEmpty() ? "It has not been replaced." : "There are 1 to " + versions.size() + ".",
                    null);
        }
        Versions.takeBack(file, versions.get(restore - 1));
        out.println(Printable.of(file.toString()));
    }

    /// The file itself may be gone, with only its versions left.
    private Path file() {
        Path path = Path.of(wanted);
        return Files.exists(path) || !Versions.of(path).isEmpty()
                ? path
                : folders.told(workshop).models().openAsStored(wanted).location();
    }
}
