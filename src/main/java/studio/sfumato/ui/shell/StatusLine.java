package studio.sfumato.ui.shell;

import javafx.css.PseudoClass;
import javafx.scene.AccessibleRole;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.shape.Circle;
import org.jspecify.annotations.Nullable;
import studio.sfumato.ui.common.Follow;
import studio.sfumato.ui.common.Messages;
import studio.sfumato.ui.generate.CreateModel;
import studio.sfumato.ui.generate.ProgressWords;
import studio.sfumato.ui.generate.ShelfModel;

/// The line at the foot of the window: what the machine is doing, and where pictures go.
final class StatusLine extends HBox {
    private static final PseudoClass BUSY = PseudoClass.getPseudoClass("busy");
    private static final double DOT = 4;

    StatusLine(ShellModel shell, CreateModel create, Messages words) {
        getStyleClass().add("status-line");
        Circle dot = new Circle(DOT);
        dot.getStyleClass().add("dot");
        Label model = new Label();
        model.setId("status-model");
        Label threads = new Label();
        Label folder = new Label();
        folder.setId("status-folder");
        Follow.value(this, shell.threadsProperty(), number -> threads.setText(words.text("status.threads", number)));
        Follow.value(this, shell.picturesProperty(), now -> folder.setText(words.text("status.folder", now)));
        folder.setMinWidth(0);
        Region gap = new Region();
        setHgrow(gap, Priority.ALWAYS);
        Label doing = new Label();
        doing.setId("status-doing");
        doing.setAccessibleRole(AccessibleRole.TEXT);
        doing.setMinWidth(USE_PREF_SIZE);
        Follow.value(this, create.progress().nowProperty(), now -> doing.setText(ProgressWords.line(now, words)));
        Follow.value(this, create.runningProperty(), running -> dot.pseudoClassStateChanged(BUSY, running));
        Follow.value(this, create.shelf().inUseProperty(), opened -> model.setText(name(opened, words)));
        getChildren().addAll(dot, model, threads, folder, gap, doing);
    }

    private static String name(ShelfModel.@Nullable Opened opened, Messages words) {
        return opened == null ? words.text("status.opening") : words.text("status.ready", opened.title());
    }
}
