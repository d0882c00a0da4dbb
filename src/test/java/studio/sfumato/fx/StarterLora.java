package studio.sfumato.fx;

import java.nio.file.Path;
import java.util.Random;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;
import studio.sfumato.weights.DType;
import studio.sfumato.weights.SafetensorsFile;
import studio.sfumato.weights.SafetensorsWriter;

/// A small random LoRA for the starter model, as kohya's trainer would write it.
public final class StarterLora {
    private static final Path UNET = Path.of("models/starter/unet/diffusion_pytorch_model.safetensors");
    private static final int RANK = 2;

    private StarterLora() {}

    /// Writes one of rank 2 on all attention layers to `file`.
    ///
    /// @param size how large its numbers are; 1 changes a picture a good deal
    public static Path write(Path file, long seed, double size) {
        Random chance = new Random(seed);
        SafetensorsWriter writer = new SafetensorsWriter();
        SafetensorsFile.open(UNET).weights().forEach((key, weight) -> {
            if (key.matches(".*attn[12]\\.to_[qkv]\\.weight")) {
                String layer = "lora_unet_" + key.replace(".weight", "").replace('.', '_');
                int out = weight.shape().at(0);
                int in = weight.shape().at(1);
                writer.add(layer + ".lora_down.weight", DType.F16, numbers(chance, Shape.of(RANK, in), size / 4));
                writer.add(layer + ".lora_up.weight", DType.F16, numbers(chance, Shape.of(out, RANK), size / 4));
                writer.add(layer + ".alpha", Tensor.of(Shape.of(), RANK));
            }
        });
        return writer.write(file);
    }

    private static Tensor numbers(Random chance, Shape shape, double size) {
        float[] values = new float[shape.elements()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (chance.nextGaussian() * size);
        }
        return Tensor.of(shape, values);
    }
}
