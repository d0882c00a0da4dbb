package studio.sfumato.weights;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import studio.sfumato.error.ModelFileException;
import studio.sfumato.error.UnsupportedModelException;
import studio.sfumato.weights.NoiseScheduleConfig.Predicts;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.StringNode;

/// What the user says of a model's noise, which goes before all that its files say. It is kept among the user's other
/// settings of the model ([UserFile]): `{"prediction": "v", "ztsnr": true}`.
///
/// @param prediction what the U-Net predicts; empty where the files are believed
/// @param zeroSnr whether the last noise level is pure noise; empty where the files are believed
public record NoiseWord(Optional<Predicts> prediction, Optional<Boolean> zeroSnr) {
    /// Nothing is said.
    public static final NoiseWord NONE = new NoiseWord(Optional.empty(), Optional.empty());

    static final String PREDICTION = "prediction";
    static final String ZERO_SNR = "ztsnr";

    /// {@return what `settings` say}
    ///
    /// @throws ModelFileException if a value cannot be
    public static NoiseWord of(ComponentConfig settings) {
        Optional<Predicts> prediction = settings.text(PREDICTION)
                .map(text -> called(text).orElseThrow(() -> settings.wrong(PREDICTION, "\"v\" or \"epsilon\"")));
        return new NoiseWord(
                prediction, settings.has(ZERO_SNR) ? Optional.of(settings.flag(ZERO_SNR, false)) : Optional.empty());
    }

    /// {@return what people mean by `v`, `epsilon` and their other names}
    public static Optional<Predicts> called(String text) {
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "v", "v_prediction", "v-prediction", "vpred", "velocity" -> Optional.of(Predicts.V_PREDICTION);
            case "epsilon", "eps", "noise" -> Optional.of(Predicts.EPSILON);
            default -> Optional.empty();
        };
    }

    /// {@return the same with another prediction}
    public NoiseWord withPrediction(Optional<Predicts> other) {
        return new NoiseWord(other, zeroSnr);
    }

    /// {@return the same with another word on the last noise level}
    public NoiseWord withZeroSnr(Optional<Boolean> other) {
        return new NoiseWord(prediction, other);
    }

    /// Keeps this beside `model`, or takes back what was said, and leaves alone what else is kept there.
    ///
    /// @param model its file or folder
    /// @throws ModelFileException if what is kept there is no JSON object, or it cannot be written; then it is as
    ///     before
    /// @throws UnsupportedModelException if there is no model at `model`
    public void keep(Path model) {
        Map<String, Optional<JsonNode>> values = new LinkedHashMap<>();
        values.put(PREDICTION, node(prediction));
        values.put(ZERO_SNR, zeroSnr.map(BooleanNode::valueOf));
        UserFile.change(model, values);
    }

    /// Does so with what is said of the prediction alone, whatever is kept of the rest.
    public static void keepPrediction(Path model, Optional<Predicts> prediction) {
        UserFile.change(model, Map.of(PREDICTION, node(prediction)));
    }

    /// Does so with what is said of the last noise level alone, whatever is kept of the rest.
    public static void keepZeroSnr(Path model, Optional<Boolean> zeroSnr) {
        UserFile.change(model, Map.of(ZERO_SNR, zeroSnr.map(BooleanNode::valueOf)));
    }

    private static Optional<JsonNode> node(Optional<Predicts> prediction) {
        return prediction.map(what -> StringNode.valueOf(what == Predicts.V_PREDICTION ? "v" : "epsilon"));
    }
}
