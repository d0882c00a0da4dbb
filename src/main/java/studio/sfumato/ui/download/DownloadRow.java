package studio.sfumato.ui.download;

import javafx.css.PseudoClass;
import javafx.scene.AccessibleRole;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ProgressBar;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.bootstrapicons.BootstrapIcons;
import org.kordamp.ikonli.javafx.FontIcon;
import studio.sfumato.download.Arrived;
import studio.sfumato.download.DownloadQueue;
import studio.sfumato.download.DownloadQueue.State;
import studio.sfumato.error.Printable;
import studio.sfumato.ui.common.Icons;
import studio.sfumato.ui.common.Messages;

/// One download: what comes, how far it is, and what can be done to it. It stays the same node while it lasts, so that
/// the focus stays where it is.
final class DownloadRow extends HBox {
    private static final PseudoClass FAILED = PseudoClass.getPseudoClass("failed");
    private static final PseudoClass DONE = PseudoClass.getPseudoClass("done");

    private final DownloadsModel model;
    private final Messages words;
    private final FontIcon sign = new FontIcon(BootstrapIcons.DOWNLOAD);
    private final Label name = new Label();
    private final Label state = new Label();
    private final ProgressBar bar = new ProgressBar(0);
    private final Button pause;
    private final Button resume;
    private final Button remove;
    private final Button token;
    private final Tooltip whole = new Tooltip();

    DownloadRow(DownloadsModel model, String id, Messages words) {
        this.model = model;
        this.words = words;
        getStyleClass().add("download-row");
        setAccessibleRole(AccessibleRole.TEXT);
        name.getStyleClass().addAll("title", "may-be-cut");
        name.setMinWidth(0);
        state.getStyleClass().addAll("quiet", "may-be-cut", "download-state");
        state.setMinWidth(0);
        state.setTooltip(whole);
        bar.setMaxWidth(Double.MAX_VALUE);
        bar.managedProperty().bind(bar.visibleProperty());
        pause = Icons.button("download-pause", BootstrapIcons.PAUSE, words.text("download.pause.tip"));
        pause.setOnAction(_ -> model.pause(id));
        resume = Icons.button("download-resume", BootstrapIcons.PLAY, words.text("download.resume.tip"));
        resume.setOnAction(_ -> model.resume(id));
        remove = Icons.button("download-remove", BootstrapIcons.X, words.text("download.remove.tip"));
        remove.setOnAction(_ -> model.remove(id));
        token = Icons.worded("token-give", BootstrapIcons.KEY, words);
        token.setMinWidth(USE_PREF_SIZE);
        VBox text = new VBox(name, bar, state);
        text.getStyleClass().add("download-text");
        text.setMinWidth(0);
        HBox.setHgrow(text, Priority.ALWAYS);
        getChildren().addAll(sign, text, token, resume, pause, remove);
    }

    void show(DownloadQueue.Entry entry) {
        State now = entry.state();
        String target = Printable.of(entry.order().target());
        name.setText(target);
        String says = DownloadWords.state(entry, words);
        state.setText(says);
        String hint = now instanceof State.Failed failed && failed.hint() != null
                ? "\n" + Printable.of(String.valueOf(failed.hint()))
                : "";
        whole.setText(says + hint + "\n" + DownloadWords.source(entry));
        bar.setProgress(DownloadWords.progress(entry));
        bar.setAccessibleText(says);
        bar.setVisible(!(now instanceof State.Done));
        boolean wrong = now instanceof State.Failed
                || (now instanceof State.Done(Arrived come) && come.problem().isPresent());
        pseudoClassStateChanged(FAILED, wrong);
        pseudoClassStateChanged(DONE, now instanceof State.Done && !wrong);
        sign.setIconCode(
                switch (now) {
                    case State.Waiting _ -> BootstrapIcons.HOURGLASS;
                    case State.Running _ -> BootstrapIcons.DOWNLOAD;
                    case State.Paused _ -> BootstrapIcons.PAUSE;
                    case State.Failed _ -> BootstrapIcons.EXCLAMATION_TRIANGLE;
                    case State.Done _ -> wrong ? BootstrapIcons.EXCLAMATION_TRIANGLE : BootstrapIcons.CHECK;
                });
        boolean active = now instanceof State.Running || now instanceof State.Waiting;
        boolean stopped = now instanceof State.Paused || now instanceof State.Failed;
        boolean focused = pause.isFocused() || resume.isFocused();
        there(pause, active);
        there(resume, stopped);
        there(remove, !active);
        there(token, now instanceof State.Failed failed && failed.wantsToken());
        token.setOnAction(_ -> model.askForToken(entry));
        if (focused && active) {
            pause.requestFocus();
        } else if (focused && stopped) {
            resume.requestFocus();
        }
        String removes = words.text(now instanceof State.Done ? "download.forget.tip" : "download.remove.tip");
        remove.getTooltip().setText(removes);
        remove.setAccessibleText(removes + ": " + target);
        token.setAccessibleText(token.getText() + ": " + target);
        pause.setAccessibleText(words.text("download.pause.tip") + ": " + target);
        resume.setAccessibleText(words.text("download.resume.tip") + ": " + target);
        setAccessibleText(target + ", " + says);
    }

    private static void there(Node button, boolean there) {
        button.setVisible(there);
        button.setManaged(there);
    }
}
