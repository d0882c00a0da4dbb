package studio.sfumato.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import studio.sfumato.diffusion.AddOns;
import studio.sfumato.diffusion.Compatibility;
import studio.sfumato.diffusion.GenerationEvent;
import studio.sfumato.diffusion.GenerationRequest;
import studio.sfumato.diffusion.Prompt;
import studio.sfumato.diffusion.PromptTemplate;
import studio.sfumato.diffusion.Seed;
import studio.sfumato.prompt.ExtraNetwork;

@Timeout(60)
class JobQueueTest extends JobQueueFixture {
    @Test
    void jobsRunInOrderAndTheJournalGoesWhenAllIsDone() throws InterruptedException {
        try (JobQueue queue = queue(queues.begin())) {
            queue.add(request("fox", 1), place());
            queue.start();
            queue.add(request("boat", 2), place());
            assertThat(finish().prompt().positive()).isEqualTo("fox");
            assertThat(finish().prompt().positive()).isEqualTo("boat");
            queue.idle().join();

            assertThat(states(queue)).containsExactly("fox Done", "boat Done");
            assertThat(saved).containsExactly("fox 0 100", "boat 0 100", "boat 1 101");
            assertThat(events.stream().filter(QueueEvent.Saved.class::isInstance))
                    .hasSize(3);
        }
        assertThat(folder.resolve("queue")).isEmptyDirectory();
    }

    @Test
    void theOrderCanBeChangedAndJobsTakenOutDoubledAndHeldBack() throws InterruptedException {
        try (JobQueue queue = queue(queues.begin())) {
            String fox = queue.add(request("fox", 1), place());
            String boat = queue.add(request("boat", 1), place());
            String tree = queue.add(request("tree", 1), place());
            queue.move(tree, 0);
            queue.remove(boat);
            queue.duplicate(fox);
            assertThat(states(queue)).containsExactly("tree Waiting", "fox Waiting", "fox Waiting");
            queue.pause();
            queue.start();
            queue.idle().join();
            assertThat(running).isEmpty();

            queue.resume();
            finish();
            Job fox2 = running.take();
            queue.pause();
            finish(fox2);
            queue.idle().join();
            assertThat(states(queue)).containsExactly("tree Done", "fox Done", "fox Waiting");
            queue.resume();
            finish();
            queue.idle().join();
        }
    }

    @Test
    void aFailureStaysWithItsReasonAndRetryMakesOnlyWhatIsMissing() throws InterruptedException {
        try (JobQueue queue = queue(queues.begin())) {
            String id = queue.add(request("fox", 5), place());
            queue.start();
            Job job = running.take();
            ready(job, 0);
            ready(job, 3);
            job.emit(new GenerationEvent.Failed("no memory", "smaller", 5));
            queue.idle().join();
            assertThat(queue.job(id).orElseThrow().state()).isEqualTo(new JobState.Failed("no memory", "smaller", 5));

            queue.retry(id);
            GenerationRequest middle = finish();
            GenerationRequest last = finish();
            queue.idle().join();

            assertThat(middle.count()).isEqualTo(2);
            assertThat(middle.noise().seed()).isEqualTo(new Seed(101));
            assertThat(last.count()).isEqualTo(1);
            assertThat(last.batch()).isEqualTo(1);
            assertThat(saved).containsExactly("fox 0 100", "fox 3 103", "fox 1 101", "fox 2 102", "fox 4 104");
            assertThat(states(queue)).containsExactly("fox Done");
        }
    }

    @Test
    void aBatchWithOneGeneratorIsNotCut() {
        GenerationRequest like = request("fox", 4);
        GenerationRequest comfy = new GenerationRequest(
                like.model(),
                like.prompt(),
                like.size(),
                like.sampling(),
                like.guidance(),
                like.noise(),
                Compatibility.COMFY,
                4,
                2,
                like.task());
        QueuedJob job = new QueuedJob("a", comfy, place(), new JobState.Waiting(), new TreeMap<>());
        assertThat(job.missing()).containsExactly(new QueuedJob.Part(0, 4));
        assertThat(comfy.part(0, 4)).isEqualTo(comfy);
        assertThat(job.with(1, folder).missing())
                .containsExactly(new QueuedJob.Part(0, 1), new QueuedJob.Part(2, 1), new QueuedJob.Part(3, 1));
        assertThat(comfy.part(3, 1)).isEqualTo(comfy.single(3));
    }

    @Test
    void whatAProcessHasLeftIsFinishedByAnother() throws InterruptedException, IOException {
        try (JobQueue queue = queue(queues.begin())) {
            queue.add(request("fox", 1), place());
            queue.add(request("boat", 3), place());
            queue.start();
            finish();
            Job boat = running.take();
            ready(boat, 0);
            while (saved.size() < 2) {
                Thread.onSpinWait();
            }
        }
        try (var files = Files.list(folder.resolve("queue"))) {
            Path journal = files.filter(file -> file.toString().endsWith(".jsonl"))
                    .findFirst()
                    .orElseThrow();
            Files.writeString(journal, "{\"change\":\"made\",\"id\":", StandardOpenOption.APPEND);
        }
        saved.clear();

        QueueFolder later = new QueueFolder(folder.resolve("queue"));
        List<QueueFolder.Left> left = later.left();
        assertThat(left).hasSize(1);
        assertThat(left.getFirst().made()).containsExactly(folder.resolve("0.png"), folder.resolve("0.png"));
        assertThat(left.getFirst().unfinished()).singleElement().satisfies(job -> {
            assertThat(job.request().prompt().positive()).isEqualTo("boat");
            assertThat(job.left()).isEqualTo(2);
        });
        try (JobQueue queue = queue(later.begin())) {
            queue.adopt(left.getFirst());
            queue.start();
            finish();
            queue.idle().join();
            assertThat(saved).containsExactly("boat 1 101", "boat 2 102");
        }
        assertThat(folder.resolve("queue")).isEmptyDirectory();
    }

    @Test
    void whatLiesOnTheModelAndWhatWildcardsWereChosenFromIsThereAfterARestart() {
        AddOns addOns = new AddOns(
                List.of(ExtraNetwork.lora("soft clay", 0.5, 0.8, OptionalInt.of(4))), List.of("/art/face.pt"));
        GenerationRequest plain = request("a red fox", 2);
        GenerationRequest asked = plain.withPrompt(new Prompt(
                "a red fox",
                "text",
                2,
                plain.prompt().rules(),
                addOns,
                Optional.of(new PromptTemplate("a {red|blue} fox", "{text|frame}"))));
        JobQueue killed = queue(queues.begin());
        killed.add(asked, place());
        killed.close();
        QueueFolder later = new QueueFolder(folder.resolve("queue"));
        List<QueueFolder.Left> left = later.left();
        try (JobQueue queue = queue(later.begin())) {
            left.forEach(queue::hold);
            assertThat(queue.jobs()).singleElement().satisfies(job -> {
                assertThat(job.request()).isEqualTo(asked);
                assertThat(job.place()).isEqualTo(place());
                assertThat(job.state()).isInstanceOf(JobState.Held.class);
            });
        }
    }

    @Test
    void aQueueThatIsStillInUseIsNotTaken() {
        try (JobQueue queue = queue(queues.begin())) {
            queue.add(request("fox", 1), place());
            assertThat(queues.left()).isEmpty();
        }
    }

    @Test
    void theTimeLeftIsLearntFromTheStepsTaken() throws InterruptedException {
        try (JobQueue queue = queue(queues.begin())) {
            queue.add(request("fox", 4), place());
            String boat = queue.add(request("boat", 1), place());
            queue.start();
            Job job = running.take();
            assertThat(queue.timeLeft()).isEmpty();
            job.emit(new GenerationEvent.Stepped(List.of(0, 1), 4, 10, 2));
            while (queue.timeLeft().isEmpty()) {
                Thread.onSpinWait();
            }
            // one second a step and picture: 6 steps of two pictures, 10 of two more, 10 of the boat
            assertThat(queue.timeLeft()).contains(Duration.ofSeconds(12 + 20 + 10));
            queue.remove(boat);
            assertThat(queue.timeLeft()).contains(Duration.ofSeconds(32));
        }
    }

    @Test
    void theJournalDoesNotGrowForEver() throws IOException {
        JobJournal journal = queues.begin();
        try (JobQueue queue = queue(journal)) {
            String id = queue.add(request("fox", 1), place());
            for (int i = 0; i < 2000; i++) {
                queue.move(id, 0);
            }
            assertThat(Files.readAllLines(journal.file())).hasSizeLessThan(1000);
            assertThat(states(queue)).containsExactly("fox Waiting");
        }
    }

    @Test
    void everyChangeComesBackFromItsLine() {
        List<QueueChange> changes = new ArrayList<>(List.of(
                new QueueChange.Added("a", request("a \"fox\"\n狐", 3), place()),
                new QueueChange.Made("a", 2, folder.resolve("x.png")),
                new QueueChange.Turned("a", new JobState.Failed("why", null, 3)),
                new QueueChange.Skipped("a", 1),
                new QueueChange.Turned("a", new JobState.Held()),
                new QueueChange.Turned("a", new JobState.Done()),
                new QueueChange.Turned("a", new JobState.Done(7)),
                new QueueChange.Turned("a", new JobState.Done()),
                new QueueChange.Turned("a", new JobState.Cancelled()),
                new QueueChange.Ordered(List.of("b", "a")),
                new QueueChange.Removed("a"),
                new QueueChange.Paused(true)));
        for (QueueChange change : changes) {
            String line = QueueChangeJson.write(change);
            assertThat(line).doesNotContain("\n");
            assertThat(QueueChangeJson.read(line)).isEqualTo(change);
        }
        assertThat(QueueChangeJson.read(QueueChangeJson.write(new QueueChange.Turned("a", new JobState.Running()))))
                .isEqualTo(new QueueChange.Turned("a", new JobState.Waiting()));
    }
}
