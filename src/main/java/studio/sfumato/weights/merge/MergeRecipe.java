package studio.sfumato.weights.merge;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import studio.sfumato.error.RequestException;
import studio.sfumato.weights.ModelSource;
import studio.sfumato.weights.checkpoint.SingleFile;

/// What a new model is to be made of.
///
/// @param models A, B and C: two or three, as the method wants; one alone is copied, with what is baked in
/// @param method how they become one
/// @param amount how much of it, wherever `blocks` says nothing
/// @param blocks other amounts, by the names of [Blocks]
/// @param loras what is baked in, in this order
/// @param vae the file or folder of another VAE; empty for those of the models
/// @param precision how the numbers are stored
/// @param target the file to write
/// @param replace whether it may take the place of another
public record MergeRecipe(
        List<ModelSource> models,
        MergeMethod method,
        double amount,
        Map<String, Double> blocks,
        List<Baked> loras,
        Optional<Path> vae,
        Precision precision,
        Path target,
        boolean replace) {
    /// A LoRA and how much of it.
    public record Baked(Path file, double weight) {}

    /// Refuses what cannot be merged whatever is in the files.
    ///
    /// @throws RequestException if there are too many or too few models, or an amount is out of range
    public MergeRecipe {
        models = List.copyOf(models);
        blocks = new LinkedHashMap<>(blocks);
        loras = List.copyOf(loras);
        int wanted = method.third() ? 3 : 2;
        boolean alone = models.size() == 1 && !method.third();
        if (models.size() != wanted && !alone) {
            throw new RequestException(
                    method.id() + " takes " + (method.third() ? "three" : "two") + " models, not " + models.size(),
                    method.third()
                            ? "A + amount × (B − C): C is the model that B was made from."
                            : "Three models are for " + MergeMethod.ADD_DIFFERENCE.id() + ".",
                    null);
        }
        requireAmount("amount", amount, method);
        blocks.forEach((name, value) -> requireAmount(name, value, method));
        for (Baked lora : loras) {
            if (!Double.isFinite(lora.weight)) {
                throw new RequestException("the weight of " + lora.file.getFileName() + " is no number");
            }
        }
    }

    private static void requireAmount(String name, double value, MergeMethod method) {
        if (!(value >= 0 && value <= method.most())) {
            throw new RequestException(String.format(
                    Locale.ROOT, "%s is %s; %s takes 0 to %.0f", name, value, method.id(), method.most()));
        }
    }

    /// {@return the models the new one is made of, in a formula such as `0.7(A) + 0.3(B)`}
    public String formula() {
        List<String> names = models.stream().map(ModelSource::name).toList();
        return switch (names.size()) {
            case 1 -> names.getFirst();
            case 2 -> short2(1 - amount) + "(" + names.get(0) + ") + " + short2(amount) + "(" + names.get(1) + ")";
            default -> names.get(0) + " + " + short2(amount) + "(" + names.get(1) + " - " + names.get(2) + ")";
        };
    }

    private static String short2(double number) {
        return Double.toString(Math.round(number * 100) / 100.0);
    }

    /// {@return what the new model is called}
    String title() {
        return SingleFile.stem(target);
    }
}
