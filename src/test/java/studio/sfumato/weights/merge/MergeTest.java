package studio.sfumato.weights.merge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.data.Offset.offset;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.error.CancelledException;
import studio.sfumato.error.ModelFileException;
import studio.sfumato.error.RequestException;
import studio.sfumato.error.UnsupportedModelException;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;
import studio.sfumato.weights.DType;
import studio.sfumato.weights.ModelHash;
import studio.sfumato.weights.ModelPart;
import studio.sfumato.weights.ModelSource;
import studio.sfumato.weights.NoiseScheduleConfig.Predicts;
import studio.sfumato.weights.SafetensorsFile;
import studio.sfumato.weights.SafetensorsWriter;
import studio.sfumato.weights.WeightReader;
import studio.sfumato.weights.checkpoint.SingleFile;
import studio.sfumato.weights.checkpoint.TinyCheckpoint;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class MergeTest {
    private static final String QUERY = "model.diffusion_model.input_blocks.1.1.transformer_blocks.0.attn1.to_q.weight";
    private static final String LORA = "lora_unet_down_blocks_0_attentions_0_transformer_blocks_0_attn1_to_q";
    private static final String QUERY_AVERAGE =
            "model_ema.diffusion_modelinput_blocks11transformer_blocks0attn1to_qweight";
    private static final LocalDate TODAY = LocalDate.of(2026, 11, 23);

    @TempDir
    private Path folder;

    private ModelSource model(String name, TinyCheckpoint file) {
        return SingleFile.open(file.write(folder.resolve(name + ".safetensors")));
    }

    private ModelSource model(String name) {
        return model(name, TinyCheckpoint.of(name));
    }

    private MergeRecipe recipe(MergeMethod method, double amount, ModelSource... models) {
        return new MergeRecipe(
                List.of(models),
                method,
                amount,
                Map.of(),
                List.of(),
                Optional.empty(),
                Precision.FP32,
                folder.resolve("new.safetensors"),
                false);
    }

    private Merge merge(MergeRecipe recipe) {
        return merge(recipe, _ -> Long.MAX_VALUE);
    }

    private Merge merge(MergeRecipe recipe, Merge.FreeSpace space) {
        return new Merge(recipe, new ModelHash(folder.resolve("cache")), TODAY, (_, _) -> Predicts.EPSILON, space);
    }

    private SafetensorsFile made(MergeRecipe recipe) {
        return SafetensorsFile.open(
                merge(recipe).run((_, _) -> {}, CancellationToken.none()).file());
    }

    private static Tensor values(SafetensorsFile file, String key) {
        return WeightReader.read(file.get(key));
    }

    @Test
    void aModelMergedWithItselfStaysWhatItIs() {
        ModelSource a = model("sd1-fp16");
        SafetensorsFile own = SafetensorsFile.open(a.location());
        SafetensorsFile merged = made(recipe(MergeMethod.WEIGHTED_SUM, 0.37, a, a));

        assertThat(merged.keys()).isSubsetOf(own.keys()).hasSizeGreaterThan(500);
        assertThat(merged.keys())
                .allSatisfy(key -> assertThat(values(merged, key)).as(key).isEqualTo(values(own, key)));
    }

    @Test
    void oneModelAloneIsCopiedInAnotherLayoutAndPrecision() {
        ModelSource a = model("sdxl-diffusers-names");
        ModelSource copy =
                SingleFile.open(made(recipe(MergeMethod.WEIGHTED_SUM, 0.5, a)).file());

        assertThat(copy.family()).isEqualTo(a.family());
        assertThat(copy.parts()).isEqualTo(a.parts());
        for (ModelPart part : a.parts()) {
            assertThat(copy.weights(part).keys())
                    .containsExactlyInAnyOrderElementsOf(a.weights(part).keys());
            assertThat(copy.weights(part).keys())
                    .allSatisfy(key -> assertThat(
                                    WeightReader.read(copy.weights(part).get(key))
                                            .toArray())
                            .as(key)
                            .isEqualTo(
                                    WeightReader.read(a.weights(part).get(key)).toArray()));
        }
    }

    @Test
    void theResultSaysWhatItWasMadeOf() {
        ModelSource a = model("first", TinyCheckpoint.of("sd1-fp16").metadata("modelspec.license", "MIT"));
        ModelSource b = model("sd1-diffusers-names");
        Map<String, String> card = made(recipe(MergeMethod.SIGMOID, 0.25, a, b)).metadata();

        JsonNode recipe = JsonMapper.shared().readTree(card.get("sd_merge_recipe"));
        assertThat(recipe.get("interp_method").stringValue()).isEqualTo("Sigmoid");
        assertThat(recipe.get("multiplier").doubleValue()).isEqualTo(0.25);
        assertThat(recipe.get("tertiary_model_hash").isNull()).isTrue();
        String hash = recipe.get("primary_model_hash").stringValue();
        assertThat(hash).matches("[0-9a-f]{64}");
        JsonNode models = JsonMapper.shared().readTree(card.get("sd_merge_models"));
        assertThat(models.get(hash).get("name").stringValue()).isEqualTo("first.safetensors");
        assertThat(models.get(hash).get("legacy_hash").stringValue()).matches("[0-9a-f]{8}");
        assertThat(card)
                .containsEntry("modelspec.title", "new")
                .containsEntry("modelspec.architecture", "stable-diffusion-v1")
                .containsEntry("modelspec.merged_from", "first, sd1-diffusers-names")
                .containsEntry("modelspec.license", "MIT")
                .containsEntry("modelspec.date", "2026-11-23")
                .containsEntry("modelspec.description", "0.75(first) + 0.25(sd1-diffusers-names), sigmoid");
    }

    @Test
    void aMergeOfAMergeKnowsItsGrandparents() throws IOException {
        Path first = made(recipe(MergeMethod.WEIGHTED_SUM, 0.5, model("sd1-fp16"), model("sd1-diffusers-names")))
                .file();
        ModelSource child = SingleFile.open(Files.move(first, folder.resolve("child.safetensors")));
        Map<String, String> card = made(recipe(MergeMethod.WEIGHTED_SUM, 0.5, child, model("sd1-fp8-e5m2")))
                .metadata();

        JsonNode models = JsonMapper.shared().readTree(card.get("sd_merge_models"));
        assertThat(models.valueStream().map(each -> each.get("name").stringValue()))
                .containsExactlyInAnyOrder(
                        "child.safetensors",
                        "sd1-fp8-e5m2.safetensors",
                        "sd1-fp16.safetensors",
                        "sd1-diffusers-names.safetensors");
    }

    @Test
    void aLoraIsBakedInByItsWeight() {
        ModelSource a = model("sd1-fp16");
        Tensor down = Tensor.wrap(Shape.of(1, 32), ramp(32, 0.01f));
        Tensor up = Tensor.wrap(Shape.of(32, 1), ramp(32, 0.02f));
        Path lora = new SafetensorsWriter()
                .add(LORA + ".lora_down.weight", DType.F32, down)
                .add(LORA + ".lora_up.weight", DType.F32, up)
                .write(folder.resolve("style.safetensors"));
        MergeRecipe plain = recipe(MergeMethod.WEIGHTED_SUM, 0, a);
        MergeRecipe with = new MergeRecipe(
                plain.models(),
                plain.method(),
                0,
                Map.of(),
                List.of(new MergeRecipe.Baked(lora, 0.5)),
                Optional.empty(),
                Precision.FP32,
                plain.target(),
                false);
        Tensor before = values(SafetensorsFile.open(a.location()), QUERY);
        Tensor after = values(made(with), QUERY);

        for (int row = 0; row < 32; row++) {
            for (int column = 0; column < 32; column++) {
                int at = row * 32 + column;
                assertThat(after.at(at)).isEqualTo(before.at(at) + 0.5f * up.at(row) * down.at(column), offset(1e-6f));
            }
        }
    }

    private static float[] ramp(int count, float step) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (i - count / 2f) * step;
        }
        return values;
    }

    @Test
    void anotherVaeTakesThePlaceOfAll() {
        ModelSource a = model("sd1-without-vae");
        Path vae = TinyCheckpoint.of("vae").write(folder.resolve("other.vae.safetensors"));
        MergeRecipe plain = recipe(MergeMethod.WEIGHTED_SUM, 0.5, a, model("sd1-diffusers-names"));
        MergeRecipe with = new MergeRecipe(
                plain.models(),
                plain.method(),
                0.5,
                Map.of(),
                List.of(),
                Optional.of(vae),
                Precision.FP32,
                plain.target(),
                false);
        SafetensorsFile merged = made(with);

        assertThat(values(merged, "first_stage_model.decoder.conv_in.weight"))
                .isEqualTo(values(SafetensorsFile.open(vae), "decoder.conv_in.weight"));
        assertThat(merged.get("first_stage_model.decoder.mid.attn_1.q.weight")
                        .shape()
                        .rank())
                .isEqualTo(4);
    }

    @Test
    void withoutAVaeOfItsOwnTheNewModelHasThatOfTheNext() {
        ModelSource b = model("sd1-diffusers-names");
        MergeRecipe recipe = recipe(MergeMethod.WEIGHTED_SUM, 0.5, model("sd1-without-vae"), b);
        Merge.Made made = merge(recipe).run((_, _) -> {}, CancellationToken.none());

        assertThat(made.notices()).containsExactly("the VAE is that of sd1-diffusers-names: not every model has one");
        assertThat(WeightReader.read(
                        SingleFile.open(made.file()).weights(ModelPart.VAE).get("decoder.conv_in.weight")))
                .isEqualTo(WeightReader.read(b.weights(ModelPart.VAE).get("decoder.conv_in.weight")));
    }

    @Test
    void whatAnSdxlModelPredictsIsKept() {
        ModelSource a = model("sdxl-v-pred");
        SafetensorsFile merged = made(recipe(MergeMethod.WEIGHTED_SUM, 0.5, a));

        assertThat(merged.find("v_pred")).isPresent();
        assertThat(SingleFile.open(merged.file()).noiseSchedule().predicts()).isEqualTo(Predicts.V_PREDICTION);
    }

    @Test
    void modelsThatDontFitAreNamedWithTheFirstDifference() {
        ModelSource a = model("sd1-fp16");
        refused(
                "sd1-fp16 and sdxl-fp16 cannot be merged: sd1-fp16 is SD 1.x and sdxl-fp16 is SDXL",
                a,
                model("sdxl-fp16"));
        refused(
                "sdxl-fp16 and sdxl-v-pred cannot be merged: sdxl-fp16 predicts noise and sdxl-v-pred predicts v",
                model("sdxl-fp16"),
                model("sdxl-v-pred"));
        ModelSource wide = model("wide", TinyCheckpoint.of("sd1-fp16").with(QUERY, 64, 32));
        refused(
                "sd1-fp16 and wide cannot be merged: 'down_blocks.0.attentions.0.transformer_blocks.0.attn1.to_q.weight'"
                        + " is 32×32 in sd1-fp16 and 64×32 in wide",
                a,
                wide);
        ModelSource poor = model("poor", TinyCheckpoint.of("sd1-fp16").without(QUERY));
        String missing = " has no 'down_blocks.0.attentions.0.transformer_blocks.0.attn1.to_q.weight' in its U-Net";
        refused("sd1-fp16 and poor cannot be merged: poor" + missing, a, poor);
        refused("poor and sd1-fp16 cannot be merged: poor" + missing, poor, a);
    }

    @Test
    void anInpaintingModelMustComeFirst() {
        ModelSource plain = model("sd1-fp16");
        ModelSource inpainting = model("sd1-inpainting");
        refused(
                "sd1-fp16 and sd1-inpainting cannot be merged in this order: sd1-inpainting is an inpainting model and"
                        + " sd1-fp16 is not",
                plain,
                inpainting);
        assertThatExceptionOfType(ModelFileException.class)
                .isThrownBy(() -> made(recipe(MergeMethod.ADD_DIFFERENCE, 1, inpainting, inpainting, plain)))
                .withMessage("sd1-inpainting and sd1-fp16 cannot be merged: one of them is an inpainting model");
    }

    private void refused(String message, ModelSource... models) {
        assertThatExceptionOfType(ModelFileException.class)
                .isThrownBy(() -> made(recipe(MergeMethod.WEIGHTED_SUM, 0.5, models)))
                .withMessage(message);
        assertThat(leftBehind()).isEmpty();
    }

    @Test
    void aLoraOfAnotherFamilyIsRefusedBeforeAnythingIsWritten() {
        ModelSource a = model("sd1-fp16");
        Path lora = Path.of("src/test/resources/golden/loras/loras/sdxl-old.safetensors");
        MergeRecipe with = new MergeRecipe(
                List.of(a),
                MergeMethod.WEIGHTED_SUM,
                0,
                Map.of(),
                List.of(new MergeRecipe.Baked(lora, 1)),
                Optional.empty(),
                Precision.FP16,
                folder.resolve("new.safetensors"),
                false);
        assertThatExceptionOfType(UnsupportedModelException.class)
                .isThrownBy(() -> made(with))
                .withMessageStartingWith("sdxl-old.safetensors: 0 of 522 keys fit");
        assertThat(leftBehind()).isEmpty();
    }

    @Test
    void aCancelLeavesNothing() {
        MergeRecipe recipe = recipe(MergeMethod.WEIGHTED_SUM, 0.5, model("sd1-fp16"), model("sd1-diffusers-names"));
        CancellationToken cancel = new CancellationToken();
        assertThatExceptionOfType(CancelledException.class)
                .isThrownBy(() -> merge(recipe)
                        .run(
                                (done, total) -> {
                                    assertThat(leftBehind()).containsExactly("new.safetensors.part");
                                    if (done > total / 2) {
                                        cancel.cancel();
                                    }
                                },
                                cancel));
        assertThat(leftBehind()).isEmpty();
    }

    @Test
    void whatAKilledMergeLeftIsReplaced() throws IOException {
        Files.write(folder.resolve("new.safetensors.part"), new byte[9 << 20]);
        made(recipe(MergeMethod.WEIGHTED_SUM, 0.5, model("sd1-fp16")));
        assertThat(leftBehind()).containsExactly("new.safetensors");
    }

    @Test
    void twoMergesDontWriteOneFile() {
        MergeRecipe recipe = recipe(MergeMethod.WEIGHTED_SUM, 0.5, model("sd1-fp16"));
        boolean[] tried = {false};
        merge(recipe)
                .run(
                        (_, _) -> {
                            if (!tried[0]) {
                                tried[0] = true;
                                assertThatExceptionOfType(ModelFileException.class)
                                        .isThrownBy(() -> made(recipe))
                                        .withMessageContaining("new.safetensors.part is being written already");
                            }
                        },
                        CancellationToken.none());
        assertThat(tried[0]).isTrue();
        assertThat(SingleFile.open(folder.resolve("new.safetensors")).parts()).hasSize(3);
    }

    @Test
    void aDiskWithoutRoomIsNoticedBefore() {
        MergeRecipe recipe = recipe(MergeMethod.WEIGHTED_SUM, 0.5, model("sd1-fp16"));
        assertThatExceptionOfType(ModelFileException.class)
                .isThrownBy(() -> merge(recipe, _ -> 3_000_000).run((_, _) -> {}, CancellationToken.none()))
                .withMessageMatching("new\\.safetensors needs \\d+ MB, and there are 3 MB free in .+");
        assertThat(leftBehind()).isEmpty();
    }

    @Test
    void numbersThatAreTooLargeOrNoneAreNamed() throws IOException {
        ModelSource a = model("sd1-fp16");
        ModelSource huge = model("huge", TinyCheckpoint.of("sd1-averages-fp32"));
        patch(huge, QUERY_AVERAGE, 70_000f);
        refusedValues(recipe(MergeMethod.WEIGHTED_SUM, 1, a, huge), "too large for fp16");
        patch(huge, QUERY_AVERAGE, Float.NaN);
        refusedValues(recipe(MergeMethod.WEIGHTED_SUM, 0.5, a, huge), "not finite numbers");
    }

    /// Sets the first value of a tensor of float32.
    private static void patch(ModelSource model, String key, float value) throws IOException {
        long offset = SafetensorsFile.open(model.location()).get(key).offset();
        try (RandomAccessFile file = new RandomAccessFile(model.location().toFile(), "rw")) {
            file.seek(offset);
            file.writeInt(Integer.reverseBytes(Float.floatToIntBits(value)));
        }
    }

    private void refusedValues(MergeRecipe recipe, String what) {
        MergeRecipe half = new MergeRecipe(
                recipe.models(),
                recipe.method(),
                recipe.amount(),
                Map.of(),
                List.of(),
                Optional.empty(),
                Precision.FP16,
                recipe.target(),
                false);
        assertThatExceptionOfType(ModelFileException.class)
                .isThrownBy(() -> made(half))
                .withMessage("'" + QUERY + "' of the new model has values that are " + what);
        assertThat(leftBehind()).isEmpty();
    }

    @Test
    void aFileThatIsThereIsReplacedOnlyOnRequest() throws IOException {
        ModelSource a = model("sd1-fp16");
        Path target = Files.writeString(folder.resolve("new.safetensors"), "precious");
        assertThatExceptionOfType(RequestException.class)
                .isThrownBy(() -> made(recipe(MergeMethod.WEIGHTED_SUM, 0.5, a)))
                .withMessageEndingWith("new.safetensors is there already");
        assertThat(target).hasContent("precious");
        assertThat(SingleFile.open(made(replacing(a, target)).file()).parts()).hasSize(3);
        assertThatExceptionOfType(RequestException.class)
                .isThrownBy(() -> made(replacing(a, a.location())))
                .withMessageEndingWith("is one of the models it would be made of");
    }

    private MergeRecipe replacing(ModelSource a, Path target) {
        return new MergeRecipe(
                List.of(a),
                MergeMethod.WEIGHTED_SUM,
                0.5,
                Map.of(),
                List.of(),
                Optional.empty(),
                Precision.FP16,
                target,
                true);
    }

    @Test
    void amountsAndNumbersOfModelsAreChecked() {
        ModelSource a = model("sd1-fp16");
        assertThatExceptionOfType(RequestException.class)
                .isThrownBy(() -> recipe(MergeMethod.WEIGHTED_SUM, 1.2, a, a))
                .withMessage("amount is 1.2; weighted-sum takes 0 to 1");
        assertThatExceptionOfType(RequestException.class)
                .isThrownBy(() -> recipe(MergeMethod.WEIGHTED_SUM, Double.NaN, a, a));
        assertThatExceptionOfType(RequestException.class)
                .isThrownBy(() -> recipe(MergeMethod.ADD_DIFFERENCE, 1, a, a))
                .withMessage("add-difference takes three models, not 2");
        assertThatExceptionOfType(RequestException.class)
                .isThrownBy(() -> recipe(MergeMethod.SIGMOID, 0.5, a, a, a))
                .withMessage("sigmoid takes two models, not 3");
    }

    private List<String> leftBehind() {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> name.startsWith("new"))
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
