package studio.sfumato.app;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javafx.stage.Window;
import org.jspecify.annotations.Nullable;
import studio.sfumato.ui.common.Desk;
import studio.sfumato.ui.generate.CardsModel;
import studio.sfumato.weights.addon.AddOnCatalogue;
import studio.sfumato.weights.addon.AddOnEntry;
import studio.sfumato.weights.addon.AddOnHash;
import studio.sfumato.weights.addon.AddOnKind;
import studio.sfumato.weights.addon.AddOnShelf;

/// The LoRAs or embeddings in the folders of models.
record AddOnFiles(AddOnKind kind, AddOnShelf shelf, AddOnHash hashes, Desk desk) implements CardsModel.Files {
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

    @Override
    public String hash(Path file) {
        return hashes.autoV2(file);
    }

    @Override
    public void check(Path file) {
        AddOnCatalogue.check(kind, file);
    }

    /// {@return a file the user picks to stand in the place of `like`, with an ending like its}
    static Optional<Path> pick(Desk desk, @Nullable Window owner, String title, Path like) {
        String name = like.toString();
        return desk.pickFile(
                owner,
                title,
                Path.of(System.getProperty("user.home", ".")),
                List.of(name.substring(name.lastIndexOf('.') + 1)));
    }
}
