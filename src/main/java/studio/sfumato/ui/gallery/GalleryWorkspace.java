package studio.sfumato.ui.gallery;

import org.kordamp.ikonli.Ikon;
import org.kordamp.ikonli.bootstrapicons.BootstrapIcons;
import studio.sfumato.ui.common.Desk;
import studio.sfumato.ui.common.Messages;
import studio.sfumato.ui.common.Workspace;

/// Where every picture ever made is found again.
///
/// @param model what can be done there
/// @param desk the desktop's dialogues
/// @param create leads to where pictures are made
public record GalleryWorkspace(GalleryModel model, Desk desk, Runnable create) implements Workspace {
    /// What it is called.
    public static final String ID = "gallery";

    @Override
    public String id() {
        return ID;
    }

    @Override
    public Ikon icon() {
        return BootstrapIcons.GRID;
    }

    @Override
    public boolean ahead() {
        return true;
    }

    @Override
    public Page page(Messages words) {
        return new GalleryView(model, desk, create, words);
    }
}
