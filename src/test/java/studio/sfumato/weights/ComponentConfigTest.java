package studio.sfumato.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import studio.sfumato.error.ModelFileException;

class ComponentConfigTest {
    @TempDir
    Path folder;

    @Test
    void readsEveryKindOfValue() throws IOException {
        ComponentConfig config = read("""
                {"layers_per_block": 2, "norm_eps": 1e-05, "center_input_sample": false, "act_fn": "silu",
                 "block_out_channels": [320, 640.0], "attention_head_dim": 8, "down_block_types": ["A", "B"],
                 "only_cross_attention": [true, false], "addition_embed_type": null, "shift": -1,
                 "text_config": {"hidden_size": 768}}
                """);

        assertThat(config.intValue("layers_per_block", 9)).isEqualTo(2);
        assertThat(config.intValue("shift", 9)).isEqualTo(-1);
        assertThat(config.positive("layers_per_block", 9)).isEqualTo(2);
        assertThat(config.number("norm_eps", 9)).isEqualTo(1e-5);
        assertThat(config.flag("center_input_sample", true)).isFalse();
        assertThat(config.text("act_fn")).contains("silu");
        assertThat(config.ints("block_out_channels", List.of())).containsExactly(320, 640);
        assertThat(config.ints("attention_head_dim", List.of()))
                .as("a scalar is a list of one")
                .containsExactly(8);
        assertThat(config.texts("down_block_types")).containsExactly("A", "B");
        assertThat(config.texts("act_fn")).containsExactly("silu");
        assertThat(config.flags("only_cross_attention", List.of())).containsExactly(true, false);
        assertThat(config.object("text_config").orElseThrow().intValue("hidden_size", 0))
                .isEqualTo(768);
        assertThat(config.isNull("addition_embed_type")).isTrue();
        assertThat(config.has("addition_embed_type")).isFalse();
        assertThat(config.isList("block_out_channels")).isTrue();
        assertThat(config.isList("attention_head_dim")).isFalse();
        assertThat(config.keys()).startsWith("layers_per_block", "norm_eps");
    }

    @Test
    void absentAndNullKeysTakeTheFallback() {
        ComponentConfig config = ComponentConfig.of("x", java.util.Collections.singletonMap("nothing", null));

        for (String key : List.of("nothing", "absent")) {
            assertThat(config.intValue(key, 3)).isEqualTo(3);
            assertThat(config.positive(key, 4)).isEqualTo(4);
            assertThat(config.number(key, 0.5)).isEqualTo(0.5);
            assertThat(config.flag(key, true)).isTrue();
            assertThat(config.text(key)).isEmpty();
            assertThat(config.text(key, "gelu")).isEqualTo("gelu");
            assertThat(config.ints(key, List.of(1, 2))).containsExactly(1, 2);
            assertThat(config.texts(key)).isEmpty();
            assertThat(config.object(key)).isEmpty();
        }
        assertThat(config.isNull("absent")).isFalse();
    }

    @Test
    void aWrongKindNamesFileAndField() {
        ComponentConfig config = ComponentConfig.of(
                "unet/config.json",
                Map.of(
                        "block_out_channels",
                        Arrays.asList(320, -640),
                        "nested",
                        Map.of("hidden_size", "big"),
                        "layers_per_block",
                        2.5,
                        "huge",
                        1e300,
                        "nan",
                        Double.NaN,
                        "zero",
                        0,
                        "word",
                        "yes"));

        assertThatThrownBy(() -> config.ints("block_out_channels", List.of()))
                .isInstanceOf(ModelFileException.class)
                .hasMessage("unet/config.json: block_out_channels must be a list of positive whole numbers");
        assertThatThrownBy(() -> config.object("nested").orElseThrow().intValue("hidden_size", 1))
                .hasMessage("unet/config.json: nested.hidden_size must be a whole number");
        assertThatThrownBy(() -> config.intValue("layers_per_block", 1)).hasMessageContaining("a whole number");
        assertThatThrownBy(() -> config.intValue("huge", 1)).hasMessageContaining("huge must be a whole number");
        assertThatThrownBy(() -> config.positive("zero", 1)).hasMessageContaining("zero must be a positive");
        assertThatThrownBy(() -> config.number("nan", 1)).hasMessageContaining("nan must be a number");
        assertThatThrownBy(() -> config.flag("word", true)).hasMessageContaining("word must be true or false");
        assertThatThrownBy(() -> config.text("zero")).hasMessageContaining("zero must be a string");
        assertThatThrownBy(() -> config.object("zero")).hasMessageContaining("zero must be an object");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[1, 2]", "{\"a\": 1", "{\"a\": 1} x", "{\"a\": 1, \"a\": 2}", "nonsense", "null"})
    void aFileThatIsNoJsonObjectIsRefusedByName(String text) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(ModelFileException.class)
                .hasMessageStartingWith("unet/config.json is not ")
                .hasMessageNotContaining("\n");
    }

    @Test
    void hostileJsonIsRefused() throws IOException {
        assertThatThrownBy(() -> read("{\"a\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}"))
                .isInstanceOf(ModelFileException.class);
        Path invalid = Files.write(
                folder.resolve("c.json"), new byte[] {'{', '"', (byte) 0xff, (byte) 0xfe, '"', ':', '1', '}'});
        assertThatThrownBy(() -> ComponentConfig.read(invalid, "c.json"))
                .isInstanceOf(ModelFileException.class)
                .hasMessageStartingWith("c.json is not valid JSON");
    }

    @Test
    void aMissingFileOrAFolderIsNamed() {
        assertThatThrownBy(() -> ComponentConfig.read(folder.resolve("none.json"), "vae/config.json"))
                .isInstanceOf(ModelFileException.class)
                .hasMessage("vae/config.json is missing");
        assertThatThrownBy(() -> ComponentConfig.read(folder, "vae/config.json"))
                .isInstanceOf(ModelFileException.class)
                .hasMessage("vae/config.json is not a file");
    }

    private ComponentConfig read(String text) throws IOException {
        Path file = Files.write(folder.resolve("config.json"), text.getBytes(StandardCharsets.UTF_8));
        return ComponentConfig.read(file, "unet/config.json");
    }
}
