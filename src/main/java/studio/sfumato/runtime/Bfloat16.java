package studio.sfumato.runtime;

/// The upper half of a 32-bit float.
final class Bfloat16 {
    private Bfloat16() {}

    /// {@return `value` rounded to nearest, ties to even}
    static short of(float value) {
        int bits = Float.floatToRawIntBits(value);
        if (Float.isNaN(value)) {
            return (short) ((bits >>> 16) | 0x40);
        }
        return (short) ((bits + 0x7FFF + ((bits >>> 16) & 1)) >>> 16);
    }
}
