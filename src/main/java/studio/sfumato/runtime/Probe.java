package studio.sfumato.runtime;

import java.util.HexFormat;
import java.util.List;
import studio.sfumato.graph.OnnxModel;

/// The smallest network that makes a provider do something: y = x + x for one float.
final class Probe {
    static final String INPUT = "x";
    static final OnnxModel MODEL = new OnnxModel("probe", bytes(), null, List.of(INPUT), List.of("y"));

    private Probe() {}

    /// A `ModelProto`: IR version 8, opset 13, one Add node, `x` and `y` of shape [1].
    private static byte[] bytes() {
        return HexFormat.ofDelimiter(" ")
                .parseHex("08 08 3a 35"
                        + " 0a 0e 0a 01 78 0a 01 78 12 01 79 22 03 41 64 64" // node: Add(x, x) → y
                        + " 12 01 70" // graph name "p"
                        + " 5a 0f 0a 01 78 12 0a 0a 08 08 01 12 04 0a 02 08 01" // input x: float[1]
                        + " 62 0f 0a 01 79 12 0a 0a 08 08 01 12 04 0a 02 08 01" // output y: float[1]
                        + " 42 02 10 0d"); // opset 13
    }
}
