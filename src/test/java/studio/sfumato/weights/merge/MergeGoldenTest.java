package studio.sfumato.weights.merge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;
import studio.sfumato.weights.DType;
import studio.sfumato.weights.ModelHash;
import studio.sfumato.weights.ModelSource;
import studio.sfumato.weights.NoiseScheduleConfig.Predicts;
import studio.sfumato.weights.SafetensorsFile;
import studio.sfumato.weights.Weight;
import studio.sfumato.weights.WeightReader;
import studio.sfumato.weights.checkpoint.SingleFile;
import studio.sfumato.weights.checkpoint.TinyCheckpoint;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// Every tensor of a merged file is torch's, to the last bit but one.
class MergeGoldenTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden/merges");
    private static final int SAMPLES = 16;

    @TempDir
    private Path folder;

    /// A recipe and where what is expected of it lies.
    record Case(
            String id,
            List<String> models,
            String method,
            double amount,
            String precision,
            Map<String, Double> blocks) {
        @Override
        public String toString() {
            return id;
        }
    }

    static Stream<Case> cases() {
        List<Map<String, Object>> all = JsonMapper.shared()
                .readValue(GOLDEN.resolve("cases.json").toFile(), new TypeReference<List<Map<String, Object>>>() {});
        return all.stream().map(MergeGoldenTest::read);
    }

    private static Case read(Map<String, Object> row) {
        Map<String, Double> blocks = new LinkedHashMap<>();
        if (row.get("blocks") instanceof Map<?, ?> told) {
            told.forEach((name, amount) -> blocks.put((String) name, ((Number) amount).doubleValue()));
        }
        List<String> models = ((List<?>) Objects.requireNonNull(row.get("models")))
                .stream().map(String::valueOf).toList();
        return new Case(
                (String) Objects.requireNonNull(row.get("id")),
                models,
                (String) Objects.requireNonNull(row.get("method")),
                ((Number) Objects.requireNonNull(row.get("amount"))).doubleValue(),
                (String) Objects.requireNonNull(row.get("precision")),
                blocks);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void everyTensorIsTorchs(Case golden) throws IOException {
        List<ModelSource> models = golden.models.stream()
                .map(name -> (ModelSource)
                        SingleFile.open(TinyCheckpoint.of(name).write(folder.resolve(name + ".safetensors"))))
                .toList();
        Path target = folder.resolve("merged.safetensors");
        MergeRecipe recipe = new MergeRecipe(
                models,
                MergeMethod.of(golden.method).orElseThrow(),
                golden.amount,
                golden.blocks,
                List.of(),
                Optional.empty(),
                Precision.of(golden.precision).orElseThrow(),
                target,
                false);
        new Merge(
                        recipe,
                        new ModelHash(folder.resolve("cache")),
                        LocalDate.of(2026, 11, 23),
                        (_, _) -> Predicts.EPSILON)
                .run((_, _) -> {}, CancellationToken.none());

        SafetensorsFile merged = SafetensorsFile.open(target);
        Map<String, Shape> names = names(golden.id);
        Tensor expected = WeightReader.read(
                SafetensorsFile.open(GOLDEN.resolve("values.safetensors")).get(golden.id));
        // SD 2.x's text encoder has one more layer in files than anything needs.
        assertThat(merged.keys().stream().filter(key -> !key.contains("resblocks.3.")))
                .containsExactlyInAnyOrderElementsOf(names.keySet());
        List<String> wrong = new ArrayList<>();
        int row = 0;
        for (Map.Entry<String, Shape> entry : names.entrySet()) {
            Weight weight = merged.get(entry.getKey());
            assertThat(weight.shape()).as(entry.getKey()).isEqualTo(entry.getValue());
            Tensor values = WeightReader.read(weight);
            int count = values.shape().elements();
            for (int i = 0; i < SAMPLES; i++) {
                float wanted = expected.at(row * SAMPLES + i);
                float value = values.at((int) ((long) i * count / SAMPLES));
                if (!(Math.abs((double) value - wanted) <= step(weight.type(), wanted))) {
                    wrong.add(entry.getKey() + ", sample " + i + ": " + value + " for " + wanted);
                }
            }
            row++;
        }
        assertThat(wrong).isEmpty();
        assertThat(Files.exists(folder.resolve("merged.safetensors.part"))).isFalse();
    }

    /// {@return the distance from `value` to the next number of a type}
    private static double step(DType type, float value) {
        int mantissa = switch (type) {
            case F16 -> 10;
            case BF16 -> 7;
            default -> 23;
        };
        int lowest = type == DType.F16 ? -14 : Float.MIN_EXPONENT;
        int exponent = Math.max(lowest, value == 0 ? lowest : Math.getExponent(value));
        // Float32 sums differ in their last bit where torch rounds each product; cancellation makes that larger.
        return Math.scalb(1.0, exponent - mantissa) + (type == DType.F32 ? 1e-6 : 0);
    }

    private static Map<String, Shape> names(String id) {
        try (InputStream file = Files.newInputStream(GOLDEN.resolve("names.json.gz"));
                InputStream json = new GZIPInputStream(file)) {
            Map<String, List<List<Object>>> all =
                    JsonMapper.shared().readValue(json, new TypeReference<Map<String, List<List<Object>>>>() {});
            Map<String, Shape> names = new LinkedHashMap<>();
            for (List<Object> row : Objects.requireNonNull(all.get(id))) {
                int[] dims = ((List<?>) row.get(1))
                        .stream().mapToInt(dim -> ((Number) dim).intValue()).toArray();
                names.put((String) row.get(0), Shape.of(dims));
            }
            return names;
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
