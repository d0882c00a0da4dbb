package studio.sfumato.ui.generate;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import studio.sfumato.diffusion.Embeddings;
import studio.sfumato.prompt.PromptDialect;

class EmbeddingWordsTest {
    private static final List<String> NAMES = List.of("cat-toy", "sub/clay", "clay", "bad (2)");

    @ParameterizedTest
    @CsvSource({
        "A1111, cat-toy, '', cat-toy",
        "A1111, cat-toy, a fox, 'a fox, cat-toy'",
        "A1111, cat-toy, 'a fox,', 'a fox, cat-toy'",
        "A1111, cat-toy, 'a fox ', 'a fox cat-toy'",
        "A1111, sub/clay, a fox, 'a fox, embedding:sub/clay'",
        "A1111, bad (2), a fox, 'a fox, bad \\(2\\)'",
        "COMFY, cat-toy, a fox, 'a fox, embedding:cat-toy'",
        "INVOKE, cat-toy, a fox, 'a fox, <cat-toy>'",
        "DIFFUSERS, cat-toy, a fox, 'a fox, <cat-toy>'",
    })
    void aNameGoesToTheEndAndComesOutAgain(PromptDialect dialect, String name, String before, String after) {
        assertThat(EmbeddingWords.with(before, name, dialect)).isEqualTo(after);
        assertThat(EmbeddingWords.without(after, List.of(name), dialect)).isEqualTo(before.replaceAll("[, ]+$", ""));
    }

    @ParameterizedTest
    @CsvSource({
        "'a (cat-toy:1.3), fox', 'a fox'",
        "'((cat-toy)) fox', 'fox'",
        "'a fox, Embedding:CAT-TOY.pt', 'a fox'",
        "'cat-toys, a cat-toy-two', 'cat-toys, a -two'", // A1111 reads the name here too
        "'a fox (cat-toy, blue:1.2)', 'a fox (blue:1.2)'",
        "'fox # cat-toy', 'fox # cat-toy'",
    })
    void itsBracketsAndGapsGoWithIt(String before, String after) {
        assertThat(EmbeddingWords.without(before, List.of("cat-toy"), PromptDialect.A1111))
                .isEqualTo(after);
    }

    @Test
    void afterACommentItStandsOnALineOfItsOwn() {
        assertThat(EmbeddingWords.with("fox # blue", "cat-toy", PromptDialect.A1111))
                .isEqualTo("fox # blue\ncat-toy");
    }

    @ParameterizedTest
    @CsvSource({
        "'a cat-toy and embedding:sub/clay', 'cat-toy|embedding:sub/clay'",
        "'bad \\(2\\), clays Clay', 'bad \\(2\\)|Clay'",
    })
    void namesAreFoundWhereTheyStand(String prompt, String found) {
        assertThat(EmbeddingWords.places(prompt, NAMES, PromptDialect.A1111).stream()
                        .map(place -> prompt.substring(place.from(), place.to()))
                        .collect(Collectors.joining("|")))
                .isEqualTo(found);
        assertThat(EmbeddingWords.places(prompt, List.of(), PromptDialect.A1111))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"A1111, 'a fox, 50%s better'", "COMFY, 'a fox, embedding:50%s better'"})
    void aNameMayHaveAPercentSign(PromptDialect dialect, String prompt) {
        assertThat(EmbeddingWords.without(prompt, List.of("50%s better"), dialect))
                .isEqualTo("a fox");
    }

    @Test
    void whatAPromptCannotSayIsKnown() {
        assertThat(EmbeddingWords.canSay("bad (2)", PromptDialect.A1111)).isTrue();
        assertThat(EmbeddingWords.canSay("a:b", PromptDialect.A1111)).isFalse();
        assertThat(EmbeddingWords.canSay("a#b", PromptDialect.A1111)).isFalse();
        assertThat(EmbeddingWords.canSay("__a__", PromptDialect.A1111)).isFalse();
        assertThat(EmbeddingWords.canSay("__a__", PromptDialect.COMFY)).isTrue();
    }

    @Test
    void aNameIsColouredAndSaysHowManyTokensItTakes() {
        List<Embeddings.Named> named = List.of(new Embeddings.Named("cat-toy", Path.of("cat-toy.pt"), 4, "x"));
        PromptMarks marks = PromptMarks.of("a (cat-toy:1.2)", PromptDialect.A1111, named);
        assertThat(marks.spans())
                .extracting(PromptMarks.Span::mark)
                .containsExactly(PromptMarks.Mark.WEIGHT, PromptMarks.Mark.EMBEDDING, PromptMarks.Mark.WEIGHT);
        assertThat(marks.at(5)).contains(new PromptMarks.Meaning("embedding", List.of(4)));
    }
}
