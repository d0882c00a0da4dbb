package studio.sfumato.weights.lora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import studio.sfumato.error.UnsupportedModelException;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;
import studio.sfumato.weights.SafetensorsFile;
import studio.sfumato.weights.SafetensorsWriter;
import studio.sfumato.weights.WeightReader;

/// What PEFT's OFT, BOFT and IA³ and LyCORIS's BOFT and GLoRA add to a weight equals what these make of it
/// (`tools/golden/adapters.py`), and what a file does not tell is refused.
class AdaptersTest {
    private static final Path FOLDER = Path.of("src/test/resources/golden/adapters");
    private static final double SAME = 1e-4;
    private static final SafetensorsFile EXPECTED = SafetensorsFile.open(FOLDER.resolve("expected.safetensors"));

    @TempDir
    Path folder;

    static Stream<String> changes() {
        return EXPECTED.keys().stream().filter(key -> !key.startsWith("base."));
    }

    private static Tensor expected(String key) {
        return WeightReader.read(EXPECTED.get(key));
    }

    private static Path file(String name) {
        return name.equals("lycoris")
                ? FOLDER.resolve("lycoris.safetensors")
                : FOLDER.resolve(name).resolve("adapter_model.safetensors");
    }

    private static LoraModule module(LoraFile file, String layer) {
        return file.modules().stream()
                .filter(module -> module.name().equals(layer) || module.name().equals("base_model_model_" + layer))
                .findFirst()
                .orElseThrow();
    }

    private static LoraModule module(String change) {
        String file = change.substring(0, change.indexOf('.'));
        String layer = change.substring(file.length() + 1).replaceFirst("\\..*", "");
        return module(LoraFile.open(file(file)), layer);
    }

    private static Tensor base(String change) {
        return expected("base" + change.substring(change.indexOf('.')));
    }

    private static LoraChange change(String change) {
        Shape shape = base(change).shape();
        return (change.endsWith(".bias")
                        ? LoraChange.ofBias(module(change), shape)
                        : LoraChange.ofWeight(module(change), shape, () -> base(change)))
                .orElseThrow();
    }

    @ParameterizedTest
    @MethodSource("changes")
    void aWeightIsChangedAsByTheReference(String change) {
        Tensor base = base(change);
        Tensor wanted = expected(change);

        assertThat(furthest(change(change).difference(base, OptionalInt.empty()), wanted))
                .isLessThan(SAME);
        assertThat(furthest(change(change).apply(base, -0.7, OptionalInt.empty()), base.combine(1, wanted, -0.7)))
                .as("a strength counts in proportion")
                .isLessThan(SAME);
    }

    @Test
    void onlyFactorsGoBesideTheWeight() {
        List<String> beside =
                changes().filter(change -> change(change).beside()).toList();
        assertThat(beside).isNotEmpty().allMatch(change -> change.startsWith("ia3"));
        for (String change : beside) {
            Tensor added = LoraKindsTest.times(
                    base(change), change(change).scale(), change(change).scalesOutputs());
            assertThat(change(change).scalesInputs())
                    .isNotEqualTo(change(change).scalesOutputs());
            assertThat(furthest(added, expected(change))).as(change).isLessThan(SAME);
        }
    }

    @ParameterizedTest
    @MethodSource("changes")
    void aWeightOfAnotherWidthIsRefused(String change) {
        boolean bias = change.endsWith(".bias");
        Shape shape = base(change).shape();
        boolean input = change.startsWith("oft") || change.startsWith("ia3-on-input");
        boolean output = change.startsWith("lycoris.boft") || (change.startsWith("ia3.") && !bias);
        for (int axis = 0; axis < Math.min(2, shape.rank()); axis++) {
            int[] other = shape.dims().clone();
            other[axis] += 1;
            boolean indifferent = axis == 0 ? input : output;
            assertThat(
                            bias
                                    ? LoraChange.ofBias(module(change), Shape.of(other))
                                    : LoraChange.ofWeight(module(change), Shape.of(other), () -> base(change)))
                    .as("%s with axis %d of %d", change, axis, other[axis])
                    .matches(found -> found.isPresent() == indifferent);
        }
    }

    @Test
    void theFilesSayWhatIsInThem() {
        assertThat(LoraFile.open(file("oft-series")).kinds()).containsExactly("OFT");
        assertThat(LoraFile.open(file("boft-butterfly")).kinds()).containsExactly("BOFT");
        assertThat(LoraFile.open(file("ia3")).kinds()).containsExactly("IA³");
        assertThat(Set.copyOf(LoraFile.open(file("lycoris")).kinds())).isEqualTo(Set.of("BOFT", "GLoRA"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"oft-exact", "oft-series", "ia3"})
    void whatItsTensorsDoNotTellIsRefusedWithoutSettingsAndReadFromThoseOfItsName(String name) throws IOException {
        Path alone = Files.copy(file(name), folder.resolve("mine.safetensors"));
        assertThatThrownBy(() -> LoraFile.open(alone))
                .isInstanceOf(UnsupportedModelException.class)
                .hasMessageMatching("mine.safetensors holds an (OFT|IA³) of PEFT, whose tensors do not tell .+")
                .extracting(why -> ((UnsupportedModelException) why).hint())
                .asString()
                .contains("adapter_config.json");

        Path config = FOLDER.resolve(name).resolve("adapter_config.json");
        Path shared = Files.copy(config, folder.resolve("adapter_config.json"));
        assertThat(LoraFile.open(alone).keys()).as("the only file there").isEqualTo(2);
        Files.writeString(folder.resolve("another.safetensors"), "");
        assertThatThrownBy(() -> LoraFile.open(alone))
                .as("whose are they?")
                .isInstanceOf(UnsupportedModelException.class);
        Files.move(shared, folder.resolve("mine.adapter_config.json"));
        assertThat(LoraFile.open(alone).keys()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            unet.x.oft_r                | holds an OFT of PEFT before 0.14
            lycoris_x.lambda_layer      | is a T-LoRA
            """)
    void whatCannotBePutOnWeightsIsRefusedByName(String key, String why) {
        Path file = folder.resolve("odd.safetensors");
        new SafetensorsWriter().add(key, Tensor.zeros(Shape.of(4, 4))).write(file);
        assertThatThrownBy(() -> LoraFile.open(file))
                .isInstanceOf(UnsupportedModelException.class)
                .hasMessageStartingWith("odd.safetensors " + why);
    }

    @Test
    void anotherAdapterOfPeftIsRefusedByItsKind() throws IOException {
        Path file = folder.resolve("adapter_model.safetensors");
        new SafetensorsWriter()
                .add("base_model.model.x.vera_lambda_b", Tensor.zeros(Shape.of(4)))
                .write(file);
        Files.writeString(folder.resolve("adapter_config.json"), "{\"peft_type\": \"VERA\"}");
        assertThatThrownBy(() -> LoraFile.open(file)).hasMessageContaining("an adapter of PEFT of the kind VERA");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"lora_alpha": 8}                                                       | 2
            {"lora_alpha": 8, "use_rslora": true}                                   | 4
            {"lora_alpha": 8, "alpha_pattern": {"mid.x": 2}}                        | 0.5
            {"lora_alpha": 8, "alpha_pattern": {"y": 2}}                            | 2
            {"r": 4}                                                                | 1
            nothing                                                                 | 1
            """)
    void theStrengthOfPeftsLorasIsThatOfTheirSettings(String config, double scale) throws IOException {
        Path file = folder.resolve("adapter_model.safetensors");
        new SafetensorsWriter()
                .add("base_model.model.mid.x.lora_A.weight", Tensor.zeros(Shape.of(4, 6)))
                .add("base_model.model.mid.x.lora_B.weight", Tensor.zeros(Shape.of(6, 4)))
                .write(file);
        Files.writeString(folder.resolve("adapter_config.json"), config);
        LoraModule module = LoraFile.open(file).modules().getFirst();
        assertThat(LoraKind.LORA.scale(module)).isEqualTo(scale);
    }

    private static double furthest(Tensor actual, Tensor expected) {
        return LoraKindsTest.relative(actual, expected);
    }
}
