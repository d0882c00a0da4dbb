package studio.sfumato.diffusion;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import studio.sfumato.jvm.ChildJvm;
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
        Properties measured = new Properties();
        measured.load(new StringReader(String.join(
                "\n",
                ChildJvm.lines(
                        FullSizeLora.class,
                        // as the program runs
                        List.of("-Xmx1500m", "-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED"),
                        folder.resolve("unet.safetensors").toString(),
                        mode.name(),
                        SIDE,
                        RANK))));
        System.out.println(mode + " " + measured);
        assertThat(measured)
                .containsEntry("closed is plain", "true")
                .containsEntry("LoRA changes at 1.0", "true")
                .containsEntry("LoRA changes at 0.5", "true")
                .containsEntry("LoHa changes at 1.0", "true")
                .containsEntry("LoHa changes at 0.5", "true")
                .containsEntry("LoCon closed is plain", "true")
                .containsEntry("LoCon changes at 1.0", "true")
                .containsEntry("LoCon changes at 0.5", "true")
                .containsEntry("DoRA closed is plain", "true")
                .containsEntry("DoRA changes at 0.5", "true")
                .containsEntry("replaced at 0.5", "true");
    }
}
