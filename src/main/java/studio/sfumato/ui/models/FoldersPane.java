package studio.sfumato.ui.models;

import java.nio.file.Path;
import java.util.List;
import javafx.css.PseudoClass;
import javafx.scene.AccessibleRole;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.OverrunStyle;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.bootstrapicons.BootstrapIcons;
import org.kordamp.ikonli.javafx.FontIcon;
import studio.sfumato.error.Printable;
import studio.sfumato.ui.common.Desk;
import studio.sfumato.ui.common.Follow;
import studio.sfumato.ui.common.Icons;
import studio.sfumato.ui.common.Labels;
import studio.sfumato.ui.common.Messages;

/// Where models are looked for: the user's folders, which can be added and taken away, and those that are always
/// looked in.
final class FoldersPane extends VBox {
    private static final PseudoClass MISSING = PseudoClass.getPseudoClass("missing");

    private final ModelsModel model;
    private final Desk desk;
    private final Messages words;
    private final VBox rows = new VBox();

    FoldersPane(ModelsModel model, Desk desk, Messages words) {
        this.model = model;
        this.desk = desk;
        this.words = words;
        getStyleClass().add("panel");
        Label title = new Label(words.text("models.folders"));
        title.getStyleClass().add("field-name");
        rows.setId("models-folders");
        rows.getStyleClass().add("folders");
        ScrollPane scroll = new ScrollPane(rows);
        scroll.setFitToWidth(true);
        scroll.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
        scroll.setFocusTraversable(false);
        Button add = new Button(words.text("models.add.button"), new FontIcon(BootstrapIcons.FOLDER_PLUS));
        add.setId("models-add");
        add.setMaxWidth(Double.MAX_VALUE);
        add.setTooltip(new Tooltip(words.text("models.add.tip")));
        add.setAccessibleText(words.text("models.add.button"));
        add.setOnAction(_ -> pick());
        Label about = Labels.quiet(words.text("models.folders.about"));
        getChildren().addAll(title, scroll, add, about);
        Follow.changes(this, model.folders(), this::show);
        show();
    }

    /// Asks for a folder and adds it.
    void pick() {
        desk.pickFolder(
                        getScene().getWindow(),
                        words.text("models.add.title"),
                        Path.of(System.getProperty("user.home", ".")))
                .ifPresent(folder -> model.add(List.of(folder)));
    }

    private void show() {
        rows.getChildren().setAll(model.folders().stream().map(this::row).toList());
    }

    private Node row(FolderRow row) {
        String whole = Printable.of(row.folder().toString());
        Label name = new Label(Printable.of(String.valueOf(row.folder().getFileName())));
        name.setMinWidth(0);
        name.getStyleClass().add("path");
        Label parent = new Label(Printable.of(String.valueOf(row.folder().getParent())));
        parent.setMinWidth(0);
        parent.setTextOverrun(OverrunStyle.LEADING_ELLIPSIS);
        parent.getStyleClass().addAll("quiet", "path", "small");
        VBox text = new VBox(name, parent);
        text.setMinWidth(0);
        HBox.setHgrow(text, Priority.ALWAYS);
        String state = row.there() ? Integer.toString(row.models()) : words.text("models.folder.missing");
        Label count = new Label(state);
        count.getStyleClass().add("quiet");
        count.setMinWidth(USE_PREF_SIZE);
        HBox line = new HBox(new FontIcon(BootstrapIcons.FOLDER), text, count);
        line.getStyleClass().add("folder");
        line.pseudoClassStateChanged(MISSING, !row.there());
        line.setAccessibleRole(AccessibleRole.TEXT);
        line.setAccessibleText(whole + ", " + words.text("models.count", row.models(), row.models()));
        Tooltip.install(line, new Tooltip(whole));
        if (row.own()) {
            Button remove = Icons.button("models-remove", BootstrapIcons.X, words.text("models.remove.tip"));
            remove.setAccessibleText(words.text("models.remove.tip") + ": " + whole);
            remove.setOnAction(_ -> model.remove(row));
            line.getChildren().add(remove);
        }
        return line;
    }
}
