package studio.sfumato.ui.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.sfumato.diffusion.AddOns;
import studio.sfumato.diffusion.GenerationEvent;
import studio.sfumato.diffusion.GenerationRequest;
import studio.sfumato.diffusion.SamplerId;
import studio.sfumato.diffusion.ScheduleId;
import studio.sfumato.diffusion.Seed;
import studio.sfumato.error.ImageFileException;
import studio.sfumato.image.Png;
import studio.sfumato.image.Raster;
import studio.sfumato.job.JobState;
import studio.sfumato.ui.common.Note;
import studio.sfumato.ui.queue.PatientEasel;
import studio.sfumato.ui.queue.QueueCounts;
import studio.sfumato.ui.queue.QueueModel;
import studio.sfumato.weights.ModelEntry;

/// The workspace without a window and without an engine: every command, in every state.
class CreateModelTest {
    @TempDir
    Path folder;

    private final CreateStand stand = new CreateStand();
    private final PatientEasel easel = stand.easel;
    private final QueueModel queue = stand.queue;
    private final CreateModel model = stand.model;

    private GenerationRequest request() {
        return easel.requests.getLast();
    }

    /// The running job ends well.
    private void finish(double seconds) {
        easel.heard(new GenerationEvent.Finished(seconds));
        easel.end(new JobState.Done());
    }

    private Path kept(int picture, long seed) {
        GenerationEvent.ImageReady ready = CreateStand.ready(picture, seed);
        Path file = folder.resolve(seed + ".png");
        Png.write(file, ready.image(), List.of());
        easel.kept(ready, file);
        return file;
    }

    @Test
    void theUsualModelIsOpenedWithWhatItLikes() {
        assertThat(model.shelf().entries()).extracting(ModelEntry::name).contains("starter");
        assertThat(model.form().widthProperty().get()).isEqualTo(128);
        assertThat(model.form().cfgProperty().get()).isEqualTo(4);
        assertThat(model.form().samplerProperty().get()).isEqualTo(new SamplerId("DPM++ 2M"));
        assertThat(model.form().scheduleProperty().get()).isEqualTo(new ScheduleId("Uniform"));
    }

    @Test
    void tokensAreCountedAsTheModelReadsThem() {
        model.prompt().textProperty().set("a (fox:1.3) on a blue background");
        assertThat(model.prompt().tokensProperty().get()).isEqualTo(6);
        assertThat(model.prompt().roomProperty().get()).isEqualTo(75);
        model.prompt().textProperty().set("a (fox:1.3) <lora:clay:0.6>on a blue background");
        assertThat(model.prompt().tokensProperty().get())
                .as("tags are no words")
                .isEqualTo(6);
        model.prompt().textProperty().set("a <lora:clay:much>");
        assertThat(model.prompt().problemProperty().get()).contains("much");
        model.prompt().textProperty().set("fox ".repeat(76));
        assertThat(model.prompt().roomProperty().get()).isEqualTo(150);
        model.prompt().textProperty().set("(fox:2000)");
        assertThat(model.prompt().problemProperty().get()).contains("weight");
        model.prompt().textProperty().set("fox");
        assertThat(model.prompt().problemProperty().get()).isEmpty();
    }

    @Test
    void whatTheFormSaysIsAskedFor() {
        model.prompt().textProperty().set("a fox");
        model.negative().textProperty().set("text");
        model.form().size().choose(Aspect.PORTRAIT);
        model.form().size().swap();
        model.form().stepsProperty().set(7);
        model.form().countProperty().set(3);
        model.form().seedProperty().set("42");
        model.form().clipSkipProperty().set(2);
        model.generate();
        assertThat(request().prompt().positive()).isEqualTo("a fox");
        assertThat(request().prompt().negative()).isEqualTo("text");
        assertThat(request().prompt().clipSkip()).isEqualTo(2);
        assertThat(request().size()).hasToString("160x96");
        assertThat(request().sampling().steps()).isEqualTo(7);
        assertThat(request().count()).isEqualTo(3);
        assertThat(request().noise().seed()).isEqualTo(new Seed(42));
    }

    @Test
    void whileOneIsUnderWayAnotherWaitsForIt() {
        model.generate("a fox");
        assertThat(model.waitsProperty().getValue()).isTrue();
        model.generate("a cat");
        assertThat(easel.requests).hasSize(2);
        assertThat(queue.countsProperty().get()).isEqualTo(new QueueCounts(1, 1, 0, 0, 0));
        finish(1);
        assertThat(model.runningProperty().get()).isTrue();
        assertThat(queue.running().orElseThrow().request().prompt().positive()).isEqualTo("a cat");
        finish(1);
        assertThat(model.waitsProperty().getValue()).isFalse();
        queue.pause(true);
        assertThat(model.waitsProperty().getValue()).isTrue();
        model.generate("a boat");
        assertThat(model.runningProperty().get()).isFalse();
    }

    @Test
    void interruptingAndSkippingAreSaidAtOnceAndStepsFromBeforeDoNotTakeThatBack() {
        model.form().countProperty().set(3);
        model.generate("a fox");
        assertThat(model.progress().severalProperty().get()).isTrue();
        easel.heard(new GenerationEvent.Stepped(List.of(0), 5, 20, 0.2));
        model.skip();
        assertThat(model.progress().nowProperty().get())
                .isEqualTo(new ProgressModel.Now.Stopping(ProgressModel.Wish.SKIP));
        easel.heard(new GenerationEvent.Stepped(List.of(0), 6, 20, 0.2));
        assertThat(model.progress().nowProperty().get()).isInstanceOf(ProgressModel.Now.Stopping.class);
        easel.heard(new GenerationEvent.Skipped(List.of(0)));
        easel.heard(new GenerationEvent.Stepped(List.of(1), 1, 20, 0.2));
        assertThat(model.progress().nowProperty().get()).isInstanceOf(ProgressModel.Now.Stepping.class);
        model.interrupt();
        assertThat(model.progress().nowProperty().get())
                .isEqualTo(new ProgressModel.Now.Stopping(ProgressModel.Wish.KEEP));
        assertThat(easel.commands).containsExactly("skip job-1", "interrupt job-1");
        kept(1, 2);
        easel.end(new JobState.Cancelled());
        assertThat(model.progress().nowProperty().get()).isEqualTo(new ProgressModel.Now.Cancelled(1));
        assertThat(model.progress().severalProperty().get()).isFalse();
    }

    @Test
    void foreverMeansUntilSomebodyStopsItOrSomethingFails() {
        model.foreverProperty().set(true);
        model.generate("a fox");
        finish(1);
        finish(1);
        assertThat(easel.requests).hasSize(3);
        assertThat(easel.requests).extracting(GenerationRequest::noise).doesNotHaveDuplicates();
        model.cancel();
        assertThat(model.foreverProperty().get()).isFalse();
        assertThat(easel.requests).hasSize(3);
        model.foreverProperty().set(true);
        model.generate();
        easel.end(new JobState.Failed("no memory", null, 5));
        assertThat(easel.requests).hasSize(4);
        assertThat(model.foreverProperty().get()).isFalse();
    }

    @Test
    void whatIsTakenOutBeforeItsTurnSaysNothingOfThePictureUnderWay() {
        model.foreverProperty().set(true);
        model.generate("a fox");
        model.generate("a hare");
        easel.heard(new GenerationEvent.Stepped(List.of(0), 5, 20, 0.2));
        easel.remove("job-2");
        assertThat(model.progress().nowProperty().get()).isInstanceOf(ProgressModel.Now.Stepping.class);
        assertThat(model.runningProperty().get()).isTrue();
        assertThat(model.foreverProperty().get()).isTrue();
    }

    @Test
    void aPictureOfTheQueueIsLookedAtWhereverItWasMade() {
        model.generate("a fox");
        Path here = kept(0, 1);
        finish(1);
        queue.open("job-1");
        assertThat(model.made().pictures()).hasSize(1);
        assertThat(model.made().shownProperty().get()).isEqualTo(Png.read(here).raster());
        Path before = folder.resolve("before.png");
        Png.write(before, Raster.filled(32, 32, 9), List.of());
        easel.put(request(), new JobState.Done(), new TreeMap<>(Map.of(0, before)));
        queue.open("job-2");
        assertThat(model.made().pictures()).hasSize(2);
        assertThat(model.made().shownProperty().get())
                .isEqualTo(Png.read(before).raster());
    }

    @Test
    void anEmptySeedIsAnotherEachTimeAndTheLastComesBack() {
        model.generate("a fox");
        Seed first = request().noise().seed();
        finish(1);
        model.form().reuseSeed();
        model.generate();
        assertThat(request().noise().seed()).isEqualTo(first);
        finish(1);
        model.form().freeSeed();
        model.generate();
        assertThat(request().noise().seed()).isNotEqualTo(first);
    }

    @Test
    void whatCannotBeBecomesANoteAndTheNextTryClearsIt() {
        model.form().seedProperty().set("twelve");
        model.generate();
        assertThat(easel.requests).isEmpty();
        assertThat(model.notes()).singleElement().satisfies(note -> {
            assertThat(note.serious()).isTrue();
            assertThat(note.message()).contains("seed");
        });
        model.form().freeSeed();
        model.generate();
        assertThat(model.notes()).isEmpty();
    }

    @Test
    void stepsPreviewsAndTimesAreFollowed() {
        model.form().countProperty().set(2);
        model.generate("a fox");
        assertThat(model.progress().nowProperty().get()).isInstanceOf(ProgressModel.Now.Waiting.class);
        Raster preview = Raster.filled(8, 8, 1);
        easel.heard(new GenerationEvent.Stepped(List.of(0), 5, 20, 0.2));
        easel.heard(new GenerationEvent.Previewed(0, 5, 20, preview));
        assertThat(model.progress().previewProperty().get()).isEqualTo(preview);
        assertThat(model.progress().nowProperty().get())
                .isInstanceOfSatisfying(ProgressModel.Now.Stepping.class, now -> {
                    assertThat(now.picture()).isEqualTo(1);
                    assertThat(now.step()).isEqualTo(5);
                    assertThat(now.secondsLeft()).isCloseTo(0.2 * 35, within(1e-9));
                });
    }

    @Test
    void finishedPicturesAreKeptNewestFirstAndShown() {
        model.form().countProperty().set(2);
        model.generate("a fox");
        kept(0, 1);
        Path second = kept(1, 2);
        finish(3);
        assertThat(model.made().pictures())
                .extracting(made -> made.request().noise().seed().value())
                .isEqualTo(List.of(
                        request().noise().seed().plus(1).value(),
                        request().noise().seed().value()));
        assertThat(model.made().pictures().getFirst().file()).isEqualTo(second);
        assertThat(model.made().pictures().getFirst().thumbnail().width()).isEqualTo(192);
        assertThat(model.made().shownProperty().get())
                .isEqualTo(Png.read(second).raster());
        assertThat(model.runningProperty().get()).isFalse();
        assertThat(model.progress().nowProperty().get()).isEqualTo(new ProgressModel.Now.Done(2, 3));
    }

    @Test
    void cancellingIsSaidAtOnceAndKeepsWhatWasDone() {
        model.form().countProperty().set(2);
        model.generate("a fox");
        kept(0, 1);
        model.cancel();
        assertThat(model.progress().nowProperty().get()).isEqualTo(new ProgressModel.Now.Cancelled(1));
        assertThat(model.progress().previewProperty().get()).isNull();
        assertThat(model.made().pictures()).hasSize(1);
    }

    @Test
    void aPictureThatCannotBeWrittenIsStillShownWithTheReason() {
        model.generate("a fox");
        GenerationEvent.ImageReady ready = CreateStand.ready(0, 1);
        easel.lost(ready, new ImageFileException("pictures cannot be written to: disk full"));
        assertThat(model.made().shownProperty().get()).isEqualTo(ready.image());
        assertThat(model.notes())
                .singleElement()
                .satisfies(note -> assertThat(note.message()).contains("disk full"));
    }

    @Test
    void failuresAndNoticesAreSaidInPlace() {
        model.generate("a fox");
        easel.heard(new GenerationEvent.Notice("words were cut"));
        easel.heard(new GenerationEvent.Failed("no memory", "choose a smaller size", 5));
        easel.end(new JobState.Failed("no memory", "choose a smaller size", 5));
        assertThat(model.notes())
                .containsExactly(Note.notice("words were cut"), Note.failed("no memory", "choose a smaller size", 5));
        assertThat(model.runningProperty().get()).isFalse();
    }

    @Test
    void aPicturesSettingsAndItsSeedComeBack() {
        model.form().stepsProperty().set(9);
        model.form().size().choose(Aspect.LANDSCAPE);
        model.generate("a fox");
        kept(0, 1);
        finish(1);
        MadePicture picture = model.made().pictures().getFirst();
        model.prompt().textProperty().set("other");
        model.form().stepsProperty().set(50);
        model.form().size().choose(Aspect.SQUARE);

        model.useSeed(picture);
        assertThat(model.form().seedProperty().get())
                .isEqualTo(picture.request().noise().seed().toString());
        assertThat(model.prompt().textProperty().get()).isEqualTo("other");

        model.use(picture);
        assertThat(model.prompt().textProperty().get()).isEqualTo("a fox");
        model.generate();
        assertThat(request()).isEqualTo(easel.requests.getFirst());
    }

    @Test
    void aPictureWhoseFileIsGoneSaysSo() {
        model.generate("a fox");
        Path file = kept(0, 1);
        kept(0, 2);
        assertThat(file.toFile().delete()).isTrue();
        model.made().chosenProperty().set(model.made().pictures().getLast());
        assertThat(model.notes())
                .singleElement()
                .satisfies(note -> assertThat(note.message()).contains("1.png"));
    }

    @Test
    void aModelThatIsNotThereSaysSoAndKeepsTheForm() {
        model.chooseModel("startre");
        assertThat(model.notes()).singleElement().satisfies(note -> {
            assertThat(note.message()).contains("startre");
            assertThat(note.hint()).contains("starter");
        });
        assertThat(model.form().widthProperty().get()).isEqualTo(128);
    }

    private CreateModel restarted() {
        CreateModel next =
                new CreateModel(queue, new CreateStand.Starter(), new Random(2), Runnable::run, Runnable::run);
        next.draft().lay(model.draft().draft());
        next.start("starter");
        return next;
    }

    @Test
    void everythingIsThereAfterARestart() {
        model.use(new RandomRequests(11).next("starter"));
        model.negative().textProperty().set("typed");
        model.form().addOnsProperty().set(AddOns.NONE);
        model.generate();
        GenerationRequest request = request();
        model.draft().advancedOpenProperty().set(true);
        CreateModel next = restarted();
        assertThat(next.prompt().textProperty().get())
                .isEqualTo(request.prompt().positive());
        assertThat(next.prompt().history().entries())
                .containsExactly(request.prompt().positive());
        assertThat(next.draft().advancedOpenProperty().get()).isTrue();
        next.generate();
        assertThat(request()).isEqualTo(request);
        assertThat(next.notes()).isEmpty();
    }

    @Test
    void aModelThatIsGoneAfterARestartMakesRoomForTheUsualOne() {
        model.form().modelProperty().set("gone");
        model.form().stepsProperty().set(9);
        CreateModel next = restarted();
        assertThat(next.form().modelProperty().get()).isEqualTo("starter");
        assertThat(next.shelf().inUseProperty().get()).isNotNull();
        assertThat(next.notes())
                .singleElement()
                .satisfies(note -> assertThat(note.message()).contains("gone"));
    }

    @Test
    void everyTouchIsHeard() {
        int[] heard = {0};
        model.draft().changed(() -> heard[0]++);
        model.prompt().textProperty().set("a fox");
        model.form().field("freeu-b1").orElseThrow().read("1.7");
        model.draft().advancedOpenProperty().set(true);
        model.form().seedProperty().set("3");
        assertThat(heard[0]).isEqualTo(4);
        model.generate();
        assertThat(heard[0]).isGreaterThan(4);
    }

    @Test
    void anotherPicturesRequestIsAskedForExactly() {
        RandomRequests requests = new RandomRequests(12);
        for (int i = 0; i < 100; i++) {
            GenerationRequest request = requests.next("starter");
            model.use(request);
            model.generate();
            assertThat(request()).isEqualTo(request);
            finish(1);
        }
    }

    @Test
    void wildcardsAreChosenForEachPictureAndWhatWasWrittenIsKept() {
        model.prompt().textProperty().set("a {red|blue|green} fox");
        model.form().countProperty().set(5);
        model.form().seedProperty().set("3");
        model.generate();
        assertThat(model.queue().countsProperty().get().waiting() + easel.requests.size())
                .isGreaterThanOrEqualTo(5);
        assertThat(request().count()).isOne();
        assertThat(request().prompt().positive()).matches("a (red|blue|green) fox");
        assertThat(request().prompt().template())
                .hasValueSatisfying(template -> assertThat(template.positive()).isEqualTo("a {red|blue|green} fox"));
        assertThat(model.prompt().history().entries()).containsExactly("a {red|blue|green} fox");
    }

    @Test
    void aListThatIsMissingIsSaidAndWildcardsCanBeTurnedOff() {
        model.prompt().textProperty().set("a __missing__ fox");
        model.generate();
        assertThat(easel.requests).isEmpty();
        assertThat(model.notes())
                .singleElement()
                .satisfies(note -> assertThat(note.message()).contains("missing"));
        model.form().wildcardsProperty().set(false);
        model.generate();
        assertThat(request().prompt().positive()).isEqualTo("a __missing__ fox");
    }
}
