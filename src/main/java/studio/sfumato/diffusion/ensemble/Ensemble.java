package studio.sfumato.diffusion.ensemble;

import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import studio.sfumato.error.RequestException;

/// The models that make a picture together with the request's own. All must work on the same latents.
///
/// @param refiner who takes over part-way
/// @param partner who has a share in every estimate until then
public record Ensemble(Optional<Refiner> refiner, Optional<Partner> partner) {
    /// The request's own model alone.
    public static final Ensemble NONE = new Ensemble(Optional.empty(), Optional.empty());

    /// A model that goes on where another stops: SDXL's refiner, or any model.
    ///
    /// @param model its name, folder or file
    /// @param from the share of the training's timesteps after which it takes over, 0…1, whatever the
    ///     steps:
    ///     A1111's `Refiner switch at`, diffusers' `denoising_end`
    public record Refiner(String model, double from) {
        /// Where it takes over when nothing is said: Podell et al. 2023 (arXiv:2307.01952), §2.5,
        /// trained it on the
        /// last
        /// 200 of 1000 timesteps.
        public static final double USUAL = 0.8;

        /// Refuses a blank model and a share outside 0…1.
        public Refiner {
            requireModel("refiner", model);
            requireShare("refiner switch", from);
        }
    }

    /// A model whose estimates are averaged with the request's own.
    ///
    /// @param model its name, folder or file
    /// @param share how much its estimate counts, 0…1; the rest is the request's own model's
    public record Partner(String model, double share) {
        /// Its share when nothing is said.
        public static final double USUAL = 0.5;

        /// Refuses a blank model and a share outside 0…1.
        public Partner {
            requireModel("with", model);
            requireShare("the share of with", share);
        }
    }

    private static void requireModel(String field, String model) {
        if (model.isBlank()) {
            throw new RequestException(field + " must name a model");
        }
    }

    private static void requireShare(String field, double share) {
        if (!(share >= 0 && share <= 1)) {
            throw new RequestException(field + " must be between 0 and 1, not " + share);
        }
    }

    /// {@return what the other models are called, each once}
    public List<String> models() {
        return Stream.concat(refiner.map(Refiner::model).stream(), partner.map(Partner::model).stream())
                .distinct()
                .toList();
    }

    /// {@return the same, the models called otherwise}
    public Ensemble renamed(UnaryOperator<String> name) {
        return new Ensemble(
                refiner.map(other -> new Refiner(name.apply(other.model()), other.from())),
                partner.map(other -> new Partner(name.apply(other.model()), other.share())));
    }
}
