package studio.sfumato.ui.canvas;

import studio.sfumato.diffusion.ImageSize;

/// Picks the size a model is asked for: of the shape of what it is to see, and about as many pixels as it was trained
/// on.
final class Sizes {
    private static final int GRID = 8;
    private static final int LEAST = 16;
    private static final int COARSE = 64;
    private static final double ROOMY = 2.25;

    private Sizes() {}

    /// {@return whether a document of this size can be asked for as it is}
    static boolean direct(int width, int height, ImageSize usual) {
        return width % GRID == 0
                && height % GRID == 0
                && width >= LEAST
                && height >= LEAST
                && (double) width * height <= ROOMY * usual.width() * usual.height();
    }

    /// {@return a size of the shape `width`×`height` with about the pixels of `usual`}
    static ImageSize like(double width, double height, ImageSize usual) {
        double shape = Math.clamp(width / height, 0.25, 4);
        double pixels = (double) usual.width() * usual.height();
        int grid = Math.min(usual.width(), usual.height()) >= 8 * COARSE ? COARSE : GRID;
        return new ImageSize(side(Math.sqrt(pixels * shape), grid), side(Math.sqrt(pixels / shape), grid));
    }

    private static int side(double wanted, int grid) {
        return Math.clamp(Math.round(wanted / grid) * grid, Math.max(grid, LEAST), ImageSize.LARGEST);
    }
}
