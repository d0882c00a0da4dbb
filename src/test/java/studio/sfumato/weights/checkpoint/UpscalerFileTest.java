package studio.sfumato.weights.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.sfumato.error.ModelFileException;
import studio.sfumato.error.UnsupportedModelException;
import studio.sfumato.net.upscale.UpscalerConfig;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;
import studio.sfumato.weights.DType;
import studio.sfumato.weights.SafetensorsFile;
import studio.sfumato.weights.SafetensorsWriter;
import studio.sfumato.weights.WeightReader;

class UpscalerFileTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden/upscalers");

    @TempDir
    Path folder;

    /// {@return a copy of a golden file under other names; an empty name leaves a tensor out}
    private Path renamed(String name, UnaryOperator<String> names) throws IOException {
        SafetensorsFile golden = SafetensorsFile.open(GOLDEN.resolve(name + ".safetensors"));
        SafetensorsWriter writer = new SafetensorsWriter();
        golden.weights().forEach((key, weight) -> {
            String other = names.apply(key);
            if (!other.isEmpty()) {
                writer.add(other, DType.F16, WeightReader.read(weight));
            }
        });
        return Files.write(folder.resolve("up.safetensors"), writer.toBytes());
    }

    @Test
    void trainersWrappersAreTakenOff() throws IOException {
        UpscalerFile plain = UpscalerFile.open(GOLDEN.resolve("compact-x4.safetensors"));
        UpscalerFile wrapped = UpscalerFile.open(renamed("compact-x4", key -> "params." + key));
        assertThat(UpscalerConfig.from(wrapped.config())).isEqualTo(UpscalerConfig.from(plain.config()));
        assertThat(wrapped.weights().keys()).isEqualTo(plain.weights().keys());
        assertThat(wrapped.kind()).isEqualTo("compact");
        assertThat(wrapped.scale()).isEqualTo(4);
        UpscalerFile rrdb = UpscalerFile.open(renamed("rrdb-gathered-x2", key -> "params_ema." + key));
        assertThat(rrdb.kind()).isEqualTo("ESRGAN");
        assertThat(rrdb.scale()).isEqualTo(2);
    }

    @Test
    void missingLayersAreNamed() throws IOException {
        Path file = renamed("rrdb-new-names", key -> key.equals("conv_body.bias") ? "" : key);
        UpscalerFile upscaler = UpscalerFile.open(file);
        assertThatThrownBy(() -> UpscalerConfig.from(upscaler.config()).build(upscaler.weights()))
                .isInstanceOf(ModelFileException.class)
                .hasMessageContaining("up.safetensors")
                .hasMessageContaining("conv_body.bias");
        Path cut = renamed("compact-x4", key -> key.startsWith("body.3.") ? "" : key);
        assertThatThrownBy(() -> UpscalerFile.open(cut))
                .isInstanceOf(ModelFileException.class)
                .hasMessage("up.safetensors: its 3 layers do not make an upscaler");
    }

    @Test
    void othersAreRefusedByName() throws IOException {
        Tensor some = Tensor.zeros(Shape.of(3, 3));
        Path swin = Files.write(
                folder.resolve("swin.safetensors"),
                new SafetensorsWriter()
                        .add("conv_first.weight", some)
                        .add("layers.0.residual_group.blocks.0.attn.qkv.weight", some)
                        .toBytes());
        assertThatThrownBy(() -> UpscalerFile.open(swin))
                .isInstanceOf(UnsupportedModelException.class)
                .hasMessage("swin.safetensors is an upscaler of a kind that is not supported");
        Path lora = Files.write(
                folder.resolve("lora.safetensors"),
                new SafetensorsWriter()
                        .add("lora_unet_mid.lora_down.weight", some)
                        .toBytes());
        assertThatThrownBy(() -> UpscalerFile.open(lora))
                .isInstanceOf(UnsupportedModelException.class)
                .hasMessage("lora.safetensors is a LoRA, no upscaler");
    }
}
