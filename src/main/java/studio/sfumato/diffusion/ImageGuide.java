package studio.sfumato.diffusion;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import studio.sfumato.diffusion.control.ControlUnit;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.image.Framing;
import studio.sfumato.image.Raster;
import studio.sfumato.image.Resampler;
import studio.sfumato.net.clip.ClipVisionModel;
import studio.sfumato.net.control.ImagePrompt;
import studio.sfumato.net.unet.ControlPorts;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;

/// A picture as a second prompt: an IP-Adapter and the CLIP model that looks at the picture for it. Both run once.
final class ImageGuide {
    private static final float[] MEANS = {0.48145467f, 0.4578275f, 0.40821072f};
    private static final float[] DEVIATIONS = {0.26862955f, 0.2613026f, 0.2757771f};
    private static final int WHITE = 0xFFFFFF;

    private final ControlUnit unit;
    private final Networks.Recipe vision;
    private final Networks.Recipe adapter;
    private final int side;
    private final ImagePrompt prompt;
    private final Function<PictureRef, Raster> sources;
    private final Networks networks;
    private final Consumer<GenerationEvent> events;
    /// Of each input the picture's row, then that of no picture.
    private final Map<String, Tensor> known = new LinkedHashMap<>();

    /// @param side the side of the pictures that `vision` looks at
    ImageGuide(
            ControlUnit unit,
            Networks.Recipe vision,
            int side,
            Networks.Recipe adapter,
            ImagePrompt prompt,
            Function<PictureRef, Raster> sources,
            Networks networks,
            Consumer<GenerationEvent> events) {
        this.unit = unit;
        this.vision = vision;
        this.side = side;
        this.adapter = adapter;
        this.prompt = prompt;
        this.sources = sources;
        this.networks = networks;
        this.events = events;
    }

    List<Networks.Recipe> recipes() {
        return List.of(vision, adapter);
    }

    /// {@return the U-Net's inputs for `rows` rows, of which the first `prompted` follow the prompt}
    ///
    /// @param share which share of the steps has been taken
    Map<String, Tensor> given(int prompted, int rows, double share, CancellationToken token) {
        Map<String, Tensor> inputs = new LinkedHashMap<>();
        if (!unit.guides(share)) {
            List<Integer> widths = prompt.widths();
            for (int i = 0; i < widths.size(); i++) {
                Tensor nothing = Tensor.zeros(Shape.of(rows, 1, widths.get(i)));
                inputs.put(ControlPorts.key(i), nothing);
                inputs.put(ControlPorts.value(i), nothing);
            }
            return inputs;
        }
        if (known.isEmpty()) {
            known.putAll(look(token));
        }
        known.forEach((name, both) -> {
            List<Tensor> all = new ArrayList<>(Collections.nCopies(prompted, both.slice(0, 1)));
            all.addAll(Collections.nCopies(rows - prompted, both.slice(1, 2)));
            inputs.put(name, Tensor.concat(all));
        });
        return inputs;
    }

    private Map<String, Tensor> look(CancellationToken token) {
        Map<String, Tensor> embeds = Map.of(ImagePrompt.EMBEDS, seen(pixels(sources.apply(unit.picture())), token));
        Map<String, Tensor> made = networks.useOnce(adapter, events, token, session -> session.run(embeds, token));
        Map<String, Tensor> weighed = new LinkedHashMap<>(made);
        for (int i = 0; i < prompt.widths().size(); i++) {
            weighed.computeIfPresent(ControlPorts.value(i), (_, value) -> value.times(unit.weight()));
        }
        return weighed;
    }

    /// What CLIP sees in the picture, and what stands for no picture: nothing, or what it sees at each place of grey.
    private Tensor seen(Tensor pixels, CancellationToken token) {
        if (prompt.projection().everywhere()) {
            Tensor both = Tensor.concat(List.of(pixels, Tensor.zeros(pixels.shape())));
            return networks.useOnce(
                    vision,
                    events,
                    token,
                    session -> session.run(Map.of(ClipVisionModel.PIXELS, both), ClipVisionModel.PLACES, token));
        }
        Tensor seen = networks.useOnce(
                vision,
                events,
                token,
                session -> session.run(Map.of(ClipVisionModel.PIXELS, pixels), ClipVisionModel.EMBEDS, token));
        return Tensor.concat(List.of(seen, Tensor.zeros(seen.shape())));
    }

    /// The middle square, as transformers' `CLIPImageProcessor` takes it.
    private Tensor pixels(Raster picture) {
        Raster opaque = Framing.on(picture, WHITE);
        int shorter = Math.min(opaque.width(), opaque.height());
        int width = (int) ((long) side * opaque.width() / shorter);
        int height = (int) ((long) side * opaque.height() / shorter);
        Raster sized = Resampler.BICUBIC.resize(opaque, width, height);
        int left = (width - side) / 2;
        int top = (height - side) / 2;
        return Framing.part(sized, left, top, side, side).toTensor(MEANS, DEVIATIONS);
    }
}
