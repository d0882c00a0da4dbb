package studio.sfumato.ui.generate;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.css.PseudoClass;
import javafx.scene.AccessibleRole;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.bootstrapicons.BootstrapIcons;
import org.kordamp.ikonli.javafx.FontIcon;
import studio.sfumato.diffusion.NamedLora;
import studio.sfumato.error.Printable;
import studio.sfumato.image.Raster;
import studio.sfumato.ui.common.Follow;
import studio.sfumato.ui.common.Messages;
import studio.sfumato.ui.common.RasterView;
import studio.sfumato.weights.addon.AddOnEntry;

/// A card of a LoRA or an embedding: its picture or its first letter, its name, and what it is for or why it cannot be
/// used.
final class CardTile extends VBox {
    private static final PseudoClass USED = PseudoClass.getPseudoClass("used");
    private static final PseudoClass UNFIT = PseudoClass.getPseudoClass("unfit");
    private static final PseudoClass CURRENT = PseudoClass.getPseudoClass("current");
    private static final double TOOLTIP_WIDTH = 320;

    private final AddOnCard card;

    CardTile(AddOnCard card, Optional<ReadOnlyObjectProperty<@Nullable Raster>> preview, Messages words) {
        this.card = card;
        getStyleClass().add("addon-card");
        pseudoClassStateChanged(USED, card.used());
        pseudoClassStateChanged(UNFIT, card.obstacle().isPresent());
        String stem = NamedLora.stem(card.entry().name());
        Label letter =
                new Label(stem.substring(0, stem.offsetByCodePoints(0, 1)).toUpperCase(Locale.ROOT));
        letter.getStyleClass().add("addon-letter");
        RasterView picture = new RasterView();
        StackPane face = new StackPane(letter, picture);
        face.getStyleClass().add("addon-face");
        preview.ifPresent(read -> Follow.value(this, read, raster -> {
            picture.rasterProperty().set(raster);
            letter.setVisible(raster == null);
        }));
        if (card.used()) {
            Label mark = new Label("", new FontIcon(BootstrapIcons.CHECK));
            mark.getStyleClass().add("addon-mark");
            face.getChildren().add(mark);
        }
        Label name = new Label(stem);
        name.getStyleClass().addAll("addon-name", "may-be-cut");
        Label about = new Label(about(card, words));
        about.getStyleClass().add("addon-about");
        about.setWrapText(true);
        getChildren().addAll(face, name, about);
        Tooltip more = new Tooltip(String.join("\n", details(card, words)));
        more.setWrapText(true);
        more.setMaxWidth(TOOLTIP_WIDTH);
        Tooltip.install(this, more);
        setAccessibleRole(AccessibleRole.TOGGLE_BUTTON);
        setAccessibleText(says(card, words));
    }

    /// {@return what it shows}
    AddOnCard card() {
        return card;
    }

    void current(boolean now) {
        pseudoClassStateChanged(CURRENT, now);
    }

    private static String about(AddOnCard card, Messages words) {
        return switch (card.obstacle().orElse(null)) {
            case null -> kind(card.entry(), words);
            case AddOnCard.Obstacle.OtherModel other -> words.text("cards.other-model", other.wants(), other.has());
            case AddOnCard.Obstacle.Unsayable _ -> words.text("cards.unsayable");
            case AddOnCard.Obstacle.Broken _ -> words.text("cards.broken");
        };
    }

    private static String kind(AddOnEntry entry, Messages words) {
        Optional<String> tokens = entry.vectors().map(vectors -> words.text("cards.tokens", vectors.count()));
        return Stream.of(entry.base(), tokens)
                .flatMap(Optional::stream)
                .reduce((base, count) -> base + " · " + count)
                .orElseGet(() -> words.text("cards.unknown"));
    }

    /// {@return what a screen reader says of `card`}
    static String says(AddOnCard card, Messages words) {
        String both = NamedLora.stem(card.entry().name()) + ", " + about(card, words);
        return card.used() ? both + ", " + words.text("cards.used") : both;
    }

    /// {@return the lines of its tooltip}
    static List<String> details(AddOnCard card, Messages words) {
        List<String> lines = new ArrayList<>();
        lines.add(card.entry()
                .title()
                .filter(title -> !title.equals(card.entry().name()))
                .map(title -> card.entry().name() + ": " + title)
                .orElse(card.entry().name()));
        if (!card.entry().content().isEmpty()) {
            lines.add(card.entry().content());
        }
        if (!card.entry().triggers().isEmpty()) {
            lines.add(
                    words.text("cards.triggers", String.join(", ", card.entry().triggers())));
        }
        card.entry().weight().ifPresent(weight -> lines.add(words.text("cards.strength", weight)));
        card.entry()
                .licence()
                .ifPresent(licence -> lines.add(words.text("models.fact.licence") + ": " + Printable.of(licence)));
        switch (card.obstacle().orElse(null)) {
            case null -> {}
            case AddOnCard.Obstacle.OtherModel other ->
                lines.add(words.text("cards.other-model", other.wants(), other.has()));
            case AddOnCard.Obstacle.Unsayable _ -> lines.add(words.text("cards.unsayable-tip"));
            case AddOnCard.Obstacle.Broken broken -> lines.add(broken.why());
        }
        return lines;
    }
}
