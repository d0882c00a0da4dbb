package studio.sfumato.prompt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import studio.sfumato.prompt.UnknownWords.UnknownWord;

class UnknownWordsTest {
    private final UnknownWords words = new UnknownWords(Set.of(
            "fox",
            "cat",
            "blue",
            "background",
            "strawberries",
            "cherry",
            "mouse",
            "leaf",
            "knives",
            "red panda",
            "t-shirt",
            "glass",
            "bus",
            "naïve"));

    @Test
    void namesUnknownWordsInOrderEachOnce() {
        assertThat(words.in("A Cathedral and a fox, a CATHEDRAL on a blue skateboard!"))
                .extracting(UnknownWord::word)
                .containsExactly("cathedral", "skateboard");
    }

    @Test
    void suggestsWhatMayHaveBeenMeant() {
        assertThat(words.in("a blu foxx"))
                .containsExactly(new UnknownWord("blu", List.of("blue")), new UnknownWord("foxx", List.of("fox")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a fox on a blue background",
                "cats' foxes, the fox's cat; fox’s",
                "a strawberry, cherries and mice",
                "leaves, a knife, 2 glasses and 3 buses",
                "red pandas in t-shirts, a panda in a shirt",
                "((fox:1.3)), [cat], <lora:cathedral:0.8> 8k 1999",
                "it's blue, don't",
                "blue-red fox",
                "nai\u0308ve"
            })
    void knowsPluralsPossessivesAndGrammar(String prompt) {
        assertThat(words.in(prompt)).isEmpty();
    }

    @Test
    void onlyTheUnknownPartOfAHyphenatedWordIsNamed() {
        assertThat(words.in("a blue-eyed fox")).extracting(UnknownWord::word).containsExactly("eyed");
    }

    @Test
    void anotherScriptIsUnknownToo() {
        assertThat(words.in("лиса 狐")).extracting(UnknownWord::word).containsExactly("лиса", "狐");
    }

    @Test
    @Timeout(20)
    void promptsOf20000CharactersAreNoTrouble() {
        assertThat(words.in("q".repeat(20_000))).hasSize(1);
        assertThat(words.in("q-".repeat(10_000))).extracting(UnknownWord::word).containsExactly("q");
        assertThat(words.in("<".repeat(20_000))).isEmpty();
        String letters = "bcdfghjklmnpqrtvwxz";
        StringBuilder many = new StringBuilder();
        for (int i = 0; i < 6_859; i++) {
            many.append(letters.charAt(i % 19))
                    .append(letters.charAt(i / 19 % 19))
                    .append(letters.charAt(i / 361))
                    .append(' ');
        }
        assertThat(words.in(many.toString())).hasSize(50);
    }
}
