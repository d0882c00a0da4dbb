package studio.sfumato.ui.generate;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.SimpleBooleanProperty;
import studio.sfumato.settings.DraftFile;

/// What is being made when the window is closed and is there again when it opens: every control of Create, the
/// prompts, and the prompts before them.
public final class DraftModel {
    private static final String HISTORY = "history";
    private static final String STYLES = "styles";
    private static final String NEGATIVE_HISTORY = "negative-history";

    private final List<FormField<?>> fields = new ArrayList<>();
    private final BooleanProperty advancedOpen = new SimpleBooleanProperty(false);
    private final PromptModel prompt;
    private final PromptModel negative;
    private final StylesModel styles;
    private final FormModel form;
    private boolean laid;

    DraftModel(PromptModel prompt, PromptModel negative, StylesModel styles, FormModel form) {
        this.prompt = prompt;
        this.negative = negative;
        this.styles = styles;
        this.form = form;
        fields.add(FormField.text("prompt", prompt.textProperty()));
        fields.add(FormField.text("negative", negative.textProperty()));
        fields.add(FormField.flag("advanced-open", advancedOpen));
    }

    /// {@return whether everything beyond the usual is shown}
    public BooleanProperty advancedOpenProperty() {
        return advancedOpen;
    }

    /// {@return whether something was laid there that names a model}
    boolean laid() {
        return laid;
    }

    /// {@return all of it}
    public DraftFile.Draft draft() {
        Map<String, String> values = new TreeMap<>(form.texts());
        fields.forEach(field -> values.put(field.id(), field.text()));
        return new DraftFile.Draft(
                values,
                Map.of(
                        HISTORY, prompt.history().entries(),
                        NEGATIVE_HISTORY, negative.history().entries(),
                        STYLES, styles.chosen()));
    }

    /// Lays everything there; what is missing or cannot be stays as it is.
    public void lay(DraftFile.Draft draft) {
        form.read(draft.values());
        fields.forEach(
                field -> Optional.ofNullable(draft.values().get(field.id())).ifPresent(field::read));
        prompt.history().entries().setAll(draft.list(HISTORY));
        negative.history().entries().setAll(draft.list(NEGATIVE_HISTORY));
        styles.chosen().setAll(draft.list(STYLES));
        laid = draft.values().containsKey("model");
    }

    /// Runs `heard` whenever any of it changes.
    public void changed(Runnable heard) {
        fields.forEach(field -> changed(field, heard));
        form.fields().forEach(field -> changed(field, heard));
        prompt.history().entries().subscribe(heard);
        negative.history().entries().subscribe(heard);
        styles.chosen().subscribe(heard);
    }

    private static <T> void changed(FormField<T> field, Runnable heard) {
        field.valueProperty().subscribe((_, _) -> heard.run());
    }
}
