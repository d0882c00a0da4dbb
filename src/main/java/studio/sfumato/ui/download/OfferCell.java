package studio.sfumato.ui.download;

import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.bootstrapicons.BootstrapIcons;
import org.kordamp.ikonli.javafx.FontIcon;
import studio.sfumato.download.Offer;
import studio.sfumato.ui.common.Icons;
import studio.sfumato.ui.common.Messages;

/// Something that can be had: its name, how large it is, and a button that fetches it.
final class OfferCell extends ListCell<Offer> {
    private final Messages words;
    private final FontIcon icon = new FontIcon(BootstrapIcons.BOX);
    private final Label name = new Label();
    private final Label about = new Label();
    private final HBox row;

    OfferCell(DownloadsModel model, Messages words) {
        this.words = words;
        name.getStyleClass().addAll("title", "may-be-cut");
        name.setMinWidth(0);
        about.getStyleClass().add("quiet");
        about.setMinWidth(USE_PREF_SIZE);
        name.setMaxWidth(Double.MAX_VALUE);
        HBox.setHgrow(name, Priority.ALWAYS);
        Button take = Icons.button("download-take", BootstrapIcons.DOWNLOAD, words.text("download.take.tip"));
        take.setFocusTraversable(false); // Enter does the same for the one that is chosen
        take.setOnAction(_ -> model.take(getItem()));
        row = new HBox(icon, name, about, take);
        row.getStyleClass().add("offer-row");
        setPrefWidth(0);
    }

    @Override
    protected void updateItem(@Nullable Offer offer, boolean empty) {
        super.updateItem(offer, empty);
        setText(null);
        if (empty || offer == null) {
            setGraphic(null);
            setTooltip(null);
            setAccessibleText(null);
            return;
        }
        icon.setIconCode(offer.folder() ? BootstrapIcons.COLLECTION : BootstrapIcons.BOX);
        name.setText(DownloadWords.name(offer, words));
        about.setText(DownloadWords.about(offer, words));
        setGraphic(row);
        setTooltip(new Tooltip(name.getText()));
        setAccessibleText(name.getText() + ", " + about.getText());
    }
}
