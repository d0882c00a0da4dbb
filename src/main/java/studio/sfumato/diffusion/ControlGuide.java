package studio.sfumato.diffusion;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import studio.sfumato.diffusion.control.ControlUnit;
import studio.sfumato.diffusion.control.UnionKind;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.image.Raster;
import studio.sfumato.net.control.ControlNet;
import studio.sfumato.net.control.ControlNetConfig;
import studio.sfumato.net.unet.ControlPorts;
import studio.sfumato.net.unet.UNet;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;

/// The network of a unit, with the picture it looks at.
sealed interface ControlGuide {
    /// {@return what it is asked for}
    ControlUnit unit();

    /// {@return its network}
    Networks.Recipe recipe();

    /// {@return what it tells a U-Net to add to rows of a batch, by the U-Net's input}
    ///
    /// @param rows the U-Net's own inputs for these rows
    Map<String, Tensor> given(Map<String, Tensor> rows, ImageSize size, CancellationToken token);

    /// {@return the same with its picture seen in another way}
    ControlGuide through(Function<Raster, Raster> view);

    /// A ControlNet, which runs at every step.
    record Net(
            ControlUnit unit,
            Networks.Recipe recipe,
            ControlNetConfig config,
            int outputs,
            ControlHint hint,
            Networks networks,
            Consumer<GenerationEvent> events)
            implements ControlGuide {
        @Override
        public Map<String, Tensor> given(Map<String, Tensor> rows, ImageSize size, CancellationToken token) {
            Map<String, Tensor> inputs = new LinkedHashMap<>(rows);
            Tensor latents = Objects.requireNonNull(inputs.get(UNet.SAMPLE));
            inputs.put(UNet.SAMPLE, Rows.firstChannels(latents, config.unet().inChannels()));
            inputs.put(ControlNet.HINT, hint.of(size));
            inputs.put(
                    ControlNet.SCALES,
                    Tensor.wrap(Shape.of(outputs), unit.mode().scales(unit.weight(), outputs)));
            if (config.kinds() > 0) {
                float[] told = UnionKind.told(unit.type(), config.kinds(), unit.model());
                inputs.put(ControlNet.KIND, Tensor.wrap(Shape.of(config.kinds()), told));
            }
            return networks.use(recipe, events, token, session -> session.run(inputs, token));
        }

        @Override
        public ControlGuide through(Function<Raster, Raster> view) {
            return new Net(unit, recipe, config, outputs, hint.through(view), networks, events);
        }
    }

    /// A T2I-Adapter, which runs once for each size.
    record Features(
            ControlUnit unit,
            Networks.Recipe recipe,
            ControlHint hint,
            Networks networks,
            Consumer<GenerationEvent> events,
            Map<ImageSize, Map<String, Tensor>> known)
            implements ControlGuide {
        Features(
                ControlUnit unit,
                Networks.Recipe recipe,
                ControlHint hint,
                Networks networks,
                Consumer<GenerationEvent> events) {
            this(unit, recipe, hint, networks, events, new HashMap<>());
        }

        @Override
        public Map<String, Tensor> given(Map<String, Tensor> rows, ImageSize size, CancellationToken token) {
            return known.computeIfAbsent(size, wanted -> scaled(run(wanted, token)));
        }

        @Override
        public ControlGuide through(Function<Raster, Raster> view) {
            return new Features(unit, recipe, hint.through(view), networks, events);
        }

        private Map<String, Tensor> run(ImageSize size, CancellationToken token) {
            Map<String, Tensor> inputs = Map.of(ControlNet.HINT, hint.of(size));
            return networks.use(recipe, events, token, session -> session.run(inputs, token));
        }

        private Map<String, Tensor> scaled(Map<String, Tensor> features) {
            Map<String, Tensor> scaled = new LinkedHashMap<>();
            for (int i = 0; i < features.size(); i++) {
                String name = ControlPorts.feature(i);
                Tensor feature = Objects.requireNonNull(features.get(name));
                scaled.put(name, feature.times(unit.mode().scale(unit.weight(), i)));
            }
            return scaled;
        }
    }
}
