package studio.sfumato.ui.models;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.beans.value.ObservableValue;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import javafx.collections.transformation.FilteredList;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.sfumato.diffusion.ModelCheck;
import studio.sfumato.download.Placing;
import studio.sfumato.error.ImageFileException;
import studio.sfumato.error.NotEnoughMemoryException;
import studio.sfumato.error.RequestException;
import studio.sfumato.error.StudioException;
import studio.sfumato.image.Raster;
import studio.sfumato.image.SquarePicture;
import studio.sfumato.settings.SettingKey;
import studio.sfumato.ui.common.FxThread;
import studio.sfumato.ui.common.Note;
import studio.sfumato.ui.generate.ShelfModel;
import studio.sfumato.ui.settings.SettingsModel;
import studio.sfumato.weights.Lacking;
import studio.sfumato.weights.ModelEntry;
import studio.sfumato.weights.ModelLicence;
import studio.sfumato.weights.ModelNotes;
import studio.sfumato.weights.ModelPlace;
import studio.sfumato.weights.ModelSource;
import studio.sfumato.weights.Origin;
import studio.sfumato.weights.Versions;
import studio.sfumato.weights.checkpoint.FileKind;

/// What one can do in the workspace Models: look through what there is, choose, and say where to look.
public final class ModelsModel {
    private static final Logger LOG = LoggerFactory.getLogger(ModelsModel.class);
    private static final int PREVIEW_SIDE = 400; // twice what is shown, for dense screens

    private final ShelfModel shelf;
    private final SettingsModel settings;
    private final Places places;
    private final Painter painter;
    private final Executor background;
    private final FxThread window;
    private final StringProperty search = new SimpleStringProperty("");
    private final FilteredList<ModelEntry> shown;
    private final ObservableList<FolderRow> folders = FXCollections.observableArrayList();
    private final ObjectProperty<@Nullable ModelEntry> chosen = new SimpleObjectProperty<>(null);
    private final ReadOnlyObjectWrapper<@Nullable ModelDetails> details = new ReadOnlyObjectWrapper<>(null);
    private final ReadOnlyObjectWrapper<@Nullable Raster> preview = new ReadOnlyObjectWrapper<>(null);
    private final ObjectProperty<@Nullable Dropped> refused = new SimpleObjectProperty<>(null);
    private final ObservableList<Note> notes = FXCollections.observableArrayList();
    private @Nullable Path awaited;

    /// Where models are.
    public interface Places {
        /// {@return every folder in which models are looked for, at least one, our own last}
        List<Path> folders();

        /// {@return the opened model}
        ///
        /// @throws StudioException if it cannot be opened
        ModelSource open(ModelEntry entry);

        /// {@return what the model cannot be used without and has not got itself}
        Lacking lacking(ModelEntry entry);
    }

    /// Who paints.
    public interface Painter {
        /// {@return the name of the model in use}
        ObservableValue<String> model();

        /// Paints with `model` from now on, and is looked at.
        void take(ModelEntry model);
    }

    /// Something that was pointed at and is no place of models, but of another `kind`.
    public record Dropped(Path path, ModelPlace.Kind kind) {}

    /// A workspace that shows what `shelf` holds.
    ///
    /// @param background runs what would keep the window waiting
    public ModelsModel(
            ShelfModel shelf,
            SettingsModel settings,
            Places places,
            Painter painter,
            Executor background,
            FxThread window) {
        this.shelf = shelf;
        this.settings = settings;
        this.places = places;
        this.painter = painter;
        this.background = background;
        this.window = window;
        shown = new FilteredList<>(shelf.found());
        search.subscribe(wanted -> shown.setPredicate(entry -> ModelWords.fit(entry, wanted)));
        shelf.found().subscribe(this::found);
        chosen.subscribe(this::describe);
    }

    /// {@return the models that are shown}
    public ObservableList<ModelEntry> shown() {
        return shown;
    }

    /// {@return all models}
    public ObservableList<ModelEntry> all() {
        return shelf.found();
    }

    /// {@return the words by which models are sought}
    public StringProperty searchProperty() {
        return search;
    }

    /// {@return whether models are being looked for}
    public ObservableValue<Boolean> lookingProperty() {
        return shelf.lookingProperty();
    }

    /// {@return where models are looked for}
    public ObservableList<FolderRow> folders() {
        return folders;
    }

    /// {@return the model that is looked at}
    public ObjectProperty<@Nullable ModelEntry> chosenProperty() {
        return chosen;
    }

    /// {@return what is known about it; `null` until that has been read}
    public ReadOnlyObjectProperty<@Nullable ModelDetails> detailsProperty() {
        return details.getReadOnlyProperty();
    }

    /// {@return the picture beside it, cut square; `null` until that has been read, and where there is none}
    public ReadOnlyObjectProperty<@Nullable Raster> previewProperty() {
        return preview.getReadOnlyProperty();
    }

    /// {@return what was dropped last and is no place of models; `null` when all is well}
    public ObjectProperty<@Nullable Dropped> refusedProperty() {
        return refused;
    }

    /// {@return what one should know}
    public ObservableList<Note> notes() {
        return notes;
    }

    /// {@return the name of the model that is painted with}
    public ObservableValue<String> inUseProperty() {
        return painter.model();
    }

    /// {@return the name of the model that the next start begins with}
    public ObservableValue<String> usualProperty() {
        return settings.settingsProperty().map(set -> set.defaultModel());
    }

    /// Looks anew.
    public void refresh() {
        shelf.look();
    }

    /// Looks anew and shows the model at `path`, which has come just now, if it is one.
    public void arrived(Path path) {
        awaited = path.toAbsolutePath().normalize();
        refresh();
    }

    /// Paints with `entry`, unless it cannot be used.
    public void use(ModelEntry entry) {
        if (entry.problem().isEmpty()) {
            painter.take(entry);
        }
    }

    /// {@return the names of the VAEs there are}
    public ObservableList<String> vaes() {
        return shelf.vaes();
    }

    /// {@return the VAE chosen for `entry`; empty if none was}
    public String vaeOf(ModelEntry entry) {
        return settings.now().vaes().of(entry.path());
    }

    /// Uses `entry` with a VAE from now on, and looks whether it can be used now.
    public void giveVae(ModelEntry entry, String vae) {
        if (!vaeOf(entry).equals(vae)) {
            settings.setVae(entry.path(), vae);
            reveal(entry.path());
        }
    }

    /// {@return whose text encoders were chosen for `entry`; empty if none were}
    public String textOf(ModelEntry entry) {
        return settings.now().texts().of(entry.path());
    }

    /// The same with the text encoders of another model.
    public void giveText(ModelEntry entry, String lender) {
        settings.setText(entry.path(), lender);
        reveal(entry.path());
    }

    /// Begins with `entry` from the next start on.
    public void makeUsual(ModelEntry entry) {
        if (entry.problem().isEmpty()) {
            settings.set(SettingKey.DEFAULT_MODEL, entry.name());
        }
    }

    /// Looks for models also where these paths lead, whatever program they belong to, and shows the first that is found
    /// there; returns at once.
    public void add(List<Path> paths) {
        refused.set(null);
        background.execute(() -> {
            Set<Path> found = new LinkedHashSet<>();
            for (Path path : paths) {
                switch (ModelPlace.of(path)) {
                    case ModelPlace.Folders(List<Path> places) -> found.addAll(places);
                    case ModelPlace.Part(FileKind kind) -> put(path, kind);
                    case ModelPlace.Other(ModelPlace.Kind kind) -> {
                        Dropped other = new Dropped(path, kind);
                        window.run(() -> refused.set(other));
                    }
                }
            }
            if (!found.isEmpty()) {
                window.run(() -> addFolders(found, paths.getFirst()));
            }
        });
    }

    private void put(Path file, FileKind kind) {
        Note told;
        try {
            Placing.Placed placed = new Placing(places.folders()).put(file, kind);
            told = Note.notice(file.getFileName() + " is " + kind.label()
                    + (placed.put() ? ": it was put where it is found, " : ": it lies where it is found, ")
                    + placed.path());
        } catch (StudioException failed) {
            told = Note.of(failed);
        }
        Note last = told;
        window.run(() -> {
            notes.add(last);
            refresh();
        });
    }

    private void addFolders(Set<Path> found, Path pointedAt) {
        List<Path> own = new ArrayList<>(settings.now().modelFolders());
        Set<Path> known = places.folders().stream()
                .map(folder -> folder.toAbsolutePath().normalize())
                .collect(Collectors.toSet());
        found.stream().filter(folder -> !known.contains(folder)).forEach(own::add);
        awaited = pointedAt.toAbsolutePath().normalize();
        if (keep(own)) {
            refresh();
        }
    }

    /// Looks anew, and shows the model at `path` once it is found.
    void reveal(Path path) {
        awaited = path.toAbsolutePath().normalize();
        refresh();
    }

    /// Looks no longer in `row`, if the user added it. Nothing is deleted.
    public void remove(FolderRow row) {
        List<Path> own = new ArrayList<>(settings.now().modelFolders());
        if (own.remove(row.folder()) && keep(own)) {
            refresh();
        }
    }

    private boolean keep(List<Path> own) {
        try {
            settings.set(
                    SettingKey.MODEL_FOLDERS,
                    own.stream().map(ModelsModel::listable).collect(Collectors.joining(File.pathSeparator)));
            return true;
        } catch (StudioException wrong) {
            notes.add(Note.of(wrong));
            return false;
        }
    }

    private static String listable(Path folder) {
        if (folder.toString().contains(File.pathSeparator)) {
            throw new RequestException(
                    folder + " has a " + File.pathSeparator + " in its name, which separates folders",
                    "Give the folder, or a link to it, another name.",
                    null);
        }
        return folder.toString();
    }

    private void found() {
        List<ModelEntry> all = List.copyOf(shelf.found());
        List<Path> looked = places.folders();
        List<Path> own = settings.now().modelFolders();
        background.execute(() -> {
            List<FolderRow> rows = looked.stream()
                    .map(folder -> new FolderRow(
                            folder,
                            own.contains(folder),
                            Files.isDirectory(folder),
                            FolderRow.count(folder, looked, all)))
                    .toList();
            window.run(() -> folders.setAll(rows));
        });
        ModelEntry before = chosen.get();
        Path wanted = awaited != null ? awaited : before != null ? before.path() : null;
        chosen.set(Stream.of(
                        all.stream()
                                .filter(entry -> wanted != null && entry.path().startsWith(wanted)),
                        all.stream()
                                .filter(entry ->
                                        entry.name().equals(painter.model().getValue())),
                        all.stream())
                .flatMap(some -> some)
                .findFirst()
                .orElse(null));
        awaited = null;
    }

    private void describe(@Nullable ModelEntry entry) {
        details.set(entry == null ? null : ModelDetails.unread(entry));
        preview.set(null);
        if (entry == null) {
            return;
        }
        background.execute(() -> {
            ModelDetails read = read(entry);
            read.notes()
                    .preview()
                    .map(ModelsModel::small)
                    .ifPresent(picture -> window.run(() -> {
                        if (entry.equals(chosen.get())) {
                            preview.set(picture);
                        }
                    }));
        });
    }

    /// Reads what is known about `entry` and shows it, if it is still looked at.
    private ModelDetails read(ModelEntry entry) {
        Optional<ModelSource> opened = opened(entry);
        ModelDetails read = new ModelDetails(
                entry,
                opened.map(ModelSource::defaults),
                opened.map(ModelSource::noiseFacts),
                ModelLicence.of(entry.path()),
                Origin.of(entry.path()),
                ModelNotes.of(entry.path()),
                places.lacking(entry),
                opened.map(ModelCheck::of).orElse(ModelCheck.NOTHING),
                versions(entry));
        window.run(() -> show(read));
        return read;
    }

    /// Shows `known`, if that model is still looked at.
    void show(ModelDetails known) {
        if (known.entry().equals(chosen.get())) {
            details.set(known);
        }
    }

    /// Reads what is known about `entry` once more; what is shown meanwhile stays.
    void readAgain(ModelEntry entry) {
        background.execute(() -> read(entry));
        if (entry.name().equals(painter.model().getValue())) {
            shelf.readAgain();
        }
    }

    /// A damaged picture is left out, as on the cards of LoRAs.
    private static @Nullable Raster small(Path picture) {
        try {
            return SquarePicture.read(picture, PREVIEW_SIDE);
        } catch (ImageFileException | NotEnoughMemoryException unreadable) {
            LOG.debug("no preview", unreadable);
            return null;
        }
    }

    private List<Versions.Version> versions(ModelEntry entry) {
        try {
            return Versions.of(entry.path());
        } catch (StudioException unreadable) {
            window.run(() -> notes.setAll(List.of(Note.of(unreadable))));
            return List.of();
        }
    }

    /// Puts the newest of a model's earlier files back in its place; what is there now is kept as a version.
    public void takeBack(ModelDetails known) {
        if (known.versions().isEmpty()) {
            return;
        }
        Path place = known.entry().path();
        background.execute(() -> {
            try {
                Versions.takeBack(place, known.versions().getFirst());
                window.run(() -> {
                    reveal(place);
                    describe(chosen.get());
                });
            } catch (StudioException immovable) {
                window.run(() -> notes.setAll(List.of(Note.of(immovable))));
            }
        });
    }

    private Optional<ModelSource> opened(ModelEntry entry) {
        if (entry.problem().isPresent()) {
            return Optional.empty();
        }
        try {
            return Optional.of(places.open(entry));
        } catch (StudioException gone) {
            window.run(() -> notes.setAll(List.of(Note.of(gone))));
            return Optional.empty();
        }
    }
}
