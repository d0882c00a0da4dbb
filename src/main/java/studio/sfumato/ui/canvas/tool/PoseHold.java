package studio.sfumato.ui.canvas.tool;

import java.util.Optional;
import javafx.beans.property.IntegerProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleIntegerProperty;
import javafx.beans.property.SimpleObjectProperty;
import org.jspecify.annotations.Nullable;
import studio.sfumato.image.control.Pose.Joint;
import studio.sfumato.image.control.PosePart;

/// Which skeleton is worked on, and which of its joints, or of the points of its hands and face.
public final class PoseHold {
    /// No skeleton.
    public static final int NOBODY = -1;

    private final IntegerProperty person = new SimpleIntegerProperty(NOBODY);
    private final ObjectProperty<@Nullable Joint> joint = new SimpleObjectProperty<>(null);
    private final ObjectProperty<@Nullable Spot> spot = new SimpleObjectProperty<>(null);

    /// A point of a hand or a face.
    ///
    /// @param number its place in the part's order
    public record Spot(PosePart part, int number) {}

    /// Holds nobody yet.
    public PoseHold() {
        joint.subscribe(now -> {
            if (now != null) {
                spot.set(null);
            }
        });
        spot.subscribe(now -> {
            if (now != null) {
                joint.set(null);
            }
        });
    }

    /// {@return the number of the person among those of the layer, [#NOBODY] for none}
    public IntegerProperty personProperty() {
        return person;
    }

    /// {@return the joint; `null` for the whole person or a spot}
    public ObjectProperty<@Nullable Joint> jointProperty() {
        return joint;
    }

    /// {@return the spot; `null` for the whole person or a joint}
    public ObjectProperty<@Nullable Spot> spotProperty() {
        return spot;
    }

    /// {@return the joint, if one is held}
    public Optional<Joint> joint() {
        return Optional.ofNullable(joint.get());
    }

    /// {@return the spot, if one is held}
    public Optional<Spot> spot() {
        return Optional.ofNullable(spot.get());
    }

    /// {@return whether it is neither a joint nor a spot}
    public boolean isWhole() {
        return joint.get() == null && spot.get() == null;
    }

    /// Works on a whole person from now on.
    public void whole(int who) {
        joint.set(null);
        spot.set(null);
        person.set(who);
    }

    /// Works on a joint from now on.
    public void one(int who, Joint which) {
        person.set(who);
        joint.set(which);
    }

    /// Works on a point of a hand or a face from now on.
    public void one(int who, Spot which) {
        person.set(who);
        spot.set(which);
    }
}
