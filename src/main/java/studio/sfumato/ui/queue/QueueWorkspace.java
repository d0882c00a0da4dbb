package studio.sfumato.ui.queue;

import javafx.beans.value.ObservableValue;
import org.kordamp.ikonli.Ikon;
import org.kordamp.ikonli.bootstrapicons.BootstrapIcons;
import studio.sfumato.ui.common.Messages;
import studio.sfumato.ui.common.Workspace;

/// Where one sees what is made, what waits and what went wrong.
///
/// @param model what can be done there
public record QueueWorkspace(QueueModel model) implements Workspace {
    /// What it is called.
    public static final String ID = "queue";

    @Override
    public String id() {
        return ID;
    }

    @Override
    public Ikon icon() {
        return BootstrapIcons.LIST_TASK;
    }

    @Override
    public ObservableValue<Integer> badge() {
        return model.countsProperty().map(QueueCounts::open);
    }

    @Override
    public Page page(Messages words) {
        return new QueueView(model, words);
    }
}
