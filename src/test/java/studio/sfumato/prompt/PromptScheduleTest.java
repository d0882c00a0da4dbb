package studio.sfumato.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;

class PromptScheduleTest {
    private static final StepRange FIVE = StepRange.first(5);

    @Test
    void theFirstStageLastsOneCallLongerThanItSaysAsInA1111() {
        PromptSchedule schedule = ScheduleGrammar.parse("[a:b:2]", FIVE);
        assertThat(IntStream.range(0, 5).map(schedule::at)).containsExactly(0, 0, 0, 1, 1);
    }

    @Test
    void callsBeyondTheLastStageStartOver() {
        PromptSchedule schedule = ScheduleGrammar.parse("[a:b:2]", FIVE);
        assertThat(schedule.at(5)).isEqualTo(1);
        assertThat(schedule.at(6)).isZero();
    }

    @Test
    void runsTellWhichTextHoldsWhen() {
        assertThat(ScheduleGrammar.parse("[a:b:2]", FIVE).runs(5))
                .containsExactly(new PromptSchedule.Run(1, 3, "a"), new PromptSchedule.Run(4, 5, "b"));
        assertThat(ScheduleGrammar.parse("[a|b]", FIVE).runs(5))
                .containsExactly(
                        new PromptSchedule.Run(1, 2, "a"),
                        new PromptSchedule.Run(3, 3, "b"),
                        new PromptSchedule.Run(4, 4, "a"),
                        new PromptSchedule.Run(5, 5, "b"));
    }

    @Test
    void aTextThatNeverChangesIsOneStage() {
        PromptSchedule schedule = PromptSchedule.of("a", FIVE);
        assertThat(schedule.stages()).containsExactly(new PromptSchedule.Stage(5, "a"));
        assertThat(schedule.texts()).containsExactly("a");
        assertThat(schedule.at(100)).isZero();
    }

    @Test
    void stagesMustRiseAndBeThere() {
        List<PromptSchedule.Stage> same = List.of(new PromptSchedule.Stage(3, "a"), new PromptSchedule.Stage(3, "b"));
        assertThatThrownBy(() -> new PromptSchedule(same)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new PromptSchedule(List.of())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anEncodedScheduleGivesTheMeaningOfEachCall() {
        Conditioning a = Conditioning.of(Tensor.of(Shape.of(1, 2, 2), 1, 2, 3, 4));
        Conditioning b = Conditioning.of(Tensor.of(Shape.of(1, 2, 2), 5, 6, 7, 8));
        ConditioningSchedule encoded =
                new ConditioningSchedule(ScheduleGrammar.parse("[a:b:2]", FIVE), Map.of("a", a, "b", b));
        assertThat(encoded.at(2)).isEqualTo(a);
        assertThat(encoded.at(3)).isEqualTo(b);
        assertThat(encoded.tokens()).isEqualTo(2);
        assertThat(encoded.lengthened(2)).isSameAs(encoded);
        assertThat(encoded.lengthened(4).at(3).hidden())
                .isEqualTo(Tensor.of(Shape.of(1, 4, 2), 5, 6, 7, 8, 7, 8, 7, 8));
        assertThat(encoded.lengthened(4).tokens()).isEqualTo(4);
    }

    @Test
    void aTextThatWasNotEncodedIsAMistake() {
        ConditioningSchedule encoded = new ConditioningSchedule(PromptSchedule.of("a", FIVE), Map.of());
        assertThatThrownBy(() -> encoded.at(0)).isInstanceOf(IllegalArgumentException.class);
    }
}
