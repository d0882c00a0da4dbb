package studio.sfumato.journey;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import studio.sfumato.fx.StudioRig;

/// A window of its own for each test, with the real engine and the starter model.
abstract class Journey {
    @TempDir
    Path folder;

    StudioRig rig;

    @BeforeEach
    void openTheWindow() throws TimeoutException, IOException {
        rig = open();
    }

    @AfterEach
    void closeTheWindow() throws TimeoutException {
        rig.close();
    }

    /// {@return a window over [#folder]}
    StudioRig open() throws TimeoutException, IOException {
        return StudioRig.open(folder, 1280, 800);
    }
}
