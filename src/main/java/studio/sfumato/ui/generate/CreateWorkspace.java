package studio.sfumato.ui.generate;

import org.kordamp.ikonli.Ikon;
import org.kordamp.ikonli.bootstrapicons.BootstrapIcons;
import studio.sfumato.ui.common.Messages;
import studio.sfumato.ui.common.Workspace;

/// Where pictures are asked for and seen to form.
///
/// @param model what can be done there
public record CreateWorkspace(CreateModel model) implements Workspace {
    /// What it is called.
    public static final String ID = "create";

    @Override
    public String id() {
        return ID;
    }

    @Override
    public Ikon icon() {
        return BootstrapIcons.STARS;
    }

    @Override
    public Page page(Messages words) {
        return new CreateView(model, words);
    }
}
