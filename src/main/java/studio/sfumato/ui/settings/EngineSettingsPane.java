package studio.sfumato.ui.settings;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import javafx.scene.control.Button;
import javafx.scene.control.CheckBox;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import javafx.util.StringConverter;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.bootstrapicons.BootstrapIcons;
import org.kordamp.ikonli.javafx.FontIcon;
import studio.sfumato.runtime.ExecutionProvider;
import studio.sfumato.settings.SettingKey;
import studio.sfumato.ui.common.Follow;
import studio.sfumato.ui.common.Messages;
import studio.sfumato.ui.common.NumberField;
import studio.sfumato.weights.ModelEntry;

/// How pictures are made: on what, with how many threads, with which model, and how often one sees them form.
final class EngineSettingsPane extends VBox {
    private static final int MOST = 1000;

    private final StudioSettingsModel model;
    private final Messages words;
    private boolean following;

    EngineSettingsPane(StudioSettingsModel model, Runnable toModels, Messages words) {
        this.model = model;
        this.words = words;
        SettingRows rows = new SettingRows("engine", model.settings(), words);
        choice(rows, SettingKey.PROVIDER, model.providers(), this::provider, SettingRows.Effect.NEXT_PICTURE);
        number(
                rows,
                SettingKey.THREADS,
                words.text("setting.threads.now", model.cores()),
                SettingRows.Effect.NEXT_PICTURE);
        choice(
                rows,
                SettingKey.WEIGHTS,
                FXCollections.observableArrayList("auto", "folded", "mapped"),
                mode -> words.text("setting.weights." + mode),
                SettingRows.Effect.NEXT_PICTURE);
        choice(
                rows,
                SettingKey.PREVIEWS,
                FXCollections.observableArrayList("auto", "colours", "tiny"),
                kind -> words.text("setting.previews." + kind),
                SettingRows.Effect.NEXT_PICTURE);
        number(rows, SettingKey.PREVIEW_EVERY, words.text("setting.preview-every.now"), SettingRows.Effect.NOW);
        models(rows);
        CheckBox resume = new CheckBox(words.text("setting.resume-queue.button"));
        Follow.value(this, model.settings().settingsProperty(), now -> resume.setSelected(now.resumeQueue()));
        resume.setOnAction(_ -> model.set(SettingKey.RESUME_QUEUE, resume.isSelected() ? "yes" : "no"));
        rows.add(SettingKey.RESUME_QUEUE, SettingRows.Effect.NEXT_START, resume, resume);
        Button folders = new Button(words.text("setting.model-folders.button"), new FontIcon(BootstrapIcons.BOX));
        folders.setOnAction(_ -> toModels.run());
        rows.add(SettingKey.MODEL_FOLDERS, SettingRows.Effect.NOW, folders, folders);
        getChildren().add(rows);
        getStyleClass().add("section-pane");
    }

    private String provider(String id) {
        return id.equals("auto")
                ? words.text("setting.provider.auto")
                : ExecutionProvider.of(id).map(ExecutionProvider::title).orElse(id);
    }

    private void choice(
            SettingRows rows,
            SettingKey key,
            ObservableList<String> values,
            Function<String, String> says,
            SettingRows.Effect effect) {
        ComboBox<String> box = new ComboBox<>(values);
        box.setMaxWidth(Double.MAX_VALUE);
        box.setConverter(converter(says));
        Follow.value(this, model.settings().settingsProperty(), now -> box.setValue(now.value(key)));
        box.setOnAction(_ -> Optional.ofNullable(box.getValue()).ifPresent(value -> model.set(key, value)));
        rows.add(key, effect, box, box);
    }

    private void number(SettingRows rows, SettingKey key, String hint, SettingRows.Effect effect) {
        NumberField field = new NumberField(NumberField.Range.whole(0, MOST));
        Follow.value(
                this,
                model.settings().settingsProperty(),
                now -> field.valueProperty().set(Integer.parseInt(now.value(key))));
        field.valueProperty().subscribe((_, number) -> model.set(key, Integer.toString(number.intValue())));
        Label quiet = new Label(hint);
        quiet.getStyleClass().add("quiet");
        HBox content = new HBox(field, quiet);
        content.getStyleClass().add("row");
        content.setMaxHeight(USE_PREF_SIZE);
        rows.add(key, effect, field, content);
    }

    /// The default model; one that is not there now keeps its name.
    private void models(SettingRows rows) {
        ComboBox<String> box = new ComboBox<>();
        box.setMaxWidth(Double.MAX_VALUE);
        box.setConverter(converter(this::title));
        Runnable fill = () -> {
            following = true;
            String usual = model.settings().now().defaultModel();
            List<String> names = model.models().stream().map(ModelEntry::name).toList();
            box.getItems().setAll(names);
            if (!names.contains(usual)) {
                box.getItems().add(usual);
            }
            box.setValue(usual);
            following = false;
        };
        Follow.changes(this, model.models(), fill);
        Follow.value(this, model.settings().settingsProperty(), _ -> fill.run());
        box.setOnAction(_ -> {
            String chosen = box.getValue();
            if (chosen != null && !following) {
                model.set(SettingKey.DEFAULT_MODEL, chosen);
            }
        });
        rows.add(SettingKey.DEFAULT_MODEL, SettingRows.Effect.NEXT_START, box, box);
    }

    private String title(String name) {
        return model.models().stream()
                .filter(entry -> entry.name().equals(name))
                .map(ModelEntry::title)
                .findFirst()
                .orElse(name);
    }

    private static StringConverter<String> converter(Function<String, String> says) {
        return new StringConverter<>() {
            @Override
            public String toString(@Nullable String value) {
                return value == null ? "" : says.apply(value);
            }

            @Override
            public String fromString(String text) {
                return text;
            }
        };
    }
}
