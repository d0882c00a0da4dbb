package studio.sfumato.weights.checkpoint;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import studio.sfumato.error.ModelFileException;
import studio.sfumato.error.UnsupportedModelException;
import studio.sfumato.weights.ComponentConfig;
import studio.sfumato.weights.ComponentWeights;
import studio.sfumato.weights.TensorFile;
import studio.sfumato.weights.Weight;

/// A network that draws the lines of a picture, in a file of its own with its authors' names; its sizes follow from its
/// tensors.
///
/// @param location the file: absolute
/// @param kind what it draws
/// @param config its settings
/// @param weights its tensors
public record LinesFile(Path location, Kind kind, ComponentConfig config, ComponentWeights weights) {
    /// What is drawn.
    public enum Kind {
        /// Soft edges: HED as `ControlNetHED.pth` has it.
        SOFT_EDGES("HED"),
        /// Lines of a pen: the generator of informative drawings, `sk_model.pth`.
        PEN("line art");

        private final String label;

        Kind(String label) {
            this.label = label;
        }

        /// {@return what people call it}
        public String label() {
            return label;
        }
    }

    private static final String HED = "block1.projection.weight";
    private static final int HED_BLOCKS = 5;

    /// Opens the network in `path`.
    ///
    /// @throws ModelFileException if it is missing or damaged
    /// @throws UnsupportedModelException if it is none
    public static LinesFile open(Path path) {
        TensorFile file = TensorFile.open(path);
        FileKind kind = FileKind.of(file);
        if (kind != FileKind.LINES) {
            throw kind.refused(file.name(), "network that draws lines");
        }
        Map<String, Weight> weights = new LinkedHashMap<>();
        file.weights().forEach((key, weight) -> weights.put(key, weight.withKey(key)));
        Shapes shapes = new Shapes(file.name(), weights);
        boolean soft = shapes.has(HED);
        return new LinesFile(
                path.toAbsolutePath().normalize(),
                soft ? Kind.SOFT_EDGES : Kind.PEN,
                ComponentConfig.of(file.name(), soft ? hed(shapes) : pen(shapes)),
                ComponentWeights.of(file.name(), weights, file.file()));
    }

    /// {@return whether a file is one of them, by its tensors' names}
    static boolean is(TensorFile file) {
        return (file.has(HED) && file.has("norm")) || (file.has("model0.1.weight") && file.has("model4.1.weight"));
    }

    private static Map<String, Object> hed(Shapes shapes) {
        List<Integer> widths = new ArrayList<>();
        List<Integer> layers = new ArrayList<>();
        for (int block = 1; block <= HED_BLOCKS; block++) {
            String convs = "block" + block + ".convs.";
            widths.add(shapes.size(convs + "0.weight", 0));
            layers.add(shapes.count(i -> convs + i + ".weight"));
        }
        return Map.of("_class_name", "HED", "widths", widths, "layers", layers);
    }

    private static Map<String, Object> pen(Shapes shapes) {
        return Map.of(
                "_class_name",
                "Generator",
                "width",
                shapes.size("model0.1.weight", 0),
                "blocks",
                shapes.count(i -> "model2." + i + ".conv_block.1.weight"));
    }
}
