package studio.sfumato.ui.settings;

import java.io.File;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import studio.sfumato.error.RequestException;
import studio.sfumato.error.StudioException;
import studio.sfumato.job.Destination;
import studio.sfumato.job.NameExample;
import studio.sfumato.runtime.ExecutionProvider;
import studio.sfumato.settings.Earlier;
import studio.sfumato.settings.SettingKey;
import studio.sfumato.settings.Settings;
import studio.sfumato.ui.common.FxThread;
import studio.sfumato.ui.common.Note;
import studio.sfumato.weights.ModelEntry;

/// What one can do in the workspace Settings.
public final class StudioSettingsModel {
    private final SettingsModel settings;
    private final Path usualPictures;
    private final ObservableList<ModelEntry> models;
    private final Hardware hardware;
    private final Past past;
    private final ObservableList<Earlier> earlier = FXCollections.observableArrayList();
    private final Executor background;
    private final FxThread window;
    private final Clock clock;
    private final FieldModel folder;
    private final FieldModel subFolders;
    private final FieldModel fileName;
    private final ReadOnlyStringWrapper example = new ReadOnlyStringWrapper("");
    private final ObservableList<String> providers = FXCollections.observableArrayList();
    private final ObservableList<Path> galleryFolders = FXCollections.observableArrayList();
    private final ObservableList<Note> notes = FXCollections.observableArrayList();
    private final StringProperty section = new SimpleStringProperty("pictures");
    private boolean looked;

    /// What this machine has.
    ///
    /// @param cores threads when none are set
    /// @param providers finds out, slowly, what networks can run on here
    public record Hardware(int cores, Supplier<Set<ExecutionProvider>> providers) {}

    /// What was set before. Both answer later, on any thread.
    public interface Past {
        /// Tells `found` what was set before and is not set now, newest first.
        void look(Consumer<List<Earlier>> found);

        /// Sets all that was set before, and tells `taken` what is set then; nothing if that cannot be.
        void takeBack(Earlier one, Consumer<Optional<Settings>> taken);
    }

    /// @param settings what is set
    /// @param usualPictures where pictures go when nothing is set
    /// @param models the models to choose from
    /// @param background runs what would keep the window waiting
    public StudioSettingsModel(
            SettingsModel settings,
            Path usualPictures,
            ObservableList<ModelEntry> models,
            Hardware hardware,
            Past past,
            Executor background,
            FxThread window,
            Clock clock) {
        this.settings = settings;
        this.usualPictures = usualPictures;
        this.models = models;
        this.hardware = hardware;
        this.past = past;
        this.background = background;
        this.window = window;
        this.clock = clock;
        folder = new FieldModel(settings, SettingKey.OUTPUT_FOLDER);
        subFolders = new FieldModel(settings, SettingKey.SUB_FOLDERS);
        fileName = new FieldModel(settings, SettingKey.FILE_NAME);
        settings.settingsProperty().subscribe(this::show);
    }

    /// {@return what is set}
    public SettingsModel settings() {
        return settings;
    }

    /// {@return what was set before and is not set now, newest first, as of the last [#lookBack()]}
    public ObservableList<Earlier> earlier() {
        return earlier;
    }

    /// Looks what was set before.
    public void lookBack() {
        past.look(found -> window.run(() -> earlier.setAll(found)));
    }

    /// Sets all that was set before; what is set now can be taken back in turn. What is changed until then counts.
    public void takeBack(Earlier one) {
        Consumer<Optional<Settings>> taken = settings.await();
        past.takeBack(
                one,
                kept -> window.run(() -> {
                    taken.accept(kept);
                    lookBack();
                }));
    }

    /// {@return the field of a setting that is typed}
    public FieldModel field(SettingKey key) {
        return Stream.of(folder, subFolders, fileName)
                .filter(field -> field.key() == key)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(key + " is not typed"));
    }

    /// {@return the file that the next picture of a fox would go to}
    public ReadOnlyStringProperty exampleProperty() {
        return example.getReadOnlyProperty();
    }

    /// {@return the section that is open}
    public StringProperty sectionProperty() {
        return section;
    }

    /// {@return where pictures go when nothing is set}
    public Path usualPictures() {
        return usualPictures;
    }

    /// {@return what networks may run on, as the setting takes it}
    public ObservableList<String> providers() {
        return providers;
    }

    /// {@return threads when none are set}
    public int cores() {
        return hardware.cores();
    }

    /// {@return the models to choose from}
    public ObservableList<ModelEntry> models() {
        return models;
    }

    /// {@return more folders whose pictures the gallery shows}
    public ObservableList<Path> galleryFolders() {
        return galleryFolders;
    }

    /// {@return what one should know}
    public ObservableList<Note> notes() {
        return notes;
    }

    /// Sets `key`; what cannot be is told.
    public void set(SettingKey key, String value) {
        try {
            settings.set(key, value);
        } catch (RequestException impossible) {
            notes.setAll(List.of(Note.of(impossible)));
        }
    }

    /// Lets the gallery show the pictures in `more`, too.
    public void addGalleryFolder(Path more) {
        if (more.toString().contains(File.pathSeparator)) {
            notes.setAll(List.of(Note.of(new RequestException(
                    more + " has a " + File.pathSeparator + " in its name, which separates folders"))));
            return;
        }
        List<Path> all = new ArrayList<>(settings.now().galleryFolders());
        all.add(more);
        setGalleryFolders(all);
    }

    /// Shows the pictures in `one` no longer. Nothing is deleted.
    public void removeGalleryFolder(Path one) {
        List<Path> all = new ArrayList<>(settings.now().galleryFolders());
        all.remove(one);
        setGalleryFolders(all);
    }

    private void setGalleryFolders(List<Path> all) {
        set(
                SettingKey.GALLERY_FOLDERS,
                all.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)));
    }

    /// Finds out once what networks can run on here.
    public void look() {
        if (looked) {
            return;
        }
        looked = true;
        background.execute(() -> {
            Set<ExecutionProvider> offered = EnumSet.of(ExecutionProvider.CPU);
            try {
                offered.addAll(hardware.providers().get());
            } catch (StudioException none) {
                window.run(() -> notes.setAll(List.of(Note.of(none))));
            }
            window.run(() -> offered.stream()
                    .map(ExecutionProvider::id)
                    .filter(id -> !providers.contains(id))
                    .forEach(providers::add));
        });
    }

    private void show(Settings now) {
        Destination place =
                new Destination(now.outputFolder().orElse(usualPictures), now.subFolders(), now.fileName(), 0, 1);
        example.set(NameExample.path(place, ZonedDateTime.now(clock)).toString());
        galleryFolders.setAll(now.galleryFolders());
        for (String known : List.of("auto", now.value(SettingKey.PROVIDER))) {
            if (!providers.contains(known)) {
                providers.add(known);
            }
        }
    }
}
