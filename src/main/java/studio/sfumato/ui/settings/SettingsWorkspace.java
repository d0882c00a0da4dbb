package studio.sfumato.ui.settings;

import org.kordamp.ikonli.Ikon;
import org.kordamp.ikonli.bootstrapicons.BootstrapIcons;
import studio.sfumato.ui.common.Desk;
import studio.sfumato.ui.common.Messages;
import studio.sfumato.ui.common.Workspace;

/// Where everything is set that is set once and for all.
///
/// @param model what can be done there
/// @param desk asks for folders
/// @param toModels leads to the workspace Models
public record SettingsWorkspace(StudioSettingsModel model, Desk desk, Runnable toModels) implements Workspace {
    /// What it is called.
    public static final String ID = "settings";

    @Override
    public String id() {
        return ID;
    }

    @Override
    public Ikon icon() {
        return BootstrapIcons.GEAR;
    }

    @Override
    public boolean atFoot() {
        return true;
    }

    @Override
    public Page page(Messages words) {
        return new SettingsView(this, words);
    }
}
