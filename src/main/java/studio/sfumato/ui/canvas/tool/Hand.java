package studio.sfumato.ui.canvas.tool;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import studio.sfumato.canvas.Brush;
import studio.sfumato.canvas.CanvasDocument;
import studio.sfumato.canvas.Layer;
import studio.sfumato.canvas.LayerKind;

/// Holds the chosen tool: makes edits of what a pointer does.
public final class Hand {
    private static final double SPACING = 0.08;
    private static final int CORNERS = 3;

    private final Ground ground;
    private final ToolModel tools;
    private final ShapeWork shapes;
    private final PoseWork poses;
    private @Nullable Gesture gesture;
    private Outline corners = Outline.NONE;

    /// What is being drawn while a button is held.
    interface Gesture {
        void to(Pointer at);

        void end(Pointer at);

        void cancel();
    }

    /// Works on `ground` with the tool that `tools` says.
    ///
    /// @param poses what is done with skeletons
    public Hand(Ground ground, ToolModel tools, PoseWork poses) {
        this.poses = poses;
        this.ground = ground;
        this.tools = tools;
        this.shapes = new ShapeWork(ground, tools);
        tools.kindProperty().subscribe((_, _) -> cancel());
    }

    /// A button is pressed.
    public void press(Pointer at) {
        if (gesture != null || ground.document().isEmpty()) {
            return;
        }
        gesture = switch (tools.kindProperty().get()) {
            case BRUSH -> stroke(at, at.alt());
            case ERASER -> stroke(at, !at.alt());
            case MOVE -> move(at);
            case POSE -> poses.press(at);
            case LASSO -> lasso(at);
            case RECTANGLE -> corner(at, shapes::rectangle);
            case CROP -> corner(at, (from, to) -> shapes.frame(from, to));
            case POLYGON -> {
                point(at);
                yield null;
            }
            case FILL -> {
                shapes.fill(at);
                yield null;
            }
            case COLOUR -> {
                shapes.colour(at);
                yield null;
            }
        };
    }

    /// It is moved with the button held.
    public void drag(Pointer at) {
        if (gesture != null) {
            gesture.to(at);
        }
    }

    /// The button is let go.
    public void release(Pointer at) {
        Gesture done = gesture;
        gesture = null;
        if (done != null) {
            done.end(at);
        }
    }

    /// It is moved with no button held.
    public void hover(Pointer at) {
        if (!corners.empty()) {
            tools.outlineProperty().set(corners.plus(at.x(), at.y()));
        }
    }

    /// {@return whether something was being drawn, which is taken back}
    public boolean cancel() {
        Gesture left = gesture;
        boolean any = left != null
                || !corners.empty()
                || !tools.outlineProperty().get().empty();
        gesture = null;
        corners = Outline.NONE;
        tools.outlineProperty().set(Outline.NONE);
        if (left != null) {
            left.cancel();
        }
        return any;
    }

    /// {@return whether something was being drawn, which is finished}
    public boolean finish() {
        if (corners.size() >= CORNERS) {
            Outline done = corners.close();
            corners = Outline.NONE;
            tools.outlineProperty().set(Outline.NONE);
            shapes.polygon(done, false, false);
            return true;
        }
        return shapes.crop();
    }

    private @Nullable Gesture stroke(Pointer at, boolean eraser) {
        Optional<Layer> layer = ground.layer();
        int id = layer.filter(each -> each.kind() != LayerKind.PICTURE || eraser)
                .map(Layer::id)
                .orElseGet(() -> ground.maskOrNew());
        Strokes strokes = new Strokes();
        Brush brush = new Brush(
                tools.sizeProperty().get(),
                tools.hardnessProperty().get(),
                tools.flowProperty().get(),
                SPACING,
                true,
                false,
                tools.colourProperty().get(),
                eraser);
        ground.edit(open -> strokes.begin(open, id, brush, at));
        return strokes.begun() ? strokes : null;
    }

    private static final class Strokes implements Gesture {
        private studio.sfumato.canvas.@Nullable Stroke stroke;

        void begin(CanvasDocument open, int layer, Brush brush, Pointer at) {
            stroke = open.begin(layer, brush);
            to(at);
        }

        boolean begun() {
            return stroke != null;
        }

        @Override
        public void to(Pointer at) {
            if (stroke != null) {
                stroke.to(at.x(), at.y(), at.pressure());
            }
        }

        @Override
        public void end(Pointer at) {
            if (stroke != null) {
                stroke.end();
            }
        }

        @Override
        public void cancel() {
            if (stroke != null) {
                stroke.cancel();
            }
        }
    }

    private @Nullable Gesture move(Pointer from) {
        Moves moves = new Moves(from);
        ground.layer().ifPresent(layer -> ground.edit(open -> moves.begin(open, layer)));
        return moves.begun() ? moves : null;
    }

    private static final class Moves implements Gesture {
        private final Pointer from;
        private studio.sfumato.canvas.@Nullable Move move;

        Moves(Pointer from) {
            this.from = from;
        }

        void begin(CanvasDocument open, Layer layer) {
            move = open.pixels(layer.id()).beginMove();
        }

        boolean begun() {
            return move != null;
        }

        @Override
        public void to(Pointer at) {
            if (move != null) {
                move.to((int) Math.rint(at.x() - from.x()), (int) Math.rint(at.y() - from.y()));
            }
        }

        @Override
        public void end(Pointer at) {
            if (move != null) {
                move.end();
            }
        }

        @Override
        public void cancel() {
            if (move != null) {
                move.cancel();
            }
        }
    }

    private Gesture lasso(Pointer from) {
        return new Gesture() {
            private Outline way = Outline.NONE.plus(from.x(), from.y());

            @Override
            public void to(Pointer at) {
                way = way.plus(at.x(), at.y());
                tools.outlineProperty().set(way);
            }

            @Override
            public void end(Pointer at) {
                tools.outlineProperty().set(Outline.NONE);
                if (way.size() >= CORNERS) {
                    shapes.polygon(way.close(), from.shift(), from.alt());
                }
            }

            @Override
            public void cancel() {
                tools.outlineProperty().set(Outline.NONE);
            }
        };
    }

    /// What is done with two opposite corners.
    private interface Corners {
        void done(Pointer from, Pointer to);
    }

    private Gesture corner(Pointer from, Corners then) {
        tools.outlineProperty().set(Outline.NONE);
        return new Gesture() {
            @Override
            public void to(Pointer at) {
                tools.outlineProperty().set(Outline.rectangle(from.x(), from.y(), at.x(), at.y()));
            }

            @Override
            public void end(Pointer at) {
                tools.outlineProperty().set(Outline.NONE);
                then.done(from, at);
            }

            @Override
            public void cancel() {
                tools.outlineProperty().set(Outline.NONE);
            }
        };
    }

    /// Another corner; one near the first closes the shape.
    private void point(Pointer at) {
        double near = 6 * tools.pixelProperty().get();
        if (corners.size() >= CORNERS && Math.hypot(at.x() - corners.x(0), at.y() - corners.y(0)) <= near) {
            finish();
        } else {
            corners = corners.plus(at.x(), at.y());
            tools.outlineProperty().set(corners);
        }
    }
}
