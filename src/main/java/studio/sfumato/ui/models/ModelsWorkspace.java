package studio.sfumato.ui.models;

import org.kordamp.ikonli.Ikon;
import org.kordamp.ikonli.bootstrapicons.BootstrapIcons;
import studio.sfumato.ui.common.Desk;
import studio.sfumato.ui.common.Messages;
import studio.sfumato.ui.common.Workspace;
import studio.sfumato.ui.download.DownloadsModel;

/// Where models are looked through and chosen.
///
/// @param model what can be done there
/// @param hashes tells what others know a model by
/// @param noise takes what the user says of what a model predicts
/// @param merge makes new ones of them
/// @param downloads brings more of them
/// @param desk opens folders and asks for them
public record ModelsWorkspace(
        ModelsModel model, HashesModel hashes, NoiseModel noise, MergeModel merge, DownloadsModel downloads, Desk desk)
        implements Workspace {
    /// What it is called.
    public static final String ID = "models";

    @Override
    public String id() {
        return ID;
    }

    @Override
    public Ikon icon() {
        return BootstrapIcons.BOX;
    }

    @Override
    public Page page(Messages words) {
        return new ModelsView(model, hashes, noise, merge, downloads, desk, words);
    }
}
