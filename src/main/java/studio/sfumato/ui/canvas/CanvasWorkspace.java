package studio.sfumato.ui.canvas;

import org.kordamp.ikonli.Ikon;
import org.kordamp.ikonli.bootstrapicons.BootstrapIcons;
import studio.sfumato.ui.common.Desk;
import studio.sfumato.ui.common.Messages;
import studio.sfumato.ui.common.Workspace;
import studio.sfumato.ui.generate.CreateModel;

/// Where parts of pictures are made anew.
///
/// @param model what can be done there
/// @param create whose model and settings it paints with
/// @param desk the desktop's dialogues
/// @param gallery leads to the gallery
public record CanvasWorkspace(CanvasModel model, CreateModel create, Desk desk, Runnable gallery) implements Workspace {
    /// What it is called.
    public static final String ID = "canvas";

    @Override
    public String id() {
        return ID;
    }

    @Override
    public Ikon icon() {
        return BootstrapIcons.EASEL;
    }

    @Override
    public boolean ahead() {
        return true;
    }

    @Override
    public Page page(Messages words) {
        return new CanvasView(this, words);
    }
}
