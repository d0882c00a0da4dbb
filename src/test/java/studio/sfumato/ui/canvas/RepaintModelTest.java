package studio.sfumato.ui.canvas;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.sfumato.diffusion.GenerationRequest;
import studio.sfumato.diffusion.PictureRef;
import studio.sfumato.diffusion.ResizeMode;
import studio.sfumato.diffusion.Task;
import studio.sfumato.diffusion.inpaint.InpaintArea;
import studio.sfumato.diffusion.inpaint.Inpainting;
import studio.sfumato.diffusion.inpaint.MaskedContent;
import studio.sfumato.diffusion.inpaint.SoftInpainting;
import studio.sfumato.job.Repainting;
import studio.sfumato.ui.generate.FormField;

/// What is set about the mask reaches what is asked for, and stays with the document.
class RepaintModelTest {
    private static final SoftInpainting OTHER = new SoftInpainting(1.3, 0.7, 6.5, 0.25, 1.5, 3);

    @TempDir
    Path folder;

    private CanvasStand stand;

    @BeforeEach
    void open() {
        stand = new CanvasStand(folder);
        stand.open(128, 128);
        stand.drag(50, 50, 60, 50);
    }

    @AfterEach
    void close() {
        stand.model.files().finish();
    }

    private RepaintModel repaint() {
        return stand.model.repaint();
    }

    private Inpainting asked() {
        stand.model.generate();
        assertThat(stand.asked.getLast().task()).isInstanceOf(Task.Inpaint.class);
        return stand.asked.getLast().task() instanceof Task.Inpaint task ? task.options() : Inpainting.USUAL;
    }

    private void set(SoftInpainting soft) {
        List<Double> numbers = List.of(
                soft.scheduleBias(),
                soft.preservation(),
                soft.contrastBoost(),
                soft.maskInfluence(),
                soft.differenceThreshold(),
                soft.differenceContrast());
        repaint().soft().on().valueProperty().setValue(true);
        for (int i = 0; i < numbers.size(); i++) {
            repaint().soft().settings().get(i).valueProperty().setValue(numbers.get(i));
        }
    }

    @Test
    void softInpaintingIsAskedForWithItsSettingsAndColoursAreMatched() {
        assertThat(asked().soft()).isEmpty();
        assertThat(asked().matchColours()).isFalse();
        repaint().soft().on().valueProperty().setValue(true);
        assertThat(asked().soft()).contains(SoftInpainting.USUAL);
        set(OTHER);
        repaint().matchColours().valueProperty().setValue(true);
        assertThat(asked().soft()).contains(OTHER);
        assertThat(asked().matchColours()).isTrue();
        repaint().soft().on().valueProperty().setValue(false);
        assertThat(asked().soft()).isEmpty();
    }

    @Test
    void theyComeBackWithTheDocument() {
        set(OTHER);
        repaint().matchColours().valueProperty().setValue(true);
        stand.model.files().close();
        repaint().soft().settings().forEach(FormField::reset);
        repaint().soft().on().reset();
        repaint().matchColours().reset();
        stand.model.files().back();
        assertThat(repaint().inpainting().soft()).contains(OTHER);
        assertThat(repaint().inpainting().matchColours()).isTrue();
        assertThat(repaint().soft().settings())
                .allMatch(field -> field.changedProperty().get());
        repaint().soft().settings().forEach(FormField::reset);
        assertThat(repaint().inpainting().soft()).contains(SoftInpainting.USUAL);
    }

    @Test
    void whatADocumentFromElsewhereSaysBeyondARangeDoesNoHarm() {
        repaint()
                .read(Map.of(
                        "soft-inpaint", "true", "soft-contrast", "0.5", "soft-bias", "99", "soft-influence", "NaN"));
        assertThat(asked().soft()).contains(SoftInpainting.parse("contrast-boost=1"));
    }

    private GenerationRequest painted() {
        GenerationRequest request = stand.create.asked("a crown", "rust", "77", 1);
        Inpainting how = new Inpainting(11, MaskedContent.NOISE, InpaintArea.WHOLE, 40, true, Optional.of(OTHER), true);
        PictureRef source = new PictureRef("ab".repeat(32));
        return request.withTask(new Task.Inpaint(source, source, 0.45, ResizeMode.STRETCH, how));
    }

    @Test
    void whatPaintedAPictureOverIsTakenWhole() {
        GenerationRequest painted = painted();
        assertThat(painted.task()).isInstanceOfSatisfying(Task.Inpaint.class, part -> {
            repaint().prompt().textProperty().set("a hat");
            stand.model.take(painted, new Repainting(Optional.of(part.strength()), Optional.of(part.options())));
            assertThat(asked()).isEqualTo(part.options());
        });
        assertThat(repaint().change()).isEqualTo(0.45);
        assertThat(repaint().prompt().textProperty().get()).isEqualTo("a crown");
        assertThat(repaint().negative().textProperty().get()).isEqualTo("rust");
        assertThat(repaint().seedProperty().get()).isEqualTo("77");
        assertThat(repaint().intentProperty().get())
                .as("nothing that has a name")
                .isNull();
        repaint().prompt().older();
        assertThat(repaint().prompt().textProperty().get())
                .as("what was written is not lost")
                .isEqualTo("a hat");
    }

    @Test
    void whatIsNotToldStaysAsItIs() {
        repaint().mean(Intent.BACKGROUND);
        stand.model.take(painted(), new Repainting(Optional.of(0.3), Optional.empty()));
        assertThat(repaint().change()).isEqualTo(0.3);
        assertThat(repaint().inpainting().invert()).isTrue();
    }

    @Test
    void whatIsTakenBeforeTheCanvasIsEnteredHoldsForTheOneThatIsOpenedThen() {
        repaint().blur().read("99");
        stand.model.files().finish();
        CanvasStand next = new CanvasStand(folder);
        Inpainting how = new Inpainting(3, MaskedContent.FILL, InpaintArea.MASKED, 8, false, Optional.empty());
        next.model.take(painted(), new Repainting(Optional.of(0.2), Optional.of(how)));
        next.model.resume();
        assertThat(next.model.page().document()).isPresent();
        assertThat(next.model.repaint().inpainting()).isEqualTo(how);
        assertThat(next.model.repaint().change()).isEqualTo(0.2);
        next.model.files().finish();
    }
}
