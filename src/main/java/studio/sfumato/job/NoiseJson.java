package studio.sfumato.job;

import studio.sfumato.diffusion.NoiseSettings;
import studio.sfumato.diffusion.Seed;
import studio.sfumato.diffusion.noise.RandomSource;
import tools.jackson.databind.node.ObjectNode;

/// The chance in a picture, as fields of a request.
final class NoiseJson {
    private NoiseJson() {}

    static void write(NoiseSettings noise, ObjectNode node) {
        node.put("seed", noise.seed().toString());
        node.put("rng", noise.rng().label());
    }

    static NoiseSettings read(RequestFields fields) {
        return new NoiseSettings(Seed.parse(fields.text("seed")), RandomSource.get(fields.text("rng")));
    }
}
