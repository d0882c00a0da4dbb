package studio.sfumato.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import studio.sfumato.diffusion.upscale.Enlarger;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.error.Printable;
import studio.sfumato.image.PictureWriter;
import studio.sfumato.job.Upscaling;
import studio.sfumato.runtime.OrtRuntime;

/// `sfumato upscale`: pictures made larger.
@Command(
        name = "upscale",
        description = "Make pictures larger with an upscaler, in tiles that fade into each other. What made them stays"
                + " in them.")
final class UpscaleCommand implements Runnable {
    private final Workshop workshop;

    @Parameters(paramLabel = "PICTURE", arity = "1..*", description = "PNG files.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private List<Path> pictures;

    @Option(
            names = "--upscaler",
            paramLabel = "NAME|FILE",
            description = "One of `sfumato upscalers`, a file, or " + Upscaling.LANCZOS + " (default: "
                    + Upscaling.SHIPPED + ").")
    private String upscaler = Upscaling.SHIPPED;

    @Option(
            names = "--scale",
            paramLabel = "N",
            description = "How many times as wide and high (default: as the upscaler does).")
    @Nullable
    private Double scale;

    @Option(
            names = {"--out", "-o"},
            paramLabel = "FILE|FOLDER",
            description = "Where to (default: beside each picture, numbered).")
    @Nullable
    private Path out;

    @Option(
            names = "--tile",
            paramLabel = "PIXELS",
            description = "Longest side of a tile, from " + Enlarger.LEAST_TILE
                    + " on; less takes less memory (default: " + Enlarger.TILE + ").")
    private int tile = Enlarger.TILE;

    @Mixin
    private final EngineArgs engine = new EngineArgs();

    @Mixin
    private final ModelArgs folders = new ModelArgs();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    UpscaleCommand(Workshop workshop) {
        this.workshop = workshop;
    }

    @Override
    public void run() {
        if (scale != null) {
            Upscaling.requireScale(scale);
        }
        CancellationToken token = new CancellationToken();
        Interrupts.hear(_ -> token.cancel());
        PrintWriter printed = spec.commandLine().getOut();
        try (Upscaling upscaling = Upscaling.open(
                        upscaler,
                        folders.told(workshop).addOns(),
                        () -> OrtRuntime.start(workshop.paths().cache()),
                        engine.engine(workshop.settings()),
                        tile);
                GalleryEntry gallery = new GalleryEntry(workshop, err())) {
            upscaling.notices().forEach(notice -> err().println("note: " + Printable.of(notice)));
            Optional<PictureWriter> place =
                    Optional.ofNullable(out).map(path -> PictureWriter.to(path, pictures.size()));
            for (Path picture : pictures) {
                Path made = enlarge(upscaling, picture, place, token);
                gallery.enter(made);
                printed.println(made);
                printed.flush();
            }
        }
    }

    private Path enlarge(Upscaling upscaling, Path picture, Optional<PictureWriter> place, CancellationToken token) {
        try {
            return upscaling.enlarge(picture, scale == null ? upscaling.scale() : scale, place, this::show, token);
        } finally {
            line("");
        }
    }

    private void show(int done, int all) {
        line("tile " + done + "/" + all);
    }

    /// Redraws the line of progress, where there is a terminal that can.
    private void line(String text) {
        if (workshop.interactive()) {
            err().print("\r\u001b[2K" + text);
            err().flush();
        }
    }

    private PrintWriter err() {
        return spec.commandLine().getErr();
    }
}
