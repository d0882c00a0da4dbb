package studio.sfumato.ui.download;

import java.util.List;
import java.util.stream.IntStream;
import javafx.beans.binding.Bindings;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.PasswordField;
import javafx.scene.control.ProgressIndicator;
import javafx.scene.control.TextField;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.bootstrapicons.BootstrapIcons;
import org.kordamp.ikonli.javafx.FontIcon;
import studio.sfumato.error.Printable;
import studio.sfumato.ui.common.Follow;
import studio.sfumato.ui.common.Icons;
import studio.sfumato.ui.common.Labels;
import studio.sfumato.ui.common.Messages;
import studio.sfumato.ui.common.NoteBar;

/// Where one gives a token for what is not open to everybody, sees for which hosts there are some and where they are
/// kept, and forgets them. What is typed is not shown, and is gone from here when it is kept.
final class TokensPane extends VBox {
    private static final double SPINNER = 18;
    private static final double HOST = 200;

    private final TokensModel model;
    private final Messages words;
    private final TextField host = new TextField();
    private final PasswordField token = new PasswordField();
    private final VBox rows = new VBox();

    TokensPane(TokensModel model, Messages words) {
        this.model = model;
        this.words = words;
        setId("tokens");
        getStyleClass().add("tokens");
        rows.setId("token-rows");
        rows.getStyleClass().add("download-rows");
        getChildren()
                .addAll(Labels.quiet(words.text("tokens.about")), entry(), new NoteBar(model.notes(), words), rows);
        managedProperty().bind(visibleProperty());
        Follow.value(this, model.openProperty(), this::setVisible);
        Follow.changes(this, model.kept(), this::show);
        show();
        setOnKeyPressed(key -> {
            if (key.getCode() == KeyCode.ESCAPE) {
                model.openProperty().set(false);
                key.consume();
            }
        });
    }

    /// Puts the cursor where one types the token.
    void enter() {
        token.requestFocus();
    }

    private Node entry() {
        host.setId("token-host");
        host.setPromptText(words.text("tokens.host.hint"));
        host.setTooltip(new Tooltip(words.text("tokens.host.tip")));
        host.setAccessibleText(words.text("tokens.host.tip"));
        host.setPrefWidth(HOST);
        host.setMinWidth(0);
        host.textProperty().bindBidirectional(model.hostProperty());
        host.setOnAction(_ -> token.requestFocus());
        token.setId("token-secret");
        token.setPromptText(words.text("tokens.secret.hint"));
        token.setTooltip(new Tooltip(words.text("tokens.secret.tip")));
        token.setAccessibleText(words.text("tokens.secret.tip"));
        token.textProperty().bindBidirectional(model.tokenProperty());
        token.setOnAction(_ -> model.keep());
        HBox.setHgrow(token, Priority.ALWAYS);
        ProgressIndicator busy = new ProgressIndicator();
        busy.setPrefSize(SPINNER, SPINNER);
        busy.setMinSize(SPINNER, SPINNER);
        busy.setAccessibleText(words.text("tokens.busy"));
        busy.managedProperty().bind(busy.visibleProperty());
        busy.visibleProperty().bind(model.workingProperty());
        Button keep = Icons.worded("tokens.keep", BootstrapIcons.KEY, words);
        keep.setId("token-keep");
        keep.setMinWidth(USE_PREF_SIZE);
        keep.disableProperty()
                .bind(Bindings.createBooleanBinding(
                        () -> model.workingProperty().get()
                                || host.getText().isBlank()
                                || token.getText().isBlank(),
                        model.workingProperty(),
                        host.textProperty(),
                        token.textProperty()));
        keep.setOnAction(_ -> model.keep());
        HBox entry = new HBox(host, token, busy, keep);
        entry.getStyleClass().add("head");
        return entry;
    }

    private void show() {
        List<TokensModel.Kept> all = List.copyOf(model.kept());
        rows.getChildren()
                .setAll(
                        all.isEmpty()
                                ? List.of(Labels.quiet(words.text("tokens.none")))
                                : IntStream.range(0, all.size())
                                        .mapToObj(i -> row(i, all.get(i)))
                                        .toList());
    }

    private Node row(int number, TokensModel.Kept one) {
        String name = Printable.of(one.host());
        Label title = new Label(name);
        title.getStyleClass().addAll("title", "may-be-cut");
        title.setMinWidth(0);
        String where = one.file()
                .map(file -> words.text("tokens.file", Printable.of(file.toString())))
                .orElse(words.text("tokens.keychain"));
        Label place = new Label(where);
        place.getStyleClass().addAll("quiet", "may-be-cut");
        place.setMinWidth(0);
        place.setTooltip(new Tooltip(where));
        VBox text = new VBox(title, place);
        text.getStyleClass().add("download-text");
        text.setMinWidth(0);
        HBox.setHgrow(text, Priority.ALWAYS);
        Button forget = new Button(words.text("tokens.forget.button"));
        forget.setId("token-forget-" + number);
        forget.getStyleClass().add("small");
        forget.setMinWidth(USE_PREF_SIZE);
        forget.setTooltip(new Tooltip(words.text("tokens.forget.tip")));
        forget.setAccessibleText(words.text("tokens.forget.tip") + ": " + name);
        forget.disableProperty().bind(model.workingProperty());
        forget.setOnAction(_ -> model.forget(one.host()));
        HBox row = new HBox(new FontIcon(BootstrapIcons.KEY), text, forget);
        row.getStyleClass().add("download-row");
        return row;
    }
}
