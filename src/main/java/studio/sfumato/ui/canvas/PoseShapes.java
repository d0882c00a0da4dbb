package studio.sfumato.ui.canvas;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javafx.css.PseudoClass;
import javafx.scene.Node;
import javafx.scene.layout.Pane;
import javafx.scene.paint.Color;
import javafx.scene.shape.Circle;
import javafx.scene.shape.Line;
import javafx.scene.shape.Rectangle;
import studio.sfumato.image.control.Pose;
import studio.sfumato.image.control.Pose.Frame;
import studio.sfumato.image.control.Pose.Joint;
import studio.sfumato.image.control.Pose.Person;
import studio.sfumato.image.control.Pose.Point;
import studio.sfumato.image.control.PosePart;
import studio.sfumato.ui.canvas.tool.PoseHold.Spot;
import studio.sfumato.ui.canvas.tool.PoseWork;
import studio.sfumato.ui.canvas.tool.ToolKind;
import studio.sfumato.ui.common.Follow;

/// What of skeletons can be taken hold of, while the tool for it is held: their joints, and the frame around who is
/// worked on. As large from far away as from near; the mouse does not meet it.
final class PoseShapes extends Pane {
    private static final PseudoClass HELD = PseudoClass.getPseudoClass("held");
    private static final double JOINT = 4.5;
    private static final double HELD_JOINT = 6.5;
    private static final double SPOT = 3;
    private static final double HELD_SPOT = 5;
    private static final double DOT = 1;
    private static final double CORNER = 4;

    private final CanvasModel model;

    PoseShapes(CanvasModel model) {
        this.model = model;
        setId("pose-shapes");
        setMouseTransparent(true);
        getStyleClass().add("pose-shapes");
        Rectangle bounds = new Rectangle();
        bounds.widthProperty().bind(widthProperty());
        bounds.heightProperty().bind(heightProperty());
        setClip(bounds);
        Follow.changes(this, model.sightProperty(), this::draw);
        Follow.changes(this, model.pose().people(), this::draw);
        Follow.changes(this, model.pose().hold().personProperty(), this::draw);
        Follow.changes(this, model.pose().hold().jointProperty(), this::draw);
        Follow.changes(this, model.pose().hold().spotProperty(), this::draw);
        Follow.changes(this, model.tools().kindProperty(), this::draw);
        draw();
    }

    private void draw() {
        List<Node> shapes = new ArrayList<>();
        if (model.tools().kindProperty().get() == ToolKind.POSE) {
            Sight sight = model.sightProperty().get();
            List<Person> people = model.pose().people();
            int held = model.pose().hold().personProperty().get();
            for (int i = 0; i < people.size(); i++) {
                lines(people.get(i), sight, shapes);
                for (PosePart part : people.get(i).parts().keySet()) {
                    part(people.get(i), part, i == held, sight, shapes);
                }
                joints(people.get(i), i == held, sight, shapes);
            }
            model.pose().person().flatMap(Person::frame).ifPresent(frame -> frame(frame, sight, shapes));
        }
        shapes.forEach(each -> each.setManaged(false));
        getChildren().setAll(shapes);
    }

    private static void lines(Person person, Sight sight, List<Node> shapes) {
        for (List<Joint> limb : Pose.limbs()) {
            Optional<Point> from = person.at(limb.getFirst());
            Optional<Point> to = person.at(limb.getLast());
            if (from.isPresent() && to.isPresent()) {
                shapes.add(line(from.get(), to.get(), sight));
            }
        }
    }

    private static Line line(Point from, Point to, Sight sight) {
        Line line = new Line(sight.viewX(from.x()), sight.viewY(from.y()), sight.viewX(to.x()), sight.viewY(to.y()));
        line.getStyleClass().add("pose-line");
        return line;
    }

    /// Fingers are lines; points can be taken hold of as soon as they can be told apart, until then they are dots of
    /// the
    /// face of who is worked on.
    private void part(Person person, PosePart part, boolean held, Sight sight, List<Node> shapes) {
        List<Optional<Point>> points = person.part(part);
        for (List<Integer> edge : part.edges()) {
            Optional<Point> from = points.get(edge.getFirst());
            Optional<Point> to = points.get(edge.getLast());
            if (from.isPresent() && to.isPresent()) {
                shapes.add(line(from.get(), to.get(), sight));
            }
        }
        boolean open = PoseWork.isOpen(person, part, 1 / sight.scale());
        for (int i = 0; i < points.size(); i++) {
            boolean now = held && model.pose().hold().spot().equals(Optional.of(new Spot(part, i)));
            if (!open && !now && !(held && part == PosePart.FACE)) {
                continue;
            }
            double radius = now ? HELD_SPOT : open ? SPOT : DOT;
            points.get(i).ifPresent(at -> {
                Circle circle = new Circle(sight.viewX(at.x()), sight.viewY(at.y()), radius);
                circle.getStyleClass().add(open || now ? "pose-spot" : "pose-dot");
                circle.pseudoClassStateChanged(HELD, now);
                shapes.add(circle);
            });
        }
    }

    private void joints(Person person, boolean held, Sight sight, List<Node> shapes) {
        Optional<Joint> one = model.pose().hold().joint();
        for (Joint joint : Joint.values()) {
            person.at(joint).ifPresent(at -> {
                boolean now = held && one.filter(each -> each == joint).isPresent();
                Circle circle = new Circle(sight.viewX(at.x()), sight.viewY(at.y()), now ? HELD_JOINT : JOINT);
                circle.getStyleClass().add("pose-joint");
                circle.pseudoClassStateChanged(HELD, now);
                int rgb = joint.rgb();
                circle.setFill(Color.rgb((rgb >> 16) & 0xFF, (rgb >> 8) & 0xFF, rgb & 0xFF));
                shapes.add(circle);
            });
        }
    }

    private static void frame(Frame frame, Sight sight, List<Node> shapes) {
        double margin = PoseWork.margin(1);
        double left = sight.viewX(frame.left()) - margin;
        double top = sight.viewY(frame.top()) - margin;
        double right = sight.viewX(frame.right()) + margin;
        double bottom = sight.viewY(frame.bottom()) + margin;
        Rectangle around = new Rectangle(left, top, right - left, bottom - top);
        around.getStyleClass().add("pose-frame");
        shapes.add(around);
        for (double x : new double[] {left, right}) {
            for (double y : new double[] {top, bottom}) {
                Rectangle corner = new Rectangle(x - CORNER, y - CORNER, 2 * CORNER, 2 * CORNER);
                corner.getStyleClass().add("pose-corner");
                shapes.add(corner);
            }
        }
    }
}
