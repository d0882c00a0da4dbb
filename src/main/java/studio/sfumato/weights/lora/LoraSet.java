package studio.sfumato.weights.lora;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;
import studio.sfumato.weights.DType;
import studio.sfumato.weights.ModelPart;
import studio.sfumato.weights.ModelSource;
import studio.sfumato.weights.Replacement;
import studio.sfumato.weights.Sha256;
import studio.sfumato.weights.Weight;
import studio.sfumato.weights.WeightSource;

/// The LoRAs of a picture with their strengths, sorted by how a network takes them: layers take
/// products of two matrices, and factors for their values, beside their weight, where they cost nothing
/// to change; every other change replaces the weight itself.
public final class LoraSet {
    /// No LoRAs.
    public static final LoraSet NONE = new LoraSet(List.of(), null);

    /// The weights of layers that are linear in our networks though the file may have a 1×1 convolution.
    private static final Pattern PROJECTION = Pattern.compile(".*attentions\\.\\d+\\.proj_(in|out)\\.weight");

    /// Products have at most this part of the weights' numbers.
    private static final int THIN = 2;

    private static final Pattern TABLE = Pattern.compile(".*(token|position)_embedding\\.weight");

    /// A LoRA with its strengths.
    ///
    /// @param fit what it changes
    /// @param textEncoder how much of that in the text encoders
    /// @param unet how much of it in the U-Net
    /// @param rank the rank it is cut to, if at all
    public record Use(LoraFit fit, double textEncoder, double unet, OptionalInt rank) {
        private double strength(ModelPart part) {
            return part == ModelPart.UNET ? unet : textEncoder;
        }

        private String identity(ModelPart part) {
            return fit.file().identity() + "|" + strength(part) + "|" + rank + "\n";
        }
    }

    /// A change with its strength.
    ///
    /// @param rank the rank it is cut to, if at all
    public record Share(LoraChange change, double strength, OptionalInt rank) {}

    /// A share that may go beside the weight, if the others of its layer let it.
    private record Candidate(Share share, boolean beside, boolean convolution, Use use) {}

    /// What becomes of one network.
    private static final class Changes {
        private final Map<String, List<Candidate>> candidates = new LinkedHashMap<>();
        private final Map<String, List<Share>> beside = new LinkedHashMap<>();
        private final Map<String, List<Share>> replaced = new LinkedHashMap<>();
        private final Set<String> convolutions = new LinkedHashSet<>();
        private final StringBuilder all = new StringBuilder();
        private final Set<Use> replacing = new LinkedHashSet<>();

        /// Puts beside the weights what can be. LoRAs are put on in order, so what goes by the weight
        /// that it finds goes beside it as the first alone, and else has all before it in the weight.
        private void sort() {
            candidates.forEach((key, layer) -> {
                int first = 0;
                for (int i = 0; i < layer.size(); i++) {
                    Candidate each = layer.get(i);
                    boolean alone = i == 0 && each.beside;
                    first = each.share.change.relative() && !alone ? i + 1 : first;
                }
                for (int i = 0; i < layer.size(); i++) {
                    Candidate each = layer.get(i);
                    boolean outside = each.beside && i >= first;
                    (outside ? beside : replaced)
                            .computeIfAbsent(key, _ -> new ArrayList<>())
                            .add(each.share);
                    if (!outside) {
                        replacing.add(each.use);
                    } else if (each.convolution) {
                        convolutions.add(key);
                    }
                }
            });
        }
    }

    private final Map<ModelPart, Changes> parts = new EnumMap<>(ModelPart.class);

    private LoraSet(List<Use> uses, @org.jspecify.annotations.Nullable ModelSource model) {
        for (Use use : uses) {
            use.fit.changes().forEach((part, changes) -> {
                if (use.strength(part) != 0 && model != null) {
                    add(use, part, changes, model.weights(part));
                }
            });
        }
        parts.values().forEach(Changes::sort);
    }

    /// {@return these LoRAs on `model`, to which all have been fitted}
    public static LoraSet of(List<Use> uses, ModelSource model) {
        return new LoraSet(uses, model);
    }

    private void add(Use use, ModelPart part, Map<String, LoraChange> changes, WeightSource base) {
        Changes own = parts.computeIfAbsent(part, _ -> new Changes());
        boolean thin = thin(changes, base);
        changes.forEach((key, change) -> {
            Shape shape = base.get(key).shape();
            boolean linear = isLinear(key, shape);
            boolean convolution = !linear && part == ModelPart.UNET && shape.rank() == 4;
            boolean beside = change.beside() && (thin || change.written()) && (linear || convolution);
            Share share = new Share(change, use.strength(part), use.rank);
            own.candidates
                    .computeIfAbsent(key, _ -> new ArrayList<>())
                    .add(new Candidate(share, beside, convolution, use));
        });
        own.all.append(use.identity(part));
    }

    /// Whether products that a file does not hold as such (LoHa, LoKr) are little work beside their weights. Ranks
    /// of two products multiply, so that beside the weights a step may take longer than it is worth.
    private static boolean thin(Map<String, LoraChange> changes, WeightSource base) {
        long numbers = 0;
        long weights = 0;
        for (Map.Entry<String, LoraChange> entry : changes.entrySet()) {
            LoraChange change = entry.getValue();
            Shape shape = base.get(entry.getKey()).shape();
            if (change.beside() && !change.written() && change.numbers() > 0) {
                numbers += change.numbers();
                weights += shape.elements();
            }
        }
        return THIN * numbers <= weights;
    }

    private static boolean isLinear(String key, Shape shape) {
        return shape.rank() == 2
                ? !TABLE.matcher(key).matches()
                : PROJECTION.matcher(key).matches();
    }

    /// {@return what layers of a network take beside their weight, by the weight's key}
    public Map<String, List<Share>> beside(ModelPart part) {
        Changes changes = parts.get(part);
        return changes == null ? Map.of() : changes.beside;
    }

    /// {@return those of the keys of [#beside] that are convolutions'}
    public Set<String> convolutions(ModelPart part) {
        Changes changes = parts.get(part);
        return changes == null ? Set.of() : changes.convolutions;
    }

    /// {@return a short name for what replaces weights of a network; empty where nothing does}
    public String replacing(ModelPart part) {
        Changes changes = parts.get(part);
        return changes == null || changes.replacing.isEmpty()
                ? ""
                : digest(changes.replacing.stream()
                        .map(use -> use.identity(part))
                        .collect(Collectors.joining()));
    }

    /// {@return a short name for everything that changes the text encoders; empty where nothing does}
    public String textIdentity() {
        StringBuilder all = new StringBuilder();
        for (ModelPart part : List.of(ModelPart.TEXT_ENCODER, ModelPart.TEXT_ENCODER_2)) {
            Changes changes = parts.get(part);
            all.append(changes == null ? "" : changes.all);
        }
        return all.isEmpty() ? "" : digest(all.toString());
    }

    private static String digest(String text) {
        return new Sha256().add(text).hex().substring(0, 16);
    }

    /// {@return the weights `base` of a network with what replaces some}
    public WeightSource weights(ModelPart part, WeightSource base) {
        Changes changes = parts.get(part);
        return changes == null || changes.replaced.isEmpty() ? base : new Replacing(base, changes.replaced);
    }

    /// Weights some of which are made anew.
    private record Replacing(WeightSource base, Map<String, List<Share>> shares) implements WeightSource {
        @Override
        public Optional<Weight> find(String key) {
            return base.find(key);
        }

        @Override
        public Set<String> keys() {
            return base.keys();
        }

        @Override
        public String name() {
            return base.name();
        }

        @Override
        public String called(String key) {
            return base.called(key);
        }

        @Override
        public Optional<Replacement> replacement(String key) {
            List<Share> own = shares.get(key);
            if (own == null) {
                return base.replacement(key);
            }
            return Optional.of(new Replacement(DType.F32, () -> {
                Tensor values = base.values(key);
                for (Share share : own) {
                    values = share.change.apply(values, share.strength, share.rank);
                }
                return values;
            }));
        }
    }
}
