package studio.sfumato.ui.generate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import studio.sfumato.ui.generate.CompletionModel.Completion;

class CompletionModelTest {
    private final HistoryModel history = new HistoryModel();
    private final CompletionModel words = new CompletionModel(history);

    private List<String> names(String text) {
        return words.at(text, text.length()).stream().map(Completion::name).toList();
    }

    @Test
    void listsComeAfterTwoUnderscores() {
        words.lists().setAll("animal", "birds/owl", "colour");
        assertThat(names("a __")).containsExactly("animal", "birds/owl", "colour");
        assertThat(words.at("a __an", 6)).containsExactly(new Completion(2, "animal", "__animal__"));
        assertThat(names("a __bird")).containsExactly("birds/owl");
        assertThat(names("a __owl")).containsExactly("birds/owl");
        assertThat(names("a__an")).isEmpty();
    }

    @Test
    void lorasComeAfterTheirTagHasBegun() {
        words.loras().setAll("Clay", "ink");
        assertThat(words.at("x <lora:c", 9)).containsExactly(new Completion(2, "Clay", "<lora:Clay:1>"));
        assertThat(names("<lora:")).hasSize(2);
        assertThat(names("<lora:Clay:")).isEmpty();
    }

    @Test
    void wordsOfEarlierPromptsComeTheMostFrequentFirst() {
        history.add("a fountain");
        history.add("Forest, fox and forest");
        history.add("a forest");
        words.embeddings().setAll("fog-embedding");
        assertThat(names("a fo")).containsExactly("fog-embedding", "forest", "fox", "fountain");
        assertThat(names("a f")).isEmpty();
        assertThat(names("a forest")).isEmpty();
        assertThat(words.at("a fox", 4)).as("in the middle of a word").isEmpty();
        assertThat(names("<fo")).isEmpty();
    }

    @Test
    void aLongPromptIsAnsweredAtOnce() {
        for (int i = 0; i < 300; i++) {
            history.add("word" + i + " ".repeat(3) + "lots of other things to look at " + i);
        }
        String text = "x ".repeat(20_000) + "wor";
        long start = System.nanoTime();
        assertThat(names(text)).hasSize(8);
        assertThat(System.nanoTime() - start).isLessThan(2_000_000_000L);
        assertThat(words.at("", 0)).isEmpty();
        assertThat(words.at("fo", 99)).isEmpty();
    }
}
