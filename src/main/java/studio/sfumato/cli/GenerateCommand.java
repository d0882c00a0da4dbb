package studio.sfumato.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import studio.sfumato.diffusion.GenerationEvent;
import studio.sfumato.diffusion.GenerationRequest;
import studio.sfumato.image.PictureWriter;
import studio.sfumato.job.Destination;
import studio.sfumato.job.Engine;
import studio.sfumato.job.EngineSettings;
import studio.sfumato.job.Job;
import studio.sfumato.job.PictureKeeper;
import studio.sfumato.job.PictureRecords;
import studio.sfumato.settings.Settings;
import studio.sfumato.weights.ModelSource;

/// `sfumato generate`: from a prompt to a picture.
@Command(
        name = "generate",
        sortOptions = false,
        description = "Make pictures from a prompt. What is left open comes from the model.")
final class GenerateCommand implements Callable<Integer> {
    private static final int CANCELLED = 130;
    private static final long MOST_SECONDS = 5;

    private final Workshop workshop;

    @Mixin
    private final GenerateOptions options = new GenerateOptions();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    GenerateCommand(Workshop workshop) {
        this.workshop = workshop;
    }

    @Override
    public Integer call() {
        Settings set = workshop.settings();
        ModelSource model = workshop.models().open(options.model(set));
        List<GenerationRequest> requests = new RequestBuilder(options, options.model(set), model.defaults()).requests();
        int pictures = requests.stream().mapToInt(GenerationRequest::count).sum();
        EngineSettings settings = options.engine.engine(set);
        Destination place = options.destination(set, workshop.paths().pictures(), pictures);
        PictureKeeper.prepare(place);
        if (options.previewDir != null) {
            PictureWriter.prepare(options.previewDir);
        }
        CompletableFuture<PictureRecords> records = records(model);
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        ProgressLine progress = new ProgressLine(err, workshop.interactive() && !options.events, pictures);
        AtomicReference<@Nullable Job> running = new AtomicReference<>();
        Interrupts.hear(() -> stop(running.get(), err));
        try (Engine engine = workshop.engine(settings)) {
            int first = 0;
            for (int i = 0; i < requests.size(); i++) {
                GenerationRequest request = requests.get(i);
                String name = requests.size() == 1 ? "" : i + 1 + "-";
                PictureSink sink =
                        new PictureSink(options, request, name, place.from(first), records, progress, out, err);
                first += request.count();
                Job job = engine.submit(request, sink);
                running.set(job);
                int code = exitCode(sink, job.end().join(), err);
                if (code != 0) {
                    return code;
                }
            }
            return 0;
        }
    }

    /// Hashing a large model takes seconds, so it goes on beside the work; a model that cannot be hashed has none.
    private CompletableFuture<PictureRecords> records(ModelSource model) {
        String title = model.defaults().name();
        return CompletableFuture.supplyAsync(() -> workshop.modelHash(model), Thread::startVirtualThread)
                .handle((hash, _) -> new PictureRecords(model.name(), title, hash, workshop.version()));
    }

    /// Lets pictures that are being written be finished, but waits for no network: the program ends here.
    private static void stop(@Nullable Job job, PrintWriter err) {
        err.println("cancelled");
        err.flush();
        if (job != null) {
            job.cancel();
            job.end()
                    .completeOnTimeout(new GenerationEvent.Cancelled(), MOST_SECONDS, TimeUnit.SECONDS)
                    .join();
        }
        Runtime.getRuntime().halt(CANCELLED);
    }

    private int exitCode(PictureSink sink, GenerationEvent end, PrintWriter err) {
        return switch (end) {
            case GenerationEvent.Failed failed -> {
                Problems.print(err, failed.message(), failed.hint());
                yield failed.exitCode();
            }
            case GenerationEvent.Cancelled _ -> CANCELLED;
            default -> sink.exitCode();
        };
    }
}
