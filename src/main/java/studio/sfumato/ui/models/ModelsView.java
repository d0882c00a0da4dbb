package studio.sfumato.ui.models;

import javafx.beans.value.ObservableValue;
import javafx.collections.ObservableList;
import javafx.css.PseudoClass;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ListView;
import javafx.scene.control.ProgressIndicator;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.TextField;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.bootstrapicons.BootstrapIcons;
import org.kordamp.ikonli.javafx.FontIcon;
import studio.sfumato.ui.common.Desk;
import studio.sfumato.ui.common.Follow;
import studio.sfumato.ui.common.Icons;
import studio.sfumato.ui.common.KeyAction;
import studio.sfumato.ui.common.Messages;
import studio.sfumato.ui.common.NoteBar;
import studio.sfumato.ui.common.Workspace;
import studio.sfumato.ui.download.DownloadsModel;
import studio.sfumato.ui.download.DownloadsPane;
import studio.sfumato.weights.ModelEntry;

/// The workspace Models: where models are looked for on the left, what there is in the middle, the chosen one on the
/// right.
final class ModelsView extends BorderPane implements Workspace.Page {
    private static final double SPINNER = 18;
    private static final PseudoClass BARE = PseudoClass.getPseudoClass("bare");

    private final ModelsModel model;
    private final MergeModel merge;
    private final DownloadsModel downloads;
    private final DownloadsPane downloadsPane;
    private final Messages words;
    private final TextField search = new TextField();
    private final ListView<ModelEntry> list;
    private boolean filling;

    ModelsView(
            ModelsModel model,
            HashesModel hashes,
            NoiseModel noise,
            MergeModel merge,
            DownloadsModel downloads,
            Desk desk,
            Messages words) {
        this.model = model;
        this.merge = merge;
        this.downloads = downloads;
        downloadsPane = new DownloadsPane(downloads, words);
        this.words = words;
        getStyleClass().add("models");
        list = list();
        FoldersPane folders = new FoldersPane(model, desk, words);
        setLeft(folders);
        setCenter(middle(folders));
        DetailsPane about = new DetailsPane(model, hashes, noise, merge, desk, words);
        MergePane wish = new MergePane(merge, words);
        ScrollPane details = new ScrollPane(new VBox(about, wish));
        details.getStyleClass().add("details-scroll");
        details.setFitToWidth(true);
        details.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
        details.setFocusTraversable(false);
        setRight(details);
        boolean[] begun = {false};
        Follow.value(this, merge.openProperty(), open -> {
            about.setManaged(!open);
            about.setCurtained(open);
            wish.setVisible(open);
            wish.setManaged(open);
            details.setVvalue(0);
            if (open) {
                wish.entered();
            } else if (begun[0]) {
                list.requestFocus();
            }
            begun[0] = true;
        });
    }

    private Node middle(FoldersPane folders) {
        search.setId("models-search");
        search.setPromptText(words.text("models.search.hint"));
        search.setTooltip(new Tooltip(words.text("models.search.tip")));
        search.setAccessibleText(words.text("models.search.hint"));
        search.textProperty().bindBidirectional(model.searchProperty());
        search.setOnKeyPressed(key -> {
            if (key.getCode() == KeyCode.DOWN && !list.getItems().isEmpty()) {
                list.requestFocus();
                list.getSelectionModel().selectFirst();
                key.consume();
            }
        });
        HBox.setHgrow(search, Priority.ALWAYS);
        Label count = new Label();
        count.setId("models-count");
        count.getStyleClass().add("quiet");
        count.setMinWidth(USE_PREF_SIZE);
        Runnable counted = () -> count.setText(
                words.text("models.count", model.shown().size(), model.all().size()));
        Follow.changes(this, model.shown(), counted);
        counted.run();
        ProgressIndicator looking = new ProgressIndicator();
        looking.setId("models-looking");
        looking.setPrefSize(SPINNER, SPINNER);
        looking.setMinSize(SPINNER, SPINNER);
        looking.setAccessibleText(words.text("model.looking"));
        Button again = Icons.button("models-refresh", BootstrapIcons.ARROW_REPEAT, words.text("models.refresh.tip"));
        again.setOnAction(_ -> model.refresh());
        StackPane refresh = new StackPane(again, looking);
        Follow.value(this, model.lookingProperty(), busy -> {
            looking.setVisible(busy);
            again.setVisible(!busy);
        });
        Button download = new Button(words.text("models.download.button"), new FontIcon(BootstrapIcons.DOWNLOAD));
        download.setId("models-download");
        download.setMinWidth(USE_PREF_SIZE);
        download.setTooltip(new Tooltip(words.text("models.download.tip")));
        download.setAccessibleText(words.text("models.download.tip"));
        download.setOnAction(_ -> download());
        HBox head = new HBox(search, count, refresh, download);
        head.getStyleClass().add("head");
        NoteBar notes = new NoteBar(model.notes(), words);
        VBox middle =
                new VBox(head, downloadsPane, notes, new RefusalBar(model, words), new StackPane(list, empty(folders)));
        VBox.setVgrow(middle.getChildren().getLast(), Priority.ALWAYS);
        middle.getStyleClass().add("middle");
        return middle;
    }

    private void download() {
        downloads.openProperty().set(true);
        downloadsPane.enter();
    }

    private ListView<ModelEntry> list() {
        ListView<ModelEntry> all = new ListView<>();
        all.setId("models-list");
        all.setAccessibleText(words.text("models.list"));
        all.setCellFactory(_ -> new ModelCell(model, words));
        all.getSelectionModel().selectedItemProperty().subscribe(chosen -> {
            if (chosen != null && !filling) {
                model.chosenProperty().set(chosen);
            }
        });
        Follow.value(
                this, model.chosenProperty(), chosen -> all.getSelectionModel().select(chosen));
        Follow.changes(this, model.shown(), () -> fill(all));
        fill(all);
        all.setOnKeyPressed(key -> {
            if (key.getCode() == KeyCode.ENTER) {
                use(all);
                key.consume();
            }
        });
        all.setOnMouseClicked(click -> {
            if (click.getClickCount() == 2) {
                use(all);
            }
        });
        return all;
    }

    /// A list that is given other items would choose one of them by itself.
    private void fill(ListView<ModelEntry> all) {
        filling = true;
        all.getItems().setAll(model.shown());
        all.getSelectionModel().clearSelection();
        ModelEntry chosen = model.chosenProperty().get();
        if (chosen != null && all.getItems().contains(chosen)) {
            all.getSelectionModel().select(chosen);
        }
        filling = false;
    }

    private void use(ListView<ModelEntry> all) {
        ModelEntry chosen = all.getSelectionModel().getSelectedItem();
        if (chosen != null) {
            model.use(chosen);
        }
    }

    /// What stands in the middle of an empty list.
    private Node empty(FoldersPane folders) {
        Label title = new Label();
        title.getStyleClass().add("empty-title");
        Label about = new Label();
        about.getStyleClass().add("quiet");
        about.setWrapText(true);
        Button add = new Button(words.text("models.add.button"), new FontIcon(BootstrapIcons.FOLDER_PLUS));
        add.setId("models-empty-add");
        add.setTooltip(new Tooltip(words.text("models.add.tip")));
        add.setAccessibleText(words.text("models.add.button"));
        add.setOnAction(_ -> folders.pick());
        VBox empty = new VBox(title, about, add);
        empty.setId("models-empty");
        empty.getStyleClass().add("empty");
        Runnable look = () -> {
            boolean none = model.all().isEmpty();
            boolean looking = model.lookingProperty().getValue();
            title.setText(words.text(
                    looking && none ? "model.looking" : none ? "models.none.title" : "models.unfound.title"));
            about.setText(words.text(none ? "models.none.about" : "models.unfound.about"));
            about.setVisible(!looking || !none);
            add.setVisible(none && !looking);
            empty.setVisible(model.shown().isEmpty());
            list.pseudoClassStateChanged(BARE, model.shown().isEmpty());
        };
        ObservableList<ModelEntry> shown = model.shown();
        ObservableValue<Boolean> looking = model.lookingProperty();
        Follow.changes(this, shown, look);
        Follow.value(this, looking, _ -> look.run());
        return empty;
    }

    @Override
    public Node node() {
        return this;
    }

    @Override
    public void entered() {
        list.requestFocus();
    }

    @Override
    public void pressed(KeyEvent key) {
        if (words.keys().is(KeyAction.MODELS_FIND, key)) {
            search.requestFocus();
            search.selectAll();
            key.consume();
        } else if (words.keys().is(KeyAction.MODELS_DOWNLOAD, key)) {
            download();
            key.consume();
        } else if (words.keys().is(KeyAction.MODELS_REFRESH, key)) {
            model.refresh();
            key.consume();
        } else if (words.keys().is(KeyAction.MODELS_MERGE, key)) {
            merge.begin();
            key.consume();
        }
    }

    @Override
    public void unused(KeyEvent key) {
        if (key.getCode() != KeyCode.ESCAPE) {
            return;
        }
        if (merge.openProperty().get()) {
            merge.openProperty().set(false);
            key.consume();
        } else if (!search.getText().isEmpty()) {
            search.clear();
            key.consume();
        }
    }
}
