package studio.sfumato.ui.generate;

import java.util.List;
import java.util.Optional;
import javafx.beans.property.SimpleDoubleProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import studio.sfumato.diffusion.GenerationRequest;
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

    private final StringProperty model;
    private ChosenVaes chosen = ChosenVaes.NONE;

    /// Whose text encoders a picture was made with whose settings were taken; empty for those chosen for the model.
    private String pictures = "";

    private boolean laying;
    private boolean recalled;

    /// @param model the name of the model in the form
    BesideModel(StringProperty model) {
        this.model = model;
        vae.subscribe((_, now) -> {
            if (!laying) {
                recalled = false;
                chosen.keep(model.get(), now);
            }
        });
        model.subscribe(() -> pictures = "");
        refiner.valueProperty().subscribe(name -> from.usableProperty().set(!name.isBlank()));
        partner.valueProperty().subscribe(name -> share.usableProperty().set(!name.isBlank()));
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

    /// {@return whose text encoders the model is used with, if it has none of its own; empty for nobody's}
    public String textEncoder() {
        return pictures.isEmpty() ? chosen.textEncoder(model.get()) : pictures;
    }

    /// Keeps in `chosen`, from now on, which VAE the artist chooses for which model.
    public void rememberWith(ChosenVaes chosen) {
        this.chosen = chosen;
    }

    /// Takes the VAE that was chosen for the model in the form, or the usual one.
    void recall() {
        lay(() -> vae.set(chosen.of(model.get())));
        recalled = true;
        pictures = "";
    }

    /// Does the same where the form says nothing else.
    void recallIfUsual() {
        if (vae.get().isEmpty()) {
            recall();
        }
    }

    /// Does the same once it is known where the model lies, unless something else was put there meanwhile.
    void recallIfFound() {
        if (recalled) {
            recallIfUsual();
        }
    }

    /// Runs `fill`, which puts values into the fields that nobody chose just now.
    void lay(Runnable fill) {
        boolean before = laying;
        laying = true;
        try {
            fill.run();
        } finally {
            laying = before;
        }
    }

    /// Other VAEs can be chosen from now on.
    void offerVaes(List<String> names) {
        vaes.setAll(names);
    }

    /// Other models can be chosen from now on.
    void offerModels(List<String> names) {
        models.setAll(names);
    }

    /// Takes what a picture was made with. One whose request names no VAE was made with none that was chosen, perhaps
    /// with one that lies beside the model, and is so again.
    void take(GenerationRequest request) {
        lay(() -> vae.set(request.vae()));
        recalled = false;
        pictures = request.textEncoder();
        Ensemble ensemble = request.ensemble();
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
