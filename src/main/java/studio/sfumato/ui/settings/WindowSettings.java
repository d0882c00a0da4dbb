package studio.sfumato.ui.settings;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javafx.scene.control.ComboBox;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import javafx.util.StringConverter;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.bootstrapicons.BootstrapIcons;
import org.kordamp.ikonli.javafx.FontIcon;
import studio.sfumato.settings.SettingKey;
import studio.sfumato.ui.common.Follow;
import studio.sfumato.ui.common.Look;
import studio.sfumato.ui.common.Messages;

/// How the window looks and speaks.
final class WindowSettings extends VBox {
    private static final String SYSTEM = "system";

    private final StudioSettingsModel model;
    private final Messages words;

    WindowSettings(StudioSettingsModel model, Messages words) {
        this.model = model;
        this.words = words;
        SettingRows rows = new SettingRows("window", model.settings(), words);
        looks(rows);
        languages(rows);
        getChildren().add(rows);
        getStyleClass().add("section-pane");
    }

    private void looks(SettingRows rows) {
        ToggleGroup group = new ToggleGroup();
        HBox all = new HBox();
        all.getStyleClass().add("row");
        Map<Look, ToggleButton> buttons = new EnumMap<>(Look.class);
        for (Look look : Look.values()) {
            ToggleButton button = new ToggleButton(words.text("look." + look.id()), new FontIcon(icon(look)));
            button.setToggleGroup(group);
            button.setMaxWidth(Double.MAX_VALUE);
            HBox.setHgrow(button, Priority.ALWAYS);
            button.getStyleClass().add("choice");
            button.setOnAction(_ -> {
                button.setSelected(true);
                model.set(SettingKey.THEME, look.id());
            });
            Follow.value(
                    this, model.settings().settingsProperty(), now -> button.setSelected(Look.of(now.theme()) == look));
            buttons.put(look, button);
        }
        all.getChildren().addAll(buttons.values());
        rows.add(
                SettingKey.THEME,
                SettingRows.Effect.NOW,
                buttons.values().iterator().next(),
                all);
        buttons.forEach((look, button) -> {
            button.setId("look-" + look.id());
            button.setTooltip(new Tooltip(words.text("look." + look.id() + ".tip")));
            button.setAccessibleText(words.text("look." + look.id() + ".tip"));
        });
    }

    private static BootstrapIcons icon(Look look) {
        return switch (look) {
            case SYSTEM -> BootstrapIcons.CIRCLE_HALF;
            case LIGHT -> BootstrapIcons.SUN;
            case DARK -> BootstrapIcons.MOON;
        };
    }

    private void languages(SettingRows rows) {
        ComboBox<String> box = new ComboBox<>();
        box.setMaxWidth(Double.MAX_VALUE);
        box.getItems().add(SYSTEM);
        Messages.LANGUAGES.stream().map(Locale::toLanguageTag).forEach(box.getItems()::add);
        box.setConverter(new StringConverter<>() {
            @Override
            public String toString(@Nullable String tag) {
                if (tag == null) {
                    return "";
                }
                Locale language = Locale.forLanguageTag(tag);
                return tag.equals(SYSTEM) ? words.text("look.system") : language.getDisplayName(language);
            }

            @Override
            public String fromString(String text) {
                return text;
            }
        });
        Follow.value(this, model.settings().settingsProperty(), now -> box.setValue(now.language()));
        box.setOnAction(_ -> Optional.ofNullable(box.getValue()).ifPresent(tag -> model.set(SettingKey.LANGUAGE, tag)));
        rows.add(SettingKey.LANGUAGE, SettingRows.Effect.NOW, box, box);
    }
}
