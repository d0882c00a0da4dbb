package studio.sfumato.weights;

import java.util.Optional;

/// An element type of a weight file, with safetensors' name, ONNX's number and the size in bytes.
public enum DType {
    F64("F64", 11, 8),
    F32("F32", 1, 4),
    F16("F16", 10, 2),
    BF16("BF16", 16, 2),
    F8_E4M3("F8_E4M3", 17, 1),
    F8_E5M2("F8_E5M2", 19, 1),
    I64("I64", 7, 8),
    I32("I32", 6, 4),
    I16("I16", 5, 2),
    I8("I8", 3, 1),
    U64("U64", 13, 8),
    U32("U32", 12, 4),
    U16("U16", 4, 2),
    U8("U8", 2, 1),
    BOOL("BOOL", 9, 1);

    private final String safetensorsName;
    private final int onnx;
    private final int bytes;

    DType(String safetensorsName, int onnx, int bytes) {
        this.safetensorsName = safetensorsName;
        this.onnx = onnx;
        this.bytes = bytes;
    }

    /// {@return the type safetensors calls `name`}
    public static Optional<DType> ofSafetensors(String name) {
        for (DType type : values()) {
            if (type.safetensorsName.equals(name)) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }

    /// {@return the type ONNX calls `number`}
    static Optional<DType> ofOnnx(int number) {
        for (DType type : values()) {
            if (type.onnx == number) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }

    /// {@return ONNX's `TensorProto.DataType` number}
    public int onnx() {
        return onnx;
    }

    /// {@return the size of an element in bytes}
    public int bytes() {
        return bytes;
    }

    /// {@return whether this is one of the floating-point types}
    public boolean isFloat() {
        return switch (this) {
            case F64, F32, F16, BF16, F8_E4M3, F8_E5M2 -> true;
            case I64, I32, I16, I8, U64, U32, U16, U8, BOOL -> false;
        };
    }

    /// {@return what people call the precision: `fp16`, `bf16`, `fp8`; empty for whole numbers}
    public String label() {
        return switch (this) {
            case F64 -> "fp64";
            case F32 -> "fp32";
            case F16 -> "fp16";
            case BF16 -> "bf16";
            case F8_E4M3, F8_E5M2 -> "fp8";
            case I64, I32, I16, I8, U64, U32, U16, U8, BOOL -> "";
        };
    }
}
