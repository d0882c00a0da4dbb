package studio.sfumato.diffusion;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import studio.sfumato.net.PublishedNetwork;
import studio.sfumato.runtime.WeightMode;

/// A full-size SD 1.5 U-Net takes a LoRA of rank 32 without being loaded again, and is as before when that is off.
/// Times depend on what else the machine does, so they are printed but not checked.
@Tag("long")
class FullSizeLoraTest {
    private static final String SIDE = "32";
    private static final String RANK = "32";

    @TempDir
    static Path folder;

    @BeforeAll
    static void writeWeights() throws IOException {
        PublishedNetwork.of("sd-1.5 unet").writeRandom(folder.resolve("unet.safetensors"));
    }

    @ParameterizedTest
    @EnumSource(WeightMode.class)
    void aLoraIsAddedToALoadedNetwork(WeightMode mode) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx1500m",
                        "-XX:TieredStopAtLevel=1", // as the program runs
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        FullSizeLora.class.getName(),
                        folder.resolve("unet.safetensors").toString(),
                        mode.name(),
                        SIDE,
                        RANK))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        Properties measured = new Properties();
        try (var output = process.inputReader()) {
            measured.load(output);
        }
        assertThat(process.waitFor()).isZero();
        System.out.println(mode + " " + measured);
        assertThat(measured)
                .containsEntry("closed is plain", "true")
                .containsEntry("changed at 1.0", "true")
                .containsEntry("changed at 0.5", "true")
                .containsEntry("LoHa at 0.5", "true");
    }
}
