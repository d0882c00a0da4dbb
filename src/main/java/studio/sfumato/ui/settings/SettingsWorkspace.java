package studio.sfumato.ui.settings;

import java.util.List;
import java.util.function.Supplier;
import org.kordamp.ikonli.Ikon;
import org.kordamp.ikonli.bootstrapicons.BootstrapIcons;
import studio.sfumato.ui.common.Desk;
import studio.sfumato.ui.common.Messages;
import studio.sfumato.ui.common.Shortcut;
import studio.sfumato.ui.common.Workspace;

/// Where everything is set that is set once and for all.
///
/// @param model what can be done there
/// @param desk asks for folders
/// @param toModels leads to the workspace Models
/// @param keys every shortcut of the window, by the id of its workspace
public record SettingsWorkspace(StudioSettingsModel model, Desk desk, Runnable toModels, Supplier<List<Keys>> keys)
        implements Workspace {
    /// What it is called.
    public static final String ID = "settings";

    /// The shortcuts of one place.
    ///
    /// @param place names its words
    public record Keys(String place, List<Shortcut> shortcuts) {}

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
