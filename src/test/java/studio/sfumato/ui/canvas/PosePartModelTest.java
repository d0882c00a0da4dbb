package studio.sfumato.ui.canvas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import studio.sfumato.canvas.file.CanvasFile;
import studio.sfumato.image.control.ControlType;
import studio.sfumato.image.control.Pose;
import studio.sfumato.image.control.Pose.Frame;
import studio.sfumato.image.control.Pose.Joint;
import studio.sfumato.image.control.Pose.Person;
import studio.sfumato.image.control.Pose.Point;
import studio.sfumato.image.control.PosePart;
import studio.sfumato.image.control.PoseScope;
import studio.sfumato.job.PoseJson;
import studio.sfumato.ui.canvas.tool.Pointer;
import studio.sfumato.ui.canvas.tool.PoseHold.Spot;

/// Hands and faces on the canvas.
class PosePartModelTest extends PoseStand {
    private Pose whole() {
        return PoseJson.read(Path.of("src/test/resources/golden/control-maps/whole.json"));
    }

    @Test
    void aHandTurnsWithItsForearmAndTheFaceGoesWithTheNose() {
        pose.add();
        pose.take(new Pose(400, 400, List.of(whole().people().getFirst())));
        Person before = layer().people().getFirst();
        Point wrist = joint(0, Joint.LEFT_WRIST);
        Point elbow = joint(0, Joint.LEFT_ELBOW);
        double right = elbow.x() + (wrist.y() - elbow.y()) - wrist.x();
        double down = elbow.y() - (wrist.x() - elbow.x()) - wrist.y();
        stand.drag(wrist.x(), wrist.y(), wrist.x() + right, wrist.y() + down);
        Person after = layer().people().getFirst();
        assertThat(after.part(PosePart.RIGHT_HAND)).isEqualTo(before.part(PosePart.RIGHT_HAND));
        assertThat(after.part(PosePart.FACE)).isEqualTo(before.part(PosePart.FACE));
        for (int i = 0; i < PosePart.LEFT_HAND.points(); i++) {
            Point from = before.part(PosePart.LEFT_HAND).get(i).orElseThrow();
            Point to = after.part(PosePart.LEFT_HAND).get(i).orElseThrow();
            assertThat(to.x()).as("a quarter turn").isCloseTo(elbow.x() + from.y() - elbow.y(), within(1e-6));
            assertThat(to.y()).isCloseTo(elbow.y() - (from.x() - elbow.x()), within(1e-6));
        }
        pose.hold().jointProperty().set(Joint.NOSE);
        pose.move(7, 9);
        Point chin = before.part(PosePart.FACE).get(8).orElseThrow();
        assertThat(layer().people()
                        .getFirst()
                        .part(PosePart.FACE)
                        .get(8)
                        .orElseThrow()
                        .y())
                .isCloseTo(chin.y() + 9, within(1e-6));
        undo();
        undo();
        assertThat(layer().people()).containsExactly(before);
    }

    @Test
    void handsAndAFaceAreGivenWhereTheJointsSayAndTakenAway() {
        pose.add();
        Person before = layer().people().getFirst();
        for (PosePart part : PosePart.values()) {
            pose.turn(part);
        }
        Person whole = layer().people().getFirst();
        assertThat(whole.parts()).containsOnlyKeys(PosePart.values());
        assertThat(whole.part(PosePart.LEFT_HAND).getFirst()).isEqualTo(whole.at(Joint.LEFT_WRIST));
        Frame hand = Frame.around(whole.part(PosePart.LEFT_HAND)).orElseThrow();
        assertThat(hand.bottom())
                .as("hangs")
                .isGreaterThan(joint(0, Joint.LEFT_WRIST).y() + 20);
        Point thumb = whole.part(PosePart.LEFT_HAND).get(4).orElseThrow();
        assertThat(thumb.x())
                .as("towards the body")
                .isLessThan(joint(0, Joint.LEFT_WRIST).x());
        List<Optional<Point>> face = whole.part(PosePart.FACE);
        assertThat(face.get(68).orElseThrow().x())
                .isCloseTo(joint(0, Joint.RIGHT_EYE).x(), within(1e-6));
        assertThat(face.get(69).orElseThrow().y())
                .isCloseTo(joint(0, Joint.LEFT_EYE).y(), within(1e-6));
        assertThat(face.get(8).orElseThrow().y())
                .isBetween(joint(0, Joint.NOSE).y(), joint(0, Joint.NECK).y());
        Point chin = face.get(8).orElseThrow();
        assertThat(layer().pixels().argb((int) chin.x(), (int) chin.y())).isEqualTo(0xFFFFFFFF);
        for (PosePart part : PosePart.values()) {
            pose.turn(part);
        }
        assertThat(layer().people()).containsExactly(before);
        undo();
        assertThat(layer().people().getFirst().parts()).containsOnlyKeys(PosePart.FACE);
    }

    @Test
    void seenFromNearThePointsOfAHandAreDrawnOneByOne() {
        pose.add();
        pose.turn(PosePart.LEFT_HAND);
        Person before = layer().people().getFirst();
        Point tip = before.part(PosePart.LEFT_HAND).get(12).orElseThrow();
        stand.drag(tip.x(), tip.y(), tip.x() + 3, tip.y() + 4);
        assertThat(layer().people().getFirst())
                .as("from afar it is the person that is moved")
                .isEqualTo(before.moved(3, 4));
        undo();
        stand.model.tools().pixelProperty().set(0.1);
        stand.drag(tip.x(), tip.y(), tip.x() + 3, tip.y() + 4);
        Spot middle = new Spot(PosePart.LEFT_HAND, 12);
        assertThat(pose.hold().spot()).contains(middle);
        assertThat(layer().people().getFirst())
                .isEqualTo(before.with(PosePart.LEFT_HAND, 12, Optional.of(new Point(tip.x() + 3, tip.y() + 4))));
        assertThat(pose.xProperty().get()).isEqualTo(Math.rint(tip.x() + 3));
        undo();
        assertThat(layer().people()).containsExactly(before);
        Point wrist = joint(0, Joint.LEFT_WRIST);
        stand.drag(wrist.x(), wrist.y(), wrist.x(), wrist.y());
        assertThat(pose.hold().joint()).as("where both are").contains(Joint.LEFT_WRIST);
        assertThat(pose.hold().spot()).isEmpty();
    }

    private void dragWithShift(Point from, double x, double y) {
        stand.model.hand().press(new Pointer(from.x(), from.y(), 1, true, false));
        stand.model.hand().drag(new Pointer(x, y, 1, true, false));
        stand.model.hand().release(new Pointer(x, y, 1, true, false));
    }

    private static double way(Point from, Point to) {
        return Math.toDegrees(Math.atan2(to.y() - from.y(), to.x() - from.x()));
    }

    @Test
    void withShiftAFingerTurnsItsHandAndItsPointsComeAlong() {
        pose.add();
        pose.turn(PosePart.RIGHT_HAND);
        Person before = layer().people().getFirst();
        List<Optional<Point>> hand = before.part(PosePart.RIGHT_HAND);
        Point wrist = hand.getFirst().orElseThrow();
        Point tip = hand.get(12).orElseThrow();
        dragWithShift(tip, wrist.x() - 2 * (tip.y() - wrist.y()), wrist.y() + 2 * (tip.x() - wrist.x()));
        Person turned = layer().people().getFirst();
        assertThat(turned.joints()).isEqualTo(before.joints());
        for (int i = 1; i < PosePart.RIGHT_HAND.points(); i++) {
            Point now = turned.part(PosePart.RIGHT_HAND).get(i).orElseThrow();
            double turn = way(wrist, now) - way(wrist, hand.get(i).orElseThrow());
            assertThat(Math.floorMod(Math.round(turn), 360)).as("point %s", i).isEqualTo(90);
        }
        undo();
        stand.model.tools().pixelProperty().set(0.1);
        Point knuckle = hand.get(10).orElseThrow();
        dragWithShift(knuckle, knuckle.x() - 5, knuckle.y() + 6);
        Person bent = layer().people().getFirst();
        for (int i = 0; i < PosePart.RIGHT_HAND.points(); i++) {
            Point was = hand.get(i).orElseThrow();
            assertThat(bent.part(PosePart.RIGHT_HAND).get(i))
                    .as("point %s", i)
                    .contains(i >= 10 && i <= 12 ? new Point(was.x() - 5, was.y() + 6) : was);
        }
        pose.turn(PosePart.FACE);
        List<Optional<Point>> face = layer().people().getFirst().part(PosePart.FACE);
        Point chin = face.get(8).orElseThrow();
        dragWithShift(chin, chin.x() + 1, chin.y() + 2);
        assertThat(layer().people().getFirst().part(PosePart.FACE))
                .isEqualTo(PosePart.turned(face, new Point(0, 0), new Point(1, 2), 0));
    }

    @Test
    void thePointsOfAFaceAreGoneThroughMovedAndHiddenByKeys() {
        pose.add();
        pose.turn(PosePart.FACE);
        Person before = layer().people().getFirst();
        pose.hold().spotProperty().set(new Spot(PosePart.FACE, 0));
        Point first = before.part(PosePart.FACE).getFirst().orElseThrow();
        assertThat(pose.xProperty().get()).isEqualTo(Math.rint(first.x()));
        assertThat(pose.yProperty().get()).isEqualTo(Math.rint(first.y()));
        pose.next(-1);
        assertThat(pose.hold().spot()).contains(new Spot(PosePart.FACE, 69));
        pose.next(1);
        pose.next(1);
        Point second = before.part(PosePart.FACE).get(1).orElseThrow();
        pose.move(2, -1);
        assertThat(layer().people().getFirst().part(PosePart.FACE).get(1))
                .contains(new Point(second.x() + 2, second.y() - 1));
        pose.drop();
        assertThat(layer().people().getFirst().part(PosePart.FACE).get(1)).isEmpty();
        assertThat(pose.seenProperty().get()).isFalse();
        pose.turnSeen();
        assertThat(layer().people()).as("where it usually is").containsExactly(before);
        pose.turn(PosePart.FACE);
        assertThat(pose.hold().isWhole()).isTrue();
    }

    @Test
    void inAMirrorHandsAndHalvesOfTheFaceChangePlaces() {
        pose.take(whole());
        Person before = layer().people().getFirst();
        pose.mirror();
        Person turned = layer().people().getFirst();
        double twice = before.frame().orElseThrow().left()
                + before.frame().orElseThrow().right();
        assertThat(turned.part(PosePart.LEFT_HAND).get(8).orElseThrow().x())
                .isCloseTo(
                        twice
                                - before.part(PosePart.RIGHT_HAND)
                                        .get(8)
                                        .orElseThrow()
                                        .x(),
                        within(1e-9));
        List<Optional<Point>> face = turned.part(PosePart.FACE);
        for (int[] row :
                new int[][] {{0, 16}, {17, 21}, {22, 26}, {31, 35}, {36, 39}, {42, 45}, {48, 54}, {60, 64}, {68, 69}}) {
            assertThat(face.get(row[0]).orElseThrow().x())
                    .as("%s is left of %s", row[0], row[1])
                    .isLessThan(face.get(row[1]).orElseThrow().x());
        }
        assertThat(face.get(37).orElseThrow().y())
                .as("upper lid")
                .isLessThan(face.get(41).orElseThrow().y());
        assertThat(face.get(51).orElseThrow().y())
                .as("upper lip")
                .isLessThan(face.get(57).orElseThrow().y());
        Person back = turned.mirrored();
        for (PosePart part : PosePart.values()) {
            for (int i = 0; i < part.points(); i++) {
                assertThat(back.part(part).get(i).orElseThrow().x())
                        .isCloseTo(before.part(part).get(i).orElseThrow().x(), within(1e-9));
            }
        }
    }

    @Test
    void handsAndFacesStayInTheDocumentAndGoIntoFilesOfPoses() {
        pose.take(whole());
        assertThat(layer().people().getFirst().parts()).containsOnlyKeys(PosePart.values());
        Path file = folder.resolve("whole.sfumato");
        CanvasFile.write(file, stand.document().snapshot(), Map.of());
        assertThat(CanvasFile.read(file).state().layers().getLast().people()).isEqualTo(layer().people());
        Path json = folder.resolve("whole.json");
        pose.write(json);
        assertThat(PoseJson.read(json).people()).isEqualTo(layer().people());
    }

    @Test
    void aKindOfMapShowsAsMuchOfWhoIsSeenAsItsNameSays() {
        pose.add();
        stand.seen = Optional.of(whole());
        stand.model.control().make();
        assertThat(layer().people())
                .containsExactlyElementsOf(whole().only(PoseScope.BODY).people());
        stand.model.control().type().valueProperty().setValue(ControlType.OPENPOSE_FULL);
        assertThat(pose.shownProperty().get()).isTrue();
        stand.model.control().make();
        assertThat(layer().people()).containsExactlyElementsOf(whole().people());
        stand.model.control().type().valueProperty().setValue(ControlType.OPENPOSE_FACE_ONLY);
        stand.model.control().make();
        assertThat(layer().people().getFirst().frame().orElseThrow().height())
                .as("what is seen of them")
                .isBetween(10.0, 60.0);
    }
}
