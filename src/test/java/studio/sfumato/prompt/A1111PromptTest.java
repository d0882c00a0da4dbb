package studio.sfumato.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import studio.sfumato.error.RequestException;

class A1111PromptTest {
    private static final StepRange TEN = StepRange.first(10);

    @Test
    void aPlainPromptIsOnePartThatCountsFully() {
        PromptPlan plan = A1111Prompt.positive("a fox", TEN);
        assertThat(plan).isEqualTo(PromptPlan.of(PromptSchedule.of("a fox", TEN)));
        assertThat(plan.needsNegative()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '"', ignoreLeadingAndTrailingWhitespace = false, textBlock = """
            a fox AND a boat;1.0=a fox/1.0= a boat
            a:2 AND b : -.5 ;2.0=a/-0.5= b
            a AND;1.0=a/1.0=
            ANDa and bAND;1.0=ANDa and bAND
            a:1.;1.0=a
            a:+1.5;1.5=a
            a:1:2;2.0=a:1
            a:1.2.3;1.0=a:1.2.3
            a::2;2.0=a:
            at 12:30;30.0=at 12
            (a:1.2);1.0=(a:1.2)
            a :  0.25;0.25=a
            :3;3.0=
            a:2 b;1.0=a:2 b
            a:.;1.0=a:.
            """)
    void andPartsAPromptAndAFinalNumberIsItsWeight(String prompt, String expected) {
        assertThat(A1111Prompt.positive(prompt, TEN).parts().stream()
                        .map(part -> part.weight() + "="
                                + part.schedule().stages().getFirst().text()))
                .containsExactly(expected.split("/", -1));
    }

    @Test
    void whatThePartsAddUpToDecidesWhetherTheNegativeIsNeeded() {
        assertThat(A1111Prompt.positive("a:.4 AND b:.6", TEN).needsNegative()).isFalse();
        assertThat(A1111Prompt.positive("a AND b", TEN).needsNegative()).isTrue();
        assertThat(A1111Prompt.positive("a:2 AND b", TEN).weights()).containsExactly(2.0, 1.0);
    }

    @Test
    void eachPartHasAScheduleOfItsOwn() {
        PromptPlan plan = A1111Prompt.positive("[a:b:3] AND c AND [a|c]", TEN);
        assertThat(plan.parts().get(0).schedule().texts()).containsExactly("a", "b");
        assertThat(plan.parts().get(2).schedule().stages()).hasSize(10);
        assertThat(plan.texts()).containsExactly("a", "b", " c", " a");
    }

    @Test
    void andIsAWordInANegativePrompt() {
        PromptPlan plan = A1111Prompt.negative("a AND b:2 <lora:x:1> [c:d:3]", TEN);
        assertThat(plan.parts()).hasSize(1);
        assertThat(plan.weights()).containsExactly(1.0);
        assertThat(plan.networks()).isEmpty();
        assertThat(plan.texts()).containsExactly("a AND b:2 <lora:x:1> c", "a AND b:2 <lora:x:1> d");
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', ignoreLeadingAndTrailingWhitespace = false, textBlock = """
            # all;~
            a#b;a~
            a # b~c;a ~c
            a~# b~c;a~c
            # a~b;~b
            a~#b~#c~d;a~~d
            a;a
            """)
    void aHashHidesTheRestOfItsLine(String prompt, String expected) {
        assertThat(A1111Prompt.withoutComments(prompt.replace('~', '\n'))).isEqualTo(expected.replace('~', '\n'));
    }

    @Test
    void commentsAndTagsAreGoneBeforeAnythingElseIsRead() {
        PromptPlan plan = A1111Prompt.positive("a<lora:x:0.5> fox # AND a boat\n:2", TEN);
        assertThat(plan.texts()).containsExactly("a fox");
        assertThat(plan.weights()).containsExactly(2.0);
        assertThat(plan.networks()).extracting(ExtraNetwork::name).containsExactly("x");
        assertThat(A1111Prompt.negative("bad # photo", TEN).texts()).containsExactly("bad \n");
    }

    @Test
    void aWeightBeyondAThousandIsRefused() {
        assertThat(A1111Prompt.positive("a:1000 AND b:-1000", TEN).weights()).containsExactly(1000.0, -1000.0);
        assertThatThrownBy(() -> A1111Prompt.positive("a:1001", TEN))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("1001")
                .hasMessageContaining("between -1000 and 1000");
        assertThatThrownBy(() -> A1111Prompt.positive("a:" + "9".repeat(400), TEN))
                .isInstanceOf(RequestException.class);
    }

    @Test
    void sixtyFourPartsAreEnough() {
        assertThat(A1111Prompt.positive("a" + " AND a".repeat(63), TEN).parts()).hasSize(64);
        assertThatThrownBy(() -> A1111Prompt.positive("a" + " AND a".repeat(64), TEN))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("more than 64 parts");
    }

    @Test
    @Timeout(10)
    void aHugePromptIsReadAtOnce() {
        assertThat(A1111Prompt.positive(" ".repeat(300_000) + ":" + " ".repeat(300_000), TEN)
                        .texts())
                .isEqualTo(List.of(" ".repeat(300_000) + ":"));
        assertThat(A1111Prompt.positive("<a:".repeat(100_000), TEN).networks()).isEmpty();
        assertThat(A1111Prompt.positive("#".repeat(300_000), TEN).texts()).containsExactly("");
        assertThat(A1111Prompt.positive("a:" + "1".repeat(100_000) + "x", TEN).weights())
                .containsExactly(1.0);
    }
}
