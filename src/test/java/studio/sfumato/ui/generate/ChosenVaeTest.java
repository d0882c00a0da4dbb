package studio.sfumato.ui.generate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import studio.sfumato.diffusion.GenerationRequest;
import studio.sfumato.settings.DraftFile;
import studio.sfumato.weights.ModelCatalogue;

/// Which VAE is kept for which model, and which is not.
class ChosenVaeTest {
    private final Map<String, String> kept = new HashMap<>();
    private final Map<String, String> lenders = new HashMap<>();
    private final List<String> told = new ArrayList<>();
    private final CreateStand stand = new CreateStand();
    private final CreateModel model = stand.model;

    @BeforeEach
    void remember() {
        model.form().beside().rememberWith(new ChosenVaes() {
            @Override
            public String of(String name) {
                return kept.getOrDefault(name, "");
            }

            @Override
            public String textEncoder(String name) {
                return lenders.getOrDefault(name, "");
            }

            @Override
            public void keep(String name, String vae) {
                kept.put(name, vae);
                told.add(name + ": " + vae);
            }
        });
    }

    private String vae() {
        return model.form().vaeProperty().get();
    }

    private GenerationRequest asked() {
        model.generate("a fox");
        return stand.easel.requests.getLast();
    }

    @Test
    void whatIsChosenForAModelComesBackWithIt() {
        model.form().vaeProperty().set("soft");
        model.chooseModel("other");
        assertThat(vae()).as("nothing was chosen for it").isEmpty();
        model.form().vaeProperty().set(ModelCatalogue.OWN_VAE);
        model.chooseModel("starter");
        assertThat(vae()).isEqualTo("soft");
        assertThat(asked().vae()).isEqualTo("soft");
        model.chooseModel("other");
        assertThat(vae()).isEqualTo(ModelCatalogue.OWN_VAE);
        assertThat(told).as("only what the artist did").containsExactly("starter: soft", "other: own");
    }

    @Test
    void whatIsKeptUnderTheModelsPlaceComesOnceThePlaceIsKnown() {
        stand.patient = true;
        model.chooseModel("models/starter");
        assertThat(vae()).as("nobody knows yet where it lies").isEmpty();
        kept.put("models/starter", "soft");
        stand.waiting.removeFirst().run();
        assertThat(vae()).isEqualTo("soft");
        model.form().vaeProperty().set("");
        kept.put("models/starter", "hard");
        model.shelf().look();
        stand.waiting.removeFirst().run();
        assertThat(vae()).as("what the artist chose stays").isEmpty();
    }

    @Test
    void theUsualOneForgetsWhatWasChosen() {
        model.form().vaeProperty().set("soft");
        model.form().field("vae").orElseThrow().reset();
        assertThat(kept).containsEntry("starter", "");
        model.chooseModel("other");
        model.chooseModel("starter");
        assertThat(vae()).isEmpty();
    }

    @Test
    void aPicturesOwnVaeIsTakenAndNotKept() {
        model.form().vaeProperty().set("soft");
        GenerationRequest made = asked();
        told.clear();
        model.use(made.withVae("of the picture"));
        assertThat(vae()).isEqualTo("of the picture");
        assertThat(asked().vae()).isEqualTo("of the picture");
        model.use(made.withModel("other").withVae("of another"));
        assertThat(vae()).isEqualTo("of another");
        assertThat(told).isEmpty();
        model.chooseModel("starter");
        assertThat(vae()).isEqualTo("soft");
        assertThat(told).isEmpty();
    }

    @Test
    void aPictureThatWasMadeWithNoneThatWasChosenIsMadeSoAgain() {
        GenerationRequest made = asked();
        assertThat(made.vae()).isEmpty();
        model.use(made);
        assertThat(vae()).as("nothing was ever chosen").isEmpty();
        model.form().vaeProperty().set("soft");
        told.clear();
        model.use(made);
        assertThat(vae()).isEmpty();
        assertThat(asked().vae()).isEmpty();
        assertThat(told).isEmpty();
    }

    @Test
    void whatLayThereBeforeCountsAndIsNotKept() {
        kept.put("starter", "soft");
        model.draft().lay(new DraftFile.Draft(Map.of("model", "starter", "vae", "hard"), Map.of()));
        model.start("starter");
        assertThat(vae()).isEqualTo("hard");
        model.draft().lay(new DraftFile.Draft(Map.of("model", "starter", "vae", ""), Map.of()));
        model.start("starter");
        assertThat(vae()).as("chosen meanwhile on the command line").isEqualTo("soft");
        assertThat(told).isEmpty();
    }

    @Test
    void textEncodersAreThoseChosenForTheModelUnlessAPicturesAreTaken() {
        lenders.put("starter", "whole");
        GenerationRequest made = asked();
        assertThat(made.textEncoder()).isEqualTo("whole");
        lenders.put("starter", "other");
        assertThat(asked().textEncoder()).as("chosen in Models meanwhile").isEqualTo("other");
        model.use(made);
        assertThat(asked().textEncoder()).isEqualTo("whole");
        model.chooseModel("other");
        assertThat(asked().textEncoder()).isEmpty();
        model.chooseModel("starter");
        assertThat(asked().textEncoder()).isEqualTo("other");
    }
}
