package studio.sfumato.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import studio.sfumato.diffusion.GenerationEvent;
import studio.sfumato.diffusion.Seed;
import studio.sfumato.error.ImageFileException;
import studio.sfumato.image.Raster;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;

/// How jobs end, early and badly, and come back.
@Timeout(60)
class JobQueueEndsTest extends JobQueueFixture {
    @Test
    void aPictureThatCannotBeWrittenIsOfferedAndNotSaidToBeMade() throws InterruptedException {
        try (JobQueue queue = new JobQueue(
                queues.begin(),
                this::submit,
                (job, ready) -> {
                    throw new ImageFileException("the disk is full");
                },
                events::add)) {
            String id = queue.add(request("fox", 1), place());
            queue.start();
            finish();
            queue.idle().join();
            assertThat(queue.job(id).orElseThrow().made()).isEmpty();
            assertThat(queue.job(id).orElseThrow().state()).isInstanceOf(JobState.Failed.class);
            assertThat(events)
                    .anyMatch(event -> event instanceof QueueEvent.Unsaved unsaved
                            && unsaved.picture().image().width() == 8);
        }
    }

    @Test
    void stoppingAJobLeavesTheOthers() throws InterruptedException {
        try (JobQueue queue = queue(queues.begin())) {
            String fox = queue.add(request("fox", 2), place());
            String boat = queue.add(request("boat", 1), place());
            queue.add(request("tree", 1), place());
            queue.start();
            Job job = running.take();
            queue.cancel(boat); // first: with the fox gone it would begin
            queue.cancel(fox);
            CountDownLatch cancelled = new CountDownLatch(1);
            job.token().onCancel(cancelled::countDown);
            cancelled.await(); // its run may not know the job yet, and cancels it when it does
            assertThat(job.token().isCancelled()).isTrue();
            finish();
            queue.idle().join();
            assertThat(states(queue)).containsExactly("fox Cancelled", "boat Cancelled", "tree Done");
        }
    }

    @Test
    void anInterruptedJobKeepsWhatThereIsAndMakesNoMore() throws InterruptedException {
        try (JobQueue queue = queue(queues.begin())) {
            String fox = queue.add(request("fox", 4), place());
            queue.add(request("boat", 1), place());
            queue.start();
            Job job = running.take();
            job.emit(new GenerationEvent.Stepped(List.of(0, 1), 4, 10, 2));
            queue.interrupt(fox);
            ready(job, 0);
            ready(job, 1);
            job.emit(new GenerationEvent.Finished(1));
            finish();
            queue.idle().join();
            assertThat(states(queue)).containsExactly("fox Cancelled", "boat Done");
            assertThat(queue.job(fox).orElseThrow().made()).containsOnlyKeys(0, 1);
            assertThat(queue.job(fox).orElseThrow().left()).isEqualTo(2);
        }
    }

    @Test
    void aJobWhoseLastPictureWasEndedEarlySaysAtWhichStep() throws InterruptedException {
        try (JobQueue queue = queue(queues.begin())) {
            String fox = queue.add(request("fox", 1), place());
            queue.start();
            Job job = running.take();
            job.emit(new GenerationEvent.Stepped(List.of(0), 4, 10, 1));
            queue.interrupt(fox);
            job.emit(new GenerationEvent.ImageReady(
                    0, new Seed(1), Raster.filled(8, 8, 0), Tensor.zeros(Shape.of(1, 4, 1, 1)), 4, List.of()));
            job.emit(new GenerationEvent.Finished(1));
            queue.idle().join();
            assertThat(queue.job(fox).orElseThrow().state()).isEqualTo(new JobState.Done(4));
            queue.duplicate(fox);
            finish();
            queue.idle().join();
            assertThat(queue.jobs().getLast().state()).isEqualTo(new JobState.Done());
        }
    }

    @Test
    void aSkippedPictureIsNotMadeAgainUnlessTheWholeJobIs() throws InterruptedException {
        try (JobQueue queue = queue(queues.begin())) {
            String fox = queue.add(request("fox", 3), place());
            queue.start();
            Job job = running.take();
            job.emit(new GenerationEvent.Skipped(List.of(0)));
            ready(job, 1);
            job.emit(new GenerationEvent.Failed("no memory", null, 5));
            queue.idle().join();
            assertThat(queue.job(fox).orElseThrow().missing()).containsExactly(new QueuedJob.Part(2, 1));
            assertThat(queue.job(fox).orElseThrow().left()).isEqualTo(1);

            queue.retry(fox);
            assertThat(finish().count()).isEqualTo(1);
            assertThat(finish().count()).isEqualTo(1);
            queue.idle().join();
            assertThat(saved).containsExactly("fox 1 101", "fox 0 100", "fox 2 102");
        }
    }

    @Test
    void aStoppedJobComesBackWhereItWasAndTheNextOneWaitsForIt() throws InterruptedException {
        try (JobQueue queue = queue(queues.begin())) {
            String fox = queue.add(request("fox", 2), place());
            String boat = queue.add(request("boat", 1), place());
            queue.add(request("tree", 1), place());
            queue.start();
            Job job = running.take();
            ready(job, 0);
            while (saved.isEmpty()) {
                Thread.onSpinWait();
            }
            QueuedJob before = queue.job(fox).orElseThrow();
            queue.cancel(fox);
            queue.restore(before, 1);
            finish();
            assertThat(finish().noise().seed()).isEqualTo(new Seed(101));
            finish();
            queue.idle().join();
            assertThat(saved).containsExactly("fox 0 100", "boat 0 100", "fox 1 101", "tree 0 100");

            QueuedJob gone = queue.job(boat).orElseThrow();
            queue.remove(boat);
            queue.pause();
            queue.restore(gone, 0);
            assertThat(states(queue)).containsExactly("boat Waiting", "fox Done", "tree Done");
        }
    }

    @Test
    void whatWasLeftCanBeLookedAtBeforeItGoesOn() throws InterruptedException {
        try (JobQueue queue = queue(queues.begin())) {
            queue.add(request("fox", 2), place());
            queue.add(request("boat", 1), place());
            queue.start();
            running.take().emit(new GenerationEvent.Failed("no memory", "smaller", 5));
            running.take();
        }
        QueueFolder later = new QueueFolder(folder.resolve("queue"));
        try (JobQueue queue = queue(later.begin())) {
            later.left().forEach(queue::hold);
            queue.start();
            queue.idle().join();
            assertThat(states(queue)).containsExactly("fox Failed", "boat Held");
            assertThat(running).isEmpty();
        }
        QueueFolder last = new QueueFolder(folder.resolve("queue"));
        try (JobQueue queue = queue(last.begin())) {
            last.left().forEach(queue::hold);
            queue.start();
            assertThat(states(queue)).containsExactly("fox Failed", "boat Held");
            queue.retry(queue.jobs().getLast().id());
            finish();
            queue.idle().join();
            assertThat(states(queue)).containsExactly("fox Failed", "boat Done");
        }
    }

    @Test
    void aJobWhosePicturesCannotBeWrittenFailsBeforeTheWork() throws InterruptedException {
        JobQueue.Saver full = new JobQueue.Saver() {
            @Override
            public Path save(QueuedJob job, GenerationEvent.ImageReady picture) {
                throw new AssertionError("there is none");
            }

            @Override
            public void prepare(QueuedJob job) {
                throw new ImageFileException("the disk is full");
            }
        };
        try (JobQueue queue = new JobQueue(queues.begin(), this::submit, full, events::add)) {
            queue.add(request("fox", 1), place());
            queue.start();
            queue.idle().join();
            assertThat(states(queue)).containsExactly("fox Failed");
            assertThat(running).isEmpty();
            assertThat(events)
                    .anyMatch(event ->
                            event instanceof QueueEvent.Heard heard && heard.event() instanceof GenerationEvent.Failed)
                    .anyMatch(event -> event instanceof QueueEvent.Ended ended
                            && ended.job().state() instanceof JobState.Failed);
        }
    }

    @Test
    void aPictureThatWasSavedElsewhereIsMade() throws InterruptedException {
        try (JobQueue queue = new JobQueue(
                queues.begin(),
                this::submit,
                (job, ready) -> {
                    throw new ImageFileException("the disk is full");
                },
                events::add)) {
            String id = queue.add(request("fox", 2), place());
            queue.start();
            finish();
            queue.idle().join();
            queue.kept(id, 0, folder.resolve("elsewhere.png"));
            assertThat(states(queue)).containsExactly("fox Failed");
            queue.kept(id, 1, folder.resolve("elsewhere-2.png"));
            assertThat(states(queue)).containsExactly("fox Done");
        }
    }

    private List<String> ends() {
        return events.stream()
                .filter(QueueEvent.Ended.class::isInstance)
                .map(event -> ((QueueEvent.Ended) event).job())
                .map(job -> job.request().prompt().positive() + " "
                        + job.state().getClass().getSimpleName())
                .toList();
    }

    @Test
    void theEndOfAJobThatNeverBeganIsToldOnceAndAfterWhatWasToldBefore() throws InterruptedException {
        try (JobQueue queue = queue(queues.begin())) {
            queue.add(request("fox", 1), place());
            String boat = queue.add(request("boat", 2), place());
            String tree = queue.add(request("tree", 1), place());
            queue.start();
            Job fox = running.take();
            queue.cancel(boat);
            queue.cancel(boat);
            queue.remove(tree);
            queue.remove(boat);
            queue.remove(tree);
            finish(fox);
            queue.idle().join();
            assertThat(ends()).containsExactly("boat Cancelled", "tree Cancelled", "fox Done");
            assertThat(events.stream().filter(QueueEvent.Began.class::isInstance))
                    .hasSize(1);
        }
    }

    @Test
    void aJobThatIsStoppedWhileItWaitsAndThenMadeAfterAllEndsTwice() throws InterruptedException {
        try (JobQueue queue = queue(queues.begin())) {
            String boat = queue.add(request("boat", 1), place());
            queue.cancel(boat);
            queue.start();
            queue.retry(boat);
            finish();
            queue.idle().join();
            assertThat(ends()).containsExactly("boat Cancelled", "boat Done");
            assertThat(events.stream()
                            .filter(event -> !(event instanceof QueueEvent.Changed
                                    || event instanceof QueueEvent.Heard
                                    || event instanceof QueueEvent.Saved))
                            .map(event -> event.getClass().getSimpleName()))
                    .containsExactly("Ended", "Began", "Ended");
        }
    }

    @Test
    void aJobThatWaitsAgainCanBeStoppedWhileTheListenerHearsOfItsEnd() throws InterruptedException {
        CountDownLatch ended = new CountDownLatch(1);
        CountDownLatch hear = new CountDownLatch(1);
        try (JobQueue queue = new JobQueue(queues.begin(), this::submit, this::save, event -> {
            events.add(event);
            if (event instanceof QueueEvent.Ended) {
                ended.countDown();
                await(hear);
            }
        })) {
            String fox = queue.add(request("fox", 1), place());
            queue.start();
            running.take().emit(new GenerationEvent.Failed("no room", null, 5));
            await(ended);
            queue.retry(fox);
            queue.cancel(fox);
            List<String> states = states(queue);
            hear.countDown();
            assertThat(states).containsExactly("fox Cancelled");
            queue.idle().join();
            assertThat(ends()).containsExactly("fox Failed", "fox Cancelled");
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException never) {
            throw new AssertionError(never);
        }
    }

    /// Each of many jobs is stopped or taken out while its turn comes: it has one end, whichever is first.
    @Test
    void whoeverStopsAJobAsItsTurnComesIsHeardAndItEndsOnce() throws InterruptedException {
        int jobs = 60;
        try (JobQueue queue = queue(queues.begin())) {
            List<String> ids = new ArrayList<>();
            for (int i = 0; i < jobs; i++) {
                ids.add(queue.add(request("fox " + i, 1), place()));
            }
            queue.start();
            for (int i = 0; i < jobs; i++) {
                String id = ids.get(i);
                if (i % 2 == 0) {
                    queue.cancel(id);
                } else {
                    queue.remove(id);
                }
            }
            queue.idle().join();
            assertThat(ends()).hasSize(jobs).doesNotHaveDuplicates().allMatch(end -> end.endsWith("Cancelled"));
            assertThat(queue.jobs()).allMatch(job -> job.state() instanceof JobState.Cancelled);
            assertThat(saved).isEmpty();
        }
    }

    @Test
    void aSlowListenerHoldsUpNobodyWhoChangesTheQueue() {
        CountDownLatch hear = new CountDownLatch(1);
        try (JobQueue queue = new JobQueue(queues.begin(), this::submit, this::save, event -> {
            await(hear);
            events.add(event);
        })) {
            String fox = queue.add(request("fox", 1), place());
            queue.cancel(fox);
            queue.remove(fox);
            assertThat(events).isEmpty();
            hear.countDown();
        }
        assertThat(ends()).containsExactly("fox Cancelled");
        assertThat(events).hasSize(4);
    }
}
