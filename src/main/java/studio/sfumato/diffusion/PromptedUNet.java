package studio.sfumato.diffusion;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import studio.sfumato.diffusion.guidance.Network;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.net.unet.UNet;
import studio.sfumato.prompt.Conditioning;
import studio.sfumato.runtime.ExecutionProvider;
import studio.sfumato.runtime.Session;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;

/// The U-Net bound to the prompts of a batch.
///
/// A call is cut into parts that fit. On the CPU one pass over few latents is quicker than several, one over many is
/// slower and takes more memory (docs/figures.md); graphics cards like large passes. The cut depends on sizes alone,
/// never on time, so that equal requests give equal pixels. Prompts of different lengths never share a pass: padding
/// the shorter would change its picture, and A1111 does not do it either.
final class PromptedUNet implements Network {
    /// The most latents, height × width × batch, that run in one pass on the CPU: two pictures of 256×256.
    private static final int MOST_ON_CPU = 2 * 32 * 32;

    /// The most elsewhere: two pictures of 1024×1024.
    private static final int MOST_ON_CARD = 2 * 128 * 128;

    private final Session session;
    private final VariantPorts ports;
    private final Supplier<List<Conditioning>> prompts;
    private final ControlFeed controls;
    private final ImageSize size;
    private final CancellationToken token;

    /// @param ports what the session's variant of the U-Net takes and gives beside
    /// @param prompts gives the conditioning of each latent of a batch for the call under way, in order; a smaller
    ///     batch takes the first
    /// @param controls what guides it by pictures
    /// @param size what SDXL is told about the picture
    PromptedUNet(
            Session session,
            VariantPorts ports,
            Supplier<List<Conditioning>> prompts,
            ControlFeed controls,
            ImageSize size,
            CancellationToken token) {
        this.session = session;
        this.ports = ports;
        this.prompts = prompts;
        this.controls = controls;
        this.size = size;
        this.token = token;
    }

    @Override
    public Tensor predict(Tensor x, double timestep) {
        List<Conditioning> rows = prompts.get();
        int batch = x.shape().at(0);
        int most = session.provider() == ExecutionProvider.CPU ? MOST_ON_CPU : MOST_ON_CARD;
        int part = Math.clamp(most / (x.shape().at(2) * x.shape().at(3)), 1, batch);
        List<Tensor> parts = new ArrayList<>();
        List<Tensor> maps = new ArrayList<>();
        for (int from = 0; from < batch; ) {
            int to = from + 1;
            while (to < Math.min(batch, from + part)
                    && rows.get(to).tokens() == rows.get(from).tokens()) {
                to++;
            }
            parts.add(run(x.slice(from, to), timestep, rows.subList(from, to), from, maps));
            from = to;
        }
        if (ports.watched()) {
            ports.map().keep(Tensor.concat(maps));
        }
        return parts.size() == 1 ? parts.getFirst() : Tensor.concat(parts);
    }

    /// @param from the number of the first row in the batch
    /// @param maps takes where the network looked, if it tells
    private Tensor run(Tensor x, double timestep, List<Conditioning> rows, int from, List<Tensor> maps) {
        Conditioning batch = Conditioning.batch(rows);
        int count = x.shape().at(0);
        float[] timesteps = new float[count];
        Arrays.fill(timesteps, (float) timestep);
        Map<String, Tensor> inputs = new LinkedHashMap<>();
        inputs.put(UNet.SAMPLE, x);
        inputs.put(UNet.TIMESTEP, Tensor.wrap(Shape.of(count), timesteps));
        inputs.put(UNet.CONTEXT, batch.hidden());
        if (batch.pooled() != null) {
            inputs.put(UNet.TEXT_EMBEDS, batch.pooled());
            inputs.put(
                    UNet.TIME_IDS,
                    Tensor.concat(rows.stream()
                            .map(row -> row.timeIds(size.width(), size.height()))
                            .toList()));
        }
        controls.feed(inputs, from, from + count);
        ports.feed(inputs, count);
        if (!ports.watched()) {
            return session.run(inputs, UNet.OUT_SAMPLE, token);
        }
        Map<String, Tensor> outputs = session.run(inputs, token);
        maps.add(Objects.requireNonNull(outputs.get(UNet.ATTENTION)));
        return Objects.requireNonNull(outputs.get(UNet.OUT_SAMPLE));
    }
}
