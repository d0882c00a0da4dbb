package studio.sfumato.net.unet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import studio.sfumato.error.ModelFileException;
import studio.sfumato.error.UnsupportedModelException;
import studio.sfumato.net.GoldenNetwork;
import studio.sfumato.weights.ComponentConfig;

class UNetConfigTest {
    @Test
    void emptyConfigurationIsDiffusersDefault() {
        UNetConfig config = UNetConfig.from(ComponentConfig.of("unet/config.json", Map.of()));

        assertThat(config.levels()).hasSize(4).first().isEqualTo(new UNetConfig.Level(320, 2, 8, 1, true, true));
        assertThat(config.levels().getLast()).isEqualTo(new UNetConfig.Level(1280, 2, 8, 1, false, false));
        assertThat(config.timeWidth()).isEqualTo(1280);
        assertThat(config.middle()).isTrue();
        assertThat(config.added()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            act_fn,                  gelu
            down_block_types,        AttnDownBlock2D
            mid_block_type,          UNetMidBlock2DSimpleCrossAttn
            resnet_time_scale_shift, scale_shift
            addition_embed_type,     image
            class_embed_type,        timestep
            _class_name,             UNet2DModel
            """)
    void unknownVariantIsRefusedByName(String key, String value) {
        assertThatThrownBy(() -> with(Map.of(key, value)))
                .isInstanceOf(UnsupportedModelException.class)
                .hasMessageStartingWith("unet/config.json: " + key + " with ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"only_cross_attention", "dual_cross_attention", "center_input_sample"})
    void switchThatIsOffIsFineAndOnIsRefused(String key) {
        assertThat(with(Map.of(key, false)).inChannels()).isEqualTo(4);
        assertThatThrownBy(() -> with(Map.of(key, true)))
                .isInstanceOf(UnsupportedModelException.class)
                .hasMessageContaining(key);
    }

    @Test
    void numbersTheBuilderDoesNotKnowAreRefused() {
        assertThatThrownBy(() -> with(Map.of("conv_in_kernel", 1))).hasMessageContaining("conv_in_kernel with 1.0");
        assertThatThrownBy(() -> with(Map.of("time_cond_proj_dim", 128)))
                .isInstanceOf(UnsupportedModelException.class)
                .hasMessageContaining("time_cond_proj_dim with 128");
        assertThatThrownBy(() -> with(Map.of("downsample_padding", 2))).hasMessageContaining("downsample_padding");
        assertThatThrownBy(() -> with(Map.of("cross_attention_dim", List.of(768, 1024))))
                .isInstanceOf(UnsupportedModelException.class);
    }

    @Test
    void listOfTheWrongLengthNamesTheLength() {
        assertThatThrownBy(() -> with(Map.of("attention_head_dim", List.of(5, 10, 20))))
                .isInstanceOf(ModelFileException.class)
                .hasMessageStartingWith("unet/config.json: attention_head_dim must be a list of 4");
    }

    @Test
    void sizesThatDoNotDivideAreRefused() {
        assertThatThrownBy(() -> with(Map.of("norm_num_groups", 30)))
                .isInstanceOf(ModelFileException.class)
                .hasMessage("U-Net: block_out_channels 320 is not a multiple of norm_num_groups 30");
        assertThatThrownBy(() -> with(Map.of("attention_head_dim", 7)))
                .isInstanceOf(ModelFileException.class)
                .hasMessageContaining("attention_head_dim (which counts heads) 7");
    }

    @Test
    void absurdSizesAreRefusedBeforeAnythingIsAllocated() {
        List<Integer> wide = List.of(2_000_000_000, 1280, 1280, 1280);
        assertThatThrownBy(() -> with(Map.of("block_out_channels", wide)))
                .isInstanceOf(ModelFileException.class)
                .hasMessageContaining("is more than any U-Net has");
        assertThatThrownBy(() -> with(Map.of(
                        "addition_embed_type",
                        "text_time",
                        "addition_time_embed_dim",
                        1_000_000_000,
                        "projection_class_embeddings_input_dim",
                        2_000_000_000)))
                .isInstanceOf(ModelFileException.class)
                .hasMessageContaining("projection_class_embeddings_input_dim");
    }

    @Test
    void configurationThatLiesAboutSizesIsCaughtByTheTensor() {
        GoldenNetwork golden = GoldenNetwork.read("unet-sd1");
        UNetConfig lie = UNetConfig.from(ComponentConfig.of(
                "unet/config.json",
                Map.of(
                        "block_out_channels",
                        List.of(16, 32, 64),
                        "norm_num_groups",
                        8,
                        "attention_head_dim",
                        4,
                        "cross_attention_dim",
                        32,
                        "down_block_types",
                        List.of("CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "DownBlock2D"),
                        "up_block_types",
                        List.of("UpBlock2D", "CrossAttnUpBlock2D", "CrossAttnUpBlock2D"))));

        assertThatThrownBy(() -> UNet.build(lie, golden.weights()))
                .isInstanceOf(ModelFileException.class)
                .hasMessage("unet-sd1.safetensors: tensor 'down_blocks.2.resnets.0.conv1.weight' has shape 32×32×3×3,"
                        + " but the model's configuration asks for 64×32×3×3");
    }

    private static UNetConfig with(Map<String, ?> changes) {
        return UNetConfig.from(ComponentConfig.of("unet/config.json", new HashMap<>(changes)));
    }
}
