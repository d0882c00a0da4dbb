package studio.sfumato.weights.addon;

import java.util.List;

/// What can be put on top of a model.
public enum AddOnKind {
    /// A change of a model's weights, and its relatives.
    LORA("LoRA");

    private final String label;

    AddOnKind(String label) {
        this.label = label;
    }

    /// {@return what people call it}
    public String label() {
        return label;
    }

    /// {@return the names of its folders, in a folder of models}
    public List<String> folders() {
        return switch (this) {
            case LORA -> List.of("loras", "Lora", "lora", "LyCORIS");
        };
    }

    /// {@return how its files' names may end, in lower case}
    public List<String> endings() {
        return switch (this) {
            case LORA -> List.of(".safetensors");
        };
    }
}
