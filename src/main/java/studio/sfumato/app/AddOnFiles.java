package studio.sfumato.app;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import studio.sfumato.ui.common.Desk;
import studio.sfumato.ui.generate.CardsModel;
import studio.sfumato.weights.addon.AddOnCatalogue;
import studio.sfumato.weights.addon.AddOnEntry;
import studio.sfumato.weights.addon.AddOnKind;
import studio.sfumato.weights.addon.AddOnShelf;

/// The LoRAs or embeddings in the folders of models.
record AddOnFiles(AddOnKind kind, AddOnShelf shelf, Desk desk) implements CardsModel.Files {
    @Override
    public List<String> names() {
        return List.copyOf(shelf.files(kind).keySet());
    }

    @Override
    public List<AddOnEntry> list() {
        return new AddOnCatalogue(shelf).list(kind);
    }

    @Override
    public Optional<Path> folder() {
        return shelf.home(kind);
    }

    @Override
    public void show(Path folder) {
        desk.show(folder);
    }
}
