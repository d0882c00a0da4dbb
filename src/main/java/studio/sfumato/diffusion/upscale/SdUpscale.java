package studio.sfumato.diffusion.upscale;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import studio.sfumato.diffusion.Catalogue;
import studio.sfumato.diffusion.ImageSize;
import studio.sfumato.diffusion.guidance.NamedValues;
import studio.sfumato.diffusion.hires.PictureEnlarger;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.error.RequestException;
import studio.sfumato.image.Framing;
import studio.sfumato.image.Raster;

/// How a picture is made larger and then painted over tile by tile, each tile as a picture of its own that is not much
/// changed: A1111's script *SD upscale*. A tile is as large as the request's size.
///
/// @param scale how many times as wide and high it becomes, 1…[#MOST_SCALE]
/// @param upscaler what makes it larger first: a network's name or path, `Lanczos`, or [#NONE]
/// @param overlap how many pixels neighbouring tiles share at least and fade into each other over, 0…[#MOST_OVERLAP]
/// @param method how the tiles become one picture
public record SdUpscale(double scale, String upscaler, int overlap, Method method) {
    /// How tiles become one picture.
    public enum Method implements Catalogue.Constant {
        /// Each is a picture of its own; they fade into each other. A1111's.
        TILES,
        /// Their estimates are averaged before every step: they grow together, without a joint.
        MULTIDIFFUSION;

        private static final Catalogue<Method> ALL = new Catalogue<>("method", List.of(values()));

        /// {@return the method with this label or alias}
        ///
        /// @throws RequestException if there is none
        public static Method get(String name) {
            return ALL.get(name);
        }

        @Override
        public List<String> aliases() {
            return switch (this) {
                case TILES -> List.of("sd-upscale");
                case MULTIDIFFUSION -> List.of("joint", "mixture");
            };
        }
    }

    /// The upscaler that leaves the picture as large as it is, as in A1111.
    public static final String NONE = "None";

    /// The scale where nothing is said.
    public static final double USUAL_SCALE = 2;

    /// The overlap where nothing is said.
    public static final int USUAL_OVERLAP = 64;

    /// How far the tiles are changed where nothing is said.
    public static final double STRENGTH = 0.3;

    /// The largest scale.
    public static final double MOST_SCALE = 16;

    /// The widest overlap.
    public static final int MOST_OVERLAP = 256;

    private static final String OPTION = "sd-upscale";
    private static final int FACTOR = 8;
    private static final Pattern ONE_SIDE = Pattern.compile("\\d{1,5}");

    /// Refuses what cannot be, by name.
    public SdUpscale {
        if (!(scale >= 1 && scale <= MOST_SCALE)) {
            throw new RequestException(String.format(
                    Locale.ROOT, "%s: scale must be between 1 and %.0f, not %s", OPTION, MOST_SCALE, scale));
        }
        if (upscaler.isBlank()) {
            throw new RequestException(OPTION + ": upscaler must name one");
        }
        if (overlap < 0 || overlap > MOST_OVERLAP) {
            throw new RequestException(OPTION + ": overlap must be between 0 and " + MOST_OVERLAP + ", not " + overlap);
        }
    }

    /// The same as A1111 does it.
    public SdUpscale(double scale, String upscaler, int overlap) {
        this(scale, upscaler, overlap, Method.TILES);
    }

    /// Settings as they were typed.
    ///
    /// @param tile the tile's size, if it was typed
    public record Typed(SdUpscale how, Optional<ImageSize> tile) {}

    /// {@return the settings written as `scale=2, overlap=64, upscaler=NAME, tile=512`}; the scale's name may be left
    /// out.
    ///
    /// @param usual the upscaler where none is named
    /// @throws RequestException if a setting is unknown or cannot be
    public static Typed parse(String text, String usual) {
        NamedValues values = new NamedValues(OPTION, text, List.of("scale", "overlap", "upscaler", "tile", "method"));
        double overlap = values.number("overlap", USUAL_OVERLAP);
        if (overlap != Math.rint(overlap)) {
            throw new RequestException(OPTION + ": overlap must be a whole number, not " + overlap);
        }
        SdUpscale how = new SdUpscale(
                values.number("scale", USUAL_SCALE),
                values.text("upscaler").orElse(usual),
                (int) overlap,
                values.text("method").map(Method::get).orElse(Method.TILES));
        return new Typed(how, values.text("tile").map(SdUpscale::tile));
    }

    private static ImageSize tile(String text) {
        return ImageSize.parse(ONE_SIDE.matcher(text).matches() ? text + "x" + text : text);
    }

    /// {@return the same with another upscaler's name}
    public SdUpscale withUpscaler(String other) {
        return new SdUpscale(scale, other, overlap, method);
    }

    /// {@return the same, tiles sharing as much as those of this size can}
    public SdUpscale within(ImageSize tile) {
        int most = Math.min(tile.width(), tile.height()) - 1;
        return new SdUpscale(scale, upscaler, Math.min(overlap, most), method);
    }

    /// {@return whether the picture stays as large as it is}
    public boolean keepsSize() {
        return scale == 1 || upscaler.equalsIgnoreCase(NONE);
    }

    /// Refuses tiles that share all they have.
    ///
    /// @throws RequestException naming the setting
    public void requireTile(ImageSize tile) {
        if (overlap >= Math.min(tile.width(), tile.height())) {
            throw new RequestException(
                    OPTION + ": overlap must be less than a tile's sides: " + overlap + " is not less than " + tile);
        }
    }

    /// {@return how long a side becomes}: whole eights, as A1111's upscalers have it; one that stays is as it is
    public int side(int length) {
        return keepsSize() ? length : Math.max(FACTOR, (int) (length * scale) / FACTOR * FACTOR);
    }

    /// Looks whether `picture` can be made larger so.
    ///
    /// @throws studio.sfumato.error.StudioException if not
    public void require(Raster picture, PictureEnlarger enlarger) {
        if (!keepsSize()) {
            enlarger.require(upscaler);
            Enlarger.requireRoom(picture, scale);
        }
    }

    /// {@return `picture`, larger}
    ///
    /// @throws studio.sfumato.error.StudioException if that cannot be done
    public Raster enlarged(Raster picture, PictureEnlarger enlarger, CancellationToken token) {
        if (keepsSize()) {
            return picture;
        }
        int width = side(picture.width());
        int height = side(picture.height());
        double factor = Math.max((double) width / picture.width(), (double) height / picture.height());
        return Framing.stretched(enlarger.enlarge(upscaler, picture, factor, token), width, height);
    }
}
