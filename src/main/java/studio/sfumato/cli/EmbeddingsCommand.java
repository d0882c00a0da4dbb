package studio.sfumato.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import studio.sfumato.weights.addon.AddOnKind;

/// `sfumato embeddings`: the words that models can be taught.
@Command(
        name = "embeddings",
        description = "List the embeddings found, the models they are for, how many tokens they take, and any problem.")
final class EmbeddingsCommand implements Runnable {
    private final Workshop workshop;

    @Mixin
    private final ModelArgs folders = new ModelArgs();

    @Option(
            names = "--hashes",
            description = "Also show the hashes that A1111 and model sites know them by; reads every file once.")
    private boolean hashes;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    EmbeddingsCommand(Workshop workshop) {
        this.workshop = workshop;
    }

    @Override
    public void run() {
        LorasCommand.print(
                folders.told(workshop),
                AddOnKind.EMBEDDING,
                hashes,
                spec.commandLine().getOut());
    }
}
