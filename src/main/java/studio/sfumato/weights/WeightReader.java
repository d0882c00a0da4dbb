package studio.sfumato.weights;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.util.function.IntFunction;
import studio.sfumato.error.ModelFileException;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;

/// Reads the values of weights from their files, which are mapped into memory for the time of a call. The networks
/// don't come by here (ONNX Runtime maps the files itself); checks and patches do.
public final class WeightReader {
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(LITTLE_ENDIAN);
    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(LITTLE_ENDIAN);
    private static final ValueLayout.OfDouble DOUBLE = ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(LITTLE_ENDIAN);

    /// How many values [#isFinite(Weight)] converts at a time.
    private static final int CHUNK = 1 << 16;

    /// Numbers of 16 or 8 bits taken out of a file at once.
    private static final int PIECE = 1 << 13;

    private static final float[] E4M3 = meanings(bits -> float8E4M3((byte) bits));

    /// The upper half of a half-precision float.
    private static final float[] E5M2 = meanings(bits -> Float.float16ToFloat((short) (bits << 8)));

    private WeightReader() {}

    /// {@return the values of `weight`, each converted to the nearest float}
    ///
    /// @throws ModelFileException if the file cannot be read or has become shorter
    public static Tensor read(Weight weight) {
        return Tensor.wrap(weight.shape(), values(weight));
    }

    /// {@return the same as numbers that belong to the caller, row after row}
    ///
    /// @throws ModelFileException if the file cannot be read or has become shorter
    public static float[] values(Weight weight) {
        float[] values = new float[weight.shape().elements()];
        mapped(weight, bytes -> convert(weight.type(), bytes, 0, values, values.length));
        return weight.transposed() ? turned(weight.shape(), values) : values;
    }

    private static float[] turned(Shape shape, float[] stored) {
        int rows = shape.at(0);
        int columns = shape.at(1);
        float[] values = new float[stored.length];
        for (int i = 0; i < stored.length; i++) {
            values[i % rows * columns + i / rows] = stored[i];
        }
        return values;
    }

    /// {@return whether every value of `weight` is a finite number}
    ///
    /// @throws ModelFileException if the file cannot be read or has become shorter
    public static boolean isFinite(Weight weight) {
        int elements = weight.shape().elements();
        float[] chunk = new float[Math.min(CHUNK, elements)];
        boolean[] finite = {true};
        mapped(weight, bytes -> {
            for (int from = 0; from < elements && finite[0]; from += chunk.length) {
                int count = Math.min(chunk.length, elements - from);
                convert(weight.type(), bytes, from, chunk, count);
                for (int i = 0; i < count; i++) {
                    finite[0] &= Float.isFinite(chunk[i]);
                }
            }
        });
        return finite[0];
    }

    @FunctionalInterface
    private interface Use {
        void of(MemorySegment bytes);
    }

    private static void mapped(Weight weight, Use use) {
        try (FileChannel channel = FileChannel.open(weight.file());
                Arena arena = Arena.ofConfined()) {
            if (weight.offset() + weight.length() > channel.size()) {
                throw new ModelFileException(weight.file() + " has become shorter since it was opened");
            }
            use.of(channel.map(MapMode.READ_ONLY, weight.offset(), weight.length(), arena));
        } catch (IOException unreadable) {
            throw new ModelFileException(
                    weight.file() + " cannot be read: " + JsonFile.reason(unreadable), null, unreadable);
        }
    }

    /// Converts `count` values from the `from`-th on. One loop a type, so that each is a tight one.
    private static void convert(DType type, MemorySegment in, long from, float[] out, int count) {
        switch (type) {
            case F64 -> {
                for (int i = 0; i < count; i++) {
                    out[i] = (float) in.getAtIndex(DOUBLE, from + i);
                }
            }
            case F32 -> MemorySegment.copy(in, FLOAT, from * Float.BYTES, out, 0, count);
            case F16, BF16 -> halves(type == DType.F16, in, from, out, count);
            case F8_E4M3, F8_E5M2 -> bytes(type == DType.F8_E4M3 ? E4M3 : E5M2, in, from, out, count);
            case I64, I32, I16, I8, U64, U32, U16, U8, BOOL -> {
                for (int i = 0; i < count; i++) {
                    out[i] = integer(type, in, from + i);
                }
            }
        }
    }

    /// The quick compiler, with which the program runs, takes one value at a time out of a segment slowly; out of an
    /// array it does not.
    private static void halves(boolean ieee, MemorySegment in, long from, float[] out, int count) {
        short[] piece = new short[Math.min(PIECE, count)];
        for (int done = 0; done < count; done += piece.length) {
            int some = Math.min(piece.length, count - done);
            MemorySegment.copy(in, SHORT, (from + done) * Short.BYTES, piece, 0, some);
            if (ieee) {
                for (int i = 0; i < some; i++) {
                    out[done + i] = Float.float16ToFloat(piece[i]);
                }
            } else {
                for (int i = 0; i < some; i++) {
                    out[done + i] = Float.intBitsToFloat(piece[i] << 16);
                }
            }
        }
    }

    private static void bytes(float[] meanings, MemorySegment in, long from, float[] out, int count) {
        byte[] piece = new byte[Math.min(PIECE, count)];
        for (int done = 0; done < count; done += piece.length) {
            int some = Math.min(piece.length, count - done);
            MemorySegment.copy(in, ValueLayout.JAVA_BYTE, from + done, piece, 0, some);
            for (int i = 0; i < some; i++) {
                out[done + i] = meanings[Byte.toUnsignedInt(piece[i])];
            }
        }
    }

    private static float[] meanings(IntFunction<Float> meaning) {
        float[] all = new float[1 << Byte.SIZE];
        for (int bits = 0; bits < all.length; bits++) {
            all[bits] = meaning.apply(bits);
        }
        return all;
    }

    private static float integer(DType type, MemorySegment in, long index) {
        return switch (type) {
            case I64 -> in.getAtIndex(LONG, index);
            case U64 -> unsigned(in.getAtIndex(LONG, index));
            case I32 -> in.getAtIndex(INT, index);
            case U32 -> Integer.toUnsignedLong(in.getAtIndex(INT, index));
            case I16 -> in.getAtIndex(SHORT, index);
            case U16 -> Short.toUnsignedInt(in.getAtIndex(SHORT, index));
            case I8 -> in.get(ValueLayout.JAVA_BYTE, index);
            case U8, BOOL -> Byte.toUnsignedInt(in.get(ValueLayout.JAVA_BYTE, index));
            case F64, F32, F16, BF16, F8_E4M3, F8_E5M2 -> throw new IllegalArgumentException(type + " is no integer");
        };
    }

    /// Halves a number of 64 significant bits, keeping the lowest as a sticky bit so that rounding stays correct.
    private static float unsigned(long value) {
        return value >= 0 ? value : 2f * ((value >>> 1) | (value & 1));
    }

    /// Sign, 4 bits exponent with bias 7, 3 bits mantissa; no infinities, one NaN: Micikevicius et al. 2022, "FP8
    /// Formats for Deep Learning" (arXiv:2209.05433), table 1.
    private static float float8E4M3(byte bits) {
        int exponent = (bits >> 3) & 15;
        int mantissa = bits & 7;
        float magnitude;
        if (exponent == 15 && mantissa == 7) {
            magnitude = Float.NaN;
        } else if (exponent == 0) {
            magnitude = mantissa * 0x1p-9f;
        } else {
            magnitude = Math.scalb(1 + mantissa / 8f, exponent - 7);
        }
        return bits < 0 ? -magnitude : magnitude;
    }
}
