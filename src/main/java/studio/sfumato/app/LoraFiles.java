package studio.sfumato.app;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import studio.sfumato.ui.common.Desk;
import studio.sfumato.ui.generate.LoraModel;
import studio.sfumato.weights.addon.AddOnCatalogue;
import studio.sfumato.weights.addon.AddOnEntry;
import studio.sfumato.weights.addon.AddOnKind;
import studio.sfumato.weights.addon.AddOnShelf;

/// The LoRAs in the folders of models.
record LoraFiles(AddOnShelf shelf, Desk desk) implements LoraModel.Files {
    @Override
    public List<String> names() {
        return List.copyOf(shelf.files(AddOnKind.LORA).keySet());
    }

    @Override
    public List<AddOnEntry> list() {
        return new AddOnCatalogue(shelf).list(AddOnKind.LORA);
    }

    @Override
    public Optional<Path> folder() {
        return shelf.home(AddOnKind.LORA);
    }

    @Override
    public void show(Path folder) {
        desk.show(folder);
    }
}
