package studio.sfumato.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import studio.sfumato.image.Png;
import studio.sfumato.image.Raster;

/// Ctrl-C while a real process fills the space beyond a picture's edges, before it asks for anything.
@Timeout(300)
class CancelledInfillTest {
    @TempDir
    Path folder;

    private Path noise() {
        Random random = new Random(5);
        int[] argb = new int[512 * 512];
        for (int i = 0; i < argb.length; i++) {
            argb[i] = random.nextInt();
        }
        Path file = folder.resolve("noise.png");
        Png.write(file, Raster.opaque(512, 512, argb), List.of());
        return file;
    }

    @Test
    void ctrlCEndsTheFillingAndLeavesNothingBehind() throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "--enable-native-access=ALL-UNNAMED",
                "studio.sfumato.app.Launcher",
                "generate",
                "noise",
                "--model",
                "sd1",
                "--init",
                noise().toString(),
                "--outpaint",
                "1200,1200,1200,1200",
                "--infill",
                "texture",
                "-o",
                folder.resolve("out").toString()));
        builder.environment().put("SFUMATO_DATA", folder.resolve("data").toString());
        builder.environment()
                .put("SFUMATO_MODELS", CliFixture.MODELS.toAbsolutePath().toString());
        Process child = builder.redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        try (BufferedReader said = child.errorReader()) {
            String line = said.readLine();
            while (line != null && !line.startsWith("filling the new space")) {
                line = said.readLine();
            }
            assertThat(line).as("it has begun").isNotNull();
            child.toHandle().destroy(); // asks it to end, as Ctrl-C does
            assertThat(said.lines()).containsExactly("cancelled");
            assertThat(child.waitFor()).isEqualTo(130);
        } finally {
            child.destroyForcibly();
        }
        try (Stream<Path> kept = Files.list(folder.resolve("data").resolve("sources"))) {
            assertThat(kept).as("the picture itself").hasSize(1);
        }
        assertThat(folder.resolve("out")).doesNotExist();
    }
}
