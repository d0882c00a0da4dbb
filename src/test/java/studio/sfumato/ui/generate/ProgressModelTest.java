package studio.sfumato.ui.generate;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import studio.sfumato.job.JobState;
import studio.sfumato.job.QueuedJob;

class ProgressModelTest {
    private final ProgressModel progress = new ProgressModel();
    private final QueuedJob job = ReelTest.job("one", new JobState.Running());

    @Test
    void whatIsCancelledBeforeItsTurnEndsWhenItsJobDoes() {
        progress.expect();
        progress.wish(ProgressModel.Wish.CANCEL);
        assertThat(progress.runningProperty().get()).isTrue();

        assertThat(progress.end(ReelTest.job("one", new JobState.Cancelled()))).isFalse();

        assertThat(progress.runningProperty().get()).isFalse();
        assertThat(progress.nowProperty().get()).isEqualTo(new ProgressModel.Now.Cancelled(0));
    }

    @Test
    void whatDoesNotBeginAfterAllEndsThoughSomebodyHasCancelledIt() {
        progress.expect();
        progress.wish(ProgressModel.Wish.CANCEL);

        progress.giveUp();

        assertThat(progress.runningProperty().get()).isFalse();
    }

    @Test
    void theEndOfAnotherJobSaysNothingOfTheOneUnderWay() {
        progress.begin(job);

        assertThat(progress.end(ReelTest.job("another", new JobState.Done()))).isFalse();
        progress.giveUp();

        assertThat(progress.runningProperty().get()).isTrue();
        assertThat(progress.end(ReelTest.job("one", new JobState.Done()))).isTrue();
        assertThat(progress.runningProperty().get()).isFalse();
    }
}
