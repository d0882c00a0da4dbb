package studio.sfumato.ui.common;

import java.util.ArrayList;
import java.util.List;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.bootstrapicons.BootstrapIcons;
import studio.sfumato.error.Printable;

/// A file and what lay in its place before, each with its size and hash and a button that brings it back; and a button
/// that puts another file there.
public final class EarlierFilesPane extends VBox {
    private final EarlierFiles model;
    private final Messages words;
    private final Button back;
    private final Label title = new Label();
    private final Label now = Labels.quiet("");
    private final VBox rows = new VBox();

    /// A pane that shows what `model` looks at, and hides while that is nothing.
    public EarlierFilesPane(EarlierFiles model, Messages words) {
        this.model = model;
        this.words = words;
        getStyleClass().add("earlier-files");
        back = Icons.button("versions-close", BootstrapIcons.ARROW_LEFT, words.text("versions.close"));
        back.setOnAction(_ -> model.close());
        title.setId("versions-title");
        title.getStyleClass().addAll("setting-name", "may-be-cut");
        now.setId("versions-now");
        HBox head = new HBox(back, title);
        head.getStyleClass().add("earlier-head");
        rows.setId("versions-rows");
        rows.getStyleClass().add("rows");
        ScrollPane scroll = new ScrollPane(rows);
        scroll.setFitToWidth(true);
        VBox.setVgrow(scroll, Priority.ALWAYS);
        Button replace = Icons.worded("versions-replace", BootstrapIcons.FILE_EARMARK_ARROW_UP, words);
        replace.setMaxWidth(Double.MAX_VALUE);
        replace.setMinHeight(USE_PREF_SIZE);
        replace.setOnAction(_ -> model.replace(words.text("versions-replace.tip")));
        getChildren().addAll(head, now, scroll, replace);
        Follow.value(this, model.shownProperty(), this::show);
    }

    /// Goes where the keyboard is of use.
    public void focus() {
        back.requestFocus();
    }

    private void show(EarlierFiles.@Nullable Shown shown) {
        setVisible(shown != null);
        setManaged(shown != null);
        if (shown == null) {
            return;
        }
        boolean entered = rows.getChildren().stream().anyMatch(Node::isFocusWithin);
        title.setText(Printable.of(String.valueOf(shown.place().getFileName())));
        now.setText(shown.now()
                .map(one -> words.text("versions.now", about(one)))
                .orElseGet(() -> words.text("versions.gone")));
        List<Node> all = new ArrayList<>();
        for (EarlierFiles.One one : shown.before()) {
            one.replaced()
                    .ifPresent(version -> all.add(new EarlierRow(
                            "version-" + all.size(),
                            version.replaced(),
                            about(one),
                            words.text("versions.return"),
                            () -> model.takeBack(version),
                            words)));
        }
        rows.getChildren().setAll(all.isEmpty() ? List.of(Labels.quiet(words.text("versions.none"))) : all);
        if (entered) {
            focus();
        }
    }

    private String about(EarlierFiles.One one) {
        String bytes = words.bytes(one.bytes());
        return one.hash().map(digits -> bytes + " · " + digits).orElse(bytes);
    }
}
