package studio.sfumato.ui.generate;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoraTagsTest {
    @Test
    void tagsAreFoundWhateverTheyStandIn() {
        assertThat(LoraTags.names("a <lora:clay:1> (fox <lyco:ink soft:0.5:0.8>:1.2), <lora:bare> [x|<lora:y:te=1>]"))
                .containsExactly("clay", "ink soft", "bare", "y");
        assertThat(LoraTags.names("a <lora:> <lora clay> <hypernet:h:1> <lora:open"))
                .isEmpty();
        assertThat(LoraTags.names("a fox # not <lora:clay:1>\n<lora:ink:1>")).containsExactly("ink");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a fox", "a fox, ", "a fox # soft", "<lora:other:0.3>", "a\nfox", "(fox"})
    void aTagThatWasAddedIsFoundAndTakenOutAgain(String prompt) {
        String with = LoraTags.with(prompt, "clay", 1);
        assertThat(with).startsWith(prompt).endsWith("<lora:clay:1>");
        assertThat(LoraTags.names(with)).endsWith("clay");
        assertThat(LoraTags.without(with, "clay"::equals)).isEqualTo(prompt.stripTrailing());
    }

    @Test
    void allTagsOfANameGoAndTheRestStays() {
        assertThat(LoraTags.without("<lora:a:1> fox <lora:a:0.5>, <lora:b:1> # <lora:a:1>", "a"::equals))
                .isEqualTo("fox, <lora:b:1> # <lora:a:1>");
        assertThat(LoraTags.without("a fox", "a"::equals)).isEqualTo("a fox");
    }

    @Test
    void strengthsAreWrittenShort() {
        assertThat(LoraTags.with("", "a", 1)).isEqualTo("<lora:a:1>");
        assertThat(LoraTags.with("", "a", 0.75)).isEqualTo("<lora:a:0.75>");
        assertThat(LoraTags.with("", "a", -0.5)).isEqualTo("<lora:a:-0.5>");
    }

    @Test
    void aNameWithSignsOfTheGrammarCannotBeSaid() {
        assertThat(LoraTags.canSay("clay v2 (soft), 50% é")).isTrue();
        assertThat(LoraTags.canSay("styles/clay_v2")).isTrue();
        for (String name : new String[] {"a:b", "a=b", "a>b", "a#b", "my__style__x", "{a|b}"}) {
            assertThat(LoraTags.canSay(name)).as(name).isFalse();
        }
    }
}
