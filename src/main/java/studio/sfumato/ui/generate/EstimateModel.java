package studio.sfumato.ui.generate;

import java.time.Duration;
import java.util.function.Supplier;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.jspecify.annotations.Nullable;
import studio.sfumato.diffusion.GenerationRequest;
import studio.sfumato.error.RequestException;
import studio.sfumato.ui.queue.QueueModel;

/// How long what the form asks for would take.
final class EstimateModel {
    private final QueueModel queue;
    private final Supplier<GenerationRequest> asked;
    private final ReadOnlyObjectWrapper<@Nullable Duration> time = new ReadOnlyObjectWrapper<>(null);

    /// @param asked what the form asks for now
    EstimateModel(QueueModel queue, Supplier<GenerationRequest> asked) {
        this.queue = queue;
        this.asked = asked;
    }

    /// {@return how long; `null` while that is not known}
    ReadOnlyObjectProperty<@Nullable Duration> timeProperty() {
        return time.getReadOnlyProperty();
    }

    /// It may take longer now, or its time may be known better.
    void look() {
        try {
            time.set(queue.predict(asked.get()).orElse(null));
        } catch (RequestException _) { // said when it is asked for
            time.set(null);
        }
    }
}
