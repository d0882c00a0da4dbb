package studio.sfumato.ui.generate;

import java.util.List;
import javafx.beans.property.SimpleBooleanProperty;
import studio.sfumato.graph.Wrap;

/// Which edges of a picture meet.
final class TilingModel {
    private final FormField<Boolean> across = FormField.flag("tiling-x", new SimpleBooleanProperty());
    private final FormField<Boolean> down = FormField.flag("tiling-y", new SimpleBooleanProperty());

    List<FormField<?>> fields() {
        return List.of(across, down);
    }

    void take(Wrap tiling) {
        across.valueProperty().setValue(tiling.across());
        down.valueProperty().setValue(tiling.down());
    }

    Wrap tiling() {
        return Wrap.of(across.value(), down.value());
    }
}
