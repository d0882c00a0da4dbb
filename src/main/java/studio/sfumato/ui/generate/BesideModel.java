package studio.sfumato.ui.generate;

import java.util.List;
import java.util.Optional;
import javafx.beans.property.SimpleDoubleProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import studio.sfumato.diffusion.ensemble.Ensemble;
import studio.sfumato.ui.common.NumberField;
import studio.sfumato.weights.ModelCatalogue;

/// What takes part beside the model: another VAE, a model that takes over part-way, one that has a
/// share in every step.
public final class BesideModel {
    private static final NumberField.Range SHARE = new NumberField.Range(0, 1, 0.05, 2);

    private final StringProperty vae = new SimpleStringProperty("");
    private final ObservableList<String> vaes = FXCollections.observableArrayList();
    private final FormField<String> vaeField =
            FormField.listed("vae", vae, vaes, List.of("", ModelCatalogue.OWN_VAE), "choice.usual");
    private final ObservableList<String> models = FXCollections.observableArrayList();
    private final FormField<String> refiner = nobody("refiner");
    private final FormField<Number> from =
            FormField.figure("refiner-switch", new SimpleDoubleProperty(Ensemble.Refiner.USUAL), SHARE);
    private final FormField<String> partner = nobody("partner");
    private final FormField<Number> share =
            FormField.figure("partner-share", new SimpleDoubleProperty(Ensemble.Partner.USUAL), SHARE);

    BesideModel() {
        refiner.valueProperty().subscribe(model -> from.usableProperty().set(!model.isBlank()));
        partner.valueProperty().subscribe(model -> share.usableProperty().set(!model.isBlank()));
    }

    private FormField<String> nobody(String id) {
        return FormField.listed(id, new SimpleStringProperty(""), models, List.of(""), "choice.none");
    }

    /// {@return its fields}
    public List<FormField<?>> fields() {
        return List.of(vaeField, refiner, from, partner, share);
    }

    /// {@return the VAE's name or path; `own` for the model's own, empty for the one that goes with the
    /// model}
    public StringProperty vaeProperty() {
        return vae;
    }

    /// Other VAEs can be chosen from now on.
    void offerVaes(List<String> names) {
        vaes.setAll(names);
    }

    /// Other models can be chosen from now on.
    void offerModels(List<String> names) {
        models.setAll(names);
    }

    void take(Ensemble ensemble) {
        refiner.valueProperty()
                .setValue(ensemble.refiner().map(Ensemble.Refiner::model).orElse(""));
        from.valueProperty()
                .setValue(ensemble.refiner().map(Ensemble.Refiner::from).orElse(Ensemble.Refiner.USUAL));
        partner.valueProperty()
                .setValue(ensemble.partner().map(Ensemble.Partner::model).orElse(""));
        share.valueProperty()
                .setValue(ensemble.partner().map(Ensemble.Partner::share).orElse(Ensemble.Partner.USUAL));
    }

    /// {@return what is asked for}
    Ensemble ensemble() {
        return new Ensemble(
                Optional.of(refiner.value().strip())
                        .filter(model -> !model.isEmpty())
                        .map(model -> new Ensemble.Refiner(model, from.value().doubleValue())),
                Optional.of(partner.value().strip())
                        .filter(model -> !model.isEmpty())
                        .map(model -> new Ensemble.Partner(model, share.value().doubleValue())));
    }
}
