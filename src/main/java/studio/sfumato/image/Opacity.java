package studio.sfumato.image;

/// Weighs colours by their opacity and back, in place.
final class Opacity {
    private Opacity() {}

    static void multiply(int[] argb) {
        for (int i = 0; i < argb.length; i++) {
            int a = argb[i] >>> 24;
            argb[i] = (a << 24)
                    | (product((argb[i] >> 16) & 0xFF, a) << 16)
                    | (product((argb[i] >> 8) & 0xFF, a) << 8)
                    | product(argb[i] & 0xFF, a);
        }
    }

    static void divide(int[] argb) {
        for (int i = 0; i < argb.length; i++) {
            int a = argb[i] >>> 24;
            if (a != 0 && a != 255) {
                argb[i] = (a << 24)
                        | (Math.min(255, ((argb[i] >> 16) & 0xFF) * 255 / a) << 16)
                        | (Math.min(255, ((argb[i] >> 8) & 0xFF) * 255 / a) << 8)
                        | Math.min(255, (argb[i] & 0xFF) * 255 / a);
            }
        }
    }

    /// {@return the colour of `front` laid over the opaque `back`}
    static int over(int front, int back) {
        int a = front >>> 24;
        int out = 0xFF000000;
        for (int shift = 0; shift <= 16; shift += 8) {
            int mixed = product((front >> shift) & 0xFF, a) + product((back >> shift) & 0xFF, 255 - a);
            out |= Math.min(255, mixed) << shift;
        }
        return out;
    }

    /// x·y ÷ 255, rounded.
    static int product(int x, int y) {
        int sum = x * y + 128;
        return ((sum >> 8) + sum) >> 8;
    }
}
