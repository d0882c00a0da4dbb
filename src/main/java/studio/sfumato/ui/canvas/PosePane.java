package studio.sfumato.ui.canvas;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import javafx.beans.property.DoubleProperty;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import javafx.stage.Window;
import javafx.util.StringConverter;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.bootstrapicons.BootstrapIcons;
import org.kordamp.ikonli.javafx.FontIcon;
import studio.sfumato.canvas.CanvasState;
import studio.sfumato.image.control.Pose.Joint;
import studio.sfumato.image.control.PosePart;
import studio.sfumato.ui.canvas.tool.PoseHold;
import studio.sfumato.ui.canvas.tool.PoseHold.Spot;
import studio.sfumato.ui.common.Desk;
import studio.sfumato.ui.common.Follow;
import studio.sfumato.ui.common.Messages;
import studio.sfumato.ui.common.NumberField;
import studio.sfumato.ui.common.Shown;

/// Who is in a pose, and where their joints are: everything the mouse can do to a skeleton, for the keyboard and in
/// words; there while the layer that is worked on shows a pose.
final class PosePane extends VBox {
    private static final List<String> KINDS = List.of("json");
    private static final int WHOLE = 0;
    private static final List<Joint> JOINTS = List.of(Joint.values());
    private static final List<PosePart> PARTS = List.of(PosePart.values());
    private static final int SPOTS = 100;

    private final PoseModel model;
    private final FilesModel files;
    private final Desk desk;
    private final Messages words;
    private final Controls controls;
    private boolean following;

    PosePane(PoseModel model, FilesModel files, Desk desk, Messages words) {
        this.model = model;
        this.files = files;
        this.desk = desk;
        this.words = words;
        controls = new Controls(words);
        getStyleClass().addAll("form", "pose");
        VBox who = new VBox(person(), joint(), places(), parts());
        who.getStyleClass().add("form");
        Follow.value(who, model.anybodyProperty(), any -> Shown.set(who, any));
        getChildren().addAll(everybody(), who);
        Follow.value(this, model.shownProperty(), shown -> Shown.set(this, shown));
    }

    private @Nullable Window owner() {
        return getScene() == null ? null : getScene().getWindow();
    }

    private Node everybody() {
        Button write = controls.sign("pose-export", BootstrapIcons.BOX_ARROW_UP, this::write);
        Follow.changes(
                write, model.people(), () -> write.setDisable(model.people().isEmpty()));
        write.setDisable(model.people().isEmpty());
        Button add = controls.button("pose-add", model::add);
        add.setMaxWidth(Double.MAX_VALUE);
        HBox.setHgrow(add, Priority.ALWAYS);
        return row(add, controls.sign("pose-import", BootstrapIcons.BOX_ARROW_IN_DOWN, this::read), write);
    }

    private void read() {
        desk.pickFile(owner(), words.text("pose-import.title"), files.folder(), KINDS)
                .ifPresent(model::read);
    }

    private void write() {
        Path suggested = files.suggested("json");
        desk.pickNewFile(owner(), words.text("pose-export.title"), suggested, "json")
                .ifPresent(model::write);
    }

    private Node person() {
        ComboBox<Integer> box = box("pose-person", number -> words.text("pose-person.value", number + 1));
        Runnable follow = () -> {
            List<Integer> all =
                    IntStream.range(0, model.people().size()).boxed().toList();
            if (!box.getItems().equals(all)) {
                box.getItems().setAll(all);
            }
            int held = model.hold().personProperty().get();
            box.setValue(held == PoseHold.NOBODY ? null : held);
        };
        box.setOnAction(_ -> {
            Integer number = box.getValue();
            if (number != null && number != model.hold().personProperty().get()) {
                model.hold().whole(number);
            }
        });
        Follow.changes(box, model.people(), follow);
        Follow.changes(box, model.hold().personProperty(), follow);
        follow.run();
        return row(
                box,
                controls.sign("pose-mirror", BootstrapIcons.SYMMETRY_VERTICAL, model::mirror),
                controls.sign("pose-remove", BootstrapIcons.TRASH, model::remove));
    }

    private Node joint() {
        ComboBox<Integer> box = box(
                "pose-joint",
                number -> number >= SPOTS
                        ? name(spot(number))
                        : number == WHOLE ? words.text("pose-joint.whole") : name(JOINTS.get(number - 1)));
        List<Integer> all = IntStream.rangeClosed(WHOLE, JOINTS.size()).boxed().toList();
        Runnable follow = () -> {
            following = true;
            List<Integer> now = new ArrayList<>(all);
            model.person().ifPresent(person -> person.parts().keySet().forEach(part -> now.add(number(spot(part)))));
            if (!box.getItems().equals(now)) {
                box.getItems().setAll(now);
            }
            box.setValue(model.hold()
                    .spot()
                    .map(PosePane::number)
                    .or(() -> model.hold().joint().map(joint -> joint.number() + 1))
                    .orElse(WHOLE));
            following = false;
        };
        Follow.changes(box, model.people(), follow);
        Follow.changes(box, model.hold().personProperty(), follow);
        Follow.changes(box, model.hold().jointProperty(), follow);
        Follow.changes(box, model.hold().spotProperty(), follow);
        follow.run();
        box.setOnAction(_ -> {
            Integer number = box.getValue();
            int who = model.hold().personProperty().get();
            if (following || number == null) {
                return;
            }
            if (number >= SPOTS) {
                model.hold().one(who, spot(number));
            } else if (number == WHOLE) {
                model.hold().whole(who);
            } else {
                model.hold().one(who, JOINTS.get(number - 1));
            }
        });
        Button seen = controls.sign("pose-seen", BootstrapIcons.EYE, model::turnSeen);
        Runnable look = () -> {
            boolean one = !model.hold().isWhole();
            seen.setDisable(!one);
            boolean there = model.seenProperty().get();
            String says = words.text(there ? "pose-seen.tip" : "pose-seen.again");
            seen.setGraphic(new FontIcon(there ? BootstrapIcons.EYE : BootstrapIcons.EYE_SLASH));
            seen.setTooltip(new Tooltip(says));
            seen.setAccessibleText(says);
        };
        Follow.changes(seen, model.hold().jointProperty(), look);
        Follow.changes(seen, model.hold().spotProperty(), look);
        Follow.changes(seen, model.seenProperty(), look);
        look.run();
        return row(box, seen);
    }

    /// The point of a part that is in the list: the one that is worked on, or else the first.
    private Spot spot(PosePart part) {
        return model.hold().spot().filter(spot -> spot.part() == part).orElse(new Spot(part, 0));
    }

    /// Spots come after the joints in the list.
    private static int number(Spot spot) {
        return SPOTS * (PARTS.indexOf(spot.part()) + 1) + spot.number();
    }

    private static Spot spot(int number) {
        return new Spot(PARTS.get(number / SPOTS - 1), number % SPOTS);
    }

    private String name(Spot spot) {
        return words.text(
                "pose-spot.value", words.text("pose-part." + spot.part().id()), spot.number() + 1);
    }

    /// Which hands the person has, and whether a face.
    private Node parts() {
        FlowPane row = new FlowPane();
        row.getStyleClass().add("pose-parts");
        for (PosePart part : PARTS) {
            ToggleButton chip = new ToggleButton(words.text("pose-part." + part.id()));
            String id = "pose-" + part.id();
            chip.setId(id);
            chip.getStyleClass().add("chip");
            chip.setTooltip(new Tooltip(words.text(id + ".tip")));
            chip.setAccessibleText(words.text(id + ".tip"));
            chip.setOnAction(_ -> {
                model.turn(part);
                look(chip, part); // where it could not be
            });
            Follow.changes(chip, model.people(), () -> look(chip, part));
            Follow.changes(chip, model.hold().personProperty(), () -> look(chip, part));
            look(chip, part);
            row.getChildren().add(chip);
        }
        return row;
    }

    private void look(ToggleButton chip, PosePart part) {
        chip.setSelected(model.person().filter(who -> !who.part(part).isEmpty()).isPresent());
    }

    private String name(Joint joint) {
        return words.text("pose-joint." + joint.id());
    }

    private ComboBox<Integer> box(String id, java.util.function.IntFunction<String> name) {
        ComboBox<Integer> box = new ComboBox<>();
        box.setId(id);
        box.setMaxWidth(Double.MAX_VALUE);
        HBox.setHgrow(box, Priority.ALWAYS);
        box.setTooltip(new Tooltip(words.text(id + ".tip")));
        box.setAccessibleText(words.text(id + ".tip"));
        box.setConverter(new StringConverter<>() {
            @Override
            public String toString(@Nullable Integer value) {
                return value == null ? "" : name.apply(value);
            }

            @Override
            public @Nullable Integer fromString(String text) {
                return null; // it is not typed
            }
        });
        return box;
    }

    private Node places() {
        NumberField.Range places = NumberField.Range.whole(-CanvasState.LONGEST_SIDE, 2 * CanvasState.LONGEST_SIDE);
        return row(
                number("pose-x", model.xProperty(), places),
                number("pose-y", model.yProperty(), places),
                number("pose-size", model.sizeProperty(), NumberField.Range.whole(1, 2 * CanvasState.LONGEST_SIDE)));
    }

    private Node number(String id, DoubleProperty value, NumberField.Range range) {
        NumberField field = new NumberField(range);
        field.setId(id);
        field.setMaxWidth(Double.MAX_VALUE);
        field.setTooltip(new Tooltip(words.text(id + ".tip")));
        field.setAccessibleText(words.text(id + ".tip"));
        field.valueProperty().bindBidirectional(value);
        Label name = new Label(words.text(id + ".name"));
        name.getStyleClass().add("field-name");
        name.setLabelFor(field);
        VBox both = new VBox(name, field);
        both.getStyleClass().add("field");
        HBox.setHgrow(both, Priority.ALWAYS);
        return both;
    }

    private static HBox row(Node... nodes) {
        HBox row = new HBox(nodes);
        row.getStyleClass().addAll("row", "pose-row");
        return row;
    }
}
