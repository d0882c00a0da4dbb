package studio.sfumato.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import studio.sfumato.error.Printable;
import studio.sfumato.error.RequestException;

/// `sfumato logout`: forgets a token.
@Command(name = "logout", description = "Forget the token for a host, wherever it is kept; nobody is contacted.")
final class LogoutCommand implements Runnable {
    private final Workshop workshop;

    @Parameters(paramLabel = "HOST", description = "huggingface, civitai or another host.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String host;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    LogoutCommand(Workshop workshop) {
        this.workshop = workshop;
    }

    @Override
    public void run() {
        if (!LoginCommand.store(workshop).forget(host)) {
            throw new RequestException("no token is kept for " + host, "See: sfumato login", null);
        }
        spec.commandLine().getOut().println("forgotten: the token for " + Printable.of(host));
    }
}
