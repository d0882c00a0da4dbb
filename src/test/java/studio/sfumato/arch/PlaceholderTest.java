package studio.sfumato.arch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import studio.sfumato.app.Launcher;

class PlaceholderTest {
    @Test
    void launcherExists() {
        assertThat(Launcher.class).isNotNull();
    }
}
