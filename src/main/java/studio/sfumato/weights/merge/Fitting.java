package studio.sfumato.weights.merge;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import studio.sfumato.error.ModelFileException;
import studio.sfumato.error.UnsupportedModelException;
import studio.sfumato.tensor.Shape;
import studio.sfumato.weights.ModelPart;
import studio.sfumato.weights.ModelSource;
import studio.sfumato.weights.NoiseScheduleConfig.Predicts;
import studio.sfumato.weights.Weight;

/// Whether models can be merged at all.
final class Fitting {
    private static final String INPUT = "conv_in.weight";
    private static final String TOLD = "time_embedding.cond_proj.weight";
    private static final int LATENT_CHANNELS = 4;

    private Fitting() {}

    /// @throws ModelFileException if two of the models are of different families or predict different things, or one
    ///     has settings that a single file has no place for
    static void require(MergeRecipe recipe) {
        List<ModelSource> models = recipe.models();
        models.stream().filter(ModelSource::refiner).findFirst().ifPresent(model -> {
            throw new UnsupportedModelException(model.name() + " is SDXL's refiner, which cannot be merged");
        });
        models.forEach(model -> Portable.require(model, recipe.vae().isEmpty()));
        ModelSource first = models.getFirst();
        for (ModelSource other : models.subList(1, models.size())) {
            if (other.family() != first.family()) {
                throw apart(
                        first,
                        other,
                        first.name() + " is " + first.family().label() + " and " + other.name() + " is "
                                + other.family().label());
            }
        }
        requireSamePrediction(recipe, (one, two) -> {
            Optional<Predicts> what = predicts(one);
            Optional<Predicts> that = predicts(two);
            if (what.isPresent() && that.isPresent()) {
                requireSame(one, what.get(), two, that.get());
            }
        });
    }

    /// Refuses what [#require] lets through because no file says what a model predicts.
    ///
    /// @param asking finds that out; asked only where it matters
    /// @throws ModelFileException if two of the models predict different things
    static void requireSamePrediction(MergeRecipe recipe, Function<ModelSource, Predicts> asking) {
        requireSamePrediction(recipe, (one, two) -> {
            boolean told = predicts(one).isPresent() && predicts(two).isPresent();
            if (!told && !one.location().equals(two.location())) {
                requireSame(
                        one,
                        predicts(one).orElseGet(() -> asking.apply(one)),
                        two,
                        predicts(two).orElseGet(() -> asking.apply(two)));
            }
        });
    }

    private static void requireSamePrediction(MergeRecipe recipe, BiConsumer<ModelSource, ModelSource> required) {
        List<ModelSource> models = recipe.models();
        if (models.size() > 1) {
            // What is added is what B − C has learnt: these two must mean the same, A need not.
            int from = recipe.method().third() ? 1 : 0;
            required.accept(models.get(from), models.get(from + 1));
        }
    }

    private static void requireSame(ModelSource one, Predicts what, ModelSource two, Predicts that) {
        if (what != that) {
            throw apart(
                    one,
                    two,
                    one.name() + " predicts " + word(what) + " and " + two.name() + " predicts " + word(that));
        }
    }

    private static Optional<Predicts> predicts(ModelSource model) {
        return model.noiseFacts().predicts();
    }

    private static String word(Predicts predicts) {
        return switch (predicts) {
            case EPSILON -> "noise";
            case V_PREDICTION -> "v";
            case SAMPLE -> "the picture";
        };
    }

    /// @param models those that have the network
    /// @param index which of them is compared with the first
    /// @throws ModelFileException if the second's network is another one; a text encoder or VAE may lack tensors
    static void requireSameTensors(ModelPart part, List<ModelSource> models, int index, Network a, Network b) {
        ModelSource first = models.getFirst();
        ModelSource other = models.get(index);
        for (Map.Entry<String, Weight> entry : a.weights().entrySet()) {
            String key = entry.getKey();
            Optional<Weight> weight = b.find(key);
            if (weight.isEmpty()) {
                if (part == ModelPart.UNET) {
                    throw apart(first, other, lacking(first, other, key));
                }
            } else {
                requireSameShape(
                        first,
                        other,
                        key,
                        entry.getValue().shape(),
                        weight.get().shape());
            }
        }
        if (part == ModelPart.UNET) {
            for (String key : b.weights().keySet()) {
                if (a.find(key).isEmpty()) {
                    throw apart(first, other, lacking(other, first, key));
                }
            }
            if (index > 1) {
                requireSameInput(models, Network.of(part, models.get(1).weights(part)), b);
            }
        }
    }

    private static String lacking(ModelSource has, ModelSource lacks, String key) {
        return key.equals(TOLD)
                ? has.name() + " is told its guidance and " + lacks.name() + " is not"
                : lacks.name() + " has no '" + key + "' in its " + ModelPart.UNET.label();
    }

    private static void requireSameShape(ModelSource first, ModelSource other, String key, Shape a, Shape b) {
        if (Network.alike(a, b)) {
            return;
        }
        if (key.equals(INPUT) && widened(a, b)) {
            if (a.at(1) < b.at(1)) {
                throw new ModelFileException(
                        first.name() + " and " + other.name() + " cannot be merged in this order: " + other.name()
                                + " is an inpainting model and " + first.name() + " is not",
                        "Give the inpainting model first, as A.",
                        null);
            }
            return;
        }
        throw apart(
                first, other, "'" + key + "' is " + a + " in " + first.name() + " and " + b + " in " + other.name());
    }

    /// An inpainting model is fed more than the latents; its first channels are those of any other model.
    private static boolean widened(Shape a, Shape b) {
        boolean same = a.rank() == 4 && b.rank() == 4 && a.at(0) == b.at(0) && a.at(2) == b.at(2) && a.at(3) == b.at(3);
        return same && Math.min(a.at(1), b.at(1)) == LATENT_CHANNELS;
    }

    /// Of two that are subtracted none may lack channels that the other has.
    private static void requireSameInput(List<ModelSource> models, Network b, Network c) {
        Optional<Shape> one = b.find(INPUT).map(Weight::shape);
        Optional<Shape> two = c.find(INPUT).map(Weight::shape);
        if (!one.equals(two)) {
            throw apart(models.get(1), models.get(2), "one of them is an inpainting model");
        }
    }

    private static ModelFileException apart(ModelSource one, ModelSource two, String why) {
        return new ModelFileException(one.name() + " and " + two.name() + " cannot be merged: " + why);
    }
}
