package studio.sfumato.cli;

import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import studio.sfumato.download.Hub;
import studio.sfumato.download.Secret;
import studio.sfumato.download.TokenStore;
import studio.sfumato.download.Tokens;
import studio.sfumato.error.Printable;

/// `sfumato login`: keeps a token for downloads.
@Command(
        name = "login",
        description = {
            "Keep a token for downloads, in the operating system's keychain where there is one.",
            "It is asked for without being shown, or read from standard input; nobody is contacted."
        })
final class LoginCommand implements Runnable {
    private static final int MOST_BYTES = 1 << 13;

    private final Workshop workshop;

    @Parameters(
            paramLabel = "HOST",
            arity = "0..1",
            description = "huggingface, civitai or another host. Left out: tell which tokens are kept where.")
    private @Nullable String host;

    @Option(names = "--token-file", paramLabel = "FILE", description = "A file that only you can read, with the token.")
    private @Nullable Path tokenFile;

    @Option(names = "--plain", description = "Keep it in the file of tokens even where there is a keychain.")
    private boolean plain;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    LoginCommand(Workshop workshop) {
        this.workshop = workshop;
    }

    @Override
    public void run() {
        TokenStore store = store(workshop);
        PrintWriter out = spec.commandLine().getOut();
        String to = host;
        if (to == null) {
            Map<String, TokenStore.Place> places = store.places();
            places.forEach((name, place) -> out.println(Printable.of(name + "  in " + place.title())));
            if (places.isEmpty()) {
                out.println("no tokens are kept; try: sfumato login huggingface");
            }
            return;
        }
        TokenStore.Kept kept = store.keep(to, tokenFile == null ? typed(to) : Tokens.single(tokenFile), plain);
        kept.notice().ifPresent(notice -> spec.commandLine().getErr().println("note: " + Printable.of(notice)));
        out.println("kept in " + Printable.of(kept.place()));
    }

    static TokenStore store(Workshop workshop) {
        return TokenStore.of(
                workshop.environment(),
                Hub.of(workshop.environment()),
                workshop.paths().tokens());
    }

    private static Secret typed(String host) {
        Optional<Console> terminal = Optional.ofNullable(System.console()).filter(Console::isTerminal);
        if (terminal.isPresent()) {
            char[] typed = terminal.get().readPassword("Token for %s (it is not shown): ", Printable.of(host));
            return Secret.of(typed == null ? "" : new String(typed), "what was typed");
        }
        try {
            String given = new String(System.in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
            return Secret.of(given.lines().findFirst().orElse(""), "standard input");
        } catch (IOException unreadable) {
            return Secret.of("", "standard input");
        }
    }
}
