package studio.sfumato.job;

import java.nio.file.Path;
import studio.sfumato.diffusion.ensemble.Ensemble;
import studio.sfumato.image.metadata.A1111Field;
import studio.sfumato.image.metadata.PictureParameters;
import studio.sfumato.weights.checkpoint.SingleFile;

/// The models beside a picture's own, in A1111's text.
final class EnsembleFields {
    private EnsembleFields() {}

    static PictureParameters add(PictureParameters parameters, Ensemble ensemble) {
        PictureParameters all = parameters;
        if (ensemble.refiner().isPresent()) {
            Ensemble.Refiner refiner = ensemble.refiner().get();
            all = all.with(A1111Field.REFINER, refiner.model()).with(A1111Field.REFINER_SWITCH, refiner.from());
        }
        if (ensemble.partner().isPresent()) {
            Ensemble.Partner partner = ensemble.partner().get();
            all = all.with(A1111Field.WITH, partner.model()).with(A1111Field.WITH_SHARE, partner.share());
        }
        return all;
    }

    /// {@return the same without the folders that models lie in}
    static Ensemble named(Ensemble ensemble) {
        return ensemble.renamed(EnsembleFields::name);
    }

    /// {@return what a file is called, wherever it lies}
    static String name(String pathOrName) {
        return pathOrName.matches(".*[/\\\\].*") ? SingleFile.stem(Path.of(pathOrName.replace('\\', '/'))) : pathOrName;
    }
}
