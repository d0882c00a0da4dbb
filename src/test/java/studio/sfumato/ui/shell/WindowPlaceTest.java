package studio.sfumato.ui.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javafx.geometry.Rectangle2D;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.sfumato.settings.WindowFile;

class WindowPlaceTest {
    private static final Rectangle2D LEFT = new Rectangle2D(0, 0, 1920, 1080);
    private static final Rectangle2D RIGHT = new Rectangle2D(1920, 0, 1280, 1024);

    @TempDir
    Path folder;

    private static Rectangle2D fit(double x, double y, double width, double height, Rectangle2D... screens) {
        return WindowPlace.fitting(new WindowFile.Place(x, y, width, height, false, ""), List.of(screens), screens[0]);
    }

    @Test
    void aWindowComesBackToWhereItStoodOnAnyScreen() {
        assertThat(fit(100, 50, 1440, 900, LEFT, RIGHT)).isEqualTo(new Rectangle2D(100, 50, 1440, 900));
        assertThat(fit(2000, 10, 1000, 700, LEFT, RIGHT)).isEqualTo(new Rectangle2D(2000, 10, 1000, 700));
        assertThat(fit(-900, 10, 1000, 700, LEFT)).isEqualTo(new Rectangle2D(-900, 10, 1000, 700));
    }

    @Test
    void aWindowWhoseScreenIsGoneComesToTheMiddleOfTheOneThatIsThere() {
        assertThat(fit(2000, 10, 1000, 700, LEFT)).isEqualTo(new Rectangle2D(460, 190, 1000, 700));
        assertThat(fit(100, 1070, 1000, 700, LEFT)).isEqualTo(new Rectangle2D(460, 190, 1000, 700));
        assertThat(fit(100, -500, 3000, 2000, LEFT)).isEqualTo(LEFT);
        assertThat(fit(-950, 10, 1000, 700, LEFT)).isEqualTo(new Rectangle2D(460, 190, 1000, 700));
    }

    @Test
    void theFileComesBackAsItWasAndNonsenseIsForgotten() throws IOException {
        Path file = folder.resolve("window.json");
        WindowFile kept = new WindowFile(file);
        assertThat(kept.load()).isEmpty();
        WindowFile.Place place = new WindowFile.Place(-5, 20, 1280, 800, true, "gallery");
        kept.save(place);
        assertThat(kept.load()).contains(place);
        Files.writeString(file, "{\"x\": \"far\", \"y\": 1e300, \"width\": 5, \"height\": 700}");
        assertThat(kept.load()).isEmpty();
        Files.writeString(file, "not json");
        assertThat(kept.load()).isEmpty();
    }
}
