package studio.sfumato.ui.generate;

import java.util.List;
import studio.sfumato.diffusion.StepFrame;
import studio.sfumato.job.QueuedJob;

/// The steps a picture was made in.
///
/// @param job what asked for the picture
/// @param picture its number, from 0
/// @param shots at most [Reel#MOST] of them, the last step's the last
record Film(QueuedJob job, int picture, List<Shot> shots) {
    /// One step.
    ///
    /// @param step which, from 1
    /// @param steps of how many
    /// @param frame draws it
    record Shot(int step, int steps, StepFrame frame) {}
}
