package studio.sfumato.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import studio.sfumato.weights.addon.AddOnKind;

/// `sfumato upscalers`: the networks that make pictures larger.
@Command(name = "upscalers", description = "List the upscalers found, how much they enlarge, and any problem.")
final class UpscalersCommand implements Runnable {
    private final Workshop workshop;

    @Mixin
    private final ModelArgs folders = new ModelArgs();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    UpscalersCommand(Workshop workshop) {
        this.workshop = workshop;
    }

    @Override
    public void run() {
        LorasCommand.print(
                folders.told(workshop),
                AddOnKind.UPSCALER,
                false,
                spec.commandLine().getOut());
    }
}
