package studio.sfumato.canvas;

import studio.sfumato.error.RequestException;

/// A round brush.
///
/// @param size its diameter in pixels, 0.5…2000
/// @param hardness 0…1: the share of its radius that is covered wholly; from there it fades out
/// @param opacity 0…1: how much a stroke covers; a stroke that crosses itself covers no more
/// @param spacing how far dabs are from each other, as a share of the diameter, 0.01…2
/// @param pressureSize whether a pen's pressure makes it smaller
/// @param pressureOpacity whether a pen's pressure makes it more transparent
/// @param rgb 0xRRGGBB; of no consequence on masks
/// @param eraser whether it takes away
public record Brush(
        double size,
        double hardness,
        double opacity,
        double spacing,
        boolean pressureSize,
        boolean pressureOpacity,
        int rgb,
        boolean eraser) {
    /// The largest diameter.
    public static final double LARGEST = 2000;

    /// The smallest diameter.
    public static final double SMALLEST = 0.5;

    /// Names the field it refuses.
    public Brush {
        within("size", size, SMALLEST, LARGEST);
        within("hardness", hardness, 0, 1);
        within("opacity", opacity, 0, 1);
        within("spacing", spacing, 0.01, 2);
        if ((rgb & 0xFF000000) != 0) {
            throw new RequestException("a brush's colour must be 0xRRGGBB, not " + Integer.toHexString(rgb));
        }
    }

    private static void within(String field, double value, double least, double most) {
        if (!(value >= least && value <= most)) {
            throw new RequestException(
                    "a brush's " + field + " must be between " + least + " and " + most + ", not " + value);
        }
    }

    /// {@return an opaque brush that follows a pen's pressure with its size}
    public static Brush round(double size, double hardness, int rgb) {
        return new Brush(size, hardness, 1, 0.08, true, false, rgb, false);
    }

    /// {@return it with another diameter}
    public Brush sized(double to) {
        return new Brush(to, hardness, opacity, spacing, pressureSize, pressureOpacity, rgb, eraser);
    }

    /// {@return it with another hardness}
    public Brush hardened(double to) {
        return new Brush(size, to, opacity, spacing, pressureSize, pressureOpacity, rgb, eraser);
    }

    /// {@return it with another opacity}
    public Brush opaque(double to) {
        return new Brush(size, hardness, to, spacing, pressureSize, pressureOpacity, rgb, eraser);
    }

    /// {@return it with another spacing}
    public Brush spaced(double to) {
        return new Brush(size, hardness, opacity, to, pressureSize, pressureOpacity, rgb, eraser);
    }

    /// {@return it with another colour, 0xRRGGBB}
    public Brush coloured(int to) {
        return new Brush(size, hardness, opacity, spacing, pressureSize, pressureOpacity, to, eraser);
    }

    /// {@return it with or without pressure}
    public Brush pressured(boolean onSize, boolean onOpacity) {
        return new Brush(size, hardness, opacity, spacing, onSize, onOpacity, rgb, eraser);
    }

    /// {@return it as an eraser or as a brush}
    public Brush erasing(boolean to) {
        return new Brush(size, hardness, opacity, spacing, pressureSize, pressureOpacity, rgb, to);
    }

    /// {@return the dab at a place}
    Dab dab(double x, double y, double pressure) {
        double radius = size / 2 * (pressureSize ? pressure : 1);
        return new Dab(x, y, Math.max(radius, SMALLEST / 2), hardness, opacity * (pressureOpacity ? pressure : 1));
    }

    /// {@return pixels from a dab to the next}
    double step(double pressure) {
        return Math.max(0.5, size * (pressureSize ? pressure : 1) * spacing);
    }
}
