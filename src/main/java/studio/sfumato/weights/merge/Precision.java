package studio.sfumato.weights.merge;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;
import studio.sfumato.tensor.Tensor;
import studio.sfumato.weights.DType;

/// How the numbers of a new file are stored.
public enum Precision {
    /// Two bytes, ten bits of mantissa: what models are shared in.
    FP16(DType.F16),
    /// Two bytes, seven bits of mantissa, every magnitude that four bytes have.
    BF16(DType.BF16),
    /// Four bytes: nothing is lost.
    FP32(DType.F32);

    private final DType type;

    Precision(DType type) {
        this.type = type;
    }

    /// {@return the precision that people call `label`}
    public static Optional<Precision> of(String label) {
        return Arrays.stream(values())
                .filter(each -> each.label().equals(label))
                .findFirst();
    }

    /// {@return what people call it: `fp16`}
    public String label() {
        return type.label();
    }

    DType type() {
        return type;
    }

    /// {@return whether every value is a number that has a place in this precision}
    boolean holds(Tensor values) {
        return this == FP16 ? values.fitsHalf() : values.isFinite();
    }

    /// {@return the values as a file holds them, each rounded to the nearest, of two equally near to the even one}
    byte[] bytes(Tensor values) {
        int count = values.shape().elements();
        ByteBuffer out = ByteBuffer.allocate(count * type.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        switch (this) {
            case FP16 -> {
                for (int i = 0; i < count; i++) {
                    out.putShort(Float.floatToFloat16(values.at(i)));
                }
            }
            case BF16 -> {
                for (int i = 0; i < count; i++) {
                    int bits = Float.floatToRawIntBits(values.at(i));
                    out.putShort((short) ((bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16));
                }
            }
            case FP32 -> out.asFloatBuffer().put(values.values());
        }
        return out.array();
    }
}
