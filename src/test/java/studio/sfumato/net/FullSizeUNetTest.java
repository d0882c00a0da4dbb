package studio.sfumato.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.sfumato.jvm.ChildJvm;
import studio.sfumato.runtime.WeightMode;

/// A full-size SD 1.5 U-Net with random weights, 512×512, batch 2, keeps to its memory; each way of holding weights
/// runs in a JVM of its own. Times depend on what else the machine does, so they are printed but not checked.
@Tag("long")
class FullSizeUNetTest {
    private static final int SIDE = 64;

    @TempDir
    static Path folder;

    @BeforeAll
    static void writeWeights() throws IOException {
        PublishedNetwork.of("sd-1.5 unet").writeRandom(folder.resolve("unet.safetensors"));
    }

    @Test
    void foldedPeaksBelow4900Megabytes() throws IOException, InterruptedException {
        Properties measured = measure(WeightMode.FOLDED);

        assertThat(measured).containsEntry("finite", "true");
        assertThat(Integer.parseInt(measured.getProperty("peak MB"))).isBetween(1, 4900);
    }

    @Test
    void bothWaysComputeTheSameBits() throws IOException, InterruptedException {
        assertThat(measure(WeightMode.FOLDED).getProperty("hash"))
                .isNotNull()
                .isEqualTo(measure(WeightMode.MAPPED).getProperty("hash"));
    }

    @Test
    void mappedPeaksBelow2800Megabytes() throws IOException, InterruptedException {
        Properties measured = measure(WeightMode.MAPPED);

        assertThat(measured).containsEntry("finite", "true");
        assertThat(Integer.parseInt(measured.getProperty("peak MB"))).isBetween(1, 2800);
    }

    private static Properties measure(WeightMode mode) throws IOException, InterruptedException {
        Properties measured = new Properties();
        measured.load(new StringReader(String.join(
                "\n",
                ChildJvm.lines(
                        FullSizeUNet.class,
                        List.of("-Xmx1g", "--enable-native-access=ALL-UNNAMED"),
                        folder.resolve("unet.safetensors").toString(),
                        mode.name(),
                        Integer.toString(SIDE)))));
        System.out.println(mode + " " + measured);
        return measured;
    }
}
