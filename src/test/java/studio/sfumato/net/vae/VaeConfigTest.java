package studio.sfumato.net.vae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import studio.sfumato.error.ModelFileException;
import studio.sfumato.error.UnsupportedModelException;
import studio.sfumato.weights.ComponentConfig;

class VaeConfigTest {
    @Test
    void otherAutoencodersAreRefused() {
        assertThatThrownBy(() -> with(Map.of("_class_name", "AutoencoderTiny")))
                .isInstanceOf(UnsupportedModelException.class)
                .hasMessageStartingWith("vae/config.json: _class_name with 'AutoencoderTiny'");
        assertThatThrownBy(() -> with(Map.of("latents_mean", List.of(0.5))))
                .isInstanceOf(UnsupportedModelException.class)
                .hasMessageContaining("latents_mean");
        assertThatThrownBy(() -> with(Map.of("down_block_types", List.of("AttnDownEncoderBlock2D"))))
                .isInstanceOf(UnsupportedModelException.class);
    }

    @Test
    void otherTinyAutoencodersAreRefused() {
        assertThat(tiny("num_decoder_blocks", List.of(3, 3, 3, 1))).isEqualTo(tiny("in_channels", 3));
        assertThatThrownBy(() -> tiny("act_fn", "silu"))
                .isInstanceOf(UnsupportedModelException.class)
                .hasMessageStartingWith("vae/config.json: act_fn with 'silu'");
        assertThatThrownBy(() -> tiny("decoder_block_out_channels", List.of(64, 64, 64, 32)))
                .isInstanceOf(UnsupportedModelException.class)
                .hasMessageContaining("decoder_block_out_channels with 32 beside 64");
        assertThatThrownBy(() -> tiny("num_decoder_blocks", List.of(3, 1)))
                .isInstanceOf(ModelFileException.class)
                .hasMessage("tiny VAE: its encoder has 4 levels, its decoder 2");
        assertThatThrownBy(() -> tiny("num_encoder_blocks", Collections.nCopies(4, 1_000_000_000)))
                .isInstanceOf(ModelFileException.class)
                .hasMessage("tiny VAE: a level has more than 64 blocks");
        assertThatThrownBy(() -> tiny("out_channels", 4)).isInstanceOf(UnsupportedModelException.class);
    }

    private static Autoencoder tiny(String key, Object value) {
        return Autoencoder.from(
                ComponentConfig.of("vae/config.json", Map.of("_class_name", "AutoencoderTiny", key, value)));
    }

    @Test
    void sizesThatDoNotDivideAreRefused() {
        assertThatThrownBy(() -> with(Map.of("norm_num_groups", 24)))
                .isInstanceOf(ModelFileException.class)
                .hasMessage("VAE: block_out_channels 64 is not a multiple of norm_num_groups 24");
    }

    @Test
    void blocksMustBeAsManyAsLevels() {
        assertThatThrownBy(() -> with(Map.of("up_block_types", Collections.nCopies(2, "UpDecoderBlock2D"))))
                .isInstanceOf(ModelFileException.class)
                .hasMessageStartingWith("vae/config.json: up_block_types must be a list of 1");
        assertThatThrownBy(() -> with(Map.of("block_out_channels", Collections.nCopies(40, 64))))
                .isInstanceOf(ModelFileException.class)
                .hasMessage("VAE: block_out_channels has more than 8 levels");
    }

    private static VaeConfig with(Map<String, ?> settings) {
        return VaeConfig.from(ComponentConfig.of("vae/config.json", settings));
    }
}
