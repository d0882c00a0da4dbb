package studio.sfumato.image.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import studio.sfumato.image.Png;
import studio.sfumato.image.Raster;

class StageCostTest {
    private static final StageCost TEXT = new StageCost("text encoding", 0.1234, 300L << 20, 310L << 20);
    private static final StageCost SAMPLING = new StageCost("sampling", 61.5, 0, 0);

    @TempDir
    Path folder;

    @Test
    void whatStagesTookStandsBesideTheRequestAndIsReadFromTheFile() {
        String json = StageCost.into("{\"model\":\"starter\"}", List.of(TEXT, SAMPLING));
        assertThat(json)
                .startsWith("{\"model\":\"starter\",\"stages\":[{\"stage\":\"text encoding\",\"seconds\":0.123,");
        Path file = folder.resolve("fox.png");
        Png.write(file, Raster.filled(8, 8, 0), PictureTexts.of(PictureParameters.of("a fox", ""), json));

        PictureInfo info = PictureInfo.read(file);

        assertThat(info.stages())
                .containsExactly(new StageCost("text encoding", 0.123, 300L << 20, 310L << 20), SAMPLING);
        assertThat(info.toText())
                .contains("Time for text encoding: 0.12 s, 300 MiB, at most 310 MiB\nTime for sampling: 61.50 s\n");
        assertThat(info.texts().get(PictureTexts.PARAMETERS)).as("A1111's text").isEqualTo("a fox");
    }

    @Test
    void aPictureThatTellsOfNoStageIsAsItWas() {
        assertThat(StageCost.into("{\"model\":\"starter\"}", List.of())).isEqualTo("{\"model\":\"starter\"}");
        assertThat(StageCost.of("{\"model\":\"starter\"}")).isEmpty();
        assertThat(StageCost.of(null)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"stages\": 5}",
                "{\"stages\": {\"stage\": 1}}",
                "{\"stages\": [",
                "{\"stages\": [7, null, [], {}]}",
                "{\"stages\": [{\"stage\": \"x\"}]}",
                "{\"stages\": [{\"stage\": \"\", \"seconds\": 1}]}",
                "{\"stages\": [{\"stage\": \"x\", \"seconds\": -1}]}",
                "{\"stages\": [{\"stage\": \"x\", \"seconds\": 1e999}]}",
                "{\"stages\": [{\"stage\": \"x\", \"seconds\": \"much\"}]}",
                "[\"stages\"]",
            })
    void whatCannotBeIsLeftOut(String json) {
        assertThat(StageCost.of(json)).isEmpty();
    }

    @Test
    void aFileCannotTellOfEndlessStagesNorOfMemoryBelowNothing() {
        String one = "{\"stage\":\"x\",\"seconds\":1,\"residentBytes\":-5,\"peakBytes\":\"y\"}";
        assertThat(StageCost.of("{\"stages\":[" + (one + ",").repeat(999) + one + "]}"))
                .hasSize(16)
                .containsOnly(new StageCost("x", 1, 0, 0));
    }
}
