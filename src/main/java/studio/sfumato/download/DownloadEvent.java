package studio.sfumato.download;

import java.time.Duration;
import java.util.Optional;

/// What happens to a download.
public sealed interface DownloadEvent {
    /// Somebody is asked for a file.
    record Asking(String host) implements DownloadEvent {}

    /// What has arrived before is read again, to go on from there.
    record Rereading(String file) implements DownloadEvent {}

    /// Bytes have come.
    ///
    /// @param done bytes of all of it
    /// @param total -1 where nobody has said
    /// @param perSecond bytes, lately
    /// @param left empty while that cannot be told
    record Receiving(String file, long done, long total, double perSecond, Optional<Duration> left)
            implements DownloadEvent {}

    /// The connection failed; it is tried again.
    ///
    /// @param why in one line
    /// @param attempt from 1
    record Retrying(String why, int attempt, Duration pause) implements DownloadEvent {}

    /// What had arrived was thrown away.
    record StartedAnew(String file, Anew why) implements DownloadEvent {}

    /// Why a download begins from nothing.
    enum Anew {
        /// The file is another one by now.
        CHANGED,
        /// The server does not send parts of it.
        NO_PARTS,
        /// What arrived in several goes did not fit together.
        TORN
    }

    /// All has come; it is looked at.
    record Checking(String file) implements DownloadEvent {}
}
