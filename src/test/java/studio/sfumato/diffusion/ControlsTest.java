package studio.sfumato.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.sfumato.diffusion.control.ControlMode;
import studio.sfumato.diffusion.control.ControlUnit;
import studio.sfumato.diffusion.noise.RandomSource;
import studio.sfumato.error.UnsupportedModelException;
import studio.sfumato.image.control.ControlType;
import studio.sfumato.net.unet.ControlPorts;
import studio.sfumato.runtime.ModelCache;
import studio.sfumato.runtime.OrtRuntime;
import studio.sfumato.runtime.ProviderChoice;
import studio.sfumato.runtime.Session;
import studio.sfumato.runtime.SessionSettings;
import studio.sfumato.runtime.WeightMode;
import studio.sfumato.weights.ModelSource;
import studio.sfumato.weights.OnnxFixture;
import studio.sfumato.weights.OnnxFolder;
import studio.sfumato.weights.addon.AddOnShelf;
import studio.sfumato.weights.checkpoint.TinyCheckpoint;

/// Exported ONNX folders cannot be guided.
class ControlsTest {
    @TempDir
    private Path folder;

    private final List<GenerationEvent> events = new ArrayList<>();

    @BeforeEach
    void write() throws IOException {
        OnnxFixture.write("sd1", folder.resolve("exported"));
        TinyCheckpoint.control("sd1-diffusers").write(folder.resolve("controlnet/net.safetensors"));
    }

    @Test
    void anExportedModelAloneIsRefused() {
        assertThatThrownBy(() -> controls(false))
                .isInstanceOf(UnsupportedModelException.class)
                .hasMessageContaining("ControlNets cannot be put on it");
        assertThat(events).isEmpty();
    }

    @Test
    void anExportedModelBesideOthersGoesWithoutAndSaysSo() {
        Controls controls = controls(true);

        assertThat(controls.ports()).isEqualTo(ControlPorts.NONE);
        assertThat(events)
                .singleElement()
                .asString()
                .contains("ControlNets cannot be put on it; exported goes without it");
    }

    private Controls controls(boolean lenient) {
        ModelSource model = OnnxFolder.open(folder.resolve("exported"));
        ControlUnit unit = new ControlUnit(
                ControlType.CANNY,
                false,
                new PictureRef("a".repeat(64)),
                "net",
                1,
                0,
                1,
                ControlMode.BALANCED,
                ResizeMode.CROP,
                ControlType.CANNY.settings());
        GenerationRequest request = new GenerationRequest(
                        "exported",
                        new Prompt("a fox", "", 1),
                        new ImageSize(64, 64),
                        new Sampling(new SamplerId("Euler"), ScheduleId.AUTOMATIC, 2),
                        new Guidance(1),
                        new NoiseSettings(new Seed(3), RandomSource.CPU),
                        1,
                        1,
                        new Task.TextToImage())
                .withControls(List.of(unit));
        Consumer<GenerationEvent> heard = events::add;
        try (ModelCache<NetworkKey, Session> cache = ModelCache.ofSessions()) {
            Networks networks = new Networks(
                    model,
                    OrtRuntime.start(),
                    cache,
                    new SessionSettings(ProviderChoice.parse("cpu"), 1, WeightMode.MAPPED));
            AddOnShelf shelf = new AddOnShelf(List.of(folder));
            return Controls.of(
                    request,
                    model,
                    shelf,
                    picture -> {
                        throw new IllegalStateException("no picture " + picture);
                    },
                    networks,
                    lenient,
                    heard);
        }
    }
}
