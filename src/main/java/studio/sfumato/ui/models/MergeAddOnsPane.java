package studio.sfumato.ui.models;

import java.util.ArrayList;
import java.util.List;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.bootstrapicons.BootstrapIcons;
import studio.sfumato.error.Printable;
import studio.sfumato.ui.common.Follow;
import studio.sfumato.ui.common.Icons;
import studio.sfumato.ui.common.Messages;
import studio.sfumato.ui.common.NumberField;
import studio.sfumato.ui.common.Shown;
import studio.sfumato.weights.merge.BakingPreview;

/// The LoRAs and the VAE that are baked into a new model.
final class MergeAddOnsPane extends VBox {
    private static final double STEP = 0.05;

    private final MergeAddOns model;
    private final Messages words;
    private final VBox rows = new VBox();

    MergeAddOnsPane(MergeAddOns model, Messages words) {
        this.model = model;
        this.words = words;
        getStyleClass().add("merge-form");
        rows.getStyleClass().add("merge-loras");
        getChildren().addAll(loras(), rows, vae());
        Follow.changes(this, model.chosen(), this::show);
        show();
    }

    private Node loras() {
        ComboBox<String> box = new ComboBox<>(model.loras());
        box.setId("merge-lora");
        box.setPromptText(words.text("merge.loras.choose"));
        HBox.setHgrow(box, Priority.ALWAYS);
        Button add = Icons.button("merge-lora-add", BootstrapIcons.PLUS, words.text("merge.loras.add"));
        add.disableProperty().bind(box.valueProperty().isNull());
        add.setOnAction(_ -> model.add(box.getValue()));
        HBox row = new HBox(box, add);
        row.getStyleClass().add("row");
        return MergePane.field("merge.loras", box, row, words);
    }

    private Node vae() {
        ComboBox<String> box = new ComboBox<>();
        box.setId("merge-vae");
        box.setConverter(MergePane.shown(name -> name.isEmpty() ? words.text("merge.vae.own") : Printable.of(name)));
        Runnable fill = () -> {
            List<String> all = new ArrayList<>(List.of(""));
            all.addAll(model.vaes());
            box.getItems().setAll(all);
            box.setValue(model.vaeProperty().get());
        };
        Follow.changes(this, model.vaes(), fill);
        fill.run();
        Follow.value(this, model.vaeProperty(), box::setValue);
        box.setOnAction(_ -> {
            if (box.getValue() != null) {
                model.vaeProperty().set(box.getValue());
            }
        });
        Label problem = problem("merge-vae-problem");
        Follow.value(
                this,
                model.vaeVerdictProperty(),
                verdict -> tell(problem, "", verdict.problem().orElse("")));
        return new VBox(MergePane.field("merge.vae", box, box, words), problem);
    }

    private void show() {
        rows.getChildren().forEach(Follow::end);
        rows.getChildren().clear();
        List<MergeAddOns.Lora> all = model.chosen();
        for (int i = 0; i < all.size(); i++) {
            rows.getChildren().add(row(i, all.get(i)));
        }
        Shown.set(rows, !all.isEmpty());
    }

    private Node row(int number, MergeAddOns.Lora lora) {
        Label name = new Label(Printable.of(lora.name()));
        name.getStyleClass().add("field-name");
        name.setMaxWidth(Double.MAX_VALUE);
        HBox.setHgrow(name, Priority.ALWAYS);
        NumberField weight = new NumberField(new NumberField.Range(-MergeAddOns.MOST, MergeAddOns.MOST, STEP, 2));
        weight.setId("merge-lora-weight-" + number);
        weight.setAccessibleText(words.text("merge.lora.weight") + ": " + Printable.of(lora.name()));
        weight.setTooltip(new Tooltip(words.text("merge.lora.weight.tip")));
        weight.valueProperty().bindBidirectional(lora.weightProperty());
        name.setLabelFor(weight);
        Button remove = Icons.button("merge-lora-remove-" + number, BootstrapIcons.X, words.text("merge.lora.remove"));
        remove.setOnAction(_ -> model.remove(lora));
        HBox head = new HBox(name, weight, remove);
        head.getStyleClass().add("amount");
        Label fits = problem("merge-lora-fits-" + number);
        VBox row = new VBox(head, fits);
        Follow.value(row, lora.verdictProperty(), verdict -> {
            BakingPreview.@Nullable Fit fit = verdict.fit();
            tell(
                    fits,
                    fit == null ? "" : words.text("merge.lora.fits", fit.fitting(), fit.keys()),
                    verdict.problem().orElse(""));
        });
        return row;
    }

    private static Label problem(String id) {
        Label label = new Label();
        label.setId(id);
        label.setWrapText(true);
        label.setMinHeight(USE_PREF_SIZE);
        return label;
    }

    private static void tell(Label label, String good, String bad) {
        String text = bad.isEmpty() ? good : Printable.of(bad);
        label.setText(text);
        label.getStyleClass().setAll("label", bad.isEmpty() ? "quiet" : "problem");
        Shown.set(label, !text.isEmpty());
    }
}
