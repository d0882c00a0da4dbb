package studio.sfumato.cli;

import java.io.PrintWriter;
import java.lang.reflect.Method;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.UnmatchedArgumentException;
import studio.sfumato.error.CancelledException;
import studio.sfumato.error.Printable;
import studio.sfumato.error.StudioException;

/// The command line as a whole: parses, runs the command and turns problems into exit codes. 0 done, 1
/// the doctor found something, or a mistake in the program, 2 usage, 3 model, 4 picture or file, 5
/// memory, 6 download, 130 cancelled.
public final class Cli {
    private static final int CANCELLED = 130;

    private final CommandLine commands;
    private final Workshop workshop;

    /// A command line that prints to `out` and `err`.
    public Cli(Workshop workshop, PrintWriter out, PrintWriter err) {
        this.workshop = workshop;
        commands = new CommandLine(new SfumatoCommand())
                .addSubcommand(new EmbeddingsCommand(workshop))
                .addSubcommand(new GenerateCommand(workshop))
                .addSubcommand(new DownloadCommand(workshop))
                .addSubcommand(new LoginCommand(workshop))
                .addSubcommand(new LogoutCommand(workshop))
                .addSubcommand(new GalleryCommand(workshop))
                .addSubcommand(new InfoCommand())
                .addSubcommand(new InspectCommand())
                .addSubcommand(new LorasCommand(workshop))
                .addSubcommand(new MergeCommand(workshop))
                .addSubcommand(new ModelsCommand(workshop))
                .addSubcommand(new QueueCommand(workshop))
                .addSubcommand(new SamplersCommand())
                .addSubcommand(new SettingsCommand(workshop))
                .addSubcommand(new TokensCommand(workshop))
                .addSubcommand(new UpscaleCommand(workshop))
                .addSubcommand(new UpscalersCommand(workshop))
                .addSubcommand(new ControlsCommand(workshop))
                .addSubcommand(new ControlMapCommand(workshop))
                .addSubcommand(new VersionsCommand(workshop))
                .addSubcommand(new DoctorCommand(workshop))
                .setOut(out)
                .setErr(err)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOverwrittenOptionsAllowed(true)
                .setExpandAtFiles(false)
                .setParameterExceptionHandler(Cli::usage)
                .setExecutionExceptionHandler(Cli::problem);
        commands.getCommandSpec().version("Sfumato " + workshop.version());
        explain(commands);
    }

    /// Gives every command `--help` and `--version`.
    private void explain(CommandLine parent) {
        parent.getSubcommands().values().stream()
                .filter(command -> !(command.getCommand() instanceof CommandLine.HelpCommand))
                .forEach(command -> {
                    command.getCommandSpec().version("Sfumato " + workshop.version());
                    if (!(command.getCommand() instanceof Method)) { // picocli counts on a method's own options first
                        command.getCommandSpec().mixinStandardHelpOptions(true);
                    }
                    explain(command);
                });
    }

    /// {@return the exit code}
    public int run(String... args) {
        workshop.notes().forEach(note -> commands.getErr().println("note: " + Printable.of(note)));
        int code = commands.execute(args);
        commands.getOut().flush();
        commands.getErr().flush();
        return code;
    }

    private static int usage(CommandLine.ParameterException wrong, String[] args) {
        CommandLine command = wrong.getCommandLine();
        String hint = "see: " + command.getCommandSpec().qualifiedName() + " --help";
        if (wrong instanceof UnmatchedArgumentException unmatched) {
            List<String> near = unmatched.getSuggestions();
            if (!near.isEmpty()) {
                hint = "did you mean " + String.join(" or ", near) + "?";
            }
        }
        Problems.print(
                command.getErr(),
                String.valueOf(wrong.getMessage()).lines().findFirst().orElse(""),
                hint);
        return CommandLine.ExitCode.USAGE;
    }

    private static int problem(Exception thrown, CommandLine command, CommandLine.ParseResult parsed) throws Exception {
        return switch (thrown) {
            case StudioException problem -> {
                Problems.print(command.getErr(), problem);
                yield problem.exitCode();
            }
            case CancelledException _ -> CANCELLED;
            default -> throw thrown;
        };
    }
}
