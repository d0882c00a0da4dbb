package studio.sfumato.diffusion;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import studio.sfumato.diffusion.control.ControlUnit;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.error.UnsupportedModelException;
import studio.sfumato.image.Raster;
import studio.sfumato.net.control.Adapter;
import studio.sfumato.net.control.AdapterConfig;
import studio.sfumato.net.control.ControlNet;
import studio.sfumato.net.control.ControlNetConfig;
import studio.sfumato.net.unet.ControlPorts;
import studio.sfumato.net.unet.UNetConfig;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;
import studio.sfumato.weights.ModelFamily;
import studio.sfumato.weights.ModelPart;
import studio.sfumato.weights.ModelSource;
import studio.sfumato.weights.addon.AddOnKind;
import studio.sfumato.weights.addon.AddOnShelf;
import studio.sfumato.weights.checkpoint.ControlFile;

/// What guides a model's pictures by others: the networks of a request's units, and what they add where to the U-Net.
///
/// @param guides in the order of the units
/// @param unet the sizes of the U-Net
record Controls(List<ControlGuide> guides, UNetConfig unet) {
    /// {@return the networks of a request's units, not loaded}; events say which of them a model goes without
    ///
    /// @param sources finds their pictures
    /// @param lenient whether one for another model is left out rather than refused
    /// @throws studio.sfumato.error.StudioException if one is missing, damaged or for another model
    static Controls of(
            GenerationRequest request,
            ModelSource model,
            AddOnShelf shelf,
            Function<PictureRef, Raster> sources,
            Networks networks,
            boolean lenient,
            Consumer<GenerationEvent> events) {
        UNetConfig unet = UNetConfig.from(model.config(ModelPart.UNET));
        List<ControlUnit> units = request.controls();
        ControlView view = ControlView.of(request, sources);
        Function<PictureRef, Raster> seen = sources.andThen(view.part());
        ExportedGraphs.refuse(model, !units.isEmpty() && !lenient, "ControlNets");
        List<ControlGuide> guides = new ArrayList<>();
        for (ControlUnit unit : units) {
            ControlFile file = ControlFile.open(shelf.get(AddOnKind.CONTROL, unit.model()));
            try {
                guides.add(guide(view.fitted(unit), file, model, unet, seen, networks, events));
            } catch (UnsupportedModelException another) {
                if (!lenient) {
                    throw another;
                }
                events.accept(
                        new GenerationEvent.Notice(another.getMessage() + "; " + model.name() + " goes without it"));
            }
        }
        return new Controls(List.copyOf(guides), unet);
    }

    private static ControlGuide guide(
            ControlUnit unit,
            ControlFile file,
            ModelSource model,
            UNetConfig unet,
            Function<PictureRef, Raster> sources,
            Networks networks,
            Consumer<GenerationEvent> events) {
        String label = file.kind().label() + " " + file.weights().name();
        return switch (file.kind()) {
            case CONTROL_NET -> {
                ControlNetConfig config = ControlNetConfig.from(file.config());
                List<Integer> outputs = ControlPorts.residualChannels(config.unet());
                boolean fits = file.family() == model.family()
                        && outputs.equals(ControlPorts.residualChannels(unet))
                        && config.unet().contextWidth() == unet.contextWidth()
                        && config.unet().added().equals(unet.added());
                requireFit(fits, file, model);
                ControlHint hint = new ControlHint(unit, sources, config.hintChannels(), config.factor());
                Networks.Recipe recipe =
                        networks.control(label, file.location(), () -> ControlNet.build(config, file.weights()));
                yield new ControlGuide.Net(unit, recipe, config, outputs.size(), hint, networks, events);
            }
            case T2I_ADAPTER, LIGHT_ADAPTER -> {
                AdapterConfig config = AdapterConfig.from(file.config());
                List<Integer> places = ControlPorts.featureChannels(unet);
                List<Integer> stages = config.stages().stream()
                        .map(AdapterConfig.Stage::channels)
                        .toList();
                boolean xl = model.family() == ModelFamily.SDXL;
                boolean fits = xl == (file.family() == ModelFamily.SDXL)
                        && stages.size() <= places.size()
                        && stages.equals(places.subList(0, stages.size()));
                requireFit(fits, file, model);
                ControlHint hint = new ControlHint(unit, sources, config.hintChannels(), config.multiple());
                Networks.Recipe recipe =
                        networks.control(label, file.location(), () -> Adapter.build(config, file.weights()));
                yield new ControlGuide.Features(unit, recipe, hint, networks, events);
            }
        };
    }

    private static void requireFit(boolean fits, ControlFile file, ModelSource model) {
        if (!fits) {
            throw new UnsupportedModelException(
                    file.weights().name() + " is a " + file.kind().label() + " for "
                            + file.family().label() + " models and does not fit " + model.name() + ", which is "
                            + model.family().label(),
                    "Choose one for it: sfumato controls",
                    null);
        }
    }

    /// {@return the networks, to be loaded}
    List<Networks.Recipe> recipes() {
        return guides.stream().map(ControlGuide::recipe).distinct().toList();
    }

    /// {@return by which inputs the U-Net must be guided}
    ControlPorts ports() {
        return new ControlPorts(
                guides.stream().anyMatch(ControlGuide.Net.class::isInstance),
                guides.stream().anyMatch(ControlGuide.Features.class::isInstance));
    }

    /// {@return what is fed to a U-Net that paints `pictures` pictures guided by `prompts`}
    ///
    /// @param made counts the calls of the denoiser
    /// @param calls how many there will be
    ControlFeed feed(
            EncodedPrompts prompts,
            int pictures,
            CallCounter made,
            int calls,
            ImageSize size,
            CancellationToken token) {
        if (guides.isEmpty()) {
            return ControlFeed.NONE;
        }
        int prompted = prompts.promptedRows(pictures);
        return (inputs, from, to) -> {
            double share = Math.min(1, (double) made.made() / calls);
            Map<String, Tensor> own = Map.copyOf(inputs);
            Map<String, Tensor> added = nothing();
            for (ControlGuide guide : guides) {
                int rows = guide.unit().mode().promptedOnly()
                        ? Math.clamp((long) prompted - from, 0, to - from)
                        : to - from;
                if (rows > 0 && guide.unit().guides(share)) {
                    Map<String, Tensor> some = rows == to - from ? own : Rows.first(own, rows);
                    guide.given(some, size, token)
                            .forEach(
                                    (name, value) -> added.merge(name, Rows.padded(value, rows, to - from), Rows::sum));
                }
            }
            inputs.putAll(added);
        };
    }

    /// {@return what adds nothing, for every input}
    private Map<String, Tensor> nothing() {
        Map<String, Tensor> zeros = new LinkedHashMap<>();
        ControlPorts ports = ports();
        if (ports.residuals()) {
            List<Integer> channels = ControlPorts.residualChannels(unet);
            for (int i = 0; i < channels.size(); i++) {
                String name = i < channels.size() - 1 ? ControlPorts.residual(i) : ControlPorts.MIDDLE_RESIDUAL;
                zeros.put(name, Tensor.zeros(Shape.of(1, channels.get(i), 1, 1)));
            }
        }
        if (ports.features()) {
            List<Integer> channels = ControlPorts.featureChannels(unet);
            for (int i = 0; i < channels.size(); i++) {
                zeros.put(ControlPorts.feature(i), Tensor.zeros(Shape.of(1, channels.get(i), 1, 1)));
            }
        }
        return zeros;
    }
}
