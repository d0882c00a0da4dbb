package studio.sfumato.diffusion;

import java.nio.file.Path;
import java.util.Random;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;
import studio.sfumato.weights.ModelPart;
import studio.sfumato.weights.ModelSource;
import studio.sfumato.weights.SafetensorsWriter;
import studio.sfumato.weights.Weight;

/// LoRAs of every kind for the layers of a tiny model, full of chance.
enum MadeLora {
    LORA,
    LOHA,
    LOKR,
    LOCON,
    /// A LoCon with a core.
    TUCKER,
    /// Of convolutions, too.
    LOHA_CONV,
    /// Factors for outputs.
    DORA,
    /// Factors for inputs.
    DORA_INPUT,
    IA3,
    IA3_INPUT;

    private static final String WEIGHT = ".weight";

    /// {@return a file that changes the U-Net and the text encoder of `model`}
    Path write(ModelSource model, Path folder, int seed) {
        SafetensorsWriter writer = new SafetensorsWriter();
        Random random = new Random(seed);
        for (ModelPart part : new ModelPart[] {ModelPart.UNET, ModelPart.TEXT_ENCODER}) {
            for (String key : model.weights(part).keys()) {
                Weight weight = model.weights(part).get(key);
                if (fits(key, weight.shape())) {
                    String layer = key.substring(0, key.length() - WEIGHT.length());
                    String name = (part == ModelPart.UNET ? "lora_unet_" : "lora_te_") + layer.replace('.', '_');
                    add(writer, name + ".", weight, random);
                }
            }
        }
        return writer.write(folder.resolve(name().toLowerCase(java.util.Locale.ROOT) + seed + ".safetensors"));
    }

    /// The text encoder's tables are no layers.
    private boolean fits(String key, Shape shape) {
        boolean linear = shape.rank() == 2 || (shape.rank() == 4 && key.contains("attentions"));
        boolean convolutions = switch (this) {
            case LORA, LOHA, LOKR -> false;
            case LOCON, TUCKER, LOHA_CONV, DORA, DORA_INPUT, IA3, IA3_INPUT -> shape.rank() == 4;
        };
        return key.endsWith(WEIGHT) && (linear || convolutions) && !key.contains("embeddings");
    }

    private void add(SafetensorsWriter writer, String name, Weight weight, Random random) {
        Shape shape = weight.shape();
        int out = shape.at(0);
        int in = shape.elements() / out;
        int channels = shape.at(1);
        int kernel = shape.rank() == 4 ? shape.at(3) : 1;
        switch (this) {
            case LORA, LOCON -> lora(writer, name, shape, random);
            case TUCKER -> {
                writer.add(name + "lora_up.weight", chance(random, 0.3, out, 2));
                if (kernel == 1) {
                    writer.add(name + "lora_down.weight", chance(random, 0.3, 2, in));
                } else {
                    writer.add(name + "lora_mid.weight", chance(random, 0.5, 2, 2, kernel, kernel));
                    writer.add(name + "lora_down.weight", chance(random, 0.5, 2, channels));
                }
            }
            case DORA, DORA_INPUT -> {
                lora(writer, name, shape, random);
                boolean outputs = this == DORA;
                int[] dims = new int[shape.rank()];
                java.util.Arrays.fill(dims, 1);
                dims[outputs ? 0 : 1] = outputs ? out : channels;
                Tensor lengths = Tensor.zeros(Shape.of(dims)).map(_ -> 0.5 + random.nextDouble());
                writer.add(name + "dora_scale", lengths);
            }
            case IA3, IA3_INPUT -> {
                boolean outputs = this == IA3;
                writer.add(name + "weight", chance(random, 0.3, outputs ? out : channels));
                writer.add(name + "on_input", Tensor.scalar(outputs ? 0 : 1));
            }
            case LOHA, LOHA_CONV -> {
                for (String side : new String[] {"hada_w1_", "hada_w2_"}) {
                    writer.add(name + side + "a", chance(random, 0.5, out, in < 16 ? 1 : 2));
                    writer.add(name + side + "b", chance(random, 0.5, in < 16 ? 1 : 2, in));
                }
                writer.add(name + "alpha", Tensor.scalar(2));
            }
            case LOKR -> {
                writer.add(name + "lokr_w1", chance(random, 0.5, 2, 2));
                writer.add(name + "lokr_w2_a", chance(random, 0.5, out / 2, 1));
                writer.add(name + "lokr_w2_b", chance(random, 0.5, 1, in / 2));
                writer.add(name + "alpha", Tensor.scalar(0.5));
            }
        }
    }

    private static void lora(SafetensorsWriter writer, String name, Shape shape, Random random) {
        int[] down = shape.dims();
        down[0] = 2;
        writer.add(name + "lora_up.weight", chance(random, 0.3, shape.at(0), 2));
        writer.add(name + "lora_down.weight", chance(random, 0.3, down));
        writer.add(name + "alpha", Tensor.scalar(1));
    }

    /// {@return numbers around 0}
    static Tensor chance(Random random, double scale, int... dims) {
        return Tensor.zeros(Shape.of(dims)).map(_ -> scale * random.nextGaussian());
    }
}
