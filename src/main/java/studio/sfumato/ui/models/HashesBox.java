package studio.sfumato.ui.models;

import javafx.beans.value.ObservableValue;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ProgressBar;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.bootstrapicons.BootstrapIcons;
import studio.sfumato.ui.common.Follow;
import studio.sfumato.ui.common.Icons;
import studio.sfumato.ui.common.Messages;
import studio.sfumato.weights.ModelHash;

/// A model's hashes, each to be copied; or how far they are worked out; or a button to begin.
final class HashesBox extends VBox {
    private final HashesModel model;
    private final Messages words;

    HashesBox(HashesModel model, Messages words) {
        this.model = model;
        this.words = words;
        setId("model-hashes");
        getStyleClass().add("hashes");
        Follow.value(this, model.stateProperty(), this::show);
    }

    private void show(HashesModel.State state) {
        boolean entered = getChildren().stream().anyMatch(Node::isFocusWithin);
        getChildren().forEach(Follow::end);
        getChildren().clear();
        switch (state) {
            case HashesModel.State.Unknown _ -> {
                Button begin = Icons.worded("model-hash", BootstrapIcons.HASH, words);
                begin.getStyleClass().add("small");
                begin.setMinWidth(USE_PREF_SIZE);
                begin.setOnAction(_ -> model.workOut());
                getChildren().add(begin);
            }
            case HashesModel.State.Working _ -> getChildren().add(working());
            case HashesModel.State.Known(ModelHash.All hashes) -> {
                hash("brief", hashes.legacy().isPresent() ? "models.hash.brief" : "models.hash.folder", hashes.brief());
                hashes.legacy().ifPresent(legacy -> hash("legacy", "models.hash.legacy", legacy));
                hash(
                        "sha256",
                        hashes.legacy().isPresent() ? "models.hash.sha256" : "models.hash.unet",
                        hashes.sha256());
            }
        }
        if (entered) {
            lookupAll(".button").stream().findFirst().ifPresent(Node::requestFocus);
        }
    }

    private Node working() {
        ProgressBar bar = new ProgressBar();
        bar.setMaxWidth(Double.MAX_VALUE);
        bar.setAccessibleText(words.text("models.hash.working"));
        HBox.setHgrow(bar, Priority.ALWAYS);
        ObservableValue<Number> share = model.shareProperty();
        Follow.value(bar, share, read -> bar.setProgress(read.doubleValue()));
        Button stop = Icons.button("model-hash-stop", BootstrapIcons.X, words.text("models.hash.stop"));
        stop.getStyleClass().add("copy");
        stop.setOnAction(_ -> model.stop());
        HBox row = new HBox(bar, stop);
        row.getStyleClass().addAll("copied", "working");
        return row;
    }

    private void hash(String id, String key, String digits) {
        String kind = words.text(key);
        Label name = new Label(kind);
        name.getStyleClass().add("quiet");
        name.setWrapText(true);
        name.setMinHeight(USE_PREF_SIZE);
        Label says = new Label(digits);
        says.setId("model-hash-" + id);
        says.getStyleClass().add("digits");
        says.setWrapText(true);
        says.setMinHeight(USE_PREF_SIZE);
        says.setMaxWidth(Double.MAX_VALUE);
        HBox.setHgrow(says, Priority.ALWAYS);
        name.setLabelFor(says);
        HBox row = new HBox(says, CopyButton.of("model-copy-" + id, words.text("models.hash.copy", kind), digits));
        row.getStyleClass().add("copied");
        getChildren().add(new VBox(name, row));
    }
}
