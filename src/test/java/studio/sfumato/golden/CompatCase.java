package studio.sfumato.golden;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import studio.sfumato.diffusion.Compatibility;
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
import studio.sfumato.prompt.Emphasis;
import studio.sfumato.prompt.PromptRules;
import studio.sfumato.tensor.Tensor;
import studio.sfumato.weights.SafetensorsFile;
import studio.sfumato.weights.WeightReader;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// A request and what another tool made of it; written by `tools/golden/compat.py`.
///
/// @param compat which tool
/// @param count how many pictures, made as one batch
record CompatCase(
        String id,
        String compat,
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
        String rng,
        int count) {
    private static final Path FOLDER = Path.of("src/test/resources/golden/compat");

    static Stream<CompatCase> all() {
        return JsonMapper.shared()
                .readValue(FOLDER.resolve("cases.json").toFile(), new TypeReference<List<CompatCase>>() {})
                .stream();
    }

    GenerationRequest request() {
        return request(Compatibility.get(compat));
    }

    /// {@return the request under another profile's rules}
    GenerationRequest request(Compatibility profile) {
        return new GenerationRequest(
                GoldenCase.models().resolve(model).toString(),
                new Prompt(prompt, negative, 1, new PromptRules(profile.dialect(), Emphasis.ORIGINAL)),
                new ImageSize(width, height),
                new Sampling(new SamplerId(sampler), new ScheduleId(schedule), steps),
                new Guidance(guidance),
                new NoiseSettings(new Seed(seed), RandomSource.get(rng)),
                profile,
                count,
                count,
                new Task.TextToImage());
    }

    List<Raster> expectedPictures() {
        return IntStream.range(0, count)
                .mapToObj(i -> Png.read(FOLDER.resolve(id + "-" + i + ".png")).raster())
                .toList();
    }

    /// [count, 4, height/8, width/8]
    Tensor expectedLatents() {
        SafetensorsFile file = SafetensorsFile.open(FOLDER.resolve(id + ".safetensors"));
        return WeightReader.read(file.get("latents"));
    }

    @Override
    public String toString() {
        return id;
    }
}
