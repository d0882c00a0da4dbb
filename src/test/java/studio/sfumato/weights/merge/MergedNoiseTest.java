package studio.sfumato.weights.merge;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.weights.ModelHash;
import studio.sfumato.weights.NoiseFacts;
import studio.sfumato.weights.NoiseScheduleConfig.Predicts;
import studio.sfumato.weights.NoiseWord;
import studio.sfumato.weights.checkpoint.SingleFile;
import studio.sfumato.weights.checkpoint.TinyCheckpoint;

/// A merged model says of its noise what held for the first.
class MergedNoiseTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"sd1-fp16", "sd2-v", "sdxl-v-pred"})
    void zeroTerminalSnrIsKeptInTheFile(String name) {
        Path file = TinyCheckpoint.of(name).write(folder.resolve("a.safetensors"));
        NoiseWord.keepZeroSnr(file, Optional.of(true));
        SingleFile first = SingleFile.open(file);
        MergeRecipe recipe = new MergeRecipe(
                List.of(first),
                MergeMethod.WEIGHTED_SUM,
                0.5,
                Map.of(),
                List.of(),
                Optional.empty(),
                Precision.FP32,
                folder.resolve("new.safetensors"),
                false);
        Merge merge = new Merge(
                recipe, new ModelHash(folder.resolve("cache")), LocalDate.of(2026, 11, 23), (_, _) -> Predicts.EPSILON);

        NoiseFacts kept = SingleFile.open(
                        merge.run((_, _) -> {}, CancellationToken.none()).file())
                .noiseFacts();
        assertThat(kept.endsInNoise()).isTrue();
        assertThat(kept.zeroSnrFrom()).isEqualTo(NoiseFacts.Source.MARKER);
        assertThat(kept.prediction()).isEqualTo(first.noiseFacts().prediction());
    }
}
