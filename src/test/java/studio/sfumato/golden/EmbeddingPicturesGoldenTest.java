package studio.sfumato.golden;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import studio.sfumato.diffusion.GenerationEvent;
import studio.sfumato.runtime.WeightMode;
import studio.sfumato.weights.addon.AddOnShelf;

/// Pictures whose prompts name embeddings equal those of diffusers' networks that have loaded them.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EmbeddingPicturesGoldenTest {
    private final AddOnShelf shelf = new AddOnShelf(List.of(GoldenCase.EMBEDDINGS));
    private final Studio studio = new Studio(WeightMode.FOLDED, shelf);
    private final Studio mapped = new Studio(WeightMode.MAPPED, shelf);

    @AfterAll
    void stop() {
        studio.close();
        mapped.close();
    }

    static Stream<GoldenCase> cases() {
        return GoldenCase.embeddings();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void makesTheReferencePicture(GoldenCase golden) {
        requireSame(studio.make(golden.request()), golden);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void makesTheSamePictureFromMappedWeights(GoldenCase golden) {
        requireSame(mapped.make(golden.request()), golden);
    }

    private static void requireSame(Studio.Made made, GoldenCase golden) {
        assertThat(made.events()).noneMatch(GenerationEvent.Notice.class::isInstance);
        Difference.requireSamePictures(made.pictures(), golden.expectedPictures());
    }
}
