package studio.sfumato.diffusion.upscale;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.sfumato.diffusion.upscale.Tiles.Span;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.error.NotEnoughMemoryException;
import studio.sfumato.error.RequestException;
import studio.sfumato.image.Raster;
import studio.sfumato.image.Resampler;
import studio.sfumato.net.upscale.UpscalerConfig;
import studio.sfumato.runtime.Session;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;

/// Makes pictures larger with a network, piece by piece: neighbouring pieces overlap and fade into each other, so that
/// no joint can be seen and memory stays bounded. Transparency is enlarged by Lanczos. For one thread.
public final class Enlarger {
    /// The side of a piece that suits most machines, in pixels of the smaller picture.
    public static final int TILE = 192;

    /// The smallest side of a piece that is of use.
    public static final int LEAST_TILE = 64;

    private static final Logger LOG = LoggerFactory.getLogger(Enlarger.class);
    private static final int OVERLAP = 32;

    /// Nearer than this to its rim a piece knows too little of its surroundings to be used.
    private static final int RIM = 12;

    private static final int MOST_PASSES = 3;
    private static final int COLOURS = UpscalerConfig.COLOURS;

    private final UpscalerConfig config;
    private final Session session;
    private int tile;

    /// Hears how far it is.
    @FunctionalInterface
    public interface Progress {
        /// `done` of `all` pieces are enlarged; `all` can change when memory asks for smaller ones.
        void tile(int done, int all);
    }

    /// @param session runs the network of `config`
    /// @param tile the longest side of a piece, in pixels of the smaller picture
    /// @throws RequestException if `tile` is too small
    public Enlarger(UpscalerConfig config, Session session, int tile) {
        requireTile(tile);
        this.config = config;
        this.session = session;
        this.tile = tile;
    }

    /// Refuses pieces that are too small.
    ///
    /// @throws RequestException naming the option
    public static void requireTile(int tile) {
        if (tile < LEAST_TILE) {
            throw new RequestException("tile must be at least " + LEAST_TILE + ", not " + tile);
        }
    }

    /// {@return `picture` made `factor` times as wide and high}: by the network as often as it takes, three times at
    /// most, then brought to size by Lanczos, as A1111 does. A network that does not enlarge is used once.
    ///
    /// @throws RequestException if the picture would become too large, or empty
    /// @throws studio.sfumato.error.CancelledException if cancelled
    /// @throws studio.sfumato.error.InferenceException if the network fails
    public Raster enlarge(Raster picture, double factor, Progress progress, CancellationToken token) {
        int width = side(picture.width(), factor);
        int height = side(picture.height(), factor);
        requireRoom(picture, factor);
        Raster larger = picture;
        double reached = 1;
        for (int pass = 0; pass < MOST_PASSES && (pass == 0 || (reached < factor && config.scale() > 1)); pass++) {
            requireRoom(picture, (long) larger.width() * config.scale(), (long) larger.height() * config.scale());
            larger = pass(larger, progress, token);
            reached *= config.scale();
        }
        Raster sized = larger.width() == width && larger.height() == height
                ? larger
                : Resampler.LANCZOS.resize(larger, width, height);
        return picture.hasAlpha() ? withAlpha(sized, Resampler.LANCZOS.resize(picture, width, height)) : sized;
    }

    /// {@return `length` times `factor`, as pictures are enlarged to}
    public static int side(int length, double factor) {
        return Math.clamp(Math.round(length * factor), 1, Integer.MAX_VALUE);
    }

    /// Refuses to make `picture` larger than a picture can be.
    ///
    /// @throws RequestException telling its size
    public static void requireRoom(Raster picture, double factor) {
        requireRoom(picture, side(picture.width(), factor), side(picture.height(), factor));
    }

    private static void requireRoom(Raster picture, long width, long height) {
        if (width * height > Raster.MOST_PIXELS || width > Raster.MOST_PIXELS || height > Raster.MOST_PIXELS) {
            throw new RequestException(
                    String.format(
                            Locale.ROOT,
                            "%d×%d would become %d×%d, and a picture may have at most %d million pixels",
                            picture.width(),
                            picture.height(),
                            width,
                            height,
                            Raster.MOST_PIXELS / 1_000_000),
                    "Choose a smaller scale.",
                    null);
        }
    }

    private static Raster withAlpha(Raster colours, Raster alpha) {
        int[] argb = colours.toArgb();
        int[] other = alpha.toArgb();
        for (int i = 0; i < argb.length; i++) {
            argb[i] = (argb[i] & 0xFFFFFF) | (other[i] & 0xFF000000);
        }
        return Raster.translucent(colours.width(), colours.height(), argb);
    }

    /// Smaller pieces need less memory: they are tried before giving up.
    private Raster pass(Raster picture, Progress progress, CancellationToken token) {
        while (true) {
            try {
                return tiled(picture, progress, token);
            } catch (NotEnoughMemoryException full) {
                if (tile / 2 < LEAST_TILE) {
                    throw full;
                }
                tile /= 2;
                LOG.info("not enough memory: going on in pieces of {} pixels", tile);
            }
        }
    }

    private Raster tiled(Raster picture, Progress progress, CancellationToken token) {
        int scale = config.scale();
        int width = picture.width() * scale;
        int[] small = picture.toArgb();
        int[] argb = new int[width * picture.height() * scale];
        List<Span> rows = Tiles.of(picture.height(), tile, OVERLAP);
        List<Span> columns = Tiles.of(picture.width(), tile, OVERLAP);
        Span before = new Span(0, 0);
        float[] above = {};
        for (int row = 0; row < rows.size(); row++) {
            Span now = rows.get(row).times(scale);
            float[] strip = new float[COLOURS * now.length() * width];
            int filled = 0;
            for (int column = 0; column < columns.size(); column++) {
                Tensor piece = piece(small, picture.width(), rows.get(row), columns.get(column));
                Tensor larger = session.run(Map.of(UpscalerConfig.PICTURE, piece), UpscalerConfig.ENLARGED, token);
                Span across = columns.get(column).times(scale);
                lay(larger, across, now.length(), filled, strip, width);
                filled = across.end();
                progress.tile(row * columns.size() + column + 1, rows.size() * columns.size());
            }
            int shared = before.end() - now.start();
            for (int plane = 0; plane < COLOURS; plane++) {
                for (int y = 0; y < shared; y++) {
                    float share = share(y, shared);
                    int to = (plane * now.length() + y) * width;
                    int from = (plane * before.length() + now.start() - before.start() + y) * width;
                    for (int x = 0; x < width; x++) {
                        strip[to + x] = above[from + x] + share * (strip[to + x] - above[from + x]);
                    }
                }
            }
            paint(strip, now, width, argb);
            above = strip;
            before = now;
        }
        return Raster.opaque(width, picture.height() * scale, argb);
    }

    /// {@return the colours of a piece, 0 to 1, its last row and column repeated to the size the network asks for}
    private Tensor piece(int[] argb, int width, Span rows, Span columns) {
        int multiple = config.multiple();
        int w = Math.ceilDiv(columns.length(), multiple) * multiple;
        int h = Math.ceilDiv(rows.length(), multiple) * multiple;
        float[] values = new float[COLOURS * w * h];
        for (int y = 0; y < h; y++) {
            int line = Math.min(rows.start() + y, rows.end() - 1) * width;
            for (int x = 0; x < w; x++) {
                int pixel = argb[line + Math.min(columns.start() + x, columns.end() - 1)];
                for (int plane = 0; plane < COLOURS; plane++) {
                    values[(plane * h + y) * w + x] = ((pixel >> (16 - 8 * plane)) & 0xFF) / 255f;
                }
            }
        }
        return Tensor.wrap(Shape.of(1, COLOURS, h, w), values);
    }

    /// Lays an enlarged piece into `strip`, fading where its neighbour, which ends at `filled`, lies already.
    private void lay(Tensor piece, Span columns, int height, int filled, float[] strip, int width) {
        float[] values = piece.toArray();
        int h = piece.shape().at(-2);
        int w = piece.shape().at(-1);
        int shared = filled - columns.start();
        for (int plane = 0; plane < COLOURS; plane++) {
            for (int y = 0; y < height; y++) {
                int from = (plane * h + y) * w;
                int to = (plane * height + y) * width + columns.start();
                for (int x = 0; x < columns.length(); x++) {
                    strip[to + x] += share(x, shared) * (values[from + x] - strip[to + x]);
                }
            }
        }
    }

    /// {@return how much of a later piece counts at its pixel `at`, when it shares its first `shared` with another}
    private float share(int at, int shared) {
        int rim = RIM * config.scale();
        return at < shared ? Math.clamp((at - rim + 0.5f) / (shared - 2 * rim), 0f, 1f) : 1;
    }

    private static void paint(float[] strip, Span rows, int width, int[] argb) {
        int plane = rows.length() * width;
        int at = rows.start() * width;
        for (int i = 0; i < plane; i++) {
            argb[at + i] = (level(strip[i]) << 16) | (level(strip[plane + i]) << 8) | level(strip[2 * plane + i]);
        }
    }

    private static int level(float value) {
        return (int) Math.rint(Math.clamp(value, 0f, 1f) * 255f);
    }
}
