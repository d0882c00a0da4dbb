package studio.sfumato.ui.canvas;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import studio.sfumato.canvas.Area;
import studio.sfumato.canvas.EditKind;
import studio.sfumato.image.Framing;
import studio.sfumato.image.Raster;
import studio.sfumato.image.Resampler;

/// Sizes of the canvas that are typed.
class SizeModelTest {
    @TempDir
    Path folder;

    private CanvasStand stand;
    private Raster picture;

    @BeforeEach
    void open() {
        stand = new CanvasStand(folder);
        picture = stand.open(120, 80);
    }

    @AfterEach
    void close() {
        stand.model.files().finish();
    }

    private SizeModel size() {
        return stand.model.size();
    }

    private boolean typed(SizeModel.Way way, String width, String height) {
        size().begin(way);
        size().keepProperty().set(false);
        size().widthProperty().set(width);
        size().heightProperty().set(height);
        return size().apply();
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, 0",
        "1, 40, 0",
        "2, 80, 0",
        "3, 0, 20",
        "4, 40, 20",
        "5, 80, 20",
        "6, 0, 40",
        "7, 40, 40",
        "8, 80, 40"
    })
    void theCanvasGrowsAwayFromThePlaceThatStays(int anchor, int x, int y) {
        size().begin(SizeModel.Way.FRAME);
        size().anchorProperty().set(anchor);
        size().widthProperty().set("200");
        size().heightProperty().set("120");
        assertThat(size().apply()).isTrue();
        assertThat(stand.document().width()).isEqualTo(200);
        assertThat(stand.document().height()).isEqualTo(120);
        Raster after = stand.document().flattened();
        assertThat(after.argb(x, y)).isEqualTo(picture.argb(0, 0));
        assertThat(after.argb(x + 119, y + 79)).isEqualTo(picture.argb(119, 79));
        assertThat(stand.document().undoable()).contains(EditKind.RESIZE);
        stand.model.page().undo();
        assertThat(stand.document().flattened()).isEqualTo(picture);
    }

    @Test
    void aSmallerCanvasCutsAndWhatIsOutsideComesBackWithALargerOne() {
        assertThat(typed(SizeModel.Way.FRAME, "61", "80")).isTrue();
        assertThat(stand.document().flattened()).isEqualTo(Framing.part(picture, 29, 0, 61, 80));
        assertThat(typed(SizeModel.Way.FRAME, "120", "80")).isTrue();
        assertThat(stand.document().flattened()).isEqualTo(picture);
    }

    @Test
    void theMaskGoesWithThePicture() {
        stand.drag(60, 40, 60, 40);
        size().begin(SizeModel.Way.FRAME);
        size().anchorProperty().set(8);
        size().widthProperty().set("160");
        size().apply();
        assertThat(stand.document().mask().argb(100, 40)).isEqualTo(0xFFFFFFFF);
    }

    @Test
    void allOfItIsScaledAndOneSideFollowsTheOther() {
        size().begin(SizeModel.Way.SCALE);
        size().widthProperty().set("60");
        assertThat(size().heightProperty().get()).isEqualTo("40");
        size().heightProperty().set("160");
        assertThat(size().widthProperty().get()).isEqualTo("240");
        assertThat(size().apply()).isTrue();
        assertThat(size().busyProperty().get()).isFalse();
        assertThat(stand.document().flattened()).isEqualTo(Resampler.LANCZOS.resize(picture, 240, 160));
        stand.model.page().undo();
        assertThat(stand.document().flattened()).isEqualTo(picture);
        assertThat(typed(SizeModel.Way.SCALE, "30", "80")).isTrue();
        assertThat(stand.document().flattened()).isEqualTo(Resampler.LANCZOS.resize(picture, 30, 80));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "0",
                "-5",
                "+5",
                "1e3",
                "12.5",
                "32769",
                "99999999999999999999",
                "NaN",
                "0x10",
                "٤٢",
                "wide"
            })
    void whatIsNoSideIsRefusedByTheNameOfItsField(String text) {
        assertThat(typed(SizeModel.Way.FRAME, text, "80")).isFalse();
        assertThat(size().verdictProperty().get().possible()).isFalse();
        assertThat(size().verdictProperty().get().text()).startsWith("size.wrong [size-width.name");
        assertThat(typed(SizeModel.Way.SCALE, "80", text)).isFalse();
        assertThat(size().verdictProperty().get().text()).startsWith("size.wrong [size-height.name");
        assertThat(stand.document().width()).isEqualTo(120);
        assertThat(stand.model.page().undoableProperty().get()).isFalse();
    }

    @Test
    void whatIsTypedIsToldShortly() {
        typed(SizeModel.Way.FRAME, "x".repeat(100_000) + "\n", "80");
        assertThat(size().verdictProperty().get().text()).hasSizeLessThan(100);
    }

    @Test
    void moreThanACanvasMayHaveOrMemoryHasRoomForIsToldBeforeItRuns() {
        assertThat(typed(SizeModel.Way.FRAME, "32768", "32768")).isFalse();
        assertThat(size().verdictProperty().get().text()).startsWith("grow.too-large [32768, 32768");
        stand.room = 1 << 20;
        assertThat(typed(SizeModel.Way.SCALE, "1000", "1000")).isFalse();
        assertThat(size().verdictProperty().get().text()).startsWith("grow.no-room [1000, 1000, 15, 1]");
        assertThat(typed(SizeModel.Way.FRAME, "119", "80"))
                .as("less than there is")
                .isTrue();
    }

    @Test
    void sidesThatModelsStretchAreTold() {
        size().begin(SizeModel.Way.FRAME);
        assertThat(size().verdictProperty().get())
                .isEqualTo(new SizeModel.Verdict(true, "size.becomes [120, 80, 120, 80]"));
        size().widthProperty().set("121");
        assertThat(size().verdictProperty().get().possible()).isTrue();
        assertThat(size().verdictProperty().get().text()).endsWith("size.odd []");
    }

    @Test
    void theSameSizeIsNoEdit() {
        assertThat(typed(SizeModel.Way.FRAME, "120", " 80 ")).isTrue();
        assertThat(typed(SizeModel.Way.SCALE, "120", "80")).isTrue();
        assertThat(stand.model.page().undoableProperty().get()).isFalse();
    }

    @Test
    void aCanvasThatWasChangedMeanwhileStaysAsItIs() {
        stand.window = work -> {
            stand.window = Runnable::run;
            stand.document().crop(new Area(0, 0, 50, 50));
            work.run();
        };
        assertThat(typed(SizeModel.Way.SCALE, "240", "160")).isTrue();
        assertThat(stand.document().width()).isEqualTo(50);
        assertThat(stand.model.page().notes().getLast().message()).startsWith("size.changed");
    }

    @Test
    void whatTakesTooLongIsStopped() {
        Runnable[] late = {() -> {}};
        stand.window = work -> late[0] = work;
        assertThat(typed(SizeModel.Way.SCALE, "240", "160")).isTrue();
        assertThat(size().busyProperty().get()).isTrue();
        assertThat(stand.model.escape()).isTrue();
        late[0].run();
        assertThat(stand.document().width()).isEqualTo(120);
        assertThat(size().busyProperty().get()).isFalse();
        stand.window = Runnable::run;
    }
}
