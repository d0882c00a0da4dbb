package studio.sfumato.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `sfumato` alone: where the window will open.
@Command(
        name = "sfumato",
        mixinStandardHelpOptions = true,
        description = "A studio for Stable Diffusion: from a prompt to a picture, without Python.",
        subcommands = CommandLine.HelpCommand.class)
final class SfumatoCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public void run() {
        spec.commandLine()
                .getOut()
                .println("The window is not built yet. Try: sfumato generate \"a fox on a blue background\"\n"
                        + "All commands: sfumato help");
    }
}
