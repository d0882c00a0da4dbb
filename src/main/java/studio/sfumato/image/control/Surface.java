package studio.sfumato.image.control;

import studio.sfumato.image.Raster;

/// Which way surfaces face, from how near they are.
final class Surface {
    /// How flat they are taken to be, and what is too far to count: A1111's `normal_midas`.
    private static final float FLATNESS = (float) (2 * Math.PI);

    private static final float FAR = 0.1f;

    private Surface() {}

    /// {@return the directions in which the surfaces of a depth map face: red to the left, green upwards, blue to the
    /// front}
    ///
    /// @param depth grey, the nearest white; a coloured map counts by its green
    static Raster facing(Raster depth) {
        int width = depth.width();
        int height = depth.height();
        float[] near = new float[width * height];
        float least = 1;
        float most = 0;
        for (int i = 0; i < near.length; i++) {
            near[i] = ((depth.argb(i % width, i / width) >> 8) & 0xFF) / 255f;
            least = Math.min(least, near[i]);
            most = Math.max(most, near[i]);
        }
        float range = most > least ? most - least : 1;
        for (int i = 0; i < near.length; i++) {
            near[i] = (near[i] - least) / range;
        }
        int[] argb = new int[near.length];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                argb[y * width + x] = colour(near, x, y, width, height);
            }
        }
        return Raster.opaque(width, height, argb);
    }

    private static int colour(float[] near, int x, int y, int width, int height) {
        float right = 0;
        float down = 0;
        if (near[y * width + x] >= FAR) {
            for (int i = -1; i <= 1; i++) {
                int weight = 2 - Math.abs(i);
                right += weight * (at(near, x + 1, y + i, width, height) - at(near, x - 1, y + i, width, height));
                down += weight * (at(near, x + i, y + 1, width, height) - at(near, x + i, y - 1, width, height));
            }
        }
        float length = (float) Math.sqrt(right * right + down * down + FLATNESS * FLATNESS);
        return (level(right / length) << 16) | (level(down / length) << 8) | level(FLATNESS / length);
    }

    private static float at(float[] near, int x, int y, int width, int height) {
        return near[Channels.mirrored(y, height) * width + Channels.mirrored(x, width)];
    }

    private static int level(float value) {
        return (int) Math.clamp(value * 127.5f + 127.5f, 0f, 255f);
    }
}
