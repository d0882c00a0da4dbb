package studio.sfumato.job;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import studio.sfumato.diffusion.upscale.Enlarger;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.error.NotEnoughMemoryException;
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
import studio.sfumato.weights.addon.AddOnShelf;
import studio.sfumato.weights.checkpoint.UpscalerFile;

/// Makes picture files larger with one upscaler, which stays open. For one thread.
public final class Upscaling implements AutoCloseable {
    /// The upscaler that comes with the program.
    public static final String SHIPPED = "realesr-animevideov3";

    /// The filter that needs no network.
    public static final String LANCZOS = "Lanczos";

    /// How many times as wide and high pictures become where nobody says.
    public static final double USUAL = 4;

    private static final double MOST = 64;

    private final String name;
    private final double scale;
    private final Way way;
    private final @Nullable Session session;

    /// Makes one picture larger.
    private interface Way {
        Raster enlarge(Raster picture, double factor, Enlarger.Progress progress, CancellationToken token);
    }

    private Upscaling(String name, double scale, Way way, @Nullable Session session) {
        this.name = name;
        this.scale = scale;
        this.way = way;
        this.session = session;
    }

    /// Opens an upscaler.
    ///
    /// @param name one on `shelf`, the path of a file, or [#LANCZOS]
    /// @param runtime starts what runs networks, if need be
    /// @param tile the longest side of a piece, in pixels of the smaller picture
    /// @throws studio.sfumato.error.StudioException if it is missing, damaged or no upscaler, or `tile` is too
    ///     small
    public static Upscaling open(
            String name, AddOnShelf shelf, Supplier<OrtRuntime> runtime, EngineSettings settings, int tile) {
        if (name.equalsIgnoreCase(LANCZOS)) {
            return new Upscaling(LANCZOS, USUAL, Upscaling::lanczos, null);
        }
        UpscalerFile file = UpscalerFile.open(shelf.get(AddOnKind.UPSCALER, name));
        UpscalerConfig config = UpscalerConfig.from(file.config());
        Enlarger.requireTile(tile);
        Session session = runtime.get()
                .open(
                        config.build(file.weights()),
                        new SessionSettings(
                                settings.provider(),
                                settings.threads(),
                                settings.weights().orElse(WeightMode.BY_SIZE)));
        Enlarger enlarger = new Enlarger(config, session, tile);
        return new Upscaling(stem(file.location()), config.scale(), enlarger::enlarge, session);
    }

    private static Raster lanczos(Raster picture, double factor, Enlarger.Progress progress, CancellationToken token) {
        Enlarger.requireRoom(picture, factor);
        return Resampler.LANCZOS.resize(
                picture, Enlarger.side(picture.width(), factor), Enlarger.side(picture.height(), factor));
    }

    /// {@return how many times as wide and high pictures become where nobody says}
    public double scale() {
        return scale;
    }

    /// {@return what the user should know about how it runs}
    public List<String> notices() {
        return session == null ? List.of() : session.notices();
    }

    /// Refuses factors that no picture is enlarged by.
    ///
    /// @throws RequestException naming the option
    public static void requireScale(double factor) {
        if (!(factor > 0 && factor <= MOST)) {
            throw new RequestException(
                    String.format(Locale.ROOT, "scale must be above 0 and at most %.0f, not %s", MOST, factor));
        }
    }

    /// {@return `picture` made `factor` times as wide and high}
    ///
    /// @throws RequestException if it would become too large
    /// @throws studio.sfumato.error.CancelledException if cancelled
    Raster enlarge(Raster picture, double factor, Enlarger.Progress progress, CancellationToken token) {
        return way.enlarge(picture, factor, progress, token);
    }

    /// {@return the file with the PNG picture `picture` made `factor` times as wide and high, which still says what
    /// made it}
    ///
    /// @param place where to; empty for beside the picture, under the next free number
    /// @throws studio.sfumato.error.ImageFileException if it cannot be read or written
    /// @throws RequestException if it would become too large
    /// @throws studio.sfumato.error.CancelledException if cancelled
    public Path enlarge(
            Path picture,
            double factor,
            Optional<PictureWriter> place,
            Enlarger.Progress progress,
            CancellationToken token) {
        requireScale(factor);
        token.throwIfCancelled();
        Png.Picture read = Png.read(picture);
        PictureWriter writer = place.orElseGet(() -> PictureWriter.to(folder(picture), 1));
        String file = stem(picture).replaceFirst("^\\d{5,9}-", "") + "-x" + shown(factor);
        try {
            Raster larger = way.enlarge(read.raster(), factor, progress, token);
            return writer.write(larger, file, PostProcessed.upscaled(read.texts(), factor, name));
        } catch (OutOfMemoryError full) {
            throw NotEnoughMemoryException.ofHeap(
                    picture + ", " + shown(factor) + " times as wide and high, is too large for the memory there is",
                    "Choose a smaller factor",
                    full);
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

    @Override
    public void close() {
        if (session != null) {
            session.close();
        }
    }
}
