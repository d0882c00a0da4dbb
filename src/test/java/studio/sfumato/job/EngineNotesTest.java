package studio.sfumato.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.sfumato.diffusion.GenerationEvent;
import studio.sfumato.diffusion.GenerationRequest;
import studio.sfumato.diffusion.Guidance;
import studio.sfumato.diffusion.ImageSize;
import studio.sfumato.diffusion.NoiseSettings;
import studio.sfumato.diffusion.Prompt;
import studio.sfumato.diffusion.Sampling;
import studio.sfumato.diffusion.ScheduleId;
import studio.sfumato.diffusion.Seed;
import studio.sfumato.diffusion.Task;
import studio.sfumato.diffusion.ensemble.Ensemble;
import studio.sfumato.diffusion.noise.RandomSource;
import studio.sfumato.diffusion.sampler.Samplers;
import studio.sfumato.image.Raster;
import studio.sfumato.runtime.OrtRuntime;
import studio.sfumato.runtime.ProviderChoice;
import studio.sfumato.weights.ModelCatalogue;
import studio.sfumato.weights.NoiseScheduleConfig.Predicts;
import studio.sfumato.weights.NoiseWord;
import studio.sfumato.weights.checkpoint.TinyCheckpoint;

/// What is said of a model while the engine has it loaded counts from the next picture on.
class EngineNotesTest {
    private static final NoiseWord V = NoiseWord.NONE.withPrediction(Optional.of(Predicts.V_PREDICTION));

    @TempDir
    Path folder;

    private Engine engine;

    @BeforeEach
    void start() {
        engine = new Engine(
                OrtRuntime.start(),
                Engine.Models.of(new ModelCatalogue(List.of(folder))),
                new EngineSettings(new ProviderChoice.Auto(), 1, Optional.empty()));
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private static GenerationRequest request(String model) {
        return new GenerationRequest(
                model,
                new Prompt("a red fox", "", 1),
                new ImageSize(64, 64),
                new Sampling(Samplers.parse("Euler").sampler(), ScheduleId.AUTOMATIC, 2),
                new Guidance(1),
                new NoiseSettings(new Seed(5), RandomSource.CPU),
                1,
                1,
                new Task.TextToImage());
    }

    private Raster picture(GenerationRequest request) {
        List<GenerationEvent> events = new ArrayList<>();
        assertThat(engine.submit(request, events::add).end().join()).isInstanceOf(GenerationEvent.Finished.class);
        return events.stream()
                .filter(GenerationEvent.ImageReady.class::isInstance)
                .map(GenerationEvent.ImageReady.class::cast)
                .findFirst()
                .orElseThrow()
                .image();
    }

    @Test
    void theNextPictureIsMadeAsTheUserSays() {
        Path dream = TinyCheckpoint.of("sd1-fp16").write(folder.resolve("dream.safetensors"));
        TinyCheckpoint.of("sd1-fp16").with("v_pred", 0).write(folder.resolve("marked.safetensors"));
        Raster noise = picture(request("dream"));
        Raster marked = picture(request("marked"));
        assertThat(marked).isNotEqualTo(noise);
        assertThat(picture(request("dream"))).isEqualTo(noise);

        V.keep(dream);
        assertThat(picture(request("dream"))).isEqualTo(marked);
        V.withZeroSnr(Optional.of(true)).keep(dream);
        assertThat(picture(request("dream"))).isNotEqualTo(marked);
        NoiseWord.NONE.keep(dream);
        assertThat(picture(request("dream"))).isEqualTo(noise);
    }

    @Test
    void aModelMakesEachPictureWithTheTextEncoderThatIsAskedFor() {
        TinyCheckpoint.of("sd1-fp16").write(folder.resolve("one.safetensors"));
        TinyCheckpoint.of("sd1-fp8-e5m2").write(folder.resolve("other.safetensors"));
        TinyCheckpoint.of("sd1-fp16").without("cond_stage_model.").write(folder.resolve("bare.safetensors"));
        Raster one = picture(request("bare").withTextEncoder("one"));
        Raster other = picture(request("bare").withTextEncoder("other"));
        assertThat(other).isNotEqualTo(one);
        assertThat(one).isEqualTo(picture(request("one")));
        assertThat(picture(request("bare").withTextEncoder("one"))).isEqualTo(one);
        assertThat(picture(request("bare").withTextEncoder("other"))).isEqualTo(other);
    }

    @Test
    void soIsThatOfAModelThatLendsAHand() {
        TinyCheckpoint.of("sd1-fp16").write(folder.resolve("dream.safetensors"));
        Path finisher = TinyCheckpoint.of("sd1-fp16").write(folder.resolve("finisher.safetensors"));
        GenerationRequest both = request("dream")
                .withEnsemble(new Ensemble(Optional.of(new Ensemble.Refiner("finisher", 0.5)), Optional.empty()));
        Raster noise = picture(both);
        V.keep(finisher);
        assertThat(picture(both)).isNotEqualTo(noise);
        NoiseWord.NONE.keep(finisher);
        assertThat(picture(both)).isEqualTo(noise);
    }
}
