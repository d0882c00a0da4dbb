package studio.sfumato.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GraphicsCardTest {
    @TempDir
    Path devices;

    @Test
    void nvidiasDriverIsReadLineByLine() {
        assertThat(GraphicsCard.nvidia("NVIDIA GeForce RTX 4090, 24564 MiB\nTesla T4, 15360 MiB\nFailed to start\n"))
                .containsExactly(
                        new GraphicsCard("NVIDIA GeForce RTX 4090", 24564L << 20),
                        new GraphicsCard("Tesla T4", 15360L << 20));
    }

    @Test
    void aCardOfTheKernelsOwnDriverTellsItsMemory() throws IOException {
        Files.createDirectories(devices.resolve("card1/device"));
        Files.writeString(devices.resolve("card1/device/mem_info_vram_total"), "8573157376\n");
        Files.createDirectories(devices.resolve("card0/device"));

        assertThat(GraphicsCard.amd(devices)).containsExactly(new GraphicsCard("AMD card1", 8573157376L));
    }

    @Test
    void aSystemWithoutSuchDevicesHasNoCards() {
        assertThat(GraphicsCard.amd(devices.resolve("none"))).isEmpty();
    }
}
