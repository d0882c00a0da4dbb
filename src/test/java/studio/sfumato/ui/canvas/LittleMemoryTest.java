package studio.sfumato.ui.canvas;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.sfumato.jvm.ChildJvm;

/// Canvases with more pixels than the heap has room for.
class LittleMemoryTest {
    private static final String TOLD = " is too large for the memory there is: Java heap space | "
            + "Make it smaller, or start with SFUMATO_JAVA_OPTS=-Xmx4g.";
    private static final String LARGE = "  a canvas of 8000×8000" + TOLD;

    @TempDir
    private Path folder;

    @Test
    void whatDoesNotFitIsToldByItsSizeAndTheNextCanvasWorks() throws IOException, InterruptedException {
        List<String> told =
                ChildJvm.lines(LittleMemory.class, List.of("-Xmx128m", "-Djava.awt.headless=true"), folder.toString());

        assertThat(told)
                .containsExactly(
                        "edge of 0",
                        LARGE,
                        "asked 0",
                        LARGE,
                        "busy false",
                        "  a canvas of 8064×8000" + TOLD,
                        "map",
                        LARGE,
                        "scaled false",
                        LARGE,
                        "asked 1",
                        "map true");
    }

    @Test
    void whatFailsWhileACandidateIsAskedForLeavesTheNextToBeAskedFor() {
        CanvasStand stand = new CanvasStand(folder);
        stand.open(64, 64);
        stand.crowded = true;
        stand.model.generate();
        assertThat(stand.asked).isEmpty();
        assertThat(stand.model.page().notes().getLast().message()).startsWith("a canvas of 64×64 is too large");
        stand.crowded = false;
        stand.model.generate();
        assertThat(stand.asked).hasSize(1);
        stand.model.files().finish();
    }
}
