package studio.sfumato.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.error.RequestException;
import studio.sfumato.prompt.Conditioning;
import studio.sfumato.prompt.ConditioningSchedule;
import studio.sfumato.prompt.Emphasis;
import studio.sfumato.prompt.PromptDialect;
import studio.sfumato.prompt.PromptPlan;
import studio.sfumato.prompt.PromptRules;
import studio.sfumato.prompt.PromptSchedule;
import studio.sfumato.prompt.StepRange;
import studio.sfumato.runtime.ModelCache;
import studio.sfumato.runtime.OrtRuntime;
import studio.sfumato.runtime.ProviderChoice;
import studio.sfumato.runtime.Session;
import studio.sfumato.runtime.SessionSettings;
import studio.sfumato.runtime.WeightMode;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;
import studio.sfumato.weights.ModelFolder;
import studio.sfumato.weights.ModelSource;
import studio.sfumato.weights.SafetensorsFile;
import studio.sfumato.weights.WeightReader;
import studio.sfumato.weights.addon.AddOnShelf;
import studio.sfumato.weights.lora.LoraSet;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// Weighted and long prompts against A1111's and ComfyUI's formulas over transformers (`tools/golden/prompts.py`), and
/// against compel (`tools/golden/compel_prompts.py`), and embeddings against diffusers (`tools/golden/embeddings.py`).
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PromptGoldenTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden");
    private static final double TOLERANCE = 1e-4;

    private final List<SafetensorsFile> expected = Stream.of("prompts", "compel", "embeddings")
            .map(folder -> SafetensorsFile.open(GOLDEN.resolve(folder).resolve("expected.safetensors")))
            .toList();
    private final OrtRuntime runtime = OrtRuntime.start();
    private final SessionSettings settings = new SessionSettings(ProviderChoice.parse("cpu"), 1, WeightMode.FOLDED);
    private final ModelCache<NetworkKey, Session> cache = ModelCache.ofSessions();

    @AfterAll
    void close() {
        cache.close();
    }

    record Case(String id, String model, String prompt, int clipSkip, String emphasis, String dialect) {
        @Override
        public String toString() {
            return id;
        }
    }

    static Stream<Case> cases() {
        return Stream.of("prompts/cases.json", "compel/cases.json", "embeddings/prompts.json")
                .map(file -> GOLDEN.resolve(file).toFile())
                .flatMap(file -> JsonMapper.shared().readValue(file, new TypeReference<List<Case>>() {}).stream());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void encodesPromptsAsTheReferenceDoes(Case golden) {
        Conditioning encoded = encode(
                golden,
                golden.prompt(),
                new PromptRules(PromptDialect.parse(golden.dialect()), Emphasis.parse(golden.emphasis())));
        requireSame(encoded.hidden(), golden.id() + ".hidden");
        assertThat(encoded.pooled() == null).isEqualTo(!golden.model().equals("sdxl"));
        if (encoded.pooled() != null) {
            requireSame(encoded.pooled(), golden.id() + ".pooled");
        }
    }

    @Test
    void aModeOfEmphasisIsNotAnsweredWithAnothersCachedPrompt() {
        Case golden = cases().findFirst().orElseThrow();
        PromptEncoder encoder = encoder(golden);
        Tensor original =
                encode(encoder, golden, "a (fox:2)", PromptRules.USUAL).hidden();
        assertThat(encode(encoder, golden, "a (fox:2)", new PromptRules(PromptDialect.A1111, Emphasis.NO_NORM))
                        .hidden())
                .isNotEqualTo(original);
        assertThat(encode(encoder, golden, "a (fox:2)", PromptRules.USUAL).hidden())
                .isSameAs(original);
    }

    @Test
    void textsThatWouldFillTheMemoryAreRefused() {
        Case golden = cases().findFirst().orElseThrow();
        StepRange range = StepRange.first(1501);
        String turns =
                IntStream.rangeClosed(1, 1501).mapToObj(Integer::toString).collect(Collectors.joining("|"));
        PromptPlan plan = PromptRules.USUAL.positive("[" + turns + "]", range);
        assertThatThrownBy(() -> encoder(golden)
                        .encode(
                                plan,
                                null,
                                new Prompt("", "", 1),
                                LoraSet.NONE,
                                new Embeddings.Found(PromptReader.of(model(golden.model())), List.of(), List.of()),
                                true,
                                event -> {},
                                CancellationToken.none()))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("1501 chunks");
    }

    @Test
    void aZeroedNegativeIsZeroAtEveryStage() {
        Case golden =
                cases().filter(each -> each.model().equals("sdxl")).findFirst().orElseThrow();
        StepRange range = StepRange.first(10);
        PromptPlan fox = PromptRules.USUAL.positive("fox", range);
        PromptEncoder encoder = encoder(golden);
        for (String negative : List.of("", "[::3]", "[|]")) {
            ConditioningSchedule zeros = Objects.requireNonNull(encoder.encode(
                            fox,
                            PromptRules.USUAL.negative(negative, range),
                            new Prompt("", "", 1),
                            LoraSet.NONE,
                            new Embeddings.Found(PromptReader.of(model(golden.model())), List.of(), List.of()),
                            true,
                            event -> {},
                            CancellationToken.none())
                    .negative());
            assertThat(largest(zeros.at(0).hidden())).as(negative).isZero();
            assertThat(zeros.at(9)).as(negative).isEqualTo(zeros.at(0));
        }
    }

    @Test
    void rowsAreTheBatchOfEachPartAndThenOfTheNegative() {
        Conditioning a = Conditioning.of(Tensor.zeros(Shape.of(1, 1, 1)));
        Conditioning b = Conditioning.of(Tensor.zeros(Shape.of(1, 2, 1)));
        Conditioning no = Conditioning.of(Tensor.zeros(Shape.of(1, 3, 1)));
        EncodedPrompts prompts = EncodedPrompts.of(List.of(steady(a), steady(b)), List.of(1.0, 0.5), steady(no));
        assertThat(prompts.rows(0, 2)).containsExactly(b, b, b, b, no, no);
        assertThat(prompts.composed()).isTrue();
        assertThat(EncodedPrompts.of(List.of(steady(a)), List.of(1.0), null).composed())
                .isFalse();
        assertThat(EncodedPrompts.of(List.of(steady(a)), List.of(1.5), null).composed())
                .isTrue();
        assertThat(EncodedPrompts.of(List.of(steady(a)), List.of(1.0), null).rows(3, 1))
                .containsExactly(a);
    }

    private static ConditioningSchedule steady(Conditioning meaning) {
        return new ConditioningSchedule(PromptSchedule.of("x", StepRange.first(5)), Map.of("x", meaning));
    }

    private PromptEncoder encoder(Case golden) {
        ModelSource model = model(golden.model());
        return new PromptEncoder(
                model,
                new Networks(model, runtime, cache, settings),
                new AddOnShelf(List.of(GOLDEN.resolve("embeddings"))));
    }

    private static ModelSource model(String name) {
        return ModelFolder.open(GOLDEN.resolve("pipelines/models").resolve(name));
    }

    private Conditioning encode(Case golden, String prompt, PromptRules rules) {
        return encode(encoder(golden), golden, prompt, rules);
    }

    private static Conditioning encode(PromptEncoder encoder, Case golden, String prompt, PromptRules rules) {
        PromptPlan plan = PromptPlan.of(PromptSchedule.of(prompt, StepRange.first(1)));
        Prompt settings = new Prompt(prompt, "", golden.clipSkip(), rules);
        Embeddings.Found taught = encoder.embeddings(settings, List.of(plan));
        assertThat(taught.notices()).isEmpty();
        return encoder.encode(plan, null, settings, LoraSet.NONE, taught, true, event -> {}, CancellationToken.none())
                .parts()
                .getFirst()
                .at(0);
    }

    private void requireSame(Tensor actual, String key) {
        Tensor wanted = WeightReader.read(expected.stream()
                .flatMap(file -> file.find(key).stream())
                .findFirst()
                .orElseThrow());
        assertThat(actual.shape()).as(key).isEqualTo(wanted.shape());
        assertThat(largest(actual.minus(wanted)) / largest(wanted)).as(key).isLessThan(TOLERANCE);
    }

    private static double largest(Tensor tensor) {
        double largest = 0;
        for (float value : tensor.toArray()) {
            largest = Double.isNaN(value) ? Double.NaN : Math.max(largest, Math.abs(value));
        }
        return largest;
    }
}
