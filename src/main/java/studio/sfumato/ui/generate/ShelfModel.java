package studio.sfumato.ui.generate;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.value.ObservableValue;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.jspecify.annotations.Nullable;
import studio.sfumato.diffusion.ImageSize;
import studio.sfumato.diffusion.PromptReader;
import studio.sfumato.diffusion.UsualSampling;
import studio.sfumato.error.StudioException;
import studio.sfumato.ui.common.FxThread;
import studio.sfumato.weights.ModelDefaults;
import studio.sfumato.weights.ModelEntry;
import studio.sfumato.weights.ModelFamily;
import studio.sfumato.weights.ModelSource;

/// The models that can be used, and the one in use. Looking at them happens in the background: the window is usable
/// before it is done.
public final class ShelfModel {
    private final Models models;
    private final Executor background;
    private final FxThread window;
    private final Consumer<Opened> heard;
    private final Consumer<StudioException> failed;
    private final ObservableList<ModelEntry> entries = FXCollections.observableArrayList();
    private final ObservableList<ModelEntry> found = FXCollections.observableArrayList();
    private final ObservableList<String> vaes = FXCollections.observableArrayList();
    private final ObservableList<String> upscalers = FXCollections.observableArrayList();
    private final ReadOnlyBooleanWrapper looking = new ReadOnlyBooleanWrapper();
    private final ReadOnlyObjectWrapper<@Nullable Opened> inUse = new ReadOnlyObjectWrapper<>(null);
    private final Map<String, Path> opened = new HashMap<>();
    private String current = "";
    private int opens;
    private int looks;

    /// Where models come from.
    public interface Models {
        /// {@return every model found, usable or not}
        List<ModelEntry> list();

        /// {@return the names of VAEs that a model may be used with}
        default List<String> vaes() {
            return List.of();
        }

        /// {@return the names of what makes pictures larger}
        default List<String> upscalers() {
            return List.of();
        }

        /// {@return the opened model}
        ///
        /// @throws StudioException if there is none, or it is damaged
        ModelSource open(String name);
    }

    /// A model whose settings have been read.
    ///
    /// @param title what it calls itself
    /// @param family its family
    /// @param reader how it reads prompts
    /// @param defaults what it likes best
    /// @param toldGuidance whether it never runs without the prompt, so that the negative prompt does nothing
    /// @param preferred whether the form is to take that
    public record Opened(
            String title,
            ModelFamily family,
            PromptReader reader,
            ModelDefaults defaults,
            boolean toldGuidance,
            boolean preferred) {
        /// {@return the size it was trained at}
        public ImageSize usualSize() {
            return new ImageSize(defaults.width(), defaults.height());
        }
    }

    ShelfModel(
            Models models,
            Executor background,
            FxThread window,
            Consumer<Opened> heard,
            Consumer<StudioException> failed) {
        this.models = models;
        this.background = background;
        this.window = window;
        this.heard = heard;
        this.failed = failed;
    }

    /// {@return the models that can be used}
    public ObservableList<ModelEntry> entries() {
        return entries;
    }

    /// {@return every model found, whether it can be used or not}
    public ObservableList<ModelEntry> found() {
        return found;
    }

    /// {@return the names of VAEs that a model may be used with}
    public ObservableList<String> vaes() {
        return vaes;
    }

    /// {@return the names of what makes pictures larger}
    public ObservableList<String> upscalers() {
        return upscalers;
    }

    /// {@return whether models are being looked for}
    public ReadOnlyBooleanProperty lookingProperty() {
        return looking.getReadOnlyProperty();
    }

    /// {@return the file or folder of a model; empty while it is neither found nor opened}
    ///
    /// @param name its name or path
    public Optional<Path> place(String name) {
        return Optional.ofNullable(opened.get(name))
                .or(() -> found.stream()
                        .filter(entry -> entry.name().equals(name))
                        .map(ModelEntry::path)
                        .findFirst());
    }

    /// {@return the model in use; `null` until its settings have been read}
    public ReadOnlyObjectProperty<@Nullable Opened> inUseProperty() {
        return inUse.getReadOnlyProperty();
    }

    /// {@return whether the model in use is told its guidance, so that the negative prompt does nothing}
    public ObservableValue<Boolean> toldGuidance() {
        return inUse.map(opened -> opened != null && opened.toldGuidance()).orElse(false);
    }

    /// Looks anew for models; of several looks at once the last counts.
    public void look() {
        int mine = ++looks;
        looking.set(true);
        background.execute(() -> {
            List<ModelEntry> all = models.list();
            List<ModelEntry> usable =
                    all.stream().filter(entry -> entry.problem().isEmpty()).toList();
            List<String> others = models.vaes();
            List<String> enlarging = models.upscalers();
            window.run(() -> {
                if (mine == looks) {
                    found.setAll(all);
                    if (!entries.equals(usable)) {
                        entries.setAll(usable);
                    }
                    if (!vaes.equals(others)) {
                        vaes.setAll(others);
                    }
                    if (!upscalers.equals(enlarging)) {
                        upscalers.setAll(enlarging);
                    }
                    looking.set(false);
                }
            });
        });
    }

    /// Reads the settings of the model in use once more: something else was said of it. The form stays as it is.
    public void readAgain() {
        if (inUse.get() != null) {
            open(current, false);
        }
    }

    /// Reads the settings of the model called `name`; of several asked for, the last counts.
    void open(String name, boolean preferred) {
        open(name, preferred, () -> {});
    }

    /// The same; where that model cannot be opened it is said, and `otherwise` runs.
    void open(String name, boolean preferred, Runnable otherwise) {
        int mine = ++opens;
        current = name;
        background.execute(() -> {
            try {
                ModelSource model = models.open(name);
                UsualSampling.require(model);
                Opened opened = new Opened(
                        model.defaults().name(),
                        model.family(),
                        PromptReader.of(model),
                        model.defaults(),
                        model.toldGuidance(),
                        preferred);
                window.run(() -> {
                    this.opened.put(name, model.location());
                    if (mine == opens) {
                        inUse.set(opened);
                        heard.accept(opened);
                    }
                });
            } catch (StudioException wrong) {
                window.run(() -> {
                    failed.accept(wrong);
                    otherwise.run();
                });
            }
        });
    }
}
