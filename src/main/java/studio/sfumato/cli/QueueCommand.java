package studio.sfumato.cli;

import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import studio.sfumato.error.Printable;
import studio.sfumato.error.RequestException;
import studio.sfumato.job.JobState;
import studio.sfumato.job.QueueFolder;
import studio.sfumato.job.QueuedJob;

/// `sfumato queue`: what a program that was killed, or lost its power, has left undone.
@Command(name = "queue", description = "List pictures that were never finished because a program was killed.")
final class QueueCommand implements Runnable {
    private static final int LONGEST_PROMPT = 60;

    private final Workshop workshop;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    QueueCommand(Workshop workshop) {
        this.workshop = workshop;
    }

    @Override
    public void run() {
        PrintWriter out = spec.commandLine().getOut();
        List<QueueFolder.Left> all = workshop.left(spec.commandLine().getErr());
        try {
            all.forEach(left -> left.unfinished().forEach(job -> out.println(line(job))));
            int pictures = pictures(all);
            out.println(
                    pictures == 0
                            ? "Nothing is left to be done."
                            : pictures + " pictures to make; go on with: sfumato queue resume");
        } finally {
            all.forEach(QueueFolder.Left::close);
        }
    }

    @Command(
            name = "resume",
            mixinStandardHelpOptions = true,
            description = "Finish them. Pictures that were made are not made again.")
    int resume(
            @Mixin EngineArgs engine,
            @Option(names = "--events", description = "Print every event as a line of JSON.") boolean events) {
        List<QueueFolder.Left> all = workshop.left(spec.commandLine().getErr());
        if (all.isEmpty()) {
            spec.commandLine().getOut().println("Nothing is left to be done.");
            return 0;
        }
        GenerateOptions options = new GenerateOptions();
        options.events = events;
        QueueRun run = new QueueRun(
                workshop,
                options,
                false,
                spec.commandLine().getOut(),
                spec.commandLine().getErr());
        return run.run(engine.engine(workshop.settings()), pictures(all), queue -> all.forEach(queue::adopt));
    }

    @Command(
            name = "clear",
            mixinStandardHelpOptions = true,
            description = "Forget them. Pictures that were made stay.")
    int clear(@Option(names = "--yes", description = "Really.") boolean yes) {
        List<QueueFolder.Left> all = workshop.left(spec.commandLine().getErr());
        int pictures = pictures(all);
        if (!yes && pictures > 0) {
            all.forEach(QueueFolder.Left::close);
            throw new RequestException("this would forget " + pictures + " pictures to make", "add --yes", null);
        }
        all.forEach(QueueFolder.Left::drop);
        spec.commandLine().getOut().println(pictures + " pictures forgotten");
        return 0;
    }

    private static int pictures(List<QueueFolder.Left> all) {
        return all.stream()
                .flatMap(left -> left.unfinished().stream())
                .mapToInt(QueuedJob::left)
                .sum();
    }

    private static String line(QueuedJob job) {
        String prompt = job.request().prompt().positive().replaceAll("\\s+", " ");
        String shown = prompt.length() > LONGEST_PROMPT ? prompt.substring(0, LONGEST_PROMPT) + "…" : prompt;
        String why = job.state() instanceof JobState.Failed failed ? "  (" + failed.message() + ")" : "";
        return Printable.of(job.made().size() + " of " + job.request().count() + "  "
                + job.request().model() + "  " + job.request().size() + "  " + shown + why);
    }
}
