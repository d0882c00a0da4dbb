package studio.sfumato.weights.merge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.error.CancelledException;
import studio.sfumato.error.ModelFileException;
import studio.sfumato.weights.ModelHash;
import studio.sfumato.weights.ModelSource;
import studio.sfumato.weights.NoiseScheduleConfig.Predicts;
import studio.sfumato.weights.NoiseWord;
import studio.sfumato.weights.checkpoint.SingleFile;
import studio.sfumato.weights.checkpoint.TinyCheckpoint;

/// Models whose files don't tell what they predict are asked before they are merged.
class AskedMergeTest {
    @TempDir
    private Path folder;

    private final List<String> asked = new ArrayList<>();

    private ModelSource model(String name, TinyCheckpoint file) {
        return SingleFile.open(file.write(folder.resolve(name + ".safetensors")));
    }

    private ModelSource model(String name) {
        return model(name, TinyCheckpoint.of(name));
    }

    private Path target() {
        return folder.resolve("new.safetensors");
    }

    private MergeRecipe recipe(MergeMethod method, ModelSource... models) {
        return new MergeRecipe(
                List.of(models), method, 0.5, Map.of(), List.of(), Optional.empty(), Precision.FP16, target(), true);
    }

    private void merge(MergeRecipe recipe) {
        merge(recipe, (_, _) -> {}, CancellationToken.none());
    }

    private void merge(MergeRecipe recipe, Merge.Progress progress, CancellationToken cancel) {
        Merge.Asking asking = (model, stop) -> {
            stop.throwIfCancelled();
            asked.add(model.name());
            return model.name().contains("v") ? Predicts.V_PREDICTION : Predicts.EPSILON;
        };
        new Merge(recipe, new ModelHash(folder.resolve("cache")), LocalDate.of(2026, 11, 23), asking)
                .run(progress, cancel);
    }

    private void refused(String message, MergeRecipe recipe) {
        assertThatExceptionOfType(ModelFileException.class)
                .isThrownBy(() -> merge(recipe))
                .withMessage(message);
    }

    @Test
    void whereNoFileSaysWhatModelsPredictTheyAreAskedBeforeAnythingIsWritten() {
        ModelSource noise = model("sd2-eps");
        ModelSource v = model("sd2-v");
        refused(
                "sd2-eps and sd2-v cannot be merged: sd2-eps predicts noise and sd2-v predicts v",
                recipe(MergeMethod.WEIGHTED_SUM, noise, v));
        assertThat(asked).containsExactly("sd2-eps", "sd2-v");
        assertThat(target()).doesNotExist();

        asked.clear();
        merge(recipe(MergeMethod.WEIGHTED_SUM, noise, model("sd2-other", TinyCheckpoint.of("sd2-eps"))));
        assertThat(asked).containsExactly("sd2-eps", "sd2-other");
    }

    @Test
    void onlyThoseAreAskedThatMustPredictTheSameAndDoNotSay() {
        ModelSource noise = model("sd2-eps");
        ModelSource v = model("sd2-v");
        merge(recipe(MergeMethod.WEIGHTED_SUM, noise));
        merge(recipe(MergeMethod.WEIGHTED_SUM, noise, noise));
        assertThat(asked).as("one alone, and one with itself").isEmpty();

        NoiseWord.keepPrediction(noise.location(), Optional.of(Predicts.V_PREDICTION));
        merge(recipe(MergeMethod.WEIGHTED_SUM, SingleFile.open(noise.location()), v));
        assertThat(asked).as("the user's word counts first").containsExactly("sd2-v");
        asked.clear();
        NoiseWord.keepPrediction(noise.location(), Optional.empty());
        refused(
                "sd2-v and sd2-eps cannot be merged: sd2-v predicts v and sd2-eps predicts noise",
                recipe(MergeMethod.ADD_DIFFERENCE, v, v, noise));
        merge(recipe(MergeMethod.ADD_DIFFERENCE, noise, v, model("other-v", TinyCheckpoint.of("sd2-v"))));
        assertThat(asked).containsExactly("sd2-v", "sd2-eps", "sd2-v", "other-v");
    }

    @Test
    void aCancelWhileModelsAreAskedLeavesNothing() {
        CancellationToken cancel = new CancellationToken();
        List<String> told = new ArrayList<>();
        Merge.Progress progress = new Merge.Progress() {
            @Override
            public void at(long done, long total) {
                told.add(done + " of " + total);
            }

            @Override
            public void asking(ModelSource model) {
                told.add(model.name());
                cancel.cancel();
            }
        };
        MergeRecipe recipe = recipe(MergeMethod.WEIGHTED_SUM, model("sd2-eps"), model("sd2-v"));
        assertThatExceptionOfType(CancelledException.class).isThrownBy(() -> merge(recipe, progress, cancel));
        assertThat(told).containsExactly("sd2-eps");
        assertThat(folder).isDirectoryNotContaining("glob:**/new*");
    }
}
