package studio.sfumato.ui.generate;

import java.util.List;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import studio.sfumato.diffusion.GenerationRequest;
import studio.sfumato.diffusion.Task;
import studio.sfumato.diffusion.control.ControlUnit;

/// The pictures that a picture is made from and guided by, as they were taken from one that was made so.
/// They stay until they are let go.
final class OriginModel {
    private final ObjectProperty<Task> task = new SimpleObjectProperty<>(new Task.TextToImage());
    private final ObjectProperty<List<ControlUnit>> controls = new SimpleObjectProperty<>(List.of());

    /// {@return what is made; from words alone where nothing was taken}
    ObjectProperty<Task> taskProperty() {
        return task;
    }

    /// {@return what guides it beside the words}
    ObjectProperty<List<ControlUnit>> controlsProperty() {
        return controls;
    }

    void take(GenerationRequest request) {
        task.set(request.task());
        controls.set(request.controls());
    }

    /// Starts from noise again.
    void forgetTask() {
        task.set(new Task.TextToImage());
    }

    /// Only the words guide from now on.
    void forgetControls() {
        controls.set(List.of());
    }
}
