package studio.sfumato.app;

import java.nio.file.Files;
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

    /// One that is there already, or else a new one in the last folder of models, which is the user's own.
    @Override
    public Optional<Path> folder() {
        List<Path> places = shelf.folders(AddOnKind.LORA);
        int last = places.size() - AddOnKind.LORA.folders().size();
        return places.stream()
                .filter(Files::isDirectory)
                .findFirst()
                .or(() -> last < 0 ? Optional.empty() : Optional.of(places.get(last)));
    }

    @Override
    public void show(Path folder) {
        desk.show(folder);
    }
}
