package studio.sfumato.diffusion.pose;

import studio.sfumato.image.Raster;

/// Part of a picture as a network sees it: one place of the network is `scaleX`, `scaleY` of the picture, the first is
/// at
/// (left, top); between pixels colours are mixed linearly.
///
/// @param left where its first place is in the picture
/// @param top likewise
record Crop(double left, double top, double scaleX, double scaleY, int width, int height) {
    private static final int COLOURS = 3;

    /// {@return red, green and blue of each place, 0…255, a plane each; `beyond` outside the picture}
    ///
    /// @param edges whether the colours at the edges go on for half a pixel, instead of fading
    float[] of(Raster picture, float beyond, boolean edges) {
        float[] values = new float[COLOURS * width * height];
        for (int y = 0; y < height; y++) {
            double down = top + y * scaleY;
            for (int x = 0; x < width; x++) {
                place(picture, left + x * scaleX, down, beyond, edges, values, y * width + x);
            }
        }
        return values;
    }

    private void place(
            Raster picture, double across, double down, float beyond, boolean edges, float[] values, int at) {
        int x = (int) Math.floor(across);
        int y = (int) Math.floor(down);
        double right = across - x;
        double below = down - y;
        for (int colour = 0; colour < COLOURS; colour++) {
            int shift = 16 - 8 * colour;
            double upper = level(picture, x, y, shift, beyond, edges) * (1 - right)
                    + level(picture, x + 1, y, shift, beyond, edges) * right;
            double lower = level(picture, x, y + 1, shift, beyond, edges) * (1 - right)
                    + level(picture, x + 1, y + 1, shift, beyond, edges) * right;
            values[colour * width * height + at] = (float) Math.rint(upper * (1 - below) + lower * below);
        }
    }

    private static double level(Raster picture, int x, int y, int shift, float beyond, boolean edges) {
        int column = edges ? Math.clamp(x, 0, picture.width() - 1) : x;
        int row = edges ? Math.clamp(y, 0, picture.height() - 1) : y;
        return column < 0 || row < 0 || column >= picture.width() || row >= picture.height()
                ? beyond
                : (picture.argb(column, row) >> shift) & 0xFF;
    }
}
