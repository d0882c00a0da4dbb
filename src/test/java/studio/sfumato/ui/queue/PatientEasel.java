package studio.sfumato.ui.queue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import studio.sfumato.diffusion.GenerationEvent;
import studio.sfumato.diffusion.GenerationRequest;
import studio.sfumato.error.StudioException;
import studio.sfumato.job.Destination;
import studio.sfumato.job.JobState;
import studio.sfumato.job.QueueEvent;
import studio.sfumato.job.QueuedJob;
import studio.sfumato.job.SeenStep;

/// Keeps requests and lets the test say what happens to them. A job begins at once when none is running.
public final class PatientEasel implements Easel {
    /// What was asked for.
    public final List<GenerationRequest> requests = new ArrayList<>();

    /// What pictures were to be called.
    public final List<String> names = new ArrayList<>();

    /// What else was wanted, in words.
    public final List<String> commands = new ArrayList<>();

    /// The steps that were kept.
    public final List<SeenStep> steps = new ArrayList<>();

    private final List<QueuedJob> jobs = new ArrayList<>();
    private Consumer<QueueEvent> events = _ -> {};
    private Consumer<QueueState> states = _ -> {};
    private boolean paused;

    /// Tells these from now on.
    public void tell(Consumer<QueueEvent> hears, Consumer<QueueState> sees) {
        events = hears;
        states = sees;
    }

    /// Puts a job into the queue as it is.
    public String put(GenerationRequest request, JobState state, SortedMap<Integer, Path> made) {
        String id = "job-" + (jobs.size() + 1);
        jobs.add(new QueuedJob(
                id, request, new Destination(Path.of("out"), "", "[seed]", 0, request.count()), state, made));
        changed();
        return id;
    }

    @Override
    public void ask(GenerationRequest request) {
        requests.add(request);
        put(request, new JobState.Waiting(), new TreeMap<>());
        next();
    }

    @Override
    public void ask(GenerationRequest request, String name) {
        names.add(name);
        ask(request);
    }

    /// The first job that waits begins, unless one is running.
    public void next() {
        boolean busy = jobs.stream().anyMatch(job -> job.state() instanceof JobState.Running);
        for (int i = 0; i < jobs.size() && !busy && !paused; i++) {
            if (jobs.get(i).state() instanceof JobState.Waiting) {
                busy = true;
                turn(i, new JobState.Running());
                events.accept(new QueueEvent.Began(jobs.get(i)));
            }
        }
    }

    private void turn(int i, JobState state) {
        QueuedJob job = jobs.get(i);
        jobs.set(i, new QueuedJob(job.id(), job.request(), job.place(), state, job.made()));
        changed();
    }

    private void changed() {
        states.accept(new QueueState(List.copyOf(jobs), paused, Optional.of(Duration.ofSeconds(90))));
    }

    private int running() {
        for (int i = 0; i < jobs.size(); i++) {
            if (jobs.get(i).state() instanceof JobState.Running) {
                return i;
            }
        }
        throw new AssertionError("nothing is running");
    }

    /// Something happens to the running job.
    public void heard(GenerationEvent event) {
        events.accept(new QueueEvent.Heard(jobs.get(running()), event));
    }

    /// A picture of the running job is safe.
    public void kept(GenerationEvent.ImageReady picture, Path file) {
        QueuedJob job = jobs.get(running());
        SortedMap<Integer, Path> made = new TreeMap<>(job.made());
        made.put(picture.picture(), file);
        jobs.set(running(), new QueuedJob(job.id(), job.request(), job.place(), job.state(), made));
        changed();
        events.accept(new QueueEvent.Saved(job, picture, file));
    }

    /// A picture of the running job could not be written.
    public void lost(GenerationEvent.ImageReady picture, StudioException why) {
        events.accept(new QueueEvent.Unsaved(jobs.get(running()), picture, why));
    }

    /// The running job ends so, and the next begins.
    public void end(JobState state) {
        int i = running();
        turn(i, state);
        events.accept(new QueueEvent.Ended(jobs.get(i)));
        next();
    }

    @Override
    public void interrupt(String id) {
        commands.add("interrupt " + id);
    }

    @Override
    public void skip(String id) {
        commands.add("skip " + id);
    }

    @Override
    public void cancel(String id) {
        commands.add("cancel " + id);
        end(new JobState.Cancelled());
    }

    @Override
    public void restore(QueuedJob job, int place) {
        commands.add("restore " + job.id() + " at " + place);
    }

    @Override
    public void move(String id, int place) {
        commands.add("move " + id + " to " + place);
    }

    @Override
    public void pause(boolean on) {
        paused = on;
        changed();
        next();
    }

    @Override
    public void retry(String id) {
        commands.add("retry " + id);
    }

    @Override
    public void duplicate(String id) {
        commands.add("duplicate " + id);
    }

    @Override
    public void keepElsewhere(QueuedJob job, GenerationEvent.ImageReady picture, Path folder) {
        commands.add("keep " + job.id() + " " + picture.picture() + " in " + folder.getFileName());
        events.accept(new QueueEvent.Saved(job, picture, folder.resolve("1.png")));
    }

    @Override
    public void keepStep(QueuedJob job, SeenStep seen, Consumer<Path> kept) {
        commands.add("keep step " + seen.step() + " of " + job.id() + " " + seen.picture());
        steps.add(seen);
        kept.accept(Path.of("step-" + seen.step() + ".png"));
    }

    @Override
    public Optional<Duration> predict(GenerationRequest request) {
        return requests.isEmpty()
                ? Optional.empty()
                : Optional.of(Duration.ofSeconds(
                        (long) request.count() * request.sampling().steps()));
    }

    @Override
    public void remove(String id) {
        commands.add("remove " + id);
        Optional<QueuedJob> gone =
                jobs.stream().filter(job -> job.id().equals(id)).findFirst();
        jobs.removeIf(job -> job.id().equals(id));
        changed();
        gone.filter(job -> job.state() instanceof JobState.Waiting)
                .map(job -> new QueuedJob(job.id(), job.request(), job.place(), new JobState.Cancelled(), job.made()))
                .ifPresent(job -> events.accept(new QueueEvent.Ended(job)));
    }
}
