package studio.sfumato.golden;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import studio.sfumato.diffusion.GenerationRequest;
import studio.sfumato.diffusion.Guidance;
import studio.sfumato.diffusion.ImageSize;
import studio.sfumato.diffusion.NoiseSettings;
import studio.sfumato.diffusion.Prompt;
import studio.sfumato.diffusion.SamplerId;
import studio.sfumato.diffusion.Sampling;
import studio.sfumato.diffusion.ScheduleId;
import studio.sfumato.diffusion.Seed;
import studio.sfumato.diffusion.Task;
import studio.sfumato.diffusion.noise.RandomSource;
import studio.sfumato.image.Png;
import studio.sfumato.image.Raster;
import studio.sfumato.tensor.Tensor;
import studio.sfumato.weights.SafetensorsFile;
import studio.sfumato.weights.WeightReader;
import studio.sfumato.weights.checkpoint.TinyCheckpoint;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// A request and what the reference program made of it.
///
/// @param id names the files of what is expected
/// @param model a folder of tiny random networks: `sd1`, `sd2` or `sdxl`
/// @param count how many pictures, with seeds that follow one another
record GoldenCase(
        String id,
        String model,
        String prompt,
        String negative,
        int width,
        int height,
        String sampler,
        String schedule,
        int steps,
        double guidance,
        long seed,
        int clipSkip,
        int count) {
    private static final Path FOLDER = Path.of("src/test/resources/golden/pipelines");
    private static final Path PROMPTS = Path.of("src/test/resources/golden/prompt-pictures");
    private static final Path SAMPLERS = Path.of("src/test/resources/golden/sampler-pictures");

    /// A folder of models with LoRAs for the tiny ones.
    static final Path ADD_ONS = Path.of("src/test/resources/golden/loras");

    /// A folder of models with embeddings for the tiny ones.
    static final Path EMBEDDINGS = Path.of("src/test/resources/golden/embeddings");

    static Stream<GoldenCase> all() {
        return in(FOLDER);
    }

    /// {@return the cases whose prompts change on the way, or are several}
    static Stream<GoldenCase> prompts() {
        return in(PROMPTS);
    }

    /// {@return one case for each sampler, of which only latents are kept, in one file by its label}
    static Stream<GoldenCase> samplers() {
        return in(SAMPLERS);
    }

    /// {@return one case for each kind of model in one file, which bears the case's name}
    static Stream<GoldenCase> checkpoints() {
        return in(TinyCheckpoint.folder());
    }

    /// {@return the cases with LoRAs}
    static Stream<GoldenCase> loras() {
        return in(ADD_ONS);
    }

    /// {@return the cases whose prompts name embeddings}
    static Stream<GoldenCase> embeddings() {
        return in(EMBEDDINGS);
    }

    private static Stream<GoldenCase> in(Path folder) {
        return JsonMapper.shared()
                .readValue(folder.resolve("cases.json").toFile(), new TypeReference<List<GoldenCase>>() {})
                .stream();
    }

    static Path models() {
        return FOLDER.resolve("models");
    }

    GenerationRequest request() {
        return new GenerationRequest(
                models().resolve(model).toString(),
                new Prompt(prompt, negative, clipSkip),
                new ImageSize(width, height),
                new Sampling(new SamplerId(sampler), new ScheduleId(schedule), steps),
                new Guidance(guidance),
                new NoiseSettings(new Seed(seed), RandomSource.get("cpu")),
                count,
                1,
                new Task.TextToImage());
    }

    /// {@return the request for all its pictures at once}
    GenerationRequest batchRequest() {
        GenerationRequest one = request();
        return new GenerationRequest(
                one.model(),
                one.prompt(),
                one.size(),
                one.sampling(),
                one.guidance(),
                one.noise(),
                count,
                count,
                one.task());
    }

    List<Raster> expectedPictures() {
        return IntStream.range(0, count)
                .mapToObj(i -> Png.read(expected("-" + i + ".png")).raster())
                .toList();
    }

    /// [count, 4, height/8, width/8]
    Tensor expectedLatents() {
        Path own = expected(".safetensors");
        return WeightReader.read(
                Files.exists(own)
                        ? SafetensorsFile.open(own).get("latents")
                        : SafetensorsFile.open(SAMPLERS.resolve("latents.safetensors"))
                                .get(id));
    }

    private Path expected(String ending) {
        return Stream.of(FOLDER, PROMPTS, ADD_ONS, EMBEDDINGS)
                .map(folder -> folder.resolve("expected/" + id + ending))
                .filter(Files::exists)
                .findFirst()
                .orElse(FOLDER.resolve("expected/" + id + ending));
    }
}
