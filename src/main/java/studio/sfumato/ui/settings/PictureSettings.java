package studio.sfumato.ui.settings;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javafx.css.PseudoClass;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.bootstrapicons.BootstrapIcons;
import org.kordamp.ikonli.javafx.FontIcon;
import studio.sfumato.error.Printable;
import studio.sfumato.settings.SettingKey;
import studio.sfumato.ui.common.Desk;
import studio.sfumato.ui.common.Follow;
import studio.sfumato.ui.common.Icons;
import studio.sfumato.ui.common.Messages;

/// Where pictures go and what they are called, with an example of what that comes to.
final class PictureSettings extends VBox {
    private static final PseudoClass INVALID = PseudoClass.getPseudoClass("invalid");
    private static final List<String> TOKENS = List.of(
            "[seed]",
            "[model_name]",
            "[prompt_words<4>]",
            "[date]",
            "[datetime<%Y-%m-%d %H%M>]",
            "[sampler]",
            "[steps]",
            "[cfg]",
            "[width]",
            "[height]",
            "[batch_number]",
            "[prompt_hash]");

    private final StudioSettingsModel model;
    private final Desk desk;
    private final Messages words;
    private final VBox galleries = new VBox();

    PictureSettings(StudioSettingsModel model, Desk desk, Messages words) {
        this.model = model;
        this.desk = desk;
        this.words = words;
        SettingRows rows = new SettingRows("pictures", model.settings(), words);
        folder(rows);
        pattern(rows, SettingKey.SUB_FOLDERS);
        VBox name = pattern(rows, SettingKey.FILE_NAME);
        name.getChildren().add(tokens());
        galleries(rows);
        getChildren().addAll(example(), rows);
        getStyleClass().add("section-pane");
    }

    private Node example() {
        Label title = new Label(words.text("settings.example"));
        title.getStyleClass().add("field-name");
        Label path = new Label();
        path.setId("name-example");
        path.setWrapText(true);
        path.getStyleClass().add("example-path");
        Follow.value(this, model.exampleProperty(), now -> path.setText(Printable.of(now)));
        VBox box = new VBox(title, path);
        box.getStyleClass().add("example");
        return box;
    }

    private void folder(SettingRows rows) {
        TextField field = new TextField();
        field.setPromptText(Printable.of(model.usualPictures().toString()));
        HBox.setHgrow(field, Priority.ALWAYS);
        Button pick = Icons.button("pick-output", BootstrapIcons.FOLDER2_OPEN, words.text("setting.pick"));
        FieldModel typed = model.field(SettingKey.OUTPUT_FOLDER);
        pick.setOnAction(_ -> pick("setting.output-folder.name").ifPresent(folder -> {
            typed.textProperty().set(folder.toString());
            typed.commit();
        }));
        HBox both = new HBox(field, pick);
        both.getStyleClass().add("row");
        rows.add(SettingKey.OUTPUT_FOLDER, SettingRows.Effect.NEXT_PICTURE, field, typed(typed, field, both));
    }

    private VBox pattern(SettingRows rows, SettingKey key) {
        TextField field = new TextField();
        VBox content = typed(model.field(key), field, field);
        rows.add(key, SettingRows.Effect.NEXT_PICTURE, field, content);
        return content;
    }

    /// A field with what is wrong below it.
    private VBox typed(FieldModel typed, TextField field, Node shown) {
        field.textProperty().bindBidirectional(typed.textProperty());
        field.setOnAction(_ -> typed.commit());
        field.focusedProperty().subscribe(focused -> {
            if (!focused) {
                typed.commit();
            }
        });
        Label problem = new Label();
        problem.setId("problem-" + typed.key().id());
        problem.getStyleClass().add("problem");
        problem.setWrapText(true);
        problem.setMinHeight(USE_PREF_SIZE);
        Follow.value(this, typed.problemProperty(), why -> {
            field.pseudoClassStateChanged(INVALID, why != null);
            problem.setText(says(why));
            problem.setVisible(why != null);
            problem.setManaged(why != null);
        });
        VBox all = new VBox(shown, problem);
        all.getStyleClass().add("typed");
        return all;
    }

    private String says(FieldModel.@Nullable Problem why) {
        return why == null ? "" : words.text(why.id(), Printable.of(why.about()));
    }

    /// The tokens people use most; one that is clicked is written behind what is there.
    private Node tokens() {
        FlowPane all = new FlowPane();
        all.getStyleClass().add("tokens");
        FieldModel name = model.field(SettingKey.FILE_NAME);
        for (String token : TOKENS) {
            Button button = new Button(token);
            button.getStyleClass().addAll("small", "token");
            button.setMnemonicParsing(false);
            button.setFocusTraversable(false); // they can be typed as well
            button.setTooltip(new Tooltip(words.text("setting.token.tip", token)));
            button.setAccessibleText(words.text("setting.token.tip", token));
            button.setOnAction(_ -> {
                String before = name.textProperty().get();
                name.textProperty().set(before.isEmpty() ? token : before + "-" + token);
            });
            all.getChildren().add(button);
        }
        return all;
    }

    private void galleries(SettingRows rows) {
        galleries.getStyleClass().add("folder-list");
        Button add = new Button(words.text("models.add.button"), new FontIcon(BootstrapIcons.FOLDER_PLUS));
        add.setOnAction(_ -> pick("setting.gallery-folders.name").ifPresent(model::addGalleryFolder));
        VBox content = new VBox(galleries, add);
        content.getStyleClass().add("typed");
        rows.add(SettingKey.GALLERY_FOLDERS, SettingRows.Effect.NEXT_START, add, content);
        Follow.changes(this, model.galleryFolders(), this::show);
        show();
    }

    private void show() {
        galleries
                .getChildren()
                .setAll(model.galleryFolders().stream().map(this::line).toList());
        galleries.setVisible(!model.galleryFolders().isEmpty());
        galleries.setManaged(galleries.isVisible());
    }

    private Node line(Path folder) {
        Label path = new Label(Printable.of(folder.toString()));
        path.getStyleClass().add("path");
        path.setMinWidth(0);
        path.setMaxWidth(Double.MAX_VALUE);
        HBox.setHgrow(path, Priority.ALWAYS);
        Button remove = Icons.button("gallery-folder-remove", BootstrapIcons.X, words.text("models.remove.tip"));
        remove.setAccessibleText(words.text("models.remove.tip") + ": " + folder);
        remove.setOnAction(_ -> model.removeGalleryFolder(folder));
        HBox line = new HBox(path, remove);
        line.getStyleClass().add("row");
        return line;
    }

    private Optional<Path> pick(String title) {
        return desk.pickFolder(
                getScene().getWindow(), words.text(title), Path.of(System.getProperty("user.home", ".")));
    }
}
