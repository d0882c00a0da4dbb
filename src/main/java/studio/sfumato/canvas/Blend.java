package studio.sfumato.canvas;

/// Arithmetic of colours that are not premultiplied (Porter and Duff, Compositing Digital Images, 1984,
/// §4.3).
public final class Blend {
    private static final int OPAQUE = 0xFF000000;

    private Blend() {}

    /// {@return x·y ÷ 255, rounded}
    public static int product(int x, int y) {
        int sum = x * y + 128;
        return ((sum >> 8) + sum) >> 8;
    }

    /// {@return `above` laid over `below`. Where `above` is opaque and covers wholly, or `below` is
    /// transparent and it covers wholly, the result is `above` to the last bit}
    ///
    /// @param coverage 0…255: how much of `above` there is
    public static int over(int below, int above, int coverage) {
        int a = coverage == 255 ? above >>> 24 : product(above >>> 24, coverage);
        if (a == 0) {
            return below;
        }
        int b = below >>> 24;
        if (a == 255) {
            return above;
        }
        if (b == 0) {
            return (a << 24) | (above & 0xFFFFFF);
        }
        int upper = a * 255;
        int lower = b * (255 - a);
        int sum = upper + lower;
        return (((sum + 127) / 255) << 24)
                | (mix(above >> 16, upper, below >> 16, lower, sum) << 16)
                | (mix(above >> 8, upper, below >> 8, lower, sum) << 8)
                | mix(above, upper, below, lower, sum);
    }

    private static int mix(int one, int weight, int other, int otherWeight, int sum) {
        return ((one & 0xFF) * weight + (other & 0xFF) * otherWeight + sum / 2) / sum;
    }

    /// {@return a colour between two: `one` at a share of 0, `other` at 255}
    static int between(int one, int other, int share) {
        if (share == 0 || one == other) {
            return one;
        }
        if (share == 255) {
            return other;
        }
        int less = (one >>> 24) * (255 - share);
        int more = (other >>> 24) * share;
        int sum = less + more;
        if (sum < 128) {
            return 0;
        }
        return (((sum + 127) / 255) << 24)
                | (mix(one >> 16, less, other >> 16, more, sum) << 16)
                | (mix(one >> 8, less, other >> 8, more, sum) << 8)
                | mix(one, less, other, more, sum);
    }

    /// {@return `pixel` with `coverage`, 0…255, taken away; 0 if nothing is left}
    public static int erase(int pixel, int coverage) {
        int a = product(pixel >>> 24, 255 - coverage);
        return a == 0 ? 0 : (a << 24) | (pixel & 0xFFFFFF);
    }

    /// {@return the colour 0xRRGGBB with an opacity of 255}
    static int opaque(int rgb) {
        return OPAQUE | rgb;
    }

    /// {@return premultiplied `above`, made of `rgb` and the opacity `a`, over premultiplied `below`}
    static int overPremultiplied(int below, int rgb, int a) {
        int rest = 255 - a;
        int redBlue = products(rgb & 0xFF00FF, a) + products(below & 0xFF00FF, rest);
        int alphaGreen = products(0xFF0000 | ((rgb >> 8) & 0xFF), a) + products((below >>> 8) & 0xFF00FF, rest);
        return (alphaGreen << 8) | redBlue;
    }

    /// Both bytes of 0x00XX00YY times `y` ÷ 255, rounded.
    private static int products(int pair, int y) {
        int sum = pair * y + 0x800080;
        return ((sum + ((sum >>> 8) & 0xFF00FF)) >>> 8) & 0xFF00FF;
    }
}
