package studio.sfumato.diffusion;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.sfumato.diffusion.control.ControlUnit;
import studio.sfumato.diffusion.control.UnionKind;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.error.ModelFileException;
import studio.sfumato.error.RequestException;
import studio.sfumato.error.StudioException;
import studio.sfumato.error.UnsupportedModelException;
import studio.sfumato.image.Raster;
import studio.sfumato.net.clip.ClipVisionModel;
import studio.sfumato.net.control.Adapter;
import studio.sfumato.net.control.AdapterConfig;
import studio.sfumato.net.control.ControlNet;
import studio.sfumato.net.control.ControlNetConfig;
import studio.sfumato.net.control.ImageProjection;
import studio.sfumato.net.control.ImagePrompt;
import studio.sfumato.net.unet.ControlPorts;
import studio.sfumato.net.unet.UNetConfig;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;
import studio.sfumato.weights.ModelFamily;
import studio.sfumato.weights.ModelPart;
import studio.sfumato.weights.ModelSource;
import studio.sfumato.weights.addon.AddOnKind;
import studio.sfumato.weights.addon.AddOnShelf;
import studio.sfumato.weights.checkpoint.ClipVisionFile;
import studio.sfumato.weights.checkpoint.ControlFile;
import studio.sfumato.weights.checkpoint.ControlLora;

/// What guides a model's pictures by others: the networks of a request's units, and what they add where to the U-Net.
///
/// @param guides in the order of the units
/// @param image the picture that is a second prompt
/// @param unet the sizes of the U-Net
record Controls(List<ControlGuide> guides, Optional<ImageGuide> image, UNetConfig unet) {
    private static final int LATENT_CHANNELS = 4;

    private static final Logger LOG = LoggerFactory.getLogger(Controls.class);

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
        List<ControlGuide> guides = new ArrayList<>();
        Optional<ImageGuide> image = Optional.empty();
        for (ControlUnit unit : units) {
            if (unit.own()) {
                continue; // see DepthView
            }
            ControlFile file = ControlFile.open(shelf.get(AddOnKind.CONTROL, unit.model()));
            try {
                ExportedGraphs.refuse(model, true, "ControlNets");
                if (file.kind() == ControlFile.Kind.IP_ADAPTER) {
                    requireOne(image.isEmpty());
                    image = Optional.of(imageGuide(unit, file, model, unet, shelf, sources, networks, events));
                    continue;
                }
                guides.add(guide(view.fitted(unit), file, model, unet, seen, networks, events));
            } catch (UnsupportedModelException another) {
                if (!lenient) {
                    throw another;
                }
                events.accept(
                        new GenerationEvent.Notice(another.getMessage() + "; " + model.name() + " goes without it"));
            }
        }
        return new Controls(List.copyOf(guides), image, unet);
    }

    private static void requireOne(boolean only) {
        if (!only) {
            throw new RequestException("only one IP-Adapter can guide a picture");
        }
    }

    private static ImageGuide imageGuide(
            ControlUnit unit,
            ControlFile file,
            ModelSource model,
            UNetConfig unet,
            AddOnShelf shelf,
            Function<PictureRef, Raster> sources,
            Networks networks,
            Consumer<GenerationEvent> events) {
        ImagePrompt prompt = ImagePrompt.from(file.config());
        boolean fits =
                prompt.context() == unet.contextWidth() && prompt.widths().equals(ControlPorts.attentionChannels(unet));
        requireFit(fits, file, model);
        ClipVisionFile looks = vision(prompt.projection(), file.location(), shelf);
        ClipVisionModel sizes = ClipVisionModel.from(looks.config());
        return new ImageGuide(
                unit,
                networks.control("CLIP vision model", looks.location(), () -> sizes.build(looks.weights()))
                        .once(),
                sizes.side(),
                networks.control(
                        "IP-Adapter " + file.weights().name(), file.location(), () -> prompt.build(file.weights())),
                prompt,
                sources,
                networks,
                events);
    }

    /// Beside the folders of models, those around the adapter's file are searched.
    private static ClipVisionFile vision(ImageProjection wanted, Path adapter, AddOnShelf shelf) {
        List<Path> around = Stream.iterate(adapter.getParent(), Objects::nonNull, Path::getParent)
                .limit(2)
                .toList();
        List<Path> files = new ArrayList<>(shelf.files(AddOnKind.VISION).values());
        files.addAll(new AddOnShelf(around).files(AddOnKind.VISION).values());
        for (Path path : files) {
            try {
                ClipVisionFile file = ClipVisionFile.open(path);
                if ((wanted.everywhere() ? file.width() : file.projection()) == wanted.embed()) {
                    return file;
                }
            } catch (StudioException another) {
                LOG.debug("not the model that is wanted: {}", path, another);
            }
        }
        throw new ModelFileException(
                "an IP-Adapter needs the CLIP vision model that looks at pictures for it, of width " + wanted.embed()
                        + ", and there is none",
                wanted.everywhere()
                        ? "Put it into a folder called clip_vision among your models: ViT-H has width 1280, ViT-bigG 1664."
                        : "Put it into a folder called clip_vision among your models: ViT-H has width 1024, ViT-bigG 1280.",
                null);
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
            case IP_ADAPTER -> throw new IllegalArgumentException("an IP-Adapter is no such network");
            case CONTROL_NET -> {
                ControlNetConfig config = ControlNetConfig.from(file.config());
                List<Integer> outputs = ControlPorts.residualChannels(config.unet());
                boolean fits = file.family() == model.family()
                        && outputs.equals(ControlPorts.residualChannels(unet))
                        && config.unet().contextWidth() == unet.contextWidth()
                        && config.unet().added().equals(unet.added());
                requireFit(fits, file, model);
                if (config.kinds() > 0) {
                    UnionKind.told(unit.type(), config.kinds(), file.weights().name()); // refused before all else
                }
                ControlHint hint = new ControlHint(unit, sources, config.hintChannels(), config.factor());
                Networks.Recipe recipe =
                        networks.control(label, file.location(), () -> ControlNet.build(config, file.weights()));
                yield new ControlGuide.Net(unit, recipe, config, outputs.size(), hint, networks, events);
            }
            case CONTROL_LORA -> {
                boolean fits = file.family() == model.family()
                        && file.config().positive("cross_attention_dim", 1) == unet.contextWidth()
                        && unet.inChannels() == LATENT_CHANNELS;
                requireFit(fits, file, model);
                ControlNetConfig config = ControlNetConfig.over(unet, file.config());
                ControlHint hint = new ControlHint(unit, sources, config.hintChannels(), config.factor());
                int outputs = ControlPorts.residualChannels(unet).size();
                Networks.Recipe recipe = networks.controlOver(
                        label,
                        file.location(),
                        () -> ControlNet.build(config, new ControlLora(file.weights(), model.weights(ModelPart.UNET))));
                yield new ControlGuide.Net(unit, recipe, config, outputs, hint, networks, events);
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

    /// {@return the same, each picture but a second prompt's seen in another way}
    Controls through(Function<Raster, Raster> view) {
        return new Controls(guides.stream().map(guide -> guide.through(view)).toList(), image, unet);
    }

    /// {@return the networks, to be loaded}
    List<Networks.Recipe> recipes() {
        return Stream.concat(
                        guides.stream().map(ControlGuide::recipe),
                        image.stream().flatMap(guide -> guide.recipes().stream()))
                .distinct()
                .toList();
    }

    /// {@return by which inputs the U-Net must be guided}
    ControlPorts ports() {
        return new ControlPorts(
                guides.stream().anyMatch(ControlGuide.Net.class::isInstance),
                guides.stream().anyMatch(ControlGuide.Features.class::isInstance),
                image.isPresent());
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
        if (guides.isEmpty() && image.isEmpty()) {
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
            int following = (int) Math.clamp((long) prompted - from, 0L, to - from);
            image.ifPresent(guide -> inputs.putAll(guide.given(following, to - from, share, token)));
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
