package studio.sfumato.diffusion;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import studio.sfumato.error.StudioException;
import studio.sfumato.graph.Wrap;
import studio.sfumato.net.clip.ClipConfig;
import studio.sfumato.net.clip.ClipTextModel;
import studio.sfumato.net.clip.HiddenState;
import studio.sfumato.net.depth.DepthNet;
import studio.sfumato.net.unet.UNet;
import studio.sfumato.net.unet.UNetConfig;
import studio.sfumato.net.vae.Autoencoder;
import studio.sfumato.tensor.Shape;
import studio.sfumato.weights.DType;
import studio.sfumato.weights.ModelCatalogue;
import studio.sfumato.weights.ModelFamily;
import studio.sfumato.weights.ModelPart;
import studio.sfumato.weights.ModelSource;
import studio.sfumato.weights.Weight;
import studio.sfumato.weights.WeightSource;
import studio.sfumato.weights.checkpoint.DepthFile;

/// Whether a model has every tensor that its networks ask for, in the right shape and as floats. Its graphs are built
/// as they would be for a picture and thrown away: names, shapes and types tell, and no value is read.
///
/// @param problems why it cannot make pictures, one line each; none if it can
/// @param limits what it cannot do though it makes pictures, one line each
public record ModelCheck(List<String> problems, List<String> limits) {
    /// What is said of something that has no networks to build.
    public static final ModelCheck NOTHING = new ModelCheck(List.of(), List.of());

    /// How many tensors of a network are named; more are counted.
    private static final int NAMED = 3;

    /// Copies the lists.
    public ModelCheck {
        problems = List.copyOf(problems);
        limits = List.copyOf(limits);
    }

    /// {@return what is wrong with the model at `path`, which may not even open}
    public static ModelCheck at(Path path) {
        return opening(() -> ModelCatalogue.at(path));
    }

    /// {@return what is wrong with a model}
    ///
    /// @param opens opens it, or says why that cannot be
    public static ModelCheck opening(Supplier<ModelSource> opens) {
        try {
            return of(opens.get());
        } catch (StudioException problem) {
            return new ModelCheck(List.of(String.valueOf(problem.getMessage())), List.of());
        }
    }

    /// {@return what is wrong with the tensors of `model`; nothing for one that was exported as graphs, which are
    /// one piece}
    public static ModelCheck of(ModelSource model) {
        if (ExportedGraphs.of(model).isPresent()) {
            return NOTHING;
        }
        List<String> problems = new ArrayList<>();
        List<String> limits = new ArrayList<>();
        HiddenState state = model.family() == ModelFamily.SDXL ? HiddenState.PENULTIMATE : HiddenState.clipSkip(1);
        for (ModelPart part : model.parts()) {
            switch (part) {
                case TEXT_ENCODER, TEXT_ENCODER_2 ->
                    problems.addAll(wrong(
                            part.label(),
                            model.weights(part),
                            weights -> ClipTextModel.build(ClipConfig.from(model.config(part)), weights, state)));
                case UNET ->
                    problems.addAll(wrong(
                            part.label(),
                            model.weights(part),
                            weights -> UNet.build(UNetConfig.from(model.config(part)), weights)));
                case VAE -> vae(model, problems, limits);
            }
        }
        if (model.depth()) {
            depth(model)
                    .ifPresent(why -> limits.add(
                            "its own network that sees depth cannot be used, so it needs a depth map: " + why));
        }
        return new ModelCheck(problems, limits);
    }

    /// What reads pictures is not needed where one is made of nothing but words.
    private static void vae(ModelSource model, List<String> problems, List<String> limits) {
        WeightSource weights = model.weights(ModelPart.VAE);
        problems.addAll(wrong(
                "VAE",
                weights,
                source -> Autoencoder.from(model.config(ModelPart.VAE)).decoder(source, Wrap.NONE)));
        if (problems.isEmpty()) {
            wrong(
                            "VAE",
                            weights,
                            source -> Autoencoder.from(model.config(ModelPart.VAE))
                                    .encoder(source, Wrap.NONE))
                    .forEach(line -> limits.add("it cannot begin with a picture: " + line));
        }
    }

    private static Optional<String> depth(ModelSource model) {
        try {
            Optional<DepthFile> file = DepthFile.within(model.location());
            return file.flatMap(network ->
                    wrong(
                                    "depth network",
                                    network.weights(),
                                    weights -> DepthNet.from(network.config()).build(weights))
                            .stream()
                            .findFirst());
        } catch (StudioException unusable) {
            return Optional.of(String.valueOf(unusable.getMessage()));
        }
    }

    private static Collection<String> wrong(String network, WeightSource weights, Consumer<WeightSource> build) {
        Looking looking = new Looking(weights, new LinkedHashMap<>());
        try {
            build.accept(looking);
        } catch (StudioException unfit) {
            return List.of(String.valueOf(unfit.getMessage()));
        }
        List<String> found = List.copyOf(looking.wrong.values());
        if (found.size() <= NAMED) {
            return found;
        }
        List<String> lines = new ArrayList<>(found.subList(0, NAMED));
        int more = found.size() - NAMED;
        lines.add("%d more %s of the %s %s missing or wrong"
                .formatted(more, more == 1 ? "tensor" : "tensors", network, more == 1 ? "is" : "are"));
        return lines;
    }

    /// Tensors that are looked for, not read: what is missing or wrong is noted under the file's own name for it, and
    /// the network is built on.
    private record Looking(WeightSource base, Map<String, String> wrong) implements WeightSource {
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
        public Weight unusable(String key, String problem) {
            wrong.putIfAbsent(called(key), problem);
            Path anywhere = keys().stream()
                    .findFirst()
                    .map(first -> base.get(first).file())
                    .orElse(Path.of(name()).toAbsolutePath());
            return new Weight(key, DType.F32, Shape.of(1), anywhere, 0, Float.BYTES);
        }
    }
}
