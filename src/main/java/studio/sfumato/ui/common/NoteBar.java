package studio.sfumato.ui.common;

import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javafx.collections.ObservableList;
import javafx.css.PseudoClass;
import javafx.scene.AccessibleRole;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.bootstrapicons.BootstrapIcons;
import org.kordamp.ikonli.javafx.FontIcon;
import studio.sfumato.error.Printable;

/// Shows notes where the eyes are, each with what to do about it, until they are closed. Nothing waits for an answer.
public final class NoteBar extends VBox {
    private static final PseudoClass FILLED = PseudoClass.getPseudoClass("filled");

    private final ObservableList<Note> notes;
    private final Messages words;

    /// A bar that shows `notes`.
    public NoteBar(ObservableList<Note> notes, Messages words) {
        this.notes = notes;
        this.words = words;
        setId("notes");
        getStyleClass().add("notes");
        Follow.changes(this, notes, this::show);
        show();
    }

    private void show() {
        getChildren().setAll(notes.stream().map(this::row).toList());
        pseudoClassStateChanged(FILLED, !notes.isEmpty());
        setManaged(!notes.isEmpty());
    }

    private Node row(Note note) {
        FontIcon icon = new FontIcon(note.serious() ? BootstrapIcons.EXCLAMATION_TRIANGLE : BootstrapIcons.INFO_CIRCLE);
        String headline = note.headline(words);
        VBox text = new VBox();
        if (!headline.isEmpty()) {
            text.getChildren().add(line(headline, "note-headline"));
        }
        text.getChildren().add(line(note.message(), "note-message"));
        if (note.hint() != null) {
            text.getChildren().add(line(note.hint(), "note-hint"));
        }
        text.getStyleClass().add("note-text");
        HBox.setHgrow(text, Priority.ALWAYS);
        Button close = Icons.button("close-note", BootstrapIcons.X, words.text("note.close"));
        close.setOnAction(_ -> notes.remove(note));
        HBox row = new HBox(icon, text);
        if (note.action() != null) {
            row.getChildren().add(button(note.action()));
        }
        row.getChildren().add(close);
        row.getStyleClass().addAll("note", note.serious() ? "serious" : "notice");
        row.setAccessibleRole(AccessibleRole.TEXT);
        row.setAccessibleText(Stream.of(headline, note.message(), Objects.requireNonNullElse(note.hint(), ""))
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining(" ")));
        return row;
    }

    private Button button(Note.Action action) {
        Button button = new Button(words.text(action.key() + ".button"));
        button.setId(action.key());
        button.getStyleClass().add("small");
        button.setMinWidth(USE_PREF_SIZE);
        button.setTooltip(new Tooltip(words.text(action.key() + ".tip")));
        button.setAccessibleText(words.text(action.key() + ".tip"));
        button.setOnAction(_ -> action.run().run());
        return button;
    }

    private static Label line(String text, String style) {
        Label line = new Label(Printable.of(text));
        line.setWrapText(true);
        line.setMinHeight(USE_PREF_SIZE);
        line.getStyleClass().add(style);
        return line;
    }
}
