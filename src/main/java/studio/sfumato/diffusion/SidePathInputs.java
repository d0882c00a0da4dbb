package studio.sfumato.diffusion;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import studio.sfumato.error.NotEnoughMemoryException;
import studio.sfumato.graph.AdaptableLayer;
import studio.sfumato.graph.Adaptation;
import studio.sfumato.graph.SidePaths;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;
import studio.sfumato.weights.ModelPart;
import studio.sfumato.weights.lora.LoraChange;
import studio.sfumato.weights.lora.LoraSet;

/// LoRAs in the form in which a network's [SidePaths] take them: several on one layer become one of the
/// sum of their
/// ranks. Strengths stand apart from the matrices, which stay where they are while strengths change.
final class SidePathInputs {
    private final List<AdaptableLayer> layers;
    private final List<List<LoraSet.Share>> shares;
    private final boolean open;
    private final int[] ranks;

    /// What tells the matrices from others: two sets of inputs with equal identities have the same.
    private record Matrices(List<Piece> pieces) {
        /// A LoRA's on a layer. Changes are told apart as objects: a file that is read again makes new
        /// ones.
        ///
        /// @param layer the layer's number
        record Piece(int layer, LoraChange change, int rank) {}
    }

    /// @param shares what the layers take, by the key of their weight
    SidePathInputs(List<AdaptableLayer> layers, Map<String, List<LoraSet.Share>> shares) {
        this.layers = layers;
        open = !shares.isEmpty();
        this.shares = layers.stream()
                .map(layer -> shares.getOrDefault(layer.key(), List.of()))
                .toList();
        ranks = new int[layers.size()];
        for (int i = 0; i < ranks.length; i++) {
            int rank =
                    this.shares.get(i).stream().mapToInt(SidePathInputs::rank).sum();
            boolean idle = this.shares.get(i).isEmpty() && layers.get(i).convolution();
            ranks[i] = open && !idle ? Math.max(1, rank) : 0;
        }
    }

    /// {@return what a network must have for LoRAs that go beside its weights}
    static Adaptation adaptation(LoraSet loras, ModelPart part) {
        Map<String, Adaptation.Scale> scaled = new HashMap<>();
        loras.beside(part)
                .forEach((key, layer) -> layer.forEach(share -> {
                    if (share.change().scalesInputs()) {
                        scaled.put(key, Adaptation.Scale.INPUTS);
                    } else if (share.change().scalesOutputs()) {
                        scaled.put(key, Adaptation.Scale.OUTPUTS);
                    }
                }));
        return new Adaptation(true, loras.convolutions(part), scaled);
    }

    private static int rank(LoraSet.Share share) {
        return share.change().rank(share.rank());
    }

    /// {@return what changes with strengths}
    Map<String, Tensor> strengths() {
        float[] all = new float[Math.max(1, Arrays.stream(ranks).sum())];
        int at = 0;
        for (int i = 0; i < ranks.length; i++) {
            int own = at;
            for (LoraSet.Share share : shares.get(i)) {
                Arrays.fill(all, own, own + rank(share), (float) share.strength());
                own += rank(share);
            }
            at += ranks[i];
        }
        Map<String, Tensor> inputs = new LinkedHashMap<>();
        inputs.put(SidePaths.OPEN, Tensor.scalar(open ? 1 : 0));
        inputs.put(SidePaths.STRENGTHS, Tensor.wrap(Shape.of(all.length), all));
        int scales = layers.stream().mapToInt(AdaptableLayer::factors).sum();
        if (scales > 0) {
            inputs.put(SidePaths.SCALES, scales(scales));
        }
        return inputs;
    }

    private Tensor scales(int count) {
        float[] all = new float[count];
        Arrays.fill(all, 1);
        int at = 0;
        for (int i = 0; i < ranks.length; i++) {
            int own = layers.get(i).factors();
            for (LoraSet.Share share : shares.get(i)) {
                if (own > 0 && scaled(share.change())) {
                    Tensor more = share.change().scale();
                    for (int j = 0; j < own; j++) {
                        all[at + j] += (float) (share.strength() * more.at(j));
                    }
                }
            }
            at += own;
        }
        return Tensor.wrap(Shape.of(count), all);
    }

    private static boolean scaled(LoraChange change) {
        return change.scalesInputs() || change.scalesOutputs();
    }

    /// {@return what tells [#matrices()] from those of other LoRAs}
    Object identity() {
        List<Matrices.Piece> pieces = new ArrayList<>();
        for (int i = 0; i < ranks.length; i++) {
            for (LoraSet.Share share : shares.get(i)) {
                pieces.add(new Matrices.Piece(i, share.change(), rank(share)));
            }
        }
        return new Matrices(pieces);
    }

    /// {@return what stays while strengths change}
    ///
    /// @throws NotEnoughMemoryException if there are too many numbers
    Map<String, Tensor> matrices() {
        long numbers = 0;
        float[] told = new float[ranks.length];
        for (int i = 0; i < ranks.length; i++) {
            numbers += (long) ranks[i] * layers.get(i).size();
            told[i] = ranks[i];
        }
        if (numbers > Integer.MAX_VALUE - 8) {
            throw new NotEnoughMemoryException(
                    "the LoRAs together have " + numbers + " numbers: too many", "Use fewer at once.", null);
        }
        return Map.of(
                SidePaths.RANKS,
                Tensor.wrap(Shape.of(told.length), told),
                SidePaths.FACTORS,
                open ? joined((int) numbers) : Tensor.zeros(Shape.of(1)));
    }

    private Tensor joined(int numbers) {
        float[] all = new float[numbers];
        int start = 0;
        for (int i = 0; i < ranks.length; i++) {
            AdaptableLayer layer = layers.get(i);
            int before = 0;
            for (LoraSet.Share share : shares.get(i)) {
                int own = rank(share);
                if (own == 0) {
                    continue;
                }
                LoraChange.Factors factors = share.change().factors(share.rank());
                factors.down().values().get(all, start + before * layer.columns(), own * layer.columns());
                for (int row = 0; row < layer.out(); row++) {
                    int to = start + ranks[i] * layer.columns() + row * ranks[i] + before;
                    factors.up().values().get(row * own, all, to, own);
                }
                before += own;
            }
            start += ranks[i] * layer.size();
        }
        return Tensor.wrap(Shape.of(numbers), all);
    }
}
