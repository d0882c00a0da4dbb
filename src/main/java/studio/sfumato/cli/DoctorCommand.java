package studio.sfumato.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import studio.sfumato.diffusion.ModelCheck;
import studio.sfumato.error.Printable;
import studio.sfumato.error.StudioException;
import studio.sfumato.runtime.Cores;
import studio.sfumato.runtime.GraphicsCard;
import studio.sfumato.runtime.MemoryProbe;
import studio.sfumato.runtime.OrtRuntime;
import studio.sfumato.runtime.ProviderStatus;
import studio.sfumato.weights.ModelEntry;

/// `sfumato doctor`: what this machine offers, what is wrong with it, and what helps.
@Command(name = "doctor", description = "Check Java, ONNX Runtime, graphics, memory, disk and models; say what to fix.")
final class DoctorCommand implements Callable<Integer> {
    private static final double GIB = 1 << 30;
    private static final double WANTED_DISK_GIB = 12;
    private static final double WANTED_MEMORY_GIB = 4;
    private static final int JAVA = 25;

    private final Workshop workshop;
    private boolean healthy = true;

    @Mixin
    private final ModelArgs folders = new ModelArgs();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    DoctorCommand(Workshop workshop) {
        this.workshop = workshop;
    }

    @Override
    public Integer call() {
        folders.told(workshop);
        good("Sfumato", workshop.version());
        java();
        List<GraphicsCard> cards = GraphicsCard.find();
        onnxRuntime(cards);
        graphics(cards);
        memory();
        disk(workshop.settings().outputFolder().orElse(workshop.paths().pictures()), "pictures");
        disk(workshop.paths().data(), "queue and index");
        disk(workshop.paths().cache(), "caches");
        models();
        return healthy ? 0 : 1;
    }

    private void java() {
        String text = System.getProperty("java.vendor") + " " + Runtime.version() + " on "
                + System.getProperty("os.name") + " " + System.getProperty("os.arch");
        if (Runtime.version().feature() >= JAVA) {
            good("Java", text);
        } else {
            bad("Java", text, "install a JDK " + JAVA + " and set SFUMATO_JAVA_HOME to its folder");
        }
    }

    private void onnxRuntime(List<GraphicsCard> cards) {
        try {
            OrtRuntime runtime = OrtRuntime.start(workshop.paths().cache());
            good("ONNX Runtime", runtime.version() + ", " + Cores.choice() + " threads");
            if (!cards.isEmpty() && runtime.offered().size() == 1) {
                bad(
                        "ONNX Runtime",
                        "this build knows the processor only, but there is a graphics card",
                        "for NVIDIA: SFUMATO_MAVEN_OPTS=-Pcuda, delete target/app, start again");
            }
            for (ProviderStatus status : runtime.status()) {
                if (status.usable()) {
                    good("  " + status.provider().title(), "works");
                } else if (status.offered()) {
                    bad(
                            "  " + status.provider().title(),
                            status.reason(),
                            "install or update its driver; Sfumato goes on without it");
                }
            }
        } catch (StudioException broken) {
            bad("ONNX Runtime", String.valueOf(broken.getMessage()), String.valueOf(broken.hint()));
        }
    }

    private void graphics(List<GraphicsCard> cards) {
        cards.forEach(card -> good("Graphics", card.name() + ", " + gib(card.memoryBytes())));
        if (cards.isEmpty()) {
            good("Graphics", "no card found; pictures are made on the processor");
        }
    }

    private void memory() {
        MemoryProbe memory = new MemoryProbe();
        String text = gib(memory.availableBytes()) + " free of " + gib(memory.totalBytes());
        if (memory.availableBytes() / GIB >= WANTED_MEMORY_GIB) {
            good("Memory", text);
        } else {
            bad("Memory", text, "close other programs, or use --weights mapped and small sizes");
        }
    }

    private void disk(Path wanted, String purpose) {
        Path place = wanted;
        while (place != null && !Files.exists(place)) {
            place = place.getParent();
        }
        try {
            long free = place == null ? 0 : Files.getFileStore(place).getUsableSpace();
            String text = gib(free) + " free at " + wanted + " (" + purpose + ")";
            if (free / GIB >= WANTED_DISK_GIB) {
                good("Disk", text);
            } else {
                bad("Disk", text, "free some space: models and pictures need " + (int) WANTED_DISK_GIB + " GB");
            }
            if (place != null && !Files.isWritable(place)) {
                bad("Disk", place + " cannot be written to", "choose another folder, or change its permissions");
            }
        } catch (IOException unknown) {
            bad("Disk", wanted + ": " + unknown.getMessage(), "choose another folder");
        }
    }

    private void models() {
        for (Path folder : workshop.models().folders()) {
            good("Model folder", folder + (Files.isDirectory(folder) ? "" : " (not there)"));
        }
        List<ModelEntry> models = workshop.models().list();
        if (models.isEmpty()) {
            bad("Models", "none", "put a model folder into one of the folders above, or set SFUMATO_MODELS");
        }
        for (ModelEntry model : models) {
            Optional<String> problem = model.problem()
                    .or(() ->
                            ModelCheck.opening(() -> workshop.models()
                                            .openAsStored(model.path().toString()))
                                    .problems()
                                    .stream()
                                    .findFirst());
            if (problem.isPresent()) {
                bad(
                        "  " + model.name(),
                        problem.get(),
                        workshop.models()
                                .lacking(model.path())
                                .hint()
                                .orElse("replace or remove " + model.path() + "; other models are not affected"));
            } else {
                good("  " + model.name(), model.title() + ", " + model.precision() + ", " + gib(model.bytes()));
            }
        }
    }

    private static String gib(long bytes) {
        return String.format(Locale.ROOT, "%.1f GiB", bytes / GIB);
    }

    private void good(String what, String text) {
        line("ok ", what, text);
    }

    private void bad(String what, String text, String fix) {
        healthy = false;
        line("!! ", what, text);
        spec.commandLine().getOut().printf("   %-16s → %s%n", "", Printable.of(fix));
    }

    private void line(String mark, String what, String text) {
        PrintWriter out = spec.commandLine().getOut();
        out.printf("%s%-16s %s%n", mark, Printable.of(what), Printable.of(text));
        out.flush();
    }
}
