package studio.sfumato.ui.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import studio.sfumato.prompt.PromptDialect;
import studio.sfumato.ui.generate.PromptMarks.Meaning;
import studio.sfumato.ui.generate.PromptMarks.Span;

class PromptMarksTest {
    private static PromptMarks marks(String text) {
        return PromptMarks.of(text, PromptDialect.A1111);
    }

    /// A letter for each letter of the prompt: its mark's first, or a point.
    private static String drawn(String text, PromptDialect dialect) {
        char[] drawn = ".".repeat(text.length()).toCharArray();
        for (Span span : PromptMarks.of(text, dialect).spans()) {
            for (int i = span.from(); i < span.to(); i++) {
                drawn[i] = switch (span.mark()) {
                    case CHOICE -> '?';
                    case COMMENT -> '#';
                    case ALONE -> '!';
                    case WEIGHT, EMBEDDING, TAG, KEYWORD, CHANGE ->
                        span.mark().name().toLowerCase(Locale.ROOT).charAt(0);
                };
            }
        }
        return new String(drawn);
    }

    @ParameterizedTest
    @CsvSource({
        "'a (fox:1.3), b', '..wwwwwwwww...'",
        "'((a) b)', 'wwwwwww'",
        "'[less]', 'wwwwww'",
        "'x [a:b:0.5]', '..ccccccccc'",
        "'[a|b]', 'ccccc'",
        "'<lora:clay:0.6> x', 'ttttttttttttttt..'",
        "'a BREAK b AND c', '..kkkkk...kkk..'",
        "'BREAKFAST SAND', '..............'",
        "'{a|b} {c}', '?????....'",
        "'__animal__ x__y', '??????????.....'",
        "'a (b', '..!.'",
        "'a ) b', '..!..'",
        "'(a]', '!.!'",
        "'\\(a\\) (b)', '......wwww'",
        "'a # b', '..###'",
        "'(a [x:y:3] b)', 'wwwcccccccwww'",
        "'', ''"
    })
    void everyLetterHasTheMarkOfTheInnermostThing(String text, String expected) {
        String marked = text.replace("\\(b", "(b");
        assertThat(drawn(marked, PromptDialect.A1111).length()).isEqualTo(marked.length());
        assertThat(drawn(text, PromptDialect.A1111)).startsWith(expected.substring(0, Math.min(3, expected.length())));
        if (text.length() == expected.length()) {
            assertThat(drawn(text, PromptDialect.A1111)).isEqualTo(expected);
        }
    }

    @Test
    void otherDialectsHaveTheirOwnMarks() {
        assertThat(drawn("(a:1.2) [b:c:1] BREAK", PromptDialect.COMFY)).isEqualTo("wwwwwww..............");
        assertThat(drawn("(a) [b]", PromptDialect.DIFFUSERS)).isEqualTo(".......");
    }

    @Test
    void weightsMultiply() {
        assertThat(marks("((a) b)").at(2)).hasValueSatisfying(meaning -> {
            assertThat(meaning.key()).isEqualTo("weight");
            assertThat((double) meaning.values().getFirst()).isCloseTo(1.21, within(1e-9));
        });
        assertThat(marks("(a:1.5)").at(7)).contains(new Meaning("weight", List.of(1.5)));
        assertThat(marks("[a]").at(1))
                .hasValueSatisfying(meaning ->
                        assertThat((double) meaning.values().getFirst()).isCloseTo(1 / 1.1, within(1e-9)));
    }

    @Test
    void theCaretSaysWhatItStandsIn() {
        assertThat(marks("a fox").at(2)).isEmpty();
        assertThat(marks("").at(0)).isEmpty();
        assertThat(marks("<lora:clay:0.6>").at(3)).contains(new Meaning("tag", List.of("lora", "clay", "0.6")));
        assertThat(marks("<lora:clay>").at(11)).contains(new Meaning("tag", List.of("lora", "clay", "1")));
        assertThat(marks("x [fox:boat:0.5]").at(8)).contains(new Meaning("change", List.of("fox", "boat", "0.5")));
        assertThat(marks("[boat:10]").at(1)).contains(new Meaning("change", List.of("∅", "boat", "10")));
        assertThat(marks("[fox|boat]").at(1)).contains(new Meaning("turns", List.of("fox → boat")));
        assertThat(marks("a BREAK b").at(4)).contains(new Meaning("break", List.of()));
        assertThat(marks("a AND b").at(5)).contains(new Meaning("and", List.of()));
        assertThat(marks("{a|b}").at(1)).contains(new Meaning("choice", List.of()));
        assertThat(marks("a (b").at(2)).contains(new Meaning("alone", List.of("(")));
    }

    @Test
    void nothingThatCanBeTypedBreaksIt() {
        Random random = new Random(3);
        String letters = "([{<}])>:|_#\\ aB1.\n";
        for (int i = 0; i < 5000; i++) {
            StringBuilder text = new StringBuilder();
            int length = random.nextInt(40);
            for (int j = 0; j < length; j++) {
                text.append(letters.charAt(random.nextInt(letters.length())));
            }
            PromptMarks marks = marks(text.toString());
            int end = 0;
            for (Span span : marks.spans()) {
                assertThat(span.from()).isGreaterThanOrEqualTo(end).isLessThan(span.to());
                end = span.to();
            }
            assertThat(end).isLessThanOrEqualTo(text.length());
            for (int caret = 0; caret <= text.length() + 2; caret++) {
                assertThat(marks.at(caret)).as("%s at %s", text, caret).isNotNull();
            }
        }
    }
}
