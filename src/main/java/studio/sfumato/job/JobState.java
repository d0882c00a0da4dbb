package studio.sfumato.job;

import org.jspecify.annotations.Nullable;

/// Where a job in the queue stands.
public sealed interface JobState {
    /// It waits for its turn.
    record Waiting() implements JobState {}

    /// It was left by a program that ended, and waits to be told to go on.
    record Held() implements JobState {}

    /// Its pictures are being made.
    record Running() implements JobState {}

    /// All its pictures are made and written, but for those that were left out.
    ///
    /// @param endedAt the step, from 1, after which somebody ended the last of them early; 0 if nobody did
    record Done(int endedAt) implements JobState {
        /// All are finished.
        public Done() {
            this(0);
        }
    }

    /// It was stopped before all its pictures were made; those that were ready stay.
    record Cancelled() implements JobState {}

    /// It failed, and stays in the queue with its reason.
    ///
    /// @param message one line naming the file, field or network
    /// @param hint what to do about it, if anything
    /// @param exitCode the exit code of the command line
    record Failed(String message, @Nullable String hint, int exitCode) implements JobState {}

    /// {@return whether there is nothing more to do unless somebody says so}
    default boolean ended() {
        return switch (this) {
            case Waiting _, Running _ -> false;
            case Held _, Done _, Cancelled _, Failed _ -> true;
        };
    }
}
