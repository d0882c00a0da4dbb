package studio.sfumato.ui.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import javafx.application.Platform;
import javafx.scene.Scene;
import javafx.scene.control.Label;
import javafx.scene.layout.StackPane;
import javafx.stage.Stage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.testfx.api.FxToolkit;
import org.testfx.util.WaitForAsyncUtils;
import studio.sfumato.fx.StudioRig;

class RehearsalTest {
    private static final int PATIENCE_SECONDS = 60;

    private StackPane frame;
    private Scene scene;

    @BeforeEach
    void openAWindow() throws TimeoutException {
        FxToolkit.registerPrimaryStage();
        frame = StudioRig.call(StackPane::new);
        scene = StudioRig.call(() -> new Scene(frame, 400, 300));
        FxToolkit.registerStage(Stage::new);
        FxToolkit.setupStage(stage -> {
            stage.setScene(scene);
            stage.show();
        });
    }

    @AfterEach
    void closeIt() throws TimeoutException {
        FxToolkit.hideStage();
        FxToolkit.cleanupStages();
    }

    private void await(Callable<Boolean> condition) throws TimeoutException {
        WaitForAsyncUtils.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS, () -> StudioRig.call(condition));
    }

    @Test
    void aPageIsLaidOutWhereNobodySeesItAndGivenBack() throws TimeoutException {
        Label page = StudioRig.call(() -> new Label("the gallery"));
        AtomicBoolean seen = new AtomicBoolean();
        AtomicBoolean laidOut = new AtomicBoolean();
        StudioRig.call(() -> {
            page.sceneProperty().subscribe(now -> seen.compareAndSet(false, now != null && page.isVisible()));
            page.widthProperty().subscribe(_ -> laidOut.compareAndSet(false, page.getWidth() > 0));
            new Rehearsal(scene, List.of(() -> page)).begin();
            return true;
        });
        await(() -> laidOut.get() && page.getScene() == null && page.isVisible());
        assertThat(seen).isFalse();
        assertThat(frame.getChildren()).isEmpty();
    }

    @Test
    void aPageThatHasBeenEnteredBeforeItsTurnStaysWhereItIs() throws TimeoutException {
        Label entered = StudioRig.call(() -> new Label("the gallery"));
        Label other = StudioRig.call(() -> new Label("the queue"));
        AtomicBoolean laidOut = new AtomicBoolean();
        StudioRig.call(() -> {
            frame.getChildren().add(entered);
            other.widthProperty().subscribe(_ -> laidOut.compareAndSet(false, other.getWidth() > 0));
            new Rehearsal(scene, List.of(() -> entered, () -> other)).begin();
            return true;
        });
        await(() -> laidOut.get() && other.getScene() == null);
        assertThat(frame.getChildren()).containsExactly(entered);
        assertThat(entered.isVisible()).isTrue();
    }

    @Test
    void aPageThatIsEnteredDuringItsRehearsalStaysWhereItWasEntered() throws TimeoutException {
        Label page = StudioRig.call(() -> new Label("the gallery"));
        StudioRig.call(() -> {
            page.sceneProperty().subscribe(now -> {
                if (now != null && page.getParent() != frame) {
                    Platform.runLater(() -> enter(page));
                }
            });
            new Rehearsal(scene, List.of(() -> page)).begin();
            return true;
        });
        await(() -> page.getParent() == frame && frame.getChildren().size() == 1 && page.isVisible());
    }

    /// As the window does.
    private void enter(Label page) {
        if (page.getParent() != frame) {
            page.setVisible(true);
            frame.getChildren().add(page);
        }
    }
}
