package studio.sfumato.ui.generate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.sfumato.diffusion.AddOns;
import studio.sfumato.diffusion.Embeddings;
import studio.sfumato.prompt.PromptDialect;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;
import studio.sfumato.weights.SafetensorsWriter;
import studio.sfumato.weights.addon.AddOnCatalogue;
import studio.sfumato.weights.addon.AddOnEntry;
import studio.sfumato.weights.addon.AddOnKind;
import studio.sfumato.weights.addon.AddOnShelf;

/// The cards of embeddings, and what a prompt that names some says of itself, without a window.
class EmbeddingCardsTest {
    private static final int STARTER = 128;

    @TempDir
    Path folder;

    private final CreateStand stand = new CreateStand();
    private final CreateModel create = stand.model;
    private final CardsModel cards = create.embeddings();

    @BeforeEach
    void offer() throws IOException {
        word("cat-toy", 2, STARTER);
        word("negative/bad-hands", 8, STARTER);
        word("wide", 1, 1024);
        word("usual", 1, 768);
        word("a#b", 1, STARTER);
        Files.writeString(folder.resolve("embeddings/torn.pt"), "nothing");
        AddOnShelf shelf = new AddOnShelf(List.of(folder));
        create.offer(new Embeddings(shelf));
        cards.offer(new CardsModel.Files() {
            @Override
            public List<String> names() {
                return List.copyOf(shelf.files(AddOnKind.EMBEDDING).keySet());
            }

            @Override
            public List<AddOnEntry> list() {
                return new AddOnCatalogue(shelf).list(AddOnKind.EMBEDDING);
            }

            @Override
            public Optional<Path> folder() {
                return shelf.home(AddOnKind.EMBEDDING);
            }

            @Override
            public void show(Path place) {}

            @Override
            public String hash(Path file) {
                return "";
            }

            @Override
            public void check(Path file) {}
        });
        cards.look();
    }

    private void word(String name, int vectors, int width) {
        new SafetensorsWriter()
                .add("emb_params", Tensor.zeros(Shape.of(vectors, width)))
                .write(folder.resolve("embeddings").resolve(name + ".safetensors"));
    }

    private AddOnCard card(String name) {
        return cards.cards().stream()
                .filter(card -> card.entry().name().endsWith(name))
                .findFirst()
                .orElseThrow();
    }

    private String prompt() {
        return create.prompt().textProperty().get();
    }

    private String negative() {
        return create.negative().textProperty().get();
    }

    @Test
    void aCardPutsItsNameIntoThePromptOrTheNegativeOneAndTakesItOutAgain() {
        create.prompt().textProperty().set("a fox");
        cards.toggle(card("cat-toy"));
        assertThat(prompt()).isEqualTo("a fox, cat-toy");
        cards.intoNegative().orElseThrow().set(true);
        cards.toggle(card("bad-hands"));
        assertThat(negative()).isEqualTo("bad-hands");
        assertThat(card("cat-toy").used()).isTrue();
        assertThat(card("bad-hands").used()).isTrue();
        cards.toggle(card("cat-toy"));
        cards.toggle(card("bad-hands"));
        assertThat(prompt()).isEqualTo("a fox");
        assertThat(negative()).isEmpty();
        assertThat(card("bad-hands").used()).isFalse();
    }

    @Test
    void aNameThatIsTypedMarksItsCardAndCountsItsVectors() {
        create.negative().textProperty().set("(Bad-Hands:1.2), sky");
        assertThat(card("bad-hands").used()).isTrue();
        assertThat(create.negative().tokensProperty().get()).isEqualTo(10);
        assertThat(create.negative().namedProperty().get())
                .singleElement()
                .satisfies(named -> assertThat(named.vectors()).isEqualTo(8));
        create.negative().textProperty().set("bad hand");
        assertThat(card("bad-hands").used()).isFalse();
        assertThat(create.negative().tokensProperty().get()).isEqualTo(2);
    }

    @Test
    void whatCannotBeUsedSaysWhyAndStaysOutside() {
        assertThat(card("wide").obstacle()).contains(new AddOnCard.Obstacle.OtherModel("SD 2.x", "SD 1.x"));
        assertThat(card("usual").obstacle())
                .contains(new AddOnCard.Obstacle.OtherModel("SD 1.x (768)", "SD 1.x (128)"));
        assertThat(card("torn").obstacle()).containsInstanceOf(AddOnCard.Obstacle.Broken.class);
        assertThat(card("a#b").obstacle()).contains(new AddOnCard.Obstacle.Unsayable());
        List.of("wide", "usual", "torn", "a#b").forEach(name -> cards.toggle(card(name)));
        assertThat(prompt()).isEmpty();
    }

    @Test
    void oneThatIsMentionedButDoesNotFitIsToldWhileItIsTyped() {
        create.prompt().textProperty().set("embedding:wide fox");
        assertThat(create.prompt().problemProperty().get()).contains("the embedding wide is for SD 2.x");
        assertThat(create.prompt().tokensProperty().get()).isPositive();
        create.prompt().textProperty().set("fox");
        assertThat(create.prompt().problemProperty().get()).isEmpty();
    }

    @Test
    void namesCompleteAsTheLanguageOfThePromptsHasThem() {
        assertThat(create.completions().at("a ca", 4)).extracting("text").contains("cat-toy");
        assertThat(create.completions().at("a embedding:ba", 14))
                .extracting("text")
                .containsExactly("embedding:bad-hands");
        create.form().rules().dialectProperty().set(PromptDialect.COMFY);
        assertThat(create.completions().at("a ca", 4)).extracting("text").doesNotContain("cat-toy");
        cards.toggle(card("cat-toy"));
        assertThat(prompt()).isEqualTo("embedding:cat-toy");
        assertThat(card("cat-toy").used()).isTrue();
        create.form().rules().dialectProperty().set(PromptDialect.INVOKE);
        assertThat(card("cat-toy").used()).as("to InvokeAI that is text").isFalse();
    }

    @Test
    void oneBesideThePromptsCanBeNamedToo() {
        word("elsewhere", 3, STARTER);
        Path file = folder.resolve("embeddings/elsewhere.safetensors");
        create.form().addOnsProperty().set(AddOns.NONE.withEmbeddings(List.of(file.toString())));
        create.prompt().textProperty().set("elsewhere");
        assertThat(create.prompt().tokensProperty().get()).isEqualTo(3);
        create.form().addOnsProperty().set(AddOns.NONE.withEmbeddings(List.of("gone")));
        assertThat(create.prompt().problemProperty().get()).contains("there is no embedding 'gone'");
    }
}
