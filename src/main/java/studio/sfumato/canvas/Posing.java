package studio.sfumato.canvas;

import java.util.List;
import studio.sfumato.image.control.Pose.Person;

/// Skeletons that are being changed, as far as the mouse goes; one step of undo in the end.
public final class Posing implements Gesture {
    private final CanvasDocument document;
    private final CanvasState before;
    private final Layer layer;
    private CanvasState after;
    private boolean over;

    Posing(CanvasDocument document, Layer layer) {
        this.document = document;
        this.layer = layer;
        this.before = document.state();
        this.after = before;
    }

    /// Draws these from now on.
    public void to(List<Person> people) {
        if (over) {
            throw new IllegalStateException("the pose is as it is");
        }
        CanvasState last = after;
        after = people.equals(layer.people()) ? before : before.with(layer.posed(people, before.area()));
        document.preview(after, after.difference(last));
    }

    /// {@inheritDoc}
    @Override
    public void end() {
        finish(after);
    }

    /// {@inheritDoc}
    @Override
    public void cancel() {
        finish(before);
    }

    private void finish(CanvasState state) {
        if (!over) {
            over = true;
            document.ended(EditKind.POSE, layer.id(), state);
        }
    }
}
