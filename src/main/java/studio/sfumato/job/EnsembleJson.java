package studio.sfumato.job;

import java.util.Optional;
import studio.sfumato.diffusion.ensemble.Ensemble;
import tools.jackson.databind.node.ObjectNode;

/// The models beside a request's own, as fields of a request.
final class EnsembleJson {
    private static final String REFINER = "refiner";
    private static final String SWITCH = "refinerSwitch";
    private static final String WITH = "with";
    private static final String SHARE = "withShare";

    private EnsembleJson() {}

    static void write(Ensemble ensemble, ObjectNode node) {
        ensemble.refiner().ifPresent(refiner -> {
            node.put(REFINER, refiner.model());
            node.put(SWITCH, refiner.from());
        });
        ensemble.partner().ifPresent(partner -> {
            node.put(WITH, partner.model());
            node.put(SHARE, partner.share());
        });
    }

    static Ensemble read(RequestFields fields) {
        Optional<Ensemble.Refiner> refiner = fields.optionalText(REFINER)
                .map(model -> new Ensemble.Refiner(model, fields.decimal(SWITCH, Ensemble.Refiner.USUAL)));
        Optional<Ensemble.Partner> partner = fields.optionalText(WITH)
                .map(model -> new Ensemble.Partner(model, fields.decimal(SHARE, Ensemble.Partner.USUAL)));
        return new Ensemble(refiner, partner);
    }
}
