package studio.sfumato.weights.lora;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;
import studio.sfumato.weights.ModelFolder;
import studio.sfumato.weights.ModelPart;
import studio.sfumato.weights.SafetensorsWriter;

/// Which changes go beside a weight, and which take its place.
class LoraSetTest {
    private static final ModelFolder MODEL =
            ModelFolder.open(Path.of("src/test/resources/golden/pipelines/models/sd1"));

    /// A linear layer of 16 values from 16.
    private static final String KEY = "down_blocks.0.attentions.0.transformer_blocks.0.attn1.to_q.weight";

    private static final String LAYER = "lora_unet_down_blocks_0_attentions_0_transformer_blocks_0_attn1_to_q.";

    @TempDir
    Path folder;

    private LoraFit lora() {
        return fit(
                "lora",
                new SafetensorsWriter()
                        .add(LAYER + "lora_down.weight", Tensor.zeros(Shape.of(2, 16)))
                        .add(LAYER + "lora_up.weight", Tensor.zeros(Shape.of(16, 2))));
    }

    private LoraFit oft() {
        return fit("oft", new SafetensorsWriter().add(LAYER + "oft_blocks", Tensor.zeros(Shape.of(2, 8, 8))));
    }

    private LoraFit loha(int rank) {
        SafetensorsWriter writer = new SafetensorsWriter();
        for (String side : List.of("hada_w1_", "hada_w2_")) {
            writer.add(LAYER + side + "a", Tensor.zeros(Shape.of(16, rank)));
            writer.add(LAYER + side + "b", Tensor.zeros(Shape.of(rank, 16)));
        }
        return fit("loha" + rank, writer);
    }

    private LoraFit fit(String name, SafetensorsWriter writer) {
        return LoraFit.of(LoraFile.open(writer.write(folder.resolve(name + ".safetensors"))), MODEL);
    }

    private static LoraSet set(double strength, LoraFit... fits) {
        List<LoraSet.Use> uses = new ArrayList<>();
        for (LoraFit fit : fits) {
            uses.add(new LoraSet.Use(fit, strength, strength, OptionalInt.empty()));
        }
        return LoraSet.of(uses, MODEL);
    }

    private static int beside(LoraSet set) {
        return set.beside(ModelPart.UNET).getOrDefault(KEY, List.of()).size();
    }

    private static String replacing(LoraSet set) {
        return set.replacing(ModelPart.UNET);
    }

    @Test
    void aLohaGoesBesideTheWeightsWhereThatIsAtMostHalfTheirWork() {
        assertThat(beside(set(1, loha(2)))).isEqualTo(1);
        assertThat(replacing(set(1, loha(2)))).isEmpty();
        assertThat(beside(set(1, loha(3)))).isZero();
        assertThat(replacing(set(1, loha(3)))).isNotEmpty();
    }

    @Test
    void onlyWhatTakesAWeightsPlaceIsNamedByItsStrength() {
        assertThat(replacing(set(1, oft(), lora()))).isNotEqualTo(replacing(set(0.5, oft(), lora())));
        assertThat(replacing(set(1, lora())))
                .isEqualTo(replacing(set(0.5, lora())))
                .isEmpty();
    }

    @Test
    void aChangeThatGoesByTheWeightItFindsFindsThoseBeforeItThere() {
        assertThat(beside(set(1, oft(), lora()))).isEqualTo(1);
        assertThat(beside(set(1, lora(), oft()))).isZero();
        assertThat(beside(set(1, lora(), oft(), lora()))).isEqualTo(1);
        assertThat(beside(set(1, lora(), loha(3), lora()))).isEqualTo(2);
    }
}
