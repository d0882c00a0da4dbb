package studio.sfumato.ui.canvas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.assertj.core.api.Assertions.within;
import static studio.sfumato.ui.canvas.CanvasStand.at;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import studio.sfumato.canvas.Area;
import studio.sfumato.canvas.Layer;
import studio.sfumato.canvas.LayerKind;
import studio.sfumato.canvas.Surface;
import studio.sfumato.canvas.file.CanvasFile;
import studio.sfumato.diffusion.control.ControlUnit;
import studio.sfumato.image.Raster;
import studio.sfumato.image.control.ControlType;
import studio.sfumato.image.control.Pose;
import studio.sfumato.image.control.Pose.Frame;
import studio.sfumato.image.control.Pose.Joint;
import studio.sfumato.image.control.Pose.Person;
import studio.sfumato.image.control.Pose.Point;
import studio.sfumato.job.PoseJson;
import studio.sfumato.ui.canvas.tool.Pointer;
import studio.sfumato.ui.canvas.tool.ToolKind;
import studio.sfumato.ui.common.Note;

class PoseModelTest extends PoseStand {
    @Test
    void whatIsPaintedOnAPoseIsAPlainMapUntilThatIsUndone() {
        stand.model.tools().kindProperty().set(ToolKind.POSE);
        Layer posed = layer();
        stand.model.tools().kindProperty().set(ToolKind.ERASER);
        stand.drag(30, 30, 40, 30);
        assertThat(layer().people()).as("nothing was there to be erased").isEqualTo(posed.people());
        for (ToolKind tool : List.of(ToolKind.BRUSH, ToolKind.ERASER)) {
            stand.model.tools().kindProperty().set(tool);
            stand.drag(150, 200, 250, 200);
            assertThat(layer().pixels().samePixels(posed.pixels())).isFalse();
            assertThat(layer().people()).as("after the %s", tool).isEmpty();
            assertThat(layer().kind()).isEqualTo(LayerKind.CONTROL);
            assertThat(pose.anybodyProperty().get()).isFalse();
            undo();
            assertThat(layer().people()).isEqualTo(posed.people());
            assertThat(layer().pixels().samePixels(posed.pixels())).isTrue();
            assertThat(pose.people()).as("who can be chosen").isEqualTo(posed.people());
        }
        Surface dot = Surface.of(Raster.filled(4, 4, 0xFFFFFF), 200, 200);
        stand.model.page().edit(open -> open.pixels(posed.id()).fill(dot, 0xFF00FF, 1));
        assertThat(layer().people()).as("after a fill").isEmpty();
    }

    @Test
    void whoComesAfterPaintingGetsALayerOfTheirOwnAndThePaintStays() {
        stand.model.tools().kindProperty().set(ToolKind.POSE);
        stand.model.tools().kindProperty().set(ToolKind.BRUSH);
        stand.drag(150, 200, 250, 200);
        Layer painted = layer();
        int before = stand.document().layers().size();
        pose.add();
        assertThat(stand.document().layers()).hasSize(before + 1);
        assertThat(layer().people()).hasSize(1);
        assertThat(stand.document().layer(painted.id()).pixels().samePixels(painted.pixels()))
                .isTrue();
        pose.add();
        assertThat(stand.document().layers()).as("the next one stands beside").hasSize(before + 1);
        assertThat(layer().people()).hasSize(2);
    }

    @Test
    void thePoseToolPutsSomebodyOnANewLayerThatGuides() {
        stand.model.tools().kindProperty().set(ToolKind.POSE);
        assertThat(layer().kind()).isEqualTo(LayerKind.CONTROL);
        assertThat(layer().people()).hasSize(1);
        assertThat(stand.model.control().type().valueProperty().getValue()).isEqualTo(ControlType.OPENPOSE);
        assertThat(pose.shownProperty().get()).isTrue();
        stand.model.control().modelProperty().set("openpose");
        List<ControlUnit> units = stand.model.control().guides(stand.document().snapshot()).stream()
                .map(each -> each.of(
                        stand.document().snapshot(),
                        stand,
                        () -> fail("what is painted anew is only put together for a unit that asks for it")))
                .toList();
        assertThat(units).singleElement().satisfies(unit -> {
            assertThat(unit.type()).isEqualTo(ControlType.OPENPOSE);
            assertThat(stand.sources.open(unit.picture()))
                    .as("what the network sees is what OpenPose draws")
                    .isEqualTo(new Pose(400, 400, layer().people()).drawn(400, 400));
        });
    }

    @Test
    void aDraggedJointIsDrawnWhereItIsAndCanBeUndone() {
        pose.add();
        Point hand = joint(0, Joint.LEFT_WRIST);
        Point elbow = joint(0, Joint.LEFT_ELBOW);
        stand.drag(hand.x() + 2, hand.y() + 1, 352, 61);
        assertThat(joint(0, Joint.LEFT_WRIST)).isEqualTo(new Point(350, 60));
        assertThat(joint(0, Joint.LEFT_ELBOW)).isEqualTo(elbow);
        assertThat(layer().pixels().argb(350, 60)).isEqualTo(0xFF000000 | Joint.LEFT_WRIST.rgb());
        assertThat(pose.hold().joint()).contains(Joint.LEFT_WRIST);
        undo();
        assertThat(joint(0, Joint.LEFT_WRIST)).isEqualTo(hand);
        assertThat(layer().pixels().argb(350, 60)).isZero();
        stand.model.page().redo();
        assertThat(joint(0, Joint.LEFT_WRIST)).isEqualTo(new Point(350, 60));
    }

    @Test
    void aDragThatIsGivenUpChangesNothing() {
        pose.add();
        Layer before = layer();
        Point hand = joint(0, Joint.LEFT_WRIST);
        stand.model.hand().press(at(hand.x(), hand.y()));
        stand.model.hand().drag(at(20, 20));
        assertThat(joint(0, Joint.LEFT_WRIST)).isEqualTo(new Point(20, 20));
        stand.model.escape();
        assertThat(layer()).isEqualTo(before);
    }

    @Test
    void withShiftTheForearmComesAlong() {
        pose.add();
        Point elbow = joint(0, Joint.RIGHT_ELBOW);
        Point wrist = joint(0, Joint.RIGHT_WRIST);
        stand.model.hand().press(new Pointer(elbow.x(), elbow.y(), 1, true, false));
        stand.model.hand().drag(new Pointer(elbow.x() - 30, elbow.y() - 40, 1, true, false));
        stand.model.hand().release(new Pointer(elbow.x() - 30, elbow.y() - 40, 1, true, false));
        assertThat(joint(0, Joint.RIGHT_ELBOW)).isEqualTo(new Point(elbow.x() - 30, elbow.y() - 40));
        assertThat(joint(0, Joint.RIGHT_WRIST)).isEqualTo(new Point(wrist.x() - 30, wrist.y() - 40));
    }

    @Test
    void aLineMovesThePersonAndACornerMakesThemLarger() {
        pose.add();
        Person before = layer().people().getFirst();
        Point neck = joint(0, Joint.NECK);
        Point hip = joint(0, Joint.RIGHT_HIP);
        double x = (neck.x() + hip.x()) / 2;
        double y = (neck.y() + hip.y()) / 2;
        stand.drag(x, y, x + 20, y - 10);
        assertThat(layer().people().getFirst()).isEqualTo(before.moved(20, -10));
        Frame frame = layer().people().getFirst().frame().orElseThrow();
        double margin = 18 * stand.model.tools().pixelProperty().get();
        double left = frame.left() - margin;
        double top = frame.top() - margin;
        double right = frame.right() + margin;
        double bottom = frame.bottom() + margin;
        stand.drag(right, bottom, left + (right - left) / 2, top + (bottom - top) / 2);
        Frame half = layer().people().getFirst().frame().orElseThrow();
        assertThat(half.height()).isCloseTo(frame.height() / 2, within(0.01));
        assertThat(half.left() - left).isCloseTo(margin / 2, within(0.01));
    }

    @Test
    void severalPeopleAreMirroredRemovedAndChosenApart() {
        pose.add();
        pose.add();
        assertThat(layer().people()).hasSize(2);
        assertThat(pose.hold().personProperty().get()).isEqualTo(1);
        Person second = layer().people().get(1);
        pose.hold().jointProperty().set(Joint.LEFT_WRIST);
        pose.move(40, -90);
        pose.mirror();
        Person turned = layer().people().get(1);
        assertThat(turned.at(Joint.RIGHT_WRIST).orElseThrow().y())
                .isEqualTo(second.at(Joint.LEFT_WRIST).orElseThrow().y() - 90);
        assertThat(turned.at(Joint.RIGHT_SHOULDER).orElseThrow().x())
                .as("who faced us still does")
                .isLessThan(turned.at(Joint.LEFT_SHOULDER).orElseThrow().x());
        assertThat(turned.mirrored().at(Joint.LEFT_WRIST))
                .isEqualTo(layer().people().get(1).mirrored().at(Joint.LEFT_WRIST));
        pose.hold().whole(0);
        pose.remove();
        assertThat(layer().people()).containsExactly(turned);
        pose.remove();
        assertThat(layer().people()).isEmpty();
        assertThat(layer().pixels().isEmpty()).isTrue();
        assertThat(pose.anybodyProperty().get()).isFalse();
        undo();
        assertThat(layer().people()).containsExactly(turned);
    }

    @Test
    void aHiddenJointIsNotDrawnAndComesBackWhereItWas() {
        pose.add();
        Point knee = joint(0, Joint.LEFT_KNEE);
        pose.hold().jointProperty().set(Joint.LEFT_KNEE);
        pose.drop();
        assertThat(layer().people().getFirst().at(Joint.LEFT_KNEE)).isEmpty();
        assertThat(pose.seenProperty().get()).isFalse();
        assertThat(layer().pixels().argb((int) knee.x(), (int) knee.y())).isZero();
        pose.drop();
        assertThat(layer().people().getFirst().at(Joint.LEFT_KNEE)).isEmpty();
        pose.turnSeen();
        assertThat(joint(0, Joint.LEFT_KNEE).x()).isCloseTo(knee.x(), within(8.0));
        assertThat(joint(0, Joint.LEFT_KNEE).y()).isCloseTo(knee.y(), within(8.0));
    }

    @Test
    void numbersPlaceAJointAndAreOneStepOfUndo() {
        pose.add();
        pose.hold().jointProperty().set(Joint.NOSE);
        Point nose = joint(0, Joint.NOSE);
        pose.xProperty().set(1);
        pose.xProperty().set(12);
        pose.xProperty().set(123);
        assertThat(joint(0, Joint.NOSE)).isEqualTo(new Point(123, nose.y()));
        undo();
        assertThat(joint(0, Joint.NOSE)).isEqualTo(nose);
        pose.hold().jointProperty().set(null);
        pose.sizeProperty().set(100);
        assertThat(layer().people().getFirst().frame().orElseThrow().height()).isCloseTo(100, within(1e-6));
    }

    @Test
    void jointsAreGoneThroughOneByOne() {
        pose.add();
        pose.next(1);
        assertThat(pose.hold().joint()).contains(Joint.NOSE);
        pose.next(-1);
        assertThat(pose.hold().joint()).isEmpty();
        pose.next(-1);
        assertThat(pose.hold().joint()).contains(Joint.LEFT_EAR);
    }

    @Test
    void aPoseGoesIntoAFileAndComesBackAsLargeAsThereIsRoom() throws IOException {
        pose.add();
        Path file = folder.resolve("pose.json");
        pose.write(file);
        Pose written = PoseJson.read(file);
        assertThat(written.people()).isEqualTo(layer().people());
        Files.writeString(file, PoseJson.write(new Pose(800, 1600, List.of(Person.standing(400, 800, 1600)))));
        pose.read(file);
        assertThat(layer().people()).hasSize(1);
        assertThat(joint(0, Joint.NECK).x()).isCloseTo(200, within(1e-6));
        assertThat(joint(0, Joint.NECK).y()).isCloseTo(200 - 0.33 * 400, within(1e-6));
    }

    @Test
    void aFileThatIsNoPoseIsToldByNameAndNothingIsLost() throws IOException {
        pose.add();
        Layer before = layer();
        Path file = Files.writeString(folder.resolve("bad.json"), "{\"people\": [{\"pose_keypoints_2d\": [1]}]}");
        pose.read(file);
        assertThat(layer()).isEqualTo(before);
        assertThat(stand.model.page().notes())
                .singleElement()
                .satisfies(note -> assertThat(note.message()).contains("bad.json", "pose_keypoints_2d"));
    }

    @Test
    void theSkeletonStaysWhatItIsInTheFile() {
        pose.add();
        pose.hold().jointProperty().set(Joint.LEFT_EAR);
        pose.turnSeen();
        Path file = folder.resolve("posed.sfumato");
        CanvasFile.write(file, stand.document().snapshot(), Map.of());
        Layer read = CanvasFile.read(file).state().layers().getLast();
        assertThat(read.people()).isEqualTo(layer().people());
        assertThat(read.pixels().raster(new Area(0, 0, 400, 400)))
                .isEqualTo(layer().pixels().raster(new Area(0, 0, 400, 400)));
    }

    @Test
    void theJournalKeepsTheSkeletonAndItsUndo() {
        pose.add();
        Point hand = joint(0, Joint.LEFT_WRIST);
        stand.drag(hand.x(), hand.y(), 350, 60);
        stand.model.files().finish();
        CanvasStand next = new CanvasStand(folder);
        next.model.files().resume();
        Layer there = next.document().layers().getLast();
        assertThat(there.people().getFirst().at(Joint.LEFT_WRIST)).contains(new Point(350, 60));
        next.model.page().undo();
        assertThat(next.document().layers().getLast().people().getFirst().at(Joint.LEFT_WRIST))
                .contains(hand);
        next.model.files().finish();
    }

    @Test
    void croppingAndMovingTakeTheSkeletonAlongAndANewMapPutsItAway() {
        pose.add();
        Person before = layer().people().getFirst();
        stand.document().crop(new Area(10, 20, 300, 300));
        assertThat(layer().people()).containsExactly(before.moved(-10, -20));
        stand.document().pixels(layer().id()).move(5, 6);
        assertThat(layer().people()).containsExactly(before.moved(-5, -14));
        stand.model.control().type().valueProperty().setValue(ControlType.CANNY);
        stand.model.control().make();
        assertThat(layer().people()).isEmpty();
        assertThat(pose.shownProperty().get()).isFalse();
    }

    @Test
    void whoIsSeenInThePictureCanBePosedAndWithoutANetworkThatIsSaid() {
        pose.add();
        Layer before = layer();
        stand.model.control().make();
        assertThat(layer()).isEqualTo(before);
        assertThat(stand.model.page().notes())
                .singleElement()
                .satisfies(note -> assertThat(note.message()).contains("there is no network"));
        Person seen = Person.standing(100, 200, 300);
        stand.seen = Optional.of(new Pose(400, 400, List.of(seen)));
        stand.model.control().make();
        assertThat(layer().people()).containsExactly(seen);
        assertThat(pose.anybodyProperty().get()).isTrue();
    }

    @Test
    void aLockedPoseStaysAsItIsAndSaysSo() {
        pose.add();
        Layer before = layer();
        stand.document().setLocked(before.id(), true);
        pose.move(5, 0);
        assertThat(layer().people()).isEqualTo(before.people());
        assertThat(stand.model.page().notes())
                .singleElement()
                .satisfies(note -> assertThat(note.message()).contains("is locked"));
    }

    @Test
    void aJointOrAPersonThatIsDraggedBeyondAllPicturesStopsThere() {
        pose.add();
        Person before = layer().people().getFirst();
        Point wrist = joint(0, Joint.LEFT_WRIST);
        stand.drag(wrist.x(), wrist.y(), 1e9, -1e12);
        assertThat(joint(0, Joint.LEFT_WRIST)).isEqualTo(new Point(Pose.FARTHEST, -Pose.FARTHEST));
        undo();
        Point neck = joint(0, Joint.NECK);
        Point hip = joint(0, Joint.RIGHT_HIP);
        stand.drag((neck.x() + hip.x()) / 2, (neck.y() + hip.y()) / 2, -1e9, 1e9);
        Frame there = layer().people().getFirst().frame().orElseThrow();
        assertThat(there.left()).isEqualTo(-Pose.FARTHEST);
        assertThat(there.bottom()).isEqualTo(Pose.FARTHEST);
        assertThat(there.height()).isCloseTo(before.frame().orElseThrow().height(), within(1e-6));
        undo();
        assertThat(layer().people()).containsExactly(before);
    }

    @Test
    void whoIsMovedBeyondAllPicturesStopsThereAsTheyAre() {
        pose.add();
        Person before = layer().people().getFirst();
        for (int i = 0; i < 20; i++) {
            pose.move(30_000, 0);
        }
        assertThat(layer().people()).hasSize(1);
        Frame there = layer().people().getFirst().frame().orElseThrow();
        assertThat(there.right()).isEqualTo(Pose.FARTHEST);
        assertThat(there.width()).isCloseTo(before.frame().orElseThrow().width(), within(1e-6));
        pose.hold().jointProperty().set(Joint.LEFT_WRIST);
        pose.move(30_000, -400_000);
        assertThat(joint(0, Joint.LEFT_WRIST)).isEqualTo(new Point(Pose.FARTHEST, -Pose.FARTHEST));
        assertThat(Optional.of(stand.document().flattened())).isPresent();
    }

    @Test
    void nobodyIsAddedWhomTheFileWouldNotBeReadWith() {
        pose.add();
        pose.take(new Pose(400, 400, Collections.nCopies(Pose.MOST_PEOPLE, Person.standing(50, 50, 20))));

        pose.add();

        assertThat(layer().people()).hasSize(Pose.MOST_PEOPLE);
        assertThat(stand.model.page().notes())
                .extracting(Note::message)
                .containsExactly("a pose can have 1000 people, not 1001");
    }
}
