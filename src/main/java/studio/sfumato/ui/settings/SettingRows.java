package studio.sfumato.ui.settings;

import java.util.Locale;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Control;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.bootstrapicons.BootstrapIcons;
import studio.sfumato.settings.SettingKey;
import studio.sfumato.ui.common.Follow;
import studio.sfumato.ui.common.Icons;
import studio.sfumato.ui.common.Labels;
import studio.sfumato.ui.common.Messages;

/// One section of the settings: for each setting its name, what it does, when it counts, and the way back.
final class SettingRows extends VBox {
    private final SettingsModel settings;
    private final Messages words;

    /// When a change counts.
    enum Effect {
        /// At once.
        NOW,
        /// With the next picture that is asked for.
        NEXT_PICTURE,
        /// When the program is started again.
        NEXT_START
    }

    SettingRows(String id, SettingsModel settings, Messages words) {
        this.settings = settings;
        this.words = words;
        setId("settings-" + id);
        getStyleClass().add("rows");
        Label title = new Label(words.text("settings.section." + id));
        title.getStyleClass().add("section-title");
        getChildren().add(title);
    }

    /// Adds a setting.
    ///
    /// @param control what changes it, and takes the name
    /// @param content what is shown, `control` in it
    void add(SettingKey key, Effect effect, Control control, Node content) {
        String id = "setting." + key.id();
        control.setId("setting-" + key.id());
        control.setTooltip(new Tooltip(words.text(id + ".tip")));
        control.setAccessibleText(words.text(id + ".name"));
        Button back =
                Icons.button("reset-" + key.id(), BootstrapIcons.ARROW_COUNTERCLOCKWISE, words.text("setting.reset"));
        back.setAccessibleText(words.text("setting.reset") + ": " + words.text(id + ".name"));
        back.setOnAction(_ -> settings.reset(key));
        Follow.value(this, settings.settingsProperty(), _ -> back.setVisible(settings.isSet(key)));
        add(text(id, effect, control), content, back);
    }

    /// Adds something that is no single setting.
    void add(String id, Control control, Node content) {
        control.setTooltip(new Tooltip(words.text(id + ".tip")));
        control.setAccessibleText(words.text(id + ".name"));
        Label gap = new Label();
        gap.getStyleClass().add("gap");
        add(text(id, Effect.NOW, control), content, gap);
    }

    private void add(Node text, Node content, Node back) {
        HBox.setHgrow(content, Priority.ALWAYS);
        HBox row = new HBox(text, content, back);
        row.getStyleClass().add("setting");
        getChildren().add(row);
    }

    private VBox text(String id, Effect effect, Control control) {
        Label name = new Label(words.text(id + ".name"));
        name.getStyleClass().add("setting-name");
        name.setLabelFor(control);
        Label tip = Labels.quiet(words.text(id + ".tip"));
        VBox text = new VBox(name, tip);
        if (effect != Effect.NOW) {
            Label when = new Label(words.text("setting.effect." + effect.name().toLowerCase(Locale.ROOT)));
            when.getStyleClass().add("when");
            when.setWrapText(true);
            when.setMinHeight(USE_PREF_SIZE);
            text.getChildren().add(when);
        }
        text.getStyleClass().add("setting-text");
        return text;
    }
}
