package studio.sfumato.app;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DesktopTest {
    @Test
    void withoutADisplayOneLineNamesTheCommandThatNeedsNone() {
        assertThat(Desktop.obstacle("", true, _ -> true)).hasValueSatisfying(obstacle -> {
            assertThat(obstacle.message()).contains("DISPLAY");
            assertThat(obstacle.hint()).contains("sfumato generate");
        });
    }

    @Test
    void withoutGtkThePackageIsNamed() {
        assertThat(Desktop.obstacle(":0", false, _ -> true)).hasValueSatisfying(obstacle -> {
            assertThat(obstacle.message()).contains("GTK 3");
            assertThat(obstacle.hint()).contains("libgtk-3-0", "sfumato generate");
        });
    }

    @Test
    void aDisplayThatDoesNotAnswerIsNamed() {
        assertThat(Desktop.obstacle(":77", true, _ -> false))
                .hasValueSatisfying(obstacle -> assertThat(obstacle.message()).contains(":77"));
    }

    @Test
    void elseTheWindowCanOpen() {
        assertThat(Desktop.obstacle(":0", true, _ -> true)).isEmpty();
    }
}
