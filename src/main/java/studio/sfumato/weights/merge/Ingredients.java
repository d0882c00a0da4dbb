package studio.sfumato.weights.merge;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import studio.sfumato.error.ModelFileException;
import studio.sfumato.error.UnsupportedModelException;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;
import studio.sfumato.weights.ModelPart;
import studio.sfumato.weights.ModelSource;
import studio.sfumato.weights.Weight;
import studio.sfumato.weights.WeightReader;
import studio.sfumato.weights.checkpoint.DepthFile;
import studio.sfumato.weights.checkpoint.WithVae;
import studio.sfumato.weights.lora.LoraChange;
import studio.sfumato.weights.lora.LoraFile;
import studio.sfumato.weights.lora.LoraFit;

/// The tensors that a new model is made of, and how each is made. Nothing but headers has been read.
final class Ingredients {
    /// A change that a LoRA makes.
    private record Change(LoraChange change, double weight) {}

    private final MergeRecipe recipe;
    /// For each network the models' tensors: the first is what is changed, and the only one where it is just copied.
    private final Map<ModelPart, List<Network>> networks = new EnumMap<>(ModelPart.class);
    private final Map<ModelPart, Map<String, List<Change>>> changes = new EnumMap<>(ModelPart.class);
    private final Map<String, Weight> beside = new LinkedHashMap<>();
    private final List<String> notices = new ArrayList<>();

    private Ingredients(MergeRecipe recipe) {
        this.recipe = recipe;
    }

    /// {@return what `recipe` asks for}
    ///
    /// @throws ModelFileException if the models don't fit together; the message names two and the first key
    /// @throws studio.sfumato.error.UnsupportedModelException if a LoRA changes nothing in the first model
    static Ingredients of(MergeRecipe recipe) {
        Ingredients all = new Ingredients(recipe);
        Fitting.require(recipe);
        for (ModelPart part : ModelPart.values()) {
            if (part != ModelPart.VAE || recipe.vae().isEmpty()) {
                all.add(part);
            }
        }
        recipe.vae().ifPresent(path -> {
            ModelSource with = WithVae.of(recipe.models().getFirst(), path);
            Portable.requireWhole(String.valueOf(path.getFileName()), with.config(ModelPart.VAE));
            all.networks.put(ModelPart.VAE, List.of(Network.of(ModelPart.VAE, with.weights(ModelPart.VAE))));
        });
        recipe.loras().forEach(all::bake);
        all.depth(recipe.models().getFirst());
        return all;
    }

    /// The network that sees depth for an SD 2 depth model is none of those that are merged.
    private void depth(ModelSource first) {
        if (!first.depth()) {
            return;
        }
        try {
            DepthFile.within(first.location())
                    .map(DepthFile::weights)
                    .ifPresent(own -> own.keys().forEach(key -> beside.put(DepthFile.WITHIN + key, own.get(key))));
        } catch (ModelFileException | UnsupportedModelException unusable) {
            notices.add(first.name() + "'s own network that sees depth is left out: " + unusable.getMessage());
        }
    }

    private void add(ModelPart part) {
        List<ModelSource> having = recipe.models().stream()
                .filter(model -> model.parts().contains(part))
                .toList();
        boolean every = having.size() == recipe.models().size();
        if (having.isEmpty()) {
            return;
        }
        if (!every) {
            notices.add(
                    "the " + part.label() + " is that of " + having.getFirst().name() + ": not every model has one");
        }
        List<Network> found = (every ? having : having.subList(0, 1))
                .stream().map(model -> Network.of(part, model.weights(part))).toList();
        for (int i = 1; i < found.size(); i++) {
            Fitting.requireSameTensors(part, having, i, found.getFirst(), found.get(i));
        }
        networks.put(part, found);
    }

    private void bake(MergeRecipe.Baked lora) {
        ModelSource first = recipe.models().getFirst();
        LoraFit fit = LoraFit.of(LoraFile.open(lora.file()), first);
        fit.notice().ifPresent(notices::add);
        networks.forEach((part, models) -> {
            Map<String, LoraChange> own = fit.of(part);
            models.getFirst()
                    .own()
                    .forEach((name, key) -> Optional.ofNullable(own.get(key))
                            .ifPresent(change -> changes.computeIfAbsent(part, _ -> new LinkedHashMap<>())
                                    .computeIfAbsent(name, _ -> new ArrayList<>())
                                    .add(new Change(change, lora.weight()))));
        });
    }

    /// {@return what the user should know}
    List<String> notices() {
        return List.copyOf(notices);
    }

    /// {@return the shape of every tensor of the new model, by [Network]'s names}
    Map<ModelPart, Map<String, Shape>> shapes() {
        Map<ModelPart, Map<String, Shape>> shapes = new EnumMap<>(ModelPart.class);
        networks.forEach((part, models) -> {
            Map<String, Shape> own = new LinkedHashMap<>();
            models.getFirst().weights().forEach((name, weight) -> own.put(name, weight.shape()));
            shapes.put(part, own);
        });
        return shapes;
    }

    /// {@return what the first model has beside its networks and the new one takes as it is, by the names in a
    /// checkpoint}
    Map<String, Weight> beside() {
        return beside;
    }

    /// {@return whether the tensor must be made in one go, not slice by slice}
    boolean whole(ModelPart part, String name) {
        return changes.getOrDefault(part, Map.of()).containsKey(name)
                || models(part).stream()
                        .flatMap(model -> model.find(name).stream())
                        .anyMatch(
                                weight -> weight.transposed() || weight.shape().rank() == 0);
    }

    private List<Network> models(ModelPart part) {
        return networks.getOrDefault(part, List.of());
    }

    /// {@return slices of a tensor of the new model}
    ///
    /// @param amount how much of the method
    /// @param from the first slice along the first axis
    /// @param to the one after the last
    Tensor slices(ModelPart part, String name, double amount, int from, int to) {
        return merged(part, name, amount, weight -> weight.rows(from, to));
    }

    /// {@return a tensor of the new model}
    Tensor all(ModelPart part, String name, double amount) {
        Tensor values = merged(part, name, amount, weight -> weight);
        for (Change change : changes.getOrDefault(part, Map.of()).getOrDefault(name, List.of())) {
            values = change.change.apply(values, change.weight, OptionalInt.empty());
        }
        return values;
    }

    private interface Cut {
        Weight of(Weight weight);
    }

    private Tensor merged(ModelPart part, String name, double amount, Cut cut) {
        List<Optional<Weight>> found =
                models(part).stream().map(model -> model.find(name)).toList();
        Tensor a = WeightReader.read(cut.of(found.getFirst().orElseThrow()));
        boolean unchanged = amount == 0 || found.size() == 1 || found.stream().anyMatch(Optional::isEmpty);
        if (unchanged) {
            return a;
        }
        List<Tensor> others = found.stream()
                .skip(1)
                .map(weight -> like(a, WeightReader.read(cut.of(weight.orElseThrow()))))
                .toList();
        return recipe.method().merged(a, others.getFirst(), others.getLast(), amount);
    }

    /// {@return `other` in the shape of `a`; where it has fewer input channels, those of `a` in their place}
    private static Tensor like(Tensor a, Tensor other) {
        if (a.shape().elements() == other.shape().elements()) {
            return other.reshape(a.shape());
        }
        int rows = a.shape().at(0);
        int wide = a.shape().elements() / rows;
        int narrow = other.shape().elements() / rows;
        float[] values = a.toArray();
        for (int row = 0; row < rows; row++) {
            for (int i = 0; i < narrow; i++) {
                values[row * wide + i] = other.at(row * narrow + i);
            }
        }
        return Tensor.wrap(a.shape(), values);
    }
}
