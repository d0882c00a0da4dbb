package studio.sfumato.diffusion;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import studio.sfumato.error.NotEnoughMemoryException;
import studio.sfumato.graph.AdaptableLayer;
import studio.sfumato.graph.SidePaths;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;
import studio.sfumato.weights.lora.LoraChange;
import studio.sfumato.weights.lora.LoraSet;

/// Puts LoRAs into the form in which a network's [SidePaths] take them: several on one layer become one of the sum of
/// their ranks.
final class SidePathInputs {
    private SidePathInputs() {}

    private record Scaled(LoraChange.Factors factors, float strength) {
        int rank() {
            return factors.down().shape().at(0);
        }
    }

    /// {@return the inputs for a network with such layers}
    ///
    /// @param shares what the layers take, by the key of their weight
    static Map<String, Tensor> of(List<AdaptableLayer> layers, Map<String, List<LoraSet.Share>> shares) {
        boolean open = !shares.isEmpty();
        float[] ranks = new float[layers.size()];
        List<List<Scaled>> factors = new ArrayList<>();
        long numbers = 0;
        for (int i = 0; i < ranks.length; i++) {
            List<Scaled> own = shares.getOrDefault(layers.get(i).key(), List.of()).stream()
                    .map(share -> new Scaled(share.change().factors(share.rank()), (float) share.strength()))
                    .toList();
            factors.add(own);
            int rank = own.stream().mapToInt(Scaled::rank).sum();
            ranks[i] = open ? Math.max(1, rank) : 0;
            numbers += (long) (int) ranks[i] * layers.get(i).size();
        }
        if (numbers > Integer.MAX_VALUE - 8) {
            throw new NotEnoughMemoryException(
                    "the LoRAs together have " + numbers + " numbers: too many", "Use fewer at once.", null);
        }
        return Map.of(
                SidePaths.OPEN, Tensor.scalar(open ? 1 : 0),
                SidePaths.RANKS, Tensor.wrap(Shape.of(ranks.length), ranks),
                SidePaths.FACTORS, open ? joined(layers, factors, ranks, (int) numbers) : Tensor.zeros(Shape.of(1)));
    }

    private static Tensor joined(List<AdaptableLayer> layers, List<List<Scaled>> factors, float[] ranks, int numbers) {
        float[] all = new float[numbers];
        int start = 0;
        for (int i = 0; i < ranks.length; i++) {
            AdaptableLayer layer = layers.get(i);
            int rank = (int) ranks[i];
            int before = 0;
            for (Scaled each : factors.get(i)) {
                int own = each.rank();
                Tensor up = each.factors.up();
                each.factors.down().values().get(all, start + before * layer.in(), own * layer.in());
                FloatBuffer rows = up.values();
                float strength = each.strength;
                for (int row = 0; row < layer.out(); row++) {
                    int to = start + rank * layer.in() + row * rank + before;
                    rows.get(all, to, own);
                    for (int k = to; k < to + own; k++) {
                        all[k] *= strength;
                    }
                }
                before += own;
            }
            start += rank * layer.size();
        }
        return Tensor.wrap(Shape.of(numbers), all);
    }
}
