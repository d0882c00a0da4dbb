package studio.sfumato.weights;

import java.nio.file.Path;
import java.util.Optional;

/// One line in the list of models.
///
/// @param name what `--model` takes: the path below the folder of models
/// @param title what the model calls itself
/// @param path its folder or file
/// @param family its family, unless there is a problem
/// @param precision how its U-Net is stored: `fp16`, `bf16`, `fp32`, `fp8`; empty if there is a problem
/// @param bytes its size on disk
/// @param problem why it cannot be used, in one line
public record ModelEntry(
        String name,
        String title,
        Path path,
        Optional<ModelFamily> family,
        String precision,
        long bytes,
        Optional<String> problem) {
    /// {@return the entry of a model that opens}
    static ModelEntry of(String name, ModelSource model, long bytes) {
        String precision =
                model.weights(ModelPart.UNET).precision().map(DType::label).orElse("");
        return new ModelEntry(
                name,
                model.defaults().name(),
                model.location(),
                Optional.of(model.family()),
                precision,
                bytes,
                Optional.empty());
    }

    /// {@return the entry of something that does not open}
    static ModelEntry problem(String name, Path path, long bytes, String problem) {
        return new ModelEntry(name, name, path, Optional.empty(), "", bytes, Optional.of(problem));
    }
}
