package studio.sfumato.job;

import java.util.Optional;
import studio.sfumato.diffusion.BatchPlace;
import studio.sfumato.diffusion.ImageSize;
import studio.sfumato.diffusion.NoiseSettings;
import studio.sfumato.diffusion.Seed;
import studio.sfumato.diffusion.Variation;
import studio.sfumato.diffusion.noise.RandomSource;
import tools.jackson.databind.node.ObjectNode;

/// The chance in a picture, as fields of a request.
final class NoiseJson {
    private NoiseJson() {}

    static void write(NoiseSettings noise, ObjectNode node) {
        node.put("seed", noise.seed().toString());
        node.put("rng", noise.rng().label());
        if (noise.variation().varies()) {
            node.put("variationSeed", noise.variation().seed().toString());
            node.put("variationStrength", noise.variation().strength());
            if (noise.variation().of().isPresent()) {
                node.put("variationPath", noise.variation().path());
            }
        }
        noise.resizeFrom().ifPresent(size -> node.put("seedResizeFrom", size.toString()));
        if (noise.ensd() != 0) {
            node.put("ensd", noise.ensd());
        }
        if (!noise.place().alone()) {
            node.put("batchPlace", noise.place().toString());
        }
    }

    static NoiseSettings read(RequestFields fields) {
        return new NoiseSettings(
                Seed.parse(fields.text("seed")),
                RandomSource.get(fields.text("rng")),
                fields.has("variationSeed")
                        ? new Variation(Seed.parse(fields.text("variationSeed")), fields.decimal("variationStrength"))
                                .after(fields.has("variationPath") ? fields.text("variationPath") : "")
                        : Variation.NONE,
                fields.has("seedResizeFrom")
                        ? Optional.of(ImageSize.parse(fields.text("seedResizeFrom")))
                        : Optional.empty(),
                fields.has("ensd") ? fields.number("ensd") : 0,
                fields.has("batchPlace") ? BatchPlace.parse(fields.text("batchPlace")) : BatchPlace.ALONE);
    }
}
