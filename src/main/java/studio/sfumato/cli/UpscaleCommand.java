package studio.sfumato.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
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
import studio.sfumato.error.RequestException;
import studio.sfumato.image.PictureWriter;
import studio.sfumato.image.Png;
import studio.sfumato.image.Raster;
import studio.sfumato.image.Resampler;
import studio.sfumato.image.metadata.PostProcessed;
import studio.sfumato.net.upscale.UpscalerConfig;
import studio.sfumato.runtime.OrtRuntime;
import studio.sfumato.runtime.Session;
import studio.sfumato.runtime.SessionSettings;
import studio.sfumato.runtime.WeightMode;
import studio.sfumato.weights.addon.AddOnKind;
import studio.sfumato.weights.checkpoint.UpscalerFile;

/// `sfumato upscale`: pictures made larger.
@Command(
        name = "upscale",
        description = "Make pictures larger with an upscaler, in tiles that fade into each other. What made them stays"
                + " in them.")
final class UpscaleCommand implements Runnable {
    private static final String SHIPPED = "realesr-animevideov3";
    private static final String LANCZOS = "lanczos";
    private static final double MOST = 64;
    private static final double DEFAULT_SCALE = 4;

    private final Workshop workshop;

    @Parameters(paramLabel = "PICTURE", arity = "1..*", description = "PNG files.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private List<Path> pictures;

    @Option(
            names = "--upscaler",
            paramLabel = "NAME|FILE",
            description = "One of `sfumato upscalers`, a file, or lanczos (default: " + SHIPPED + ").")
    private String upscaler = SHIPPED;

    @Option(
            names = "--scale",
            paramLabel = "N",
            description = "How many times as wide and high (default: as it comes).")
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

    /// Makes one picture larger.
    private interface Way {
        Raster enlarge(Raster picture, double factor, Enlarger.Progress progress, CancellationToken token);
    }

    @Override
    public void run() {
        if (scale != null && !(scale > 0 && scale <= MOST)) {
            throw new RequestException(
                    String.format(Locale.ROOT, "scale must be above 0 and at most %.0f, not %s", MOST, scale));
        }
        CancellationToken token = new CancellationToken();
        Interrupts.hear(_ -> token.cancel());
        if (upscaler.equalsIgnoreCase(LANCZOS)) {
            double factor = scale == null ? DEFAULT_SCALE : scale;
            Way lanczos = (picture, by, _, _) -> Resampler.LANCZOS.resize(
                    picture, Enlarger.side(picture.width(), by), Enlarger.side(picture.height(), by));
            enlarge("Lanczos", lanczos, factor, token);
            return;
        }
        UpscalerFile file = UpscalerFile.open(folders.told(workshop).addOns().get(AddOnKind.UPSCALER, upscaler));
        UpscalerConfig config = UpscalerConfig.from(file.config());
        var chosen = engine.engine(workshop.settings());
        SessionSettings settings = new SessionSettings(
                chosen.provider(), chosen.threads(), chosen.weights().orElse(WeightMode.FOLDED));
        try (Session session =
                OrtRuntime.start(workshop.paths().cache()).open(config.build(file.weights()), settings)) {
            session.notices().forEach(notice -> err().println("note: " + Printable.of(notice)));
            Enlarger enlarger = new Enlarger(config, session, tile);
            enlarge(stem(file.location()), enlarger::enlarge, scale == null ? config.scale() : scale, token);
        }
    }

    private void enlarge(String by, Way way, double factor, CancellationToken token) {
        PrintWriter printed = spec.commandLine().getOut();
        Optional<PictureWriter> place = Optional.ofNullable(out).map(path -> PictureWriter.to(path, pictures.size()));
        try (GalleryEntry gallery = new GalleryEntry(workshop, err())) {
            for (Path path : pictures) {
                token.throwIfCancelled();
                Png.Picture picture = Png.read(path);
                Raster larger;
                try {
                    larger = way.enlarge(picture.raster(), factor, this::show, token);
                } finally {
                    clear();
                }
                PictureWriter writer = place.orElseGet(() -> PictureWriter.to(folder(path), 1));
                String name = stem(path).replaceFirst("^\\d{5,9}-", "") + "-x" + shown(factor);
                Path written = writer.write(larger, name, PostProcessed.upscaled(picture.texts(), factor, by));
                gallery.enter(written);
                printed.println(written);
                printed.flush();
            }
        }
    }

    private static String shown(double factor) {
        return factor == Math.rint(factor) ? String.format(Locale.ROOT, "%.0f", factor) : Double.toString(factor);
    }

    private static Path folder(Path picture) {
        return Optional.ofNullable(picture.toAbsolutePath().getParent()).orElse(picture);
    }

    private static String stem(Path file) {
        return String.valueOf(file.getFileName()).replaceFirst("\\.[^.]+$", "");
    }

    private void show(int done, int all) {
        if (workshop.interactive()) {
            err().print("\r\u001b[2Ktile " + done + "/" + all);
            err().flush();
        }
    }

    private void clear() {
        if (workshop.interactive()) {
            err().print("\r\u001b[2K");
            err().flush();
        }
    }

    private PrintWriter err() {
        return spec.commandLine().getErr();
    }
}
