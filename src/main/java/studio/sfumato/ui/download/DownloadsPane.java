package studio.sfumato.ui.download;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ListView;
import javafx.scene.control.ProgressIndicator;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.TextField;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.bootstrapicons.BootstrapIcons;
import org.kordamp.ikonli.javafx.FontIcon;
import studio.sfumato.download.DownloadQueue;
import studio.sfumato.download.Offer;
import studio.sfumato.ui.common.Follow;
import studio.sfumato.ui.common.Icons;
import studio.sfumato.ui.common.Messages;
import studio.sfumato.ui.common.NoteBar;

/// Where one says what to bring from the network, chooses among what there is, and sees how far it is. It is there when
/// one wants it.
public final class DownloadsPane extends VBox {
    private static final double SPINNER = 18;
    private static final double OFFER = 42;
    private static final double FRAME = 10;
    private static final int MOST_OFFERS = 5;
    private static final double MOST_ROWS = 220;

    private final DownloadsModel model;
    private final Messages words;
    private final TextField what = new TextField();
    private final VBox rows = new VBox();
    private final TokensPane tokens;
    private final Map<String, DownloadRow> shown = new LinkedHashMap<>();

    /// A pane over `model`.
    public DownloadsPane(DownloadsModel model, Messages words) {
        this.model = model;
        this.words = words;
        tokens = new TokensPane(model.tokens(), words);
        setId("downloads");
        getStyleClass().add("downloads");
        rows.setId("download-rows");
        rows.getStyleClass().add("download-rows");
        ScrollPane scroll = new ScrollPane(rows);
        scroll.getStyleClass().add("download-scroll");
        scroll.setFitToWidth(true);
        scroll.setMaxHeight(MOST_ROWS);
        scroll.setMinHeight(0);
        scroll.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
        scroll.setFocusTraversable(false);
        scroll.managedProperty().bind(scroll.visibleProperty());
        getChildren().addAll(head(), tokens, new NoteBar(model.notes(), words), choice(), scroll);
        managedProperty().bind(visibleProperty());
        Follow.value(this, model.openProperty(), this::setVisible);
        Follow.value(this, model.tokens().openProperty(), this::turn);
        Follow.changes(this, model.entries(), () -> show(scroll));
        show(scroll);
        setOnKeyPressed(key -> {
            if (key.getCode() == KeyCode.ESCAPE) {
                leave();
                key.consume();
            }
        });
    }

    /// Puts the cursor where one says what to bring.
    public void enter() {
        what.requestFocus();
    }

    private void turn(boolean toTokens) {
        if (toTokens) {
            tokens.enter();
        } else {
            enter();
        }
    }

    /// Puts away what there is to choose from, or else all of it.
    private void leave() {
        if (model.offers().isEmpty() && !model.lookingProperty().get()) {
            model.openProperty().set(false);
        } else {
            model.dismiss();
            what.requestFocus();
        }
    }

    private Node head() {
        what.setId("download-what");
        what.setPromptText(words.text("download.what.hint"));
        what.setTooltip(new Tooltip(words.text("download.what.tip")));
        what.setAccessibleText(words.text("download.what.tip"));
        what.textProperty().bindBidirectional(model.whatProperty());
        what.setOnAction(_ -> model.look());
        HBox.setHgrow(what, Priority.ALWAYS);
        ProgressIndicator looking = new ProgressIndicator();
        looking.setPrefSize(SPINNER, SPINNER);
        looking.setMinSize(SPINNER, SPINNER);
        looking.setAccessibleText(words.text("download.looking"));
        looking.managedProperty().bind(looking.visibleProperty());
        looking.visibleProperty().bind(model.lookingProperty());
        Button get = new Button(words.text("download.get.button"), new FontIcon(BootstrapIcons.DOWNLOAD));
        get.setId("download-get");
        get.getStyleClass().add("primary");
        get.setMinWidth(USE_PREF_SIZE);
        get.setTooltip(new Tooltip(words.text("download.get.tip")));
        get.setAccessibleText(words.text("download.get.tip"));
        get.disableProperty().bind(what.textProperty().map(text -> text.isBlank()));
        get.setOnAction(_ -> model.look());
        ToggleButton key = new ToggleButton("", new FontIcon(BootstrapIcons.KEY));
        key.setId("download-tokens");
        key.getStyleClass().add("icon-button");
        key.setTooltip(new Tooltip(words.text("tokens.tip")));
        key.setAccessibleText(words.text("tokens.tip"));
        key.selectedProperty().bindBidirectional(model.tokens().openProperty());
        Button close = Icons.button("download-close", BootstrapIcons.X, words.text("download.close.tip"));
        close.setOnAction(_ -> leave());
        HBox head = new HBox(what, looking, get, key, close);
        head.getStyleClass().add("head");
        return head;
    }

    /// What there is, if there are several things.
    private Node choice() {
        Label title = new Label();
        title.getStyleClass().add("field-name");
        title.setWrapText(true);
        ListView<Offer> list = new ListView<>();
        list.setId("download-offers");
        list.setAccessibleText(words.text("download.choose"));
        list.setFixedCellSize(OFFER);
        list.setCellFactory(_ -> new OfferCell(model, words));
        list.setOnKeyPressed(key -> {
            Offer chosen = list.getSelectionModel().getSelectedItem();
            if (key.getCode() == KeyCode.ENTER && chosen != null) {
                model.take(chosen);
                key.consume();
            }
        });
        list.setOnMouseClicked(click -> {
            Offer chosen = list.getSelectionModel().getSelectedItem();
            if (click.getClickCount() == 2 && chosen != null) {
                model.take(chosen);
            }
        });
        VBox choice = new VBox(title, list);
        choice.getStyleClass().add("offers");
        choice.managedProperty().bind(choice.visibleProperty());
        Runnable fill = () -> {
            List<Offer> offers = List.copyOf(model.offers());
            choice.setVisible(!offers.isEmpty());
            title.setText(DownloadWords.question(offers, words));
            list.getItems().setAll(offers);
            double height = Math.min(offers.size(), MOST_OFFERS) * OFFER + FRAME;
            list.setMinHeight(height);
            list.setPrefHeight(height);
            list.setMaxHeight(height);
            if (!offers.isEmpty()) {
                list.getSelectionModel().selectFirst();
                list.requestFocus();
            }
        };
        Follow.changes(this, model.offers(), fill);
        fill.run();
        return choice;
    }

    private void show(Node scroll) {
        List<DownloadQueue.Entry> now = List.copyOf(model.entries());
        shown.keySet().removeIf(id -> now.stream().noneMatch(entry -> entry.id().equals(id)));
        for (DownloadQueue.Entry entry : now) {
            shown.computeIfAbsent(entry.id(), id -> new DownloadRow(model, id, words))
                    .show(entry);
        }
        List<DownloadRow> nodes =
                now.reversed().stream().map(entry -> shown.get(entry.id())).toList();
        if (!rows.getChildren().equals(nodes)) {
            rows.getChildren().setAll(nodes);
        }
        scroll.setVisible(!nodes.isEmpty());
    }
}
