package studio.sfumato.job;

import studio.sfumato.diffusion.StepFrame;
import studio.sfumato.image.Raster;

/// What somebody saw of a step, to be kept beside the pictures.
///
/// @param picture the picture's number, from 0
/// @param step the step, from 1
/// @param estimate which of its estimates was seen
/// @param preview how it looked
public record SeenStep(int picture, int step, StepFrame.Estimate estimate, Raster preview) {}
