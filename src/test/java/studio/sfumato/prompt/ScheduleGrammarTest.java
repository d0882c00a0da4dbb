package studio.sfumato.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import studio.sfumato.error.RequestException;
import tools.jackson.databind.JsonNode;

class ScheduleGrammarTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden/prompts/schedules.jsonl.gz");
    private static final StepRange TEN = StepRange.first(10);

    /// What A1111's own examples say, restated. The one with `{b|d{` says otherwise there, but fails when it is run.
    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '"', ignoreLeadingAndTrailingWhitespace = false, textBlock = """
            test;10=test
            a [b:3];3=a /10=a b
            a [b: 3];3=a /10=a b
            a [[[b]]:2];2=a /10=a [[b]]
            [(a:2):3];3=/10=(a:2)
            a [b : c : 1] d;1=a b  d/10=a  c  d
            a[b:[c:d:2]:1]e;1=abe/2=ace/10=ade
            a [unbalanced;10=a [unbalanced
            a [b:.5] c;5=a  c/10=a b c
            a [{b|d{:.5] c;10=a [{b|d{:.5] c
            ((a][:b:c [d:3];3=((a][:b:c /10=((a][:b:c d
            [a|(b:1.1)];1=a/2=(b:1.1)/3=a/4=(b:1.1)/5=a/6=(b:1.1)/7=a/8=(b:1.1)/9=a/10=(b:1.1)
            [fe|]male;1=female/2=male/3=female/4=male/5=female/6=male/7=female/8=male/9=female/10=male
            [fe|||]male;1=female/2=male/3=male/4=male/5=female/6=male/7=male/8=male/9=female/10=male
            """)
    void readsWhatA1111sExamplesShow(String prompt, String stages) {
        assertThat(ScheduleGrammar.parse(prompt, TEN)).isEqualTo(schedule(stages));
    }

    @Test
    void inASecondPassFractionsCountFromOneAndNumbersFromTheFirst() {
        StepRange second = StepRange.second(10, 10);
        assertThat(ScheduleGrammar.parse("a [b:.5] c", second)).isEqualTo(schedule("10=a b c"));
        assertThat(ScheduleGrammar.parse("a [b:1.5] c", second)).isEqualTo(schedule("5=a  c/10=a b c"));
        assertThat(ScheduleGrammar.parse("a [b:14] c", second)).isEqualTo(schedule("4=a  c/10=a b c"));
        assertThat(ScheduleGrammar.parse("a [b:7] c", second)).isEqualTo(schedule("10=a b c"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '"', ignoreLeadingAndTrailingWhitespace = false, textBlock = """
            [a::3];3=a/10=
            [::3];3=/10=
            [:3];3=/10=
            [a:b:0];10=b
            [a:b:-4];10=b
            [a:b:10];10=a
            [a:b:99];10=a
            [a:b:1e9999];10=a
            [a:b:0.3];3=a/10=b
            [a:b:.99];9=a/10=b
            [a:b:1.0];10=a
            [a:b:0.05];10=b
            [a:b:1e1];10=a
            [a:b:2 ];2=a/10=b
            [a:b:+2];2=a/10=b
            [a:b:2 3];10=[a:b:2 3]
            [a:b:c];10=[a:b:c]
            [a:b];10=[a:b]
            [a:b:c:3];10=[a:b:c:3]
            (a:b:3);10=(a:b:3)
            [a:b:(3)];10=[a:b:(3)]
            [a:b:\\3];10=[a:b:\\3]
            [a:b:];10=[a:b:]
            [(b:c):d:3];3=(b:c)/10=d
            (a [b:c:4] : 1.2);4=(a b : 1.2)/10=(a c : 1.2)
            [(a:b:c):d:3];10=[(a:b:c):d:3]
            [(a:b:c) [d:e:3]:5];3=[(a:b:c) d:5]/10=[(a:b:c) e:5]
            [x[a:b:3];3=[xa/10=[xb
            [x) [a:b:3];3=[x) a/10=[x) b
            [a\\]:b:2];2=a\\]/10=b
            [a\\:b:c:2];2=a\\:b/10=c
            """)
    void whatDoesNotFitIsText(String prompt, String stages) {
        assertThat(ScheduleGrammar.parse(prompt, TEN)).isEqualTo(schedule(stages));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a | b [c:d:3]",
                "[a|b:c] [d:e:4]",
                "[a|b [d:e:4]",
                "(a|b) [d:e:4]",
                "[a|b) [d:e:4]",
                "[d:e:4] \\",
                "\\\n [d:e:4]"
            })
    void aBarOutsideAnAlternationSpoilsTheWholePrompt(String prompt) {
        assertThat(ScheduleGrammar.parse(prompt, TEN)).isEqualTo(PromptSchedule.of(prompt, TEN));
    }

    @Test
    void anEscapedBarIsText() {
        assertThat(ScheduleGrammar.parse("a \\| [b:c:3]", TEN)).isEqualTo(schedule("3=a \\| b/10=a \\| c"));
    }

    @Test
    void alternationsTakeTurnsInsideOneAnother() {
        assertThat(ScheduleGrammar.parse("[a|[b|c]]", StepRange.first(4))).isEqualTo(schedule("1=a/2=c/3=a/4=c"));
        assertThat(ScheduleGrammar.parse("[[a|b]:c:2]", StepRange.first(4))).isEqualTo(schedule("1=a/2=b/3=c/4=c"));
        assertThat(ScheduleGrammar.parse("[|a]", StepRange.first(2))).isEqualTo(schedule("1=/2=a"));
    }

    @Test
    void randomPromptsAreReadAsTheReferenceReadsThem() throws IOException {
        List<JsonNode> lines = GoldenLines.read(GOLDEN);
        for (JsonNode node : lines) {
            int steps = node.path("steps").asInt();
            StepRange range =
                    node.has("before") ? StepRange.second(node.path("before").asInt(), steps) : StepRange.first(steps);
            List<PromptSchedule.Stage> stages = new ArrayList<>();
            for (JsonNode stage : node.path("stages")) {
                stages.add(new PromptSchedule.Stage(
                        stage.path(0).asInt(), stage.path(1).asString()));
            }
            String prompt = node.path("prompt").asString();
            assertThat(ScheduleGrammar.parse(prompt, range).stages()).as(prompt).isEqualTo(stages);
        }
        assertThat(lines).hasSize(1500);
    }

    @Test
    void twoHundredOpenBracketsAreEnough() {
        String deep = "[".repeat(200) + "a" + ":1]".repeat(200);
        assertThat(ScheduleGrammar.parse(deep, TEN)).isEqualTo(schedule("1=/10=a"));
        assertThatThrownBy(() -> ScheduleGrammar.parse("[" + deep + ":1]", TEN))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("more than 200 brackets");
        assertThat(ScheduleGrammar.parse("(a) ".repeat(300), TEN).texts()).containsExactly("(a) ".repeat(300));
    }

    @Test
    @Timeout(10)
    void aHugePromptIsReadAtOnce() {
        assertThat(ScheduleGrammar.parse("a [b:c:3] ".repeat(20_000), TEN).stages())
                .hasSize(2);
        assertThat(ScheduleGrammar.parse(")".repeat(200_000), TEN).stages()).hasSize(1);
        assertThat(ScheduleGrammar.parse("[a:b:" + "1".repeat(100_000) + "]", TEN)
                        .texts())
                .containsExactly("a");
        assertThat(ScheduleGrammar.parse("[" + "|".repeat(100_000) + "a]", TEN).stages())
                .hasSize(10);
    }

    private static PromptSchedule schedule(String stages) {
        List<PromptSchedule.Stage> list = new ArrayList<>();
        for (String stage : stages.split("/", -1)) {
            int sign = stage.indexOf('=');
            list.add(new PromptSchedule.Stage(Integer.parseInt(stage.substring(0, sign)), stage.substring(sign + 1)));
        }
        return new PromptSchedule(list);
    }
}
