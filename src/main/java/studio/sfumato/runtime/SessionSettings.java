package studio.sfumato.runtime;

import studio.sfumato.error.RequestException;

/// How a network is opened.
///
/// @param provider the hardware to run on
/// @param threads how many threads one operator may use; [Cores#choice()] knows a good number
/// @param weights how the weights are held
public record SessionSettings(ProviderChoice provider, int threads, WeightMode weights) {
    /// More threads than this are a mistake.
    public static final int MOST_THREADS = 1024;

    /// @throws RequestException if the number of threads cannot be
    public SessionSettings {
        if (threads < 1 || threads > MOST_THREADS) {
            throw new RequestException("threads must be between 1 and " + MOST_THREADS + ", not " + threads);
        }
    }

    /// {@return the best provider, a thread per core}
    public static SessionSettings with(WeightMode weights) {
        return new SessionSettings(new ProviderChoice.Auto(), Cores.choice(), weights);
    }

    /// {@return these settings with another way to hold the weights}
    public SessionSettings weights(WeightMode changed) {
        return new SessionSettings(provider, threads, changed);
    }
}
