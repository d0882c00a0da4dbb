package studio.sfumato.ui.canvas;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;
import javafx.beans.property.DoubleProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.SimpleDoubleProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import studio.sfumato.canvas.CanvasDocument;
import studio.sfumato.canvas.Layer;
import studio.sfumato.canvas.LayerKind;
import studio.sfumato.error.StudioException;
import studio.sfumato.image.control.ControlType;
import studio.sfumato.image.control.Pose;
import studio.sfumato.image.control.Pose.Frame;
import studio.sfumato.image.control.Pose.Joint;
import studio.sfumato.image.control.Pose.Person;
import studio.sfumato.image.control.Pose.Point;
import studio.sfumato.image.control.PosePart;
import studio.sfumato.job.PoseJson;
import studio.sfumato.ui.canvas.tool.PoseHold;
import studio.sfumato.ui.canvas.tool.PoseHold.Spot;
import studio.sfumato.ui.canvas.tool.PoseWork;
import studio.sfumato.ui.canvas.tool.ToolKind;
import studio.sfumato.ui.canvas.tool.ToolModel;
import studio.sfumato.ui.common.FxThread;
import studio.sfumato.ui.common.Note;

/// The skeletons on the layer of control that is worked on: who is there, and what can be done to them.
public final class PoseModel {
    private static final double TALL = 0.8;
    private static final double BESIDE = 0.27;
    private static final double LEAST_SIZE = 1;

    private final PageModel page;
    private final ToolModel tools;
    private final ControlModel control;
    private final PoseHold hold;
    private final Executor background;
    private final FxThread window;
    private final ObservableList<Person> people = FXCollections.observableArrayList();
    private final ReadOnlyBooleanWrapper shown = new ReadOnlyBooleanWrapper(false);
    private final ReadOnlyBooleanWrapper anybody = new ReadOnlyBooleanWrapper(false);
    private final ReadOnlyBooleanWrapper seen = new ReadOnlyBooleanWrapper(false);
    private final DoubleProperty x = new SimpleDoubleProperty();
    private final DoubleProperty y = new SimpleDoubleProperty();
    private final DoubleProperty size = new SimpleDoubleProperty(LEAST_SIZE);
    private boolean following;

    PoseModel(
            PageModel page,
            ToolModel tools,
            ControlModel control,
            PoseHold hold,
            Executor background,
            FxThread window) {
        this.page = page;
        this.tools = tools;
        this.control = control;
        this.hold = hold;
        this.background = background;
        this.window = window;
        page.chosenProperty().subscribe(_ -> follow());
        page.revisionProperty().subscribe(_ -> follow());
        page.documentProperty().subscribe(_ -> follow());
        page.watch(_ -> follow());
        control.shownProperty().subscribe(_ -> follow());
        control.type().valueProperty().subscribe(_ -> follow());
        hold.personProperty().subscribe(_ -> follow());
        hold.jointProperty().subscribe(_ -> follow());
        hold.spotProperty().subscribe(_ -> follow());
        tools.kindProperty().subscribe((_, now) -> {
            if (now == ToolKind.POSE && people.isEmpty()) {
                begin();
            }
        });
        x.subscribe((_, now) -> put(now.doubleValue(), true));
        y.subscribe((_, now) -> put(now.doubleValue(), false));
        size.subscribe((_, now) -> grow(now.doubleValue()));
    }

    /// {@return whether the layer that is worked on shows a pose}
    public ReadOnlyBooleanProperty shownProperty() {
        return shown.getReadOnlyProperty();
    }

    /// {@return everybody on that layer}
    public ObservableList<Person> people() {
        return people;
    }

    /// {@return who is worked on, and which joint}
    public PoseHold hold() {
        return hold;
    }

    /// {@return whether somebody is worked on}
    public ReadOnlyBooleanProperty anybodyProperty() {
        return anybody.getReadOnlyProperty();
    }

    /// {@return whether the joint that is worked on can be seen; true for a whole person}
    public ReadOnlyBooleanProperty seenProperty() {
        return seen.getReadOnlyProperty();
    }

    /// {@return how far right that joint, or the middle of the person, is}
    public DoubleProperty xProperty() {
        return x;
    }

    /// {@return how far down it is}
    public DoubleProperty yProperty() {
        return y;
    }

    /// {@return how tall the person is, in pixels}
    public DoubleProperty sizeProperty() {
        return size;
    }

    /// {@return who is worked on}
    public Optional<Person> person() {
        int number = hold.personProperty().get();
        return number >= 0 && number < people.size() ? Optional.of(people.get(number)) : Optional.empty();
    }

    /// Works on a pose: the uppermost there is, or else a new one of somebody standing.
    public void begin() {
        Optional<CanvasDocument> open = page.document();
        if (open.isEmpty()) {
            return;
        }
        Optional<Layer> there = open.get().layers().reversed().stream()
                .filter(each -> each.kind() == LayerKind.CONTROL && each.visible())
                .filter(each -> !each.people().isEmpty())
                .findFirst();
        if (there.isPresent()) {
            page.chosenProperty().set(there.get().id());
            follow();
            choose(0);
        } else {
            add();
        }
    }

    /// Puts somebody more into the picture: on the layer of a pose that is worked on, or on a new one. What else is
    /// painted there stays.
    public void add() {
        page.document().ifPresent(open -> {
            boolean painted = page.layer()
                    .filter(each -> each.people().isEmpty() && !each.pixels().isEmpty())
                    .isPresent();
            if (shown.get() && painted && !control.addPose()) {
                return;
            }
            double tall = TALL * open.height();
            double middle = open.width() / 2.0 + BESIDE * open.height() * beside(shown.get() ? people.size() : 0);
            put(List.of(Person.standing(middle, open.height() / 2.0, tall)), shown.get());
            tools.kindProperty().set(ToolKind.POSE);
        });
    }

    /// 0, 1, −1, 2, −2, 0 …: who comes next stands beside the others.
    private static int beside(int number) {
        int place = number % 5;
        return place % 2 == 0 ? -place / 2 : (place + 1) / 2;
    }

    /// Draws people on the layer that is worked on, or on a new one.
    ///
    /// @param keep whether those who are there stay
    private void put(List<Person> more, boolean keep) {
        if (!shown.get() && !control.addPose()) {
            return;
        }
        List<Person> all = new ArrayList<>(keep ? people : List.of());
        all.addAll(more);
        if (edit(all, false) && !more.isEmpty()) {
            choose(all.size() - more.size());
        }
    }

    private void choose(int number) {
        hold.whole(number);
    }

    /// Takes the person that is worked on away.
    public void remove() {
        person().ifPresent(_ -> {
            int number = hold.personProperty().get();
            List<Person> rest = new ArrayList<>(people);
            rest.remove(number);
            if (edit(rest, false)) {
                choose(Math.min(number, rest.size() - 1));
            }
        });
    }

    /// Turns the person round as in a mirror.
    public void mirror() {
        change(Person::mirrored, false);
    }

    /// Gives the person a hand or a face where it most likely is, or takes it away.
    public void turn(PosePart part) {
        change(person -> person.with(part, person.part(part).isEmpty() ? person.guess(part) : List.of()), false);
    }

    /// Hides the joint or point that is worked on, or shows it again where it most likely is.
    public void turnSeen() {
        hold.joint()
                .ifPresent(joint -> change(
                        person -> person.with(
                                joint,
                                person.at(joint).isPresent() ? Optional.empty() : Optional.of(person.guess(joint))),
                        false));
        hold.spot().ifPresent(spot -> change(person -> turned(person, spot), false));
    }

    private static Person turned(Person person, Spot spot) {
        Optional<Point> place = PoseWork.point(person, spot).isPresent()
                ? Optional.empty()
                : person.guess(spot.part()).get(spot.number());
        return person.with(spot.part(), spot.number(), place);
    }

    /// Hides the joint, or takes the whole person away.
    void drop() {
        if (hold.isWhole()) {
            remove();
        } else if (seen.get()) {
            turnSeen();
        }
    }

    /// Moves the joint, or the whole person.
    void move(double right, double down) {
        change(person -> moved(person, right, down), false);
    }

    /// Goes so many joints on, from the last to the whole person; or so many points of a hand or face.
    void next(int steps) {
        if (hold.spot().isPresent()) {
            Spot spot = hold.spot().get();
            hold.spotProperty()
                    .set(new Spot(
                            spot.part(),
                            Math.floorMod(spot.number() + steps, spot.part().points())));
            return;
        }
        List<Joint> all = List.of(Joint.values());
        int at = hold.joint().map(all::indexOf).orElse(-1) + 1;
        int to = Math.floorMod(at + steps, all.size() + 1);
        hold.jointProperty().set(to == 0 ? null : all.get(to - 1));
    }

    private void put(double to, boolean across) {
        if (following) {
            return;
        }
        change(
                person -> {
                    Optional<Point> from = place(person);
                    double right = across ? from.map(at -> to - at.x()).orElse(0d) : 0;
                    double down = across ? 0 : from.map(at -> to - at.y()).orElse(0d);
                    return moved(person, right, down);
                },
                true);
    }

    private Person moved(Person person, double right, double down) {
        return hold.spot()
                .map(spot -> PoseWork.moved(person, spot.part(), right, down, List.of(spot.number())))
                .or(() -> hold.joint().map(joint -> PoseWork.moved(person, joint, right, down, List.of())))
                .orElseGet(() -> person.moved(right, down));
    }

    /// Where the joint that is worked on is, or the middle of the person.
    private Optional<Point> place(Person person) {
        if (hold.spot().isPresent()) {
            return PoseWork.point(person, hold.spot().get());
        }
        return hold.joint().isPresent()
                ? person.at(hold.joint().get())
                : person.frame().map(at -> new Point(at.middleX(), at.middleY()));
    }

    private void grow(double to) {
        if (!following && to >= LEAST_SIZE) {
            change(
                    person -> person.frame()
                            .filter(frame -> frame.height() > 0)
                            .map(frame -> person.scaled(to / frame.height(), frame.middleX(), frame.middleY()))
                            .orElse(person),
                    true);
        }
    }

    private void change(UnaryOperator<Person> how, boolean typed) {
        person().ifPresent(person -> {
            List<Person> all = new ArrayList<>(people);
            try {
                all.set(hold.personProperty().get(), how.apply(person));
            } catch (StudioException impossible) {
                page.tell(Note.of(impossible));
                return;
            }
            if (!all.equals(people)) {
                edit(all, typed);
            }
        });
    }

    private boolean edit(List<Person> all, boolean typed) {
        return page.edit(open -> open.pixels(page.chosenProperty().get()).pose(all, typed));
    }

    /// Brings the people of a file here, in place of those on the layer.
    public void read(Path file) {
        background.execute(() -> {
            try {
                Pose pose = PoseJson.read(file);
                window.run(() -> take(pose));
            } catch (StudioException impossible) {
                window.run(() -> page.tell(Note.of(impossible)));
            }
        });
    }

    /// Draws a pose in place of what is on the layer, as large as the document has room for.
    void take(Pose pose) {
        page.document().ifPresent(open -> {
            double scale = Math.min((double) open.width() / pose.width(), (double) open.height() / pose.height());
            double right = (open.width() - pose.width() * scale) / 2;
            double down = (open.height() - pose.height() * scale) / 2;
            List<Person> all = pose.people().stream()
                    .map(each -> each.scaled(scale, 0, 0).moved(right, down))
                    .toList();
            put(all, false);
            tools.kindProperty().set(ToolKind.POSE);
        });
    }

    /// Writes the people on the layer into a file.
    public void write(Path file) {
        page.document().ifPresent(open -> {
            Pose pose = new Pose(open.width(), open.height(), List.copyOf(people));
            background.execute(() -> {
                try {
                    PoseJson.write(pose, file);
                } catch (StudioException impossible) {
                    window.run(() -> page.tell(Note.of(impossible)));
                }
            });
        });
    }

    private void follow() {
        boolean pose = control.shownProperty().get()
                && control.type().valueProperty().getValue().making() == ControlType.Making.DRAWN;
        List<Person> now = pose ? page.layer().map(Layer::people).orElse(List.of()) : List.of();
        if (!now.equals(people)) {
            people.setAll(now);
        }
        shown.set(pose);
        int number = hold.personProperty().get();
        if (number >= now.size()) {
            hold.whole(now.size() - 1);
            return; // which leads here again
        }
        Optional<Person> person = person();
        if (hold.spot()
                .filter(spot ->
                        person.filter(who -> !who.part(spot.part()).isEmpty()).isEmpty())
                .isPresent()) {
            hold.spotProperty().set(null);
            return; // which leads here again
        }
        anybody.set(person.isPresent());
        following = true;
        Optional<Frame> frame = person.flatMap(Person::frame);
        Optional<Point> place = person.flatMap(this::place);
        seen.set(person.isPresent() && (hold.isWhole() || place.isPresent()));
        place.ifPresent(at -> {
            x.set(Math.rint(at.x()));
            y.set(Math.rint(at.y()));
        });
        frame.ifPresent(at -> size.set(Math.max(LEAST_SIZE, Math.rint(at.height()))));
        following = false;
    }
}
