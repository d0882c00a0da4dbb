package studio.sfumato.diffusion.control;

import studio.sfumato.diffusion.PictureRef;
import studio.sfumato.diffusion.ResizeMode;
import studio.sfumato.error.RequestException;
import studio.sfumato.image.Raster;
import studio.sfumato.image.control.ControlType;
import studio.sfumato.image.control.ControlType.Making;
import studio.sfumato.image.control.MapSettings;

/// A picture that guides others, by a ControlNet or a T2I-Adapter.
///
/// @param type what of it guides
/// @param made whether `picture` is the map already
/// @param picture the picture, or its map; transparent parts of one for inpainting are those to paint anew
/// @param model the network's name or file; [#OWN] for the model itself, if it sees depth
/// @param weight how much it counts, 0…2
/// @param start from which share of the steps on it guides
/// @param end up to which share it does
/// @param mode who wins, the prompt or the picture
/// @param resize how a picture of another size becomes one of the size asked for
/// @param settings how the map is made
public record ControlUnit(
        ControlType type,
        boolean made,
        PictureRef picture,
        String model,
        double weight,
        double start,
        double end,
        ControlMode mode,
        ResizeMode resize,
        MapSettings settings) {
    /// The most that one can count.
    public static final double MOST_WEIGHT = 2;

    /// What stands for the model itself, which is fed a depth map: nothing else of the unit counts then.
    public static final String OWN = "own";

    /// Refuses numbers out of range, and maps that must be made first.
    public ControlUnit {
        if (model.equals(OWN) && type != ControlType.DEPTH) {
            throw new RequestException("a model itself can be guided by a depth map only, not by " + type.label());
        }
        if (model.isBlank()) {
            throw new RequestException("a control needs a model", "Try: sfumato controls", null);
        }
        if (!(weight >= 0 && weight <= MOST_WEIGHT)) {
            throw new RequestException("weight of a control must be between 0 and 2, not " + weight);
        }
        if (!(start >= 0 && start <= 1 && end >= 0 && end <= 1 && start <= end)) {
            throw new RequestException(
                    "start and end of a control must be shares of the steps from 0 to 1, the start first, not " + start
                            + " and " + end);
        }
        if (!made && (type.making() == Making.BY_NETWORK || type.making() == Making.DRAWN)) {
            throw new RequestException("a control of type " + type.label() + " needs its map, not the picture");
        }
    }

    /// A unit that counts fully from the first step to the last.
    public ControlUnit(ControlType type, boolean made, PictureRef picture, String model) {
        this(type, made, picture, model, 1, 0, 1, ControlMode.BALANCED, ResizeMode.CROP, type.settings());
    }

    /// {@return whether the model itself is fed the map}
    public boolean own() {
        return model.equals(OWN);
    }

    /// {@return the same, the network called otherwise}
    public ControlUnit withModel(String other) {
        return new ControlUnit(type, made, picture, other, weight, start, end, mode, resize, settings);
    }

    /// {@return whether it guides when this share of the steps has been taken: A1111's rule}
    public boolean guides(double share) {
        return weight > 0 && share >= start && share <= end;
    }

    /// {@return the map that the network sees, in a size}
    ///
    /// @param source what [#picture] names
    public Raster map(Raster source, int width, int height) {
        Raster sized = type == ControlType.SEGMENTATION
                ? Flat.resized(source, resize, width, height)
                : (resize == ResizeMode.LATENT ? ResizeMode.STRETCH : resize).apply(source, width, height);
        return made ? sized : type.map(sized, settings);
    }
}
