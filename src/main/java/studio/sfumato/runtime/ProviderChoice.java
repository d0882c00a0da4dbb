package studio.sfumato.runtime;

import java.util.Arrays;
import java.util.stream.Collectors;
import studio.sfumato.error.RequestException;

/// Which hardware the user wants.
public sealed interface ProviderChoice {
    /// The best there is; when it fails, the next, and in the end the CPU.
    record Auto() implements ProviderChoice {}

    /// This one or an error.
    ///
    /// @param provider the one that must be used
    record Only(ExecutionProvider provider) implements ProviderChoice {}

    /// {@return what `text` asks for: `auto`, or a provider's id}
    ///
    /// @throws RequestException if it is neither; the message lists the valid names
    static ProviderChoice parse(String text) {
        if (text.strip().equalsIgnoreCase("auto")) {
            return new Auto();
        }
        return ExecutionProvider.of(text.strip())
                .<ProviderChoice>map(Only::new)
                .orElseThrow(() -> new RequestException("There is no provider '" + text + "'; choose auto, "
                        + Arrays.stream(ExecutionProvider.values())
                                .map(ExecutionProvider::id)
                                .collect(Collectors.joining(", "))));
    }
}
