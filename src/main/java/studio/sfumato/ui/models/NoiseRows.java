package studio.sfumato.ui.models;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import studio.sfumato.error.Printable;
import studio.sfumato.ui.common.Messages;
import studio.sfumato.weights.ModelEntry;
import studio.sfumato.weights.NoiseFacts;
import studio.sfumato.weights.NoiseScheduleConfig.Predicts;

/// What a model predicts and whether its levels end in noise, each with what tells so and a choice to say otherwise.
final class NoiseRows {
    private final NoiseModel model;
    private final Messages words;
    private final Row<Predicts> prediction;
    private final Row<Boolean> zeroSnr;

    /// One of them.
    private static final class Row<T> {
        private final ComboBox<Optional<T>> box = new ComboBox<>();
        private final Label source = new Label();
        private final VBox both = new VBox(box, source);
        private boolean filling;

        Row(String id, List<T> choices, Consumer<Optional<T>> said, Messages words) {
            box.setId("model-" + id);
            box.getItems().add(Optional.empty());
            choices.forEach(choice -> box.getItems().add(Optional.of(choice)));
            box.setMaxWidth(Double.MAX_VALUE);
            box.setTooltip(new Tooltip(words.text("models.fact." + id + ".tip")));
            box.setAccessibleText(words.text("models.fact." + id));
            box.valueProperty().subscribe(value -> {
                if (!filling && value != null) {
                    said.accept(value);
                }
            });
            source.setId("model-" + id + "-from");
            source.getStyleClass().add("quiet");
            source.setWrapText(true);
            source.setMinHeight(Region.USE_PREF_SIZE);
            both.getStyleClass().add("told");
        }
    }

    NoiseRows(NoiseModel model, Messages words) {
        this.model = model;
        this.words = words;
        prediction = new Row<>("predicts", List.of(Predicts.EPSILON, Predicts.V_PREDICTION), model::predicts, words);
        zeroSnr = new Row<>("ztsnr", List.of(true, false), model::zeroSnr, words);
    }

    /// {@return where it is said what the model predicts}
    Region prediction() {
        return prediction.both;
    }

    /// {@return where it is said whether its levels end in noise}
    Region zeroSnr() {
        return zeroSnr.both;
    }

    /// {@return a choice that keys go to, if they go to one of these}
    Optional<Region> focused() {
        return List.of(prediction.box, zeroSnr.box).stream()
                .filter(Region::isFocused)
                .map(Region.class::cast)
                .findFirst();
    }

    void show(ModelEntry entry, NoiseFacts facts) {
        fill(
                prediction,
                facts.word().prediction(),
                facts.prediction().map(this::named).orElseGet(() -> words.text("models.fact.predicts.unknown")),
                this::named);
        fill(zeroSnr, facts.word().zeroSnr(), onOff(facts.zeroSnr()), this::onOff);
        String own = words.text(
                "models.told.word",
                Printable.of(String.valueOf(model.file(entry).getFileName())));
        prediction.source.setText(facts.word().prediction().isPresent() ? own : source(facts.predictionFrom()));
        zeroSnr.source.setText(facts.word().zeroSnr().isPresent() ? own : source(facts.zeroSnrFrom()));
    }

    private <T> void fill(Row<T> row, Optional<T> said, String told, Function<T, String> named) {
        row.filling = true;
        row.box.setConverter(
                MergePane.shown(choice -> choice.map(named).orElseGet(() -> words.text("models.fact.told", told))));
        row.box.getItems().setAll(List.copyOf(row.box.getItems())); // their words may be others now
        row.box.setValue(said);
        row.filling = false;
    }

    private String named(Predicts what) {
        return words.text(
                switch (what) {
                    case EPSILON -> "models.fact.predicts.noise";
                    case V_PREDICTION -> "models.fact.predicts.v";
                    case SAMPLE -> "models.fact.predicts.picture";
                });
    }

    private String onOff(boolean on) {
        return words.text(on ? "choice.on" : "choice.off");
    }

    private String source(NoiseFacts.Source source) {
        return words.text(
                switch (source) {
                    case MARKER -> "models.told.marker";
                    case METADATA -> "models.told.metadata";
                    case YAML -> "models.told.yaml";
                    case SCHEDULER -> "models.told.scheduler";
                    case USUAL -> "models.told.usual";
                    case MEASURED -> "models.told.measured";
                });
    }
}
