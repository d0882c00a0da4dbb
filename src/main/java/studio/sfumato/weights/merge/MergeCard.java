package studio.sfumato.weights.merge;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.weights.LegacyHash;
import studio.sfumato.weights.ModelFamily;
import studio.sfumato.weights.ModelHash;
import studio.sfumato.weights.ModelLicence;
import studio.sfumato.weights.ModelSource;
import studio.sfumato.weights.NoiseScheduleConfig.Predicts;
import studio.sfumato.weights.TensorFile;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What is written into a new model about where it comes from: A1111's `sd_merge_recipe` and `sd_merge_models`, and
/// Stability's ModelSpec.
final class MergeCard {
    private static final String RECIPE = "sd_merge_recipe";
    private static final String MODELS = "sd_merge_models";

    /// A model that the new one is made of.
    ///
    /// @param hash its SHA-256
    /// @param metadata what its own file says
    private record Parent(ModelSource model, String hash, Optional<String> legacy, Map<String, String> metadata) {}

    private final MergeRecipe recipe;
    private final List<Parent> parents = new ArrayList<>();

    /// Hashes the parents, which takes seconds for those that have not been hashed before.
    MergeCard(MergeRecipe recipe, ModelHash hashes, CancellationToken cancel) {
        this.recipe = recipe;
        for (ModelSource model : recipe.models()) {
            Path file = model.location();
            boolean single = Files.isRegularFile(file);
            parents.add(new Parent(
                    model,
                    hashes.whole(model, cancel),
                    single ? LegacyHash.of(file) : Optional.empty(),
                    single ? TensorFile.open(file).metadata() : Map.of()));
        }
    }

    /// {@return the metadata of the new file}
    Map<String, String> metadata(LocalDate today) {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("format", "pt");
        all.put(RECIPE, recipeJson().toString());
        all.put(MODELS, models().toString());
        spec(all, today);
        return all;
    }

    private ObjectNode recipeJson() {
        ObjectNode json = JsonMapper.shared().createObjectNode();
        json.put("type", "sfumato");
        List<String> roles = List.of("primary", "secondary", "tertiary");
        for (int i = 0; i < roles.size(); i++) {
            String key = roles.get(i) + "_model_hash";
            if (i < parents.size()) {
                json.put(key, parents.get(i).hash);
            } else {
                json.putNull(key);
            }
        }
        json.put(
                "interp_method",
                parents.size() == 1 ? "No interpolation" : recipe.method().label());
        json.put("multiplier", recipe.amount());
        json.put("save_as_half", recipe.precision() == Precision.FP16);
        json.put("custom_name", recipe.title());
        json.put("config_source", 0);
        json.put("bake_in_vae", recipe.vae().map(MergeCard::fileName).orElse("None"));
        json.put("discard_weights", "");
        json.put("is_inpainting", recipe.models().getFirst().inpainting());
        json.put("is_instruct_pix2pix", false);
        json.put("precision", recipe.precision().label());
        ObjectNode blocks = json.putObject("block_weights");
        recipe.blocks().forEach(blocks::put);
        ObjectNode loras = json.putObject("loras");
        recipe.loras().forEach(lora -> loras.put(fileName(lora.file()), lora.weight()));
        return json;
    }

    private ObjectNode models() {
        ObjectNode json = JsonMapper.shared().createObjectNode();
        for (Parent parent : parents) {
            ObjectNode own = json.putObject(parent.hash);
            own.put("name", fileName(parent.model.location()));
            parent.legacy.ifPresentOrElse(hash -> own.put("legacy_hash", hash), () -> own.putNull("legacy_hash"));
            object(parent.metadata, RECIPE)
                    .ifPresentOrElse(before -> own.set(RECIPE, before), () -> own.putNull(RECIPE));
        }
        for (Parent parent : parents) {
            object(parent.metadata, MODELS).ifPresent(before -> {
                for (Map.Entry<String, JsonNode> grand : before.properties()) {
                    if (!json.has(grand.getKey())) {
                        json.set(grand.getKey(), grand.getValue());
                    }
                }
            });
        }
        return json;
    }

    /// {@return what an earlier merge wrote, if it is an object}
    private static Optional<ObjectNode> object(Map<String, String> metadata, String key) {
        try {
            String text = metadata.getOrDefault(key, "");
            return text.isBlank() || !(JsonMapper.shared().readTree(text) instanceof ObjectNode object)
                    ? Optional.empty()
                    : Optional.of(object);
        } catch (JacksonException malformed) {
            return Optional.empty();
        }
    }

    private void spec(Map<String, String> all, LocalDate today) {
        ModelSource first = recipe.models().getFirst();
        Optional<Predicts> predicts =
                Optional.of(first.noiseSchedule().predicts()).filter(_ -> first.predictionKnown());
        all.put("modelspec.sai_model_spec", "1.0.0");
        all.put("modelspec.architecture", architecture(first.family(), predicts));
        all.put("modelspec.implementation", "https://github.com/Stability-AI/generative-models");
        all.put("modelspec.title", recipe.title());
        all.put("modelspec.description", description());
        all.put("modelspec.date", today.toString());
        all.put(
                "modelspec.resolution",
                first.defaults().width() + "x" + first.defaults().height());
        all.put(
                "modelspec.merged_from",
                parents.stream().map(parent -> parent.model.name()).collect(Collectors.joining(", ")));
        predicts.flatMap(MergeCard::word).ifPresent(word -> all.put("modelspec.prediction_type", word));
        String licences = parents.stream()
                .flatMap(parent -> ModelLicence.of(parent.model.location()).stream())
                .distinct()
                .collect(Collectors.joining("; "));
        if (!licences.isEmpty()) {
            all.put("modelspec.license", licences);
        }
    }

    private String description() {
        String loras = recipe.loras().stream()
                .map(lora -> " + " + lora.weight() + "(" + fileName(lora.file()) + ")")
                .collect(Collectors.joining());
        String method = parents.size() == 1 ? "" : ", " + recipe.method().id();
        return recipe.formula() + loras + method + (recipe.blocks().isEmpty() ? "" : ", block by block");
    }

    private static String architecture(ModelFamily family, Optional<Predicts> predicts) {
        return switch (family) {
            case SD1 -> "stable-diffusion-v1";
            case SD2 ->
                predicts.map(what ->
                                what == Predicts.V_PREDICTION ? "stable-diffusion-v2-768-v" : "stable-diffusion-v2-512")
                        .orElse("stable-diffusion-v2");
            case SDXL -> "stable-diffusion-xl-v1-base";
        };
    }

    private static Optional<String> word(Predicts predicts) {
        return switch (predicts) {
            case EPSILON -> Optional.of("epsilon");
            case V_PREDICTION -> Optional.of("v");
            case SAMPLE -> Optional.empty();
        };
    }

    private static String fileName(Path file) {
        return String.valueOf(file.getFileName());
    }
}
