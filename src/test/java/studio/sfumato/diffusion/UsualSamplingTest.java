package studio.sfumato.diffusion;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import studio.sfumato.error.ModelFileException;
import studio.sfumato.weights.checkpoint.SingleFile;
import studio.sfumato.weights.checkpoint.TinyCheckpoint;

/// What a model's own file may name as its sampler and schedule.
class UsualSamplingTest {
    @TempDir
    Path folder;

    private void require(String json) throws IOException {
        Path file = TinyCheckpoint.of("sd1-fp16").write(folder.resolve("dream.safetensors"));
        Files.writeString(folder.resolve("dream.sfumato.json"), json);
        UsualSampling.require(SingleFile.open(file));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"sampler\": \"Dream\"}|dream.sfumato.json: sampler: ",
                "{\"schedule\": \"Dream\"}|dream.sfumato.json: schedule: "
            })
    void aNameOfNothingIsRefusedWithFileAndKey(String json, String message) {
        assertThatThrownBy(() -> require(json))
                .isInstanceOf(ModelFileException.class)
                .hasMessageStartingWith(message)
                .hasMessageContaining("Dream");
    }

    @Test
    void othersNamesAreUnderstood() {
        assertThatCode(() -> require("{\"sampler\": \"k_euler_a\", \"schedule\": \"karras\"}"))
                .doesNotThrowAnyException();
    }
}
