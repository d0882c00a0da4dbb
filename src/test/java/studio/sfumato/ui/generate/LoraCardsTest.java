package studio.sfumato.ui.generate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.sfumato.diffusion.AddOns;
import studio.sfumato.fx.StarterLora;
import studio.sfumato.image.Png;
import studio.sfumato.image.Raster;
import studio.sfumato.prompt.ExtraNetwork;
import studio.sfumato.prompt.PromptDialect;
import studio.sfumato.ui.common.EarlierFiles;
import studio.sfumato.ui.common.Messages;
import studio.sfumato.ui.common.Note;
import studio.sfumato.weights.addon.AddOnCatalogue;
import studio.sfumato.weights.addon.AddOnEntry;
import studio.sfumato.weights.addon.AddOnHash;
import studio.sfumato.weights.addon.AddOnKind;
import studio.sfumato.weights.addon.AddOnShelf;

/// The cards without a window, over real files.
class LoraCardsTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden/loras/loras");

    @TempDir
    Path folder;

    private final CreateStand stand = new CreateStand();
    private final CreateModel create = stand.model;
    private final CardsModel loras = create.loras();
    private final List<Path> shown = new ArrayList<>();

    @BeforeEach
    void offer() throws IOException {
        Path shelf = Files.createDirectories(folder.resolve("loras/styles"));
        Files.copy(GOLDEN.resolve("sd1-kohya.safetensors"), shelf.resolve("Clay.safetensors"));
        Files.writeString(shelf.resolve("Clay.json"), """
                {"activation text": "soft clay, figurine", "preferred weight": 0.7, "sd version": "Unknown"}""");
        Files.copy(GOLDEN.resolve("sd1-kohya.safetensors"), folder.resolve("loras/ink=wash.safetensors"));
        Files.copy(GOLDEN.resolve("sdxl-old.safetensors"), folder.resolve("loras/large.safetensors"));
        Files.writeString(folder.resolve("loras/torn.safetensors"), "not a LoRA");
        loras.offer(new Shelf(new AddOnShelf(List.of(folder))));
        loras.look();
    }

    private final class Shelf implements CardsModel.Files {
        private final AddOnShelf shelf;

        Shelf(AddOnShelf shelf) {
            this.shelf = shelf;
        }

        @Override
        public List<String> names() {
            return List.copyOf(shelf.files(AddOnKind.LORA).keySet());
        }

        @Override
        public List<AddOnEntry> list() {
            return new AddOnCatalogue(shelf).list(AddOnKind.LORA);
        }

        @Override
        public Optional<Path> folder() {
            return shelf.folders(AddOnKind.LORA).stream().findFirst();
        }

        @Override
        public void show(Path place) {
            shown.add(place);
        }

        @Override
        public String hash(Path file) {
            return new AddOnHash().autoV2(file);
        }

        @Override
        public void check(Path file) {
            AddOnCatalogue.check(AddOnKind.LORA, file);
        }
    }

    private AddOnCard card(String name) {
        return loras.cards().stream()
                .filter(card -> card.entry().name().endsWith(name))
                .findFirst()
                .orElseThrow();
    }

    private String prompt() {
        return create.prompt().textProperty().get();
    }

    private void write(String prompt) {
        create.prompt().textProperty().set(prompt);
    }

    @Test
    void allFilesHaveACardAndTheirNamesCompleteWhileTyping() {
        assertThat(loras.cards())
                .extracting(card -> card.entry().name())
                .containsExactlyInAnyOrder("styles/Clay", "ink=wash", "large", "torn");
        assertThat(create.completions().at("<lora:cl", 8)).extracting("text").containsExactly("<lora:Clay:1>");
        assertThat(create.completions().loras())
                .as("a name no tag can say is not offered")
                .doesNotContain("ink=wash");
    }

    @Test
    void aCardPutsItsTagAtTheEndWithTheStrengthItsAuthorRecommendsAndTakesItOutAgain() {
        write("a fox");
        loras.toggle(card("Clay"));
        assertThat(prompt()).isEqualTo("a fox <lora:Clay:0.7>");
        assertThat(card("Clay").used()).isTrue();
        loras.toggle(card("Clay"));
        assertThat(prompt()).isEqualTo("a fox");
        assertThat(card("Clay").used()).isFalse();
    }

    @Test
    void aTagThatWasTypedMarksTheCardWhateverTheCaseAndOtherTagsStay() {
        write("<lora:clay:0.3> a fox <lora:gone:1>, <lora:styles/Clay:1>");
        assertThat(card("Clay").used()).isTrue();
        loras.toggle(card("Clay"));
        assertThat(prompt()).isEqualTo("a fox <lora:gone:1>,");
        write("a fox # <lora:clay:1>");
        assertThat(card("Clay").used()).isFalse();
    }

    @Test
    void aLoraThatIsReplacedShowsTheNewOneOnItsCardAndComesBackWithOneClick() {
        Path place = card("Clay").entry().path();
        String kohya = new AddOnHash().autoV2(place);
        String peft = new AddOnHash().autoV2(folder.resolve("loras/large.safetensors"));
        EarlierFiles earlier = loras.earlier();
        earlier.pickWith((_, like) ->
                Optional.of(folder.resolve("loras/large.safetensors")).filter(_ -> like.equals(place)));
        earlier.look(place);
        assertThat(known().before()).isEmpty();
        assertThat(known().now().flatMap(EarlierFiles.One::hash)).contains(kohya);

        earlier.replace("Replace");
        assertThat(card("Clay").entry().base()).as("read anew").contains("SDXL");
        assertThat(known().now().flatMap(EarlierFiles.One::hash)).contains(peft);
        assertThat(known().before()).extracting(EarlierFiles.One::hash).containsExactly(Optional.of(kohya));

        earlier.takeBack(known().before().getFirst().replaced().orElseThrow());
        assertThat(card("Clay").entry().base()).as("read anew").isEmpty();
        assertThat(known().now().flatMap(EarlierFiles.One::hash)).contains(kohya);
        assertThat(known().before())
                .as("the other one is kept in turn")
                .extracting(EarlierFiles.One::hash)
                .containsExactly(Optional.of(peft));

        earlier.close();
        assertThat(earlier.shownProperty().get()).isNull();
    }

    @Test
    void whatIsNoLoraTakesNoLorasPlace() {
        Path place = card("Clay").entry().path();
        EarlierFiles earlier = loras.earlier();
        earlier.pickWith((_, _) -> Optional.of(folder.resolve("loras/torn.safetensors")));
        earlier.look(place);
        earlier.replace("Replace");
        assertThat(card("Clay").obstacle()).isEmpty();
        assertThat(known().before()).isEmpty();
        assertThat(create.notes())
                .singleElement()
                .extracting(Note::message)
                .asString()
                .contains("torn.safetensors");
    }

    private EarlierFiles.Shown known() {
        return Objects.requireNonNull(loras.earlier().shownProperty().get());
    }

    @Test
    void whatNoTagCanSayStandsBesideThePrompt() {
        write("a fox");
        loras.toggle(card("ink=wash"));
        assertThat(prompt()).isEqualTo("a fox");
        assertThat(create.form().addOnsProperty().get().loras())
                .extracting(ExtraNetwork::name)
                .containsExactly("ink=wash");
        assertThat(card("ink=wash").used()).isTrue();
        loras.toggle(card("ink=wash"));
        assertThat(create.form().addOnsProperty().get()).isEqualTo(AddOns.NONE);
        assertThat(card("ink=wash").used()).isFalse();
    }

    @Test
    void besideAPromptInAnotherLanguageTagsAreText() {
        create.form().rules().dialectProperty().set(PromptDialect.COMFY);
        write("a fox <lora:Clay:1>");
        assertThat(card("Clay").used()).isFalse();
        loras.toggle(card("Clay"));
        assertThat(prompt()).isEqualTo("a fox <lora:Clay:1>");
        assertThat(create.form().addOnsProperty().get().loras())
                .singleElement()
                .satisfies(lora -> assertThat(lora.unet()).isEqualTo(0.7));
        loras.toggle(card("Clay"));
        assertThat(prompt()).isEqualTo("a fox <lora:Clay:1>");
        assertThat(create.form().addOnsProperty().get()).isEqualTo(AddOns.NONE);
        create.form().rules().dialectProperty().set(PromptDialect.A1111);
        assertThat(card("Clay").used()).isTrue();
    }

    @Test
    void oneForAnotherModelOrATornOneSaysWhyAndCanOnlyBeTakenAway() {
        assertThat(card("large").obstacle()).contains(new AddOnCard.Obstacle.OtherModel("SDXL", "SD 1.x"));
        assertThat(card("torn").obstacle()).containsInstanceOf(AddOnCard.Obstacle.Broken.class);
        loras.toggle(card("large"));
        loras.toggle(card("torn"));
        assertThat(prompt()).isEmpty();
        write("<lora:large:1>");
        loras.toggle(card("large"));
        assertThat(prompt()).isEmpty();
    }

    @Test
    void whatNotesSayOfTheKindOfModelCountsAsFarAsItIsUnderstood() throws IOException {
        Path starter = folder.resolve("loras/noted.safetensors");
        StarterLora.write(starter, 1, 1);
        loras.look();
        assertThat(card("noted").obstacle()).isEmpty();
        for (String base : List.of("Pony", "SDXL 1.0", "Flux.1 D", "SD 2.1 768")) {
            Files.writeString(folder.resolve("loras/noted.civitai.info"), "{\"baseModel\": \"" + base + "\"}");
            loras.look();
            assertThat(card("noted").obstacle()).as(base).isPresent();
        }
        for (String base : List.of("SD 1.5", "SD1", "Other", "Wan Video")) {
            Files.writeString(folder.resolve("loras/noted.civitai.info"), "{\"baseModel\": \"" + base + "\"}");
            loras.look();
            assertThat(card("noted").obstacle()).as(base).isEmpty();
        }
    }

    @Test
    void cardsAreFoundByNameFamilyAndTriggerWords() {
        loras.searchProperty().set(" FIGURINE clay");
        assertThat(loras.cards()).singleElement().isEqualTo(card("Clay"));
        loras.searchProperty().set("sdxl");
        assertThat(loras.cards()).singleElement().isEqualTo(card("large"));
        loras.searchProperty().set("nothing like it");
        assertThat(loras.cards()).isEmpty();
        assertThat(loras.none()).isFalse();
        loras.searchProperty().set("");
        assertThat(loras.cards()).hasSize(4);
    }

    @Test
    void twoOfOneNameAreToldApartByTheirFolders() throws IOException {
        Path other = Files.createDirectories(folder.resolve("loras/old"));
        Files.copy(GOLDEN.resolve("sd1-locon.safetensors"), other.resolve("clay.safetensors"));
        loras.look();
        loras.toggle(card("styles/Clay"));
        assertThat(prompt()).isEqualTo("<lora:styles/Clay:0.7>");
        assertThat(card("old/clay").used()).isFalse();
        assertThat(create.completions().loras()).contains("styles/Clay", "old/clay");
    }

    @Test
    void aCardsDetailsTellTheLicenceWhereItIsStated() throws IOException {
        Messages words = Messages.in(Locale.GERMAN);
        assertThat(CardTile.details(card("large"), words)).noneMatch(line -> line.startsWith("Lizenz"));

        Files.writeString(
                folder.resolve("loras/large.civitai.info"),
                "{\"model\": {\"allowCommercialUse\": [\"Image\"], \"allowNoCredit\": false}}");
        Files.writeString(folder.resolve("loras/styles/Clay.sfumato.json"), "{\"licence\": \"CC BY 4.0\"}");
        loras.look();

        assertThat(CardTile.details(card("large"), words)).contains("Lizenz: Civitai: commercial use: Image, credit");
        assertThat(CardTile.details(card("Clay"), words)).contains("Lizenz: CC BY 4.0");
        assertThat(CardTile.details(card("ink=wash"), words)).noneMatch(line -> line.startsWith("Lizenz"));
    }

    @Test
    void ofTwoLooksTheLastCountsAndNothingIsReadOnTheWindowsThread() throws IOException {
        stand.patient = true;
        loras.look();
        Files.delete(folder.resolve("loras/torn.safetensors"));
        loras.look();
        assertThat(loras.lookingProperty().get()).isTrue();
        assertThat(loras.cards()).hasSize(4);
        stand.waiting.removeLast().run();
        assertThat(loras.cards()).hasSize(3);
        Files.delete(folder.resolve("loras/large.safetensors"));
        stand.waiting.removeLast().run();
        assertThat(loras.cards()).hasSize(3);
        assertThat(loras.lookingProperty().get()).isFalse();
    }

    @Test
    void previewsAreReadOneAfterTheOtherAndOneThatCannotBeReadIsLeftOut() throws IOException {
        Png.write(folder.resolve("loras/large.preview.png"), Raster.filled(300, 200, 0x336699), List.of());
        Files.writeString(folder.resolve("loras/ink=wash.png"), "no picture");
        loras.look();
        stand.patient = true;
        var large = loras.preview(card("large")).orElseThrow();
        var wash = loras.preview(card("ink=wash")).orElseThrow();
        assertThat(loras.preview(card("Clay"))).isEmpty();
        assertThat(stand.waiting).hasSize(1);
        while (!stand.waiting.isEmpty()) {
            stand.waiting.remove().run();
        }
        assertThat(Objects.requireNonNull(large.get()).width())
                .isEqualTo(Objects.requireNonNull(large.get()).height());
        assertThat(wash.get()).isNull();
    }

    @Test
    void withoutAnyTheFolderToPutThemIntoIsMadeAndShown() throws IOException {
        Path empty = folder.resolve("empty");
        loras.offer(new Shelf(new AddOnShelf(List.of(empty))));
        loras.look();
        assertThat(loras.none()).isTrue();
        assertThat(create.completions().loras()).isEmpty();
        loras.openFolder();
        assertThat(shown).containsExactly(empty.resolve("loras"));
        assertThat(empty.resolve("loras")).isDirectory();

        Files.writeString(folder.resolve("file"), "in the way");
        loras.offer(new Shelf(new AddOnShelf(List.of(folder.resolve("file")))));
        loras.look();
        loras.openFolder();
        assertThat(shown).hasSize(1);
        assertThat(create.notes())
                .last()
                .asString()
                .contains(folder.resolve("file").toString());
    }
}
