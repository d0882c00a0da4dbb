package studio.sfumato.diffusion;

import java.util.List;
import studio.sfumato.image.Framing;
import studio.sfumato.image.Raster;

/// How a picture becomes one of another size and shape: A1111's `resize_mode`.
public enum ResizeMode implements Catalogue.Constant {
    /// *Just resize*: both sides become those asked for, whatever that does to the shape.
    STRETCH,
    /// *Crop and resize*: it covers the whole size, and what hangs over is cut off.
    CROP,
    /// *Resize and fill*: it fits into the size, and its border is drawn out over the rest.
    FILL,
    /// *Just resize (latent upscale)*: as [#STRETCH], but of the latents: quicker, and softer.
    LATENT;

    private static final Catalogue<ResizeMode> ALL = new Catalogue<>("resize mode", List.of(values()));

    /// {@return the mode with this label or alias}
    ///
    /// @throws studio.sfumato.error.RequestException if there is none
    public static ResizeMode get(String name) {
        return ALL.get(name);
    }

    /// {@return `picture` in this size; for [#LATENT] the picture as it is}
    public Raster apply(Raster picture, int width, int height) {
        return switch (this) {
            case STRETCH -> Framing.stretched(picture, width, height);
            case CROP -> Framing.cropped(picture, width, height);
            case FILL -> Framing.filled(picture, width, height);
            case LATENT -> picture;
        };
    }

    @Override
    public List<String> aliases() {
        return switch (this) {
            case STRETCH -> List.of("0", "just_resize", "resize");
            case CROP -> List.of("1", "crop_and_resize");
            case FILL -> List.of("2", "resize_and_fill");
            case LATENT -> List.of("3", "latent_upscale");
        };
    }
}
