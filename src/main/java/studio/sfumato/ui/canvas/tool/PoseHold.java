package studio.sfumato.ui.canvas.tool;

import java.util.Optional;
import javafx.beans.property.IntegerProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleIntegerProperty;
import javafx.beans.property.SimpleObjectProperty;
import org.jspecify.annotations.Nullable;
import studio.sfumato.image.control.Pose.Joint;

/// Which skeleton is worked on, and which of its joints.
public final class PoseHold {
    /// No skeleton.
    public static final int NOBODY = -1;

    private final IntegerProperty person = new SimpleIntegerProperty(NOBODY);
    private final ObjectProperty<@Nullable Joint> joint = new SimpleObjectProperty<>(null);

    /// {@return the number of the person among those of the layer, [#NOBODY] for none}
    public IntegerProperty personProperty() {
        return person;
    }

    /// {@return the joint; `null` for the whole person}
    public ObjectProperty<@Nullable Joint> jointProperty() {
        return joint;
    }

    /// {@return the joint, if it is not the whole person}
    public Optional<Joint> joint() {
        return Optional.ofNullable(joint.get());
    }

    /// Works on a whole person from now on.
    public void whole(int who) {
        joint.set(null);
        person.set(who);
    }

    /// Works on a joint from now on.
    public void one(int who, Joint which) {
        person.set(who);
        joint.set(which);
    }
}
