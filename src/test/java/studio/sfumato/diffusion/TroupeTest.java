package studio.sfumato.diffusion;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import studio.sfumato.diffusion.ensemble.Ensemble;
import studio.sfumato.diffusion.noise.RandomSource;
import studio.sfumato.diffusion.sampler.Samplers;
import studio.sfumato.diffusion.schedule.NoiseSchedule;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.prompt.StepRange;
import studio.sfumato.runtime.ModelCache;
import studio.sfumato.runtime.OrtRuntime;
import studio.sfumato.runtime.ProviderChoice;
import studio.sfumato.runtime.Session;
import studio.sfumato.runtime.SessionSettings;
import studio.sfumato.runtime.WeightMode;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;
import studio.sfumato.weights.ModelPart;
import studio.sfumato.weights.ModelSource;
import studio.sfumato.weights.NoiseScheduleConfig;
import studio.sfumato.weights.SafetensorsWriter;
import studio.sfumato.weights.WeightSource;
import studio.sfumato.weights.addon.AddOnShelf;
import studio.sfumato.weights.checkpoint.SingleFile;
import studio.sfumato.weights.checkpoint.TinyCheckpoint;

/// Which U-Nets stay in memory where a refiner takes over, or a LoRA changes one.
class TroupeTest {
    private static final CancellationToken NONE = CancellationToken.none();
    private static final Shape LATENT = Shape.of(1, 4, 8, 8);

    @TempDir
    private Path folder;

    private final AtomicLong free = new AtomicLong(Long.MAX_VALUE);
    private final ModelCache<NetworkKey, Session> cache = ModelCache.ofSessions();
    private final List<List<String>> loading = new ArrayList<>();

    @AfterEach
    void close() {
        cache.close();
    }

    @Test
    void withRoomForBothEachIsLoadedOnce() {
        Troupe troupe = troupe();
        paint(troupe);
        free.set(0); // they have taken all there was

        paint(troupe);

        assertThat(unets()).containsExactlyInAnyOrder("sdxl-fp16", "sdxl-refiner");
        assertThat(loading).hasSize(2);
    }

    @Test
    void withRoomForOneTheyAreNeverThereTogether() {
        Troupe troupe = troupe();
        free.set(0);

        paint(troupe);
        paint(troupe);

        assertThat(loading)
                .containsExactly(
                        List.of("sdxl-fp16"), List.of("sdxl-refiner"), List.of("sdxl-fp16"), List.of("sdxl-refiner"));
        assertThat(unets()).isEmpty();
    }

    @Test
    void whoeverTakesOverMakesAPartnerGoToo() {
        Troupe two = troupe();
        Painter.Ready partner = ready(painter("sdxl-fp16", "partner"));
        Troupe three = new Troupe(two.own(), two.refiner(), Optional.of(partner));
        free.set(0);

        paint(three, blended());

        assertThat(loading)
                .containsExactlyInAnyOrder(
                        List.of("sdxl-fp16"), List.of("sdxl-fp16", "partner"), List.of("sdxl-refiner"));
        assertThat(unets()).isEmpty();
    }

    /// A linear layer takes a LoRA beside its weight; of a convolution the weight itself is another.
    @ParameterizedTest
    @ValueSource(strings = {"attn1.to_q", "conv_in"})
    void aUNetUnderALoraIsLetGoForARefinerAndComesBackUnderIt(String layer) {
        Painter first = painter("sdxl-fp16");
        writeLora(first.model(), layer);
        String words = "a fox <lora:small:1>";
        Troupe under =
                new Troupe(ready(first, words), Optional.of(ready(painter("sdxl-refiner"), words)), Optional.empty());
        free.set(0);

        Tensor before = paint(under);
        assertThat(unets()).isEmpty();
        Tensor again = paint(under);

        assertThat(loading)
                .containsExactly(
                        List.of("sdxl-fp16"), List.of("sdxl-refiner"), List.of("sdxl-fp16"), List.of("sdxl-refiner"));
        assertThat(again).isEqualTo(before);
        assertThat(paint(troupe())).as("without it").isNotEqualTo(before);
    }

    @Test
    void theUNetWithoutALoraIsLetGoForTheOneThatALoraChanges() {
        Painter painter = painter("sdxl-fp16");
        writeLora(painter.model(), "conv_in");
        Tensor without = paint(new Troupe(ready(painter), Optional.empty(), Optional.empty()));

        Painter.Ready changed = ready(painter, "a fox <lora:small:1>");
        assertThat(unets()).as("two would hold its weights twice").isEmpty();
        Tensor with = paint(new Troupe(changed, Optional.empty(), Optional.empty()));
        assertThat(unets()).containsExactly("sdxl-fp16");

        Painter.Ready back = ready(painter);
        assertThat(unets()).isEmpty();
        assertThat(paint(new Troupe(back, Optional.empty(), Optional.empty())))
                .isEqualTo(without)
                .isNotEqualTo(with);
    }

    /// Of rank 1, on the U-Net's layers of that name.
    private void writeLora(ModelSource model, String layer) {
        SafetensorsWriter writer = new SafetensorsWriter();
        WeightSource unet = model.weights(ModelPart.UNET);
        unet.keys().stream().filter(key -> key.endsWith(layer + ".weight")).forEach(key -> {
            int[] dims = unet.get(key).shape().dims();
            String name = "lora_unet_" + key.replace(".weight", "").replace('.', '_');
            int[] up = dims.clone();
            Arrays.fill(up, 1, up.length, 1);
            dims[0] = 1;
            writer.add(name + ".lora_down.weight", filled(Shape.of(dims), 0.1F));
            writer.add(name + ".lora_up.weight", filled(Shape.of(up), 0.1F));
        });
        writer.write(folder.resolve("loras").resolve("small.safetensors"));
    }

    private static Tensor filled(Shape shape, float value) {
        float[] values = new float[shape.elements()];
        for (int i = 0; i < values.length; i++) {
            values[i] = value * (i % 3 + 1);
        }
        return Tensor.of(shape, values);
    }

    private Tensor paint(Troupe troupe) {
        return paint(
                troupe, troupe.refiner().isPresent() ? request() : request().withEnsemble(Ensemble.NONE));
    }

    /// {@return what the first step comes to}
    private Tensor paint(Troupe troupe, GenerationRequest request) {
        try (Troupe.Stage stage = troupe.begin(request, Optional.empty(), this::heard, NONE)) {
            Denoiser denoiser = stage.denoiser(new CallCounter(), 1, NONE);
            Tensor x = filled(LATENT, 1);
            Tensor first = denoiser.denoise(x, 10);
            assertThat(first.isFinite()).isTrue();
            assertThat(denoiser.denoise(x, 0.05).isFinite()).isTrue();
            return first;
        }
    }

    private synchronized void heard(GenerationEvent event) {
        if (event instanceof GenerationEvent.LoadingModel load
                && load.toString().contains("U-Net")) {
            loading.add(unets());
        }
    }

    private List<String> unets() {
        return cache.keys().stream()
                .filter(key -> key.network().startsWith("unet"))
                .map(key -> Objects.requireNonNull(key.model().getFileName()).toString())
                .map(name -> name.replace(".safetensors", ""))
                .sorted(Comparator.comparing("partner"::equals))
                .toList();
    }

    private static GenerationRequest request() {
        return new GenerationRequest(
                        "sdxl-fp16",
                        new Prompt("a fox", "", 1),
                        new ImageSize(64, 64),
                        new Sampling(new SamplerId("Euler"), ScheduleId.AUTOMATIC, 2),
                        new Guidance(1),
                        new NoiseSettings(new Seed(3), RandomSource.CPU),
                        1,
                        1,
                        new Task.TextToImage())
                .withEnsemble(new Ensemble(Optional.of(new Ensemble.Refiner("sdxl-refiner", 0.5)), Optional.empty()));
    }

    private static GenerationRequest blended() {
        Ensemble.Refiner refiner = new Ensemble.Refiner("sdxl-refiner", 0.5);
        return request()
                .withEnsemble(new Ensemble(Optional.of(refiner), Optional.of(new Ensemble.Partner("partner", 0.5))));
    }

    private Troupe troupe() {
        List<Painter.Ready> ready = Stream.of(painter("sdxl-fp16"), painter("sdxl-refiner"))
                .map(this::ready)
                .toList();
        return new Troupe(ready.getFirst(), Optional.of(ready.getLast()), Optional.empty());
    }

    private Painter.Ready ready(Painter painter) {
        return ready(painter, "a fox");
    }

    private Painter.Ready ready(Painter painter, String words) {
        GenerationRequest request = request();
        NoiseScheduleConfig told = painter.trained(this::heard, NONE);
        NoiseSchedule levels = NoiseSchedule.of(told, painter.model().family());
        StepRange calls = Samplers.get(request.sampling().sampler()).calls(2);
        Painter.Asked asked = new Painter.Asked(
                request,
                request.compat().plan(request.sampling(), levels, told),
                calls,
                request.prompt().rules().positive(words, calls),
                null,
                LATENT);
        return painter.choose(asked, true, this::heard, NONE).encode(this::heard, NONE);
    }

    private Painter painter(String name) {
        return painter(name, name);
    }

    /// @param name what its file is called
    private Painter painter(String kind, String name) {
        Path file = folder.resolve(name + ".safetensors");
        TinyCheckpoint.of(kind).write(file);
        return new Painter(
                SingleFile.open(file),
                OrtRuntime.start(),
                cache,
                new SessionSettings(ProviderChoice.parse("cpu"), 1, WeightMode.MAPPED),
                new AddOnShelf(List.of(folder)),
                picture -> {
                    throw new IllegalStateException("no picture " + picture);
                },
                free::get);
    }
}
