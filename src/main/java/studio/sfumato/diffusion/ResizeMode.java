package studio.sfumato.diffusion;

import java.util.List;
import java.util.Locale;
import studio.sfumato.image.Framing;
import studio.sfumato.image.Raster;

/// How a picture becomes one of another size and shape: A1111's `resize_mode`.
public enum ResizeMode implements Catalogue.Entry {
    /// Both sides become those asked for, whatever that does to the shape.
    STRETCH("Just resize"),
    /// It covers the whole size, and what hangs over is cut off.
    CROP("Crop and resize"),
    /// It fits into the size, and its border is drawn out over the rest.
    FILL("Resize and fill"),
    /// As [#STRETCH], but of the latents: quicker, and softer.
    LATENT("Just resize (latent upscale)");

    private static final Catalogue<ResizeMode> ALL = new Catalogue<>("resize mode", List.of(values()));

    private final String title;

    ResizeMode(String title) {
        this.title = title;
    }

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

    /// {@return A1111's name for it}
    public String title() {
        return title;
    }

    @Override
    public String label() {
        return name().toLowerCase(Locale.ROOT);
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
