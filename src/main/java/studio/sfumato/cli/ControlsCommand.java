package studio.sfumato.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import studio.sfumato.weights.addon.AddOnKind;

/// `sfumato controls`: the networks that guide models by a picture.
@Command(
        name = "controls",
        description =
                "List the ControlNets, T2I-Adapters and IP-Adapters found, the models they are for, and any problem.")
final class ControlsCommand implements Runnable {
    private final Workshop workshop;

    @Mixin
    private final ModelArgs folders = new ModelArgs();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    ControlsCommand(Workshop workshop) {
        this.workshop = workshop;
    }

    @Override
    public void run() {
        LorasCommand.print(
                folders.told(workshop),
                AddOnKind.CONTROL,
                false,
                spec.commandLine().getOut());
    }
}
