package studio.sfumato.diffusion;

import java.util.List;
import java.util.Optional;
import studio.sfumato.diffusion.hires.HiresFix;
import studio.sfumato.diffusion.inpaint.Inpainting;
import studio.sfumato.diffusion.upscale.SdUpscale;
import studio.sfumato.error.RequestException;

/// What is made of a request.
public sealed interface Task {
    /// How far a picture is changed where nothing is said, as in A1111.
    double USUAL_STRENGTH = 0.75;

    /// A picture from noise and words.
    ///
    /// @param hires what is done to it in a second pass, if there is one
    record TextToImage(Optional<HiresFix> hires) implements Task {
        /// In one pass.
        public TextToImage() {
            this(Optional.empty());
        }
    }

    /// A picture made into another.
    ///
    /// @param source the picture
    /// @param strength how far it is changed: 0 hardly, 1 entirely; the share of the steps that are taken
    /// @param resize how a picture of another size becomes one of the size asked for
    record ImageToImage(PictureRef source, double strength, ResizeMode resize) implements Task {
        /// Refuses strengths outside 0…1.
        public ImageToImage {
            requireStrength(strength);
        }
    }

    /// A part of a picture painted anew.
    ///
    /// @param source the picture
    /// @param mask what to paint anew: a grey picture or one with transparency, of the source's size;
    ///     white or opaque is painted
    /// @param strength how far it is changed, as in [ImageToImage]
    /// @param resize how a picture of another size becomes one of the size asked for
    /// @param options how the mask is used
    record Inpaint(PictureRef source, PictureRef mask, double strength, ResizeMode resize, Inpainting options)
            implements Task {
        /// Refuses strengths outside 0…1.
        public Inpaint {
            requireStrength(strength);
        }
    }

    /// A picture made larger and painted over tile by tile; a tile has the request's size.
    ///
    /// @param source the picture
    /// @param strength how far the tiles are changed, as in [ImageToImage]
    /// @param how how it is made larger and cut
    record Upscale(PictureRef source, double strength, SdUpscale how) implements Task {
        /// Refuses strengths outside 0…1.
        public Upscale {
            requireStrength(strength);
        }
    }

    /// {@return the pictures it works on, which must be found before it begins}
    default List<PictureRef> pictures() {
        return switch (this) {
            case TextToImage _ -> List.of();
            case ImageToImage task -> List.of(task.source());
            case Inpaint task -> List.of(task.source(), task.mask());
            case Upscale task -> List.of(task.source());
        };
    }

    /// {@return how far the picture it starts from is changed, 0…1; empty where it starts from noise alone}
    default Optional<Double> change() {
        return switch (this) {
            case TextToImage _ -> Optional.empty();
            case ImageToImage task -> Optional.of(task.strength());
            case Inpaint task -> Optional.of(task.strength());
            case Upscale task -> Optional.of(task.strength());
        };
    }

    /// {@return what is done in a second pass, if there is one}
    default Optional<HiresFix> second() {
        return this instanceof TextToImage text ? text.hires() : Optional.empty();
    }

    private static void requireStrength(double strength) {
        if (!(strength >= 0 && strength <= 1)) {
            throw new RequestException("strength must be between 0 and 1, not " + strength);
        }
    }
}
