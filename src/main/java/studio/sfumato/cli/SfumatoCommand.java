package studio.sfumato.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/// `sfumato`: without a command the launcher opens the window before it comes here.
@Command(
        name = "sfumato",
        mixinStandardHelpOptions = true,
        description = "A studio for Stable Diffusion: from a prompt to a picture, without Python.",
        footer = "%nWithout a command the window opens.",
        subcommands = CommandLine.HelpCommand.class)
final class SfumatoCommand {}
