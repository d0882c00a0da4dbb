package studio.sfumato.ui.models;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import javafx.collections.FXCollections;
import javafx.geometry.VPos;
import javafx.scene.AccessibleRole;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.ColumnConstraints;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.bootstrapicons.BootstrapIcons;
import org.kordamp.ikonli.javafx.FontIcon;
import studio.sfumato.error.Printable;
import studio.sfumato.ui.common.Desk;
import studio.sfumato.ui.common.Follow;
import studio.sfumato.ui.common.Messages;
import studio.sfumato.ui.common.RasterView;
import studio.sfumato.weights.ModelDefaults;
import studio.sfumato.weights.ModelEntry;
import studio.sfumato.weights.ModelFamily;
import studio.sfumato.weights.Versions;

/// What is known about the chosen model, and what can be done with it.
final class DetailsPane extends VBox {
    private final ModelsModel model;
    private final Messages words;
    private final Label title = new Label();
    private final Label problem = new Label();
    private final RasterView picture = new RasterView();
    private final GridPane facts = new GridPane();
    private final HashesBox hashes;
    private final NoiseRows noise;
    private final Button use;
    private final Button usual;
    private final Button merge;
    private final Button back;
    private final Button open;
    private boolean curtained;

    DetailsPane(
            ModelsModel model, HashesModel hashing, NoiseModel noises, MergeModel merging, Desk desk, Messages words) {
        this.model = model;
        this.words = words;
        hashes = new HashesBox(hashing, words);
        noise = new NoiseRows(noises, words);
        setId("model-details");
        getStyleClass().add("details");
        title.setId("model-title");
        title.getStyleClass().add("title");
        title.setWrapText(true);
        problem.setId("model-problem");
        problem.getStyleClass().add("problem");
        problem.setWrapText(true);
        problem.setMinHeight(USE_PREF_SIZE);
        problem.managedProperty().bind(problem.visibleProperty());
        picture.setId("model-preview");
        picture.getStyleClass().add("preview");
        picture.setAccessibleRole(AccessibleRole.IMAGE_VIEW);
        picture.setAccessibleText(words.text("models.preview"));
        picture.managedProperty().bind(picture.visibleProperty());
        facts.getStyleClass().add("facts");
        ColumnConstraints values = new ColumnConstraints();
        values.setHgrow(Priority.ALWAYS);
        facts.getColumnConstraints().addAll(new ColumnConstraints(), values);
        use = button("use", BootstrapIcons.BRUSH);
        use.getStyleClass().add("primary");
        use.setOnAction(_ -> withChosen(model::use));
        usual = button("usual", BootstrapIcons.STAR);
        usual.setOnAction(_ -> withChosen(model::makeUsual));
        merge = button("merge", BootstrapIcons.INTERSECT);
        merge.setOnAction(_ -> merging.begin());
        back = button("back", BootstrapIcons.ARROW_COUNTERCLOCKWISE);
        back.managedProperty().bind(back.visibleProperty());
        back.setOnAction(_ -> {
            ModelDetails known = model.detailsProperty().get();
            if (known != null) {
                model.takeBack(known);
            }
        });
        open = button("open", BootstrapIcons.FOLDER2_OPEN);
        open.setOnAction(_ -> withChosen(entry -> desk.show(entry.path())));
        getChildren().addAll(title, problem, picture, facts, use, usual, merge, back, open);
        Follow.keep(this, () -> Follow.end(hashes)); // which may not be in it at the end
        Follow.value(this, model.detailsProperty(), this::show);
        Follow.value(this, model.previewProperty(), read -> {
            picture.rasterProperty().set(read);
            picture.setVisible(read != null);
        });
        Follow.value(this, model.usualProperty(), _ -> buttons());
    }

    private Button button(String id, BootstrapIcons icon) {
        Button button = new Button(words.text("models." + id + ".button"), new FontIcon(icon));
        button.setId("model-" + id);
        button.setMaxWidth(Double.MAX_VALUE);
        button.setTooltip(new Tooltip(words.text("models." + id + ".tip")));
        button.setAccessibleText(words.text("models." + id + ".tip"));
        return button;
    }

    private void withChosen(Consumer<ModelEntry> action) {
        ModelEntry chosen = model.chosenProperty().get();
        if (chosen != null) {
            action.accept(chosen);
        }
    }

    /// Steps aside for another pane.
    void setCurtained(boolean aside) {
        curtained = aside;
        setVisible(model.detailsProperty().get() != null && !aside);
    }

    private void buttons() {
        ModelEntry chosen = model.chosenProperty().get();
        ModelDetails known = model.detailsProperty().get();
        boolean good = chosen != null
                && chosen.problem().isEmpty()
                && (known == null || known.problems().isEmpty());
        use.setDisable(!good);
        usual.setDisable(!good || chosen.name().equals(model.usualProperty().getValue()));
        merge.setDisable(!good);
        open.setDisable(chosen == null);
    }

    private void show(@Nullable ModelDetails details) {
        setVisible(details != null && !curtained);
        Optional<Region> entered = noise.focused(); // rows are made anew
        facts.getChildren().clear();
        back.setVisible(details != null && !details.versions().isEmpty());
        buttons();
        if (details == null) {
            return;
        }
        ModelEntry entry = details.entry();
        title.setText(Printable.of(entry.title()));
        problem.setText(problems(details));
        problem.setVisible(!problem.getText().isEmpty());
        details.notes()
                .title()
                .filter(named -> !named.equals(entry.title()))
                .ifPresent(named -> fact("title", Printable.of(named)));
        if (!details.notes().triggers().isEmpty()) {
            triggers(details.notes().triggers());
        }
        if (details.lacking().text()) {
            row(
                    "text",
                    lender(
                            "text",
                            details.lacking().lenders(),
                            model.textOf(entry),
                            name -> model.giveText(entry, name)));
        }
        if (details.lacking().vae()) {
            row("vae", lender("vae", model.vaes(), model.vaeOf(entry), name -> model.giveVae(entry, name)));
        }
        entry.family().map(ModelFamily::label).ifPresent(family -> fact("family", family));
        if (!entry.precision().isEmpty()) {
            fact("precision", entry.precision());
        }
        fact("size", words.bytes(entry.bytes()));
        details.likes().ifPresent(this::likes);
        details.noise().ifPresent(told -> {
            noise.show(entry, told);
            row("predicts", noise.prediction());
            row("ztsnr", noise.zeroSnr());
        });
        fact(
                "licence",
                details.licence().map(Printable::of).orElseGet(() -> words.text("models.fact.licence.unknown")));
        details.origin().ifPresent(origin -> fact("source", Printable.of(origin.source())));
        if (!details.versions().isEmpty()) {
            fact(
                    "versions",
                    words.text(
                            "models.fact.versions.value",
                            details.versions().size(),
                            words.bytes(details.versions().stream()
                                    .mapToLong(Versions.Version::bytes)
                                    .sum())));
        }
        if (entry.problem().isEmpty()) {
            row("hashes", hashes);
        }
        fact("name", Printable.of(entry.name()));
        fact("path", Printable.of(entry.path().toString()));
        entered.filter(box -> box.getScene() != null).ifPresent(Region::requestFocus);
    }

    private String problems(ModelDetails details) {
        List<String> why = details.problems();
        List<String> limits = details.check().limits();
        return why.isEmpty()
                ? limits.isEmpty() ? "" : words.text("models.limits", lines(limits))
                : words.text("models.problem", lines(why));
    }

    private static String lines(List<String> all) {
        return all.stream().map(Printable::of).collect(Collectors.joining("\n"));
    }

    private void likes(ModelDefaults likes) {
        fact("sampling", ModelWords.sampling(likes));
        fact("steps", words.text("models.fact.steps.value", likes.steps(), likes.cfg()));
        fact("pixels", words.text("models.fact.pixels.value", likes.width(), likes.height()));
    }

    /// A model without a VAE or text encoders of its own is given them here: it can be chosen in Create only then.
    private Node lender(String id, List<String> offered, String before, Consumer<String> give) {
        ComboBox<String> box = new ComboBox<>(FXCollections.observableArrayList(offered));
        box.setId("model-" + id);
        box.setMaxWidth(Double.MAX_VALUE);
        box.setConverter(MergePane.shown(Printable::of));
        box.setTooltip(new Tooltip(words.text("models." + id + ".tip")));
        box.setAccessibleText(words.text("models." + id + ".tip"));
        box.setPromptText(words.text("models.vae.prompt"));
        box.setPlaceholder(new Label(words.text("models." + id + ".none")));
        box.setValue(before.isEmpty() ? null : before);
        box.setOnAction(_ -> {
            if (box.getValue() != null && !box.getValue().equals(before)) {
                give.accept(box.getValue());
            }
        });
        return box;
    }

    private void triggers(List<String> woken) {
        String all = String.join(", ", woken);
        Label says = value("triggers", Printable.of(all));
        HBox.setHgrow(says, Priority.ALWAYS);
        HBox both = new HBox(says, CopyButton.of("model-copy-triggers", words.text("models.triggers.tip"), all));
        both.getStyleClass().add("copied");
        row("triggers", both);
    }

    private void fact(String id, String value) {
        row(id, value(id, value));
    }

    private static Label value(String id, String value) {
        Label says = new Label(value);
        says.setId("model-fact-" + id);
        says.setWrapText(true);
        says.setMinHeight(USE_PREF_SIZE);
        says.setMaxWidth(Double.MAX_VALUE);
        return says;
    }

    private void row(String id, Node value) {
        Label name = new Label(words.text("models.fact." + id));
        name.getStyleClass().add("quiet");
        name.setMinWidth(USE_PREF_SIZE);
        GridPane.setValignment(name, VPos.TOP);
        name.setLabelFor(value);
        facts.addRow(facts.getRowCount(), name, value);
    }
}
