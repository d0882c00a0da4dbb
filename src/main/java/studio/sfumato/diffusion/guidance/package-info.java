/// What stands between a network and a sampler: what the network predicts, and how strongly the prompt is followed.
@NullMarked
package studio.sfumato.diffusion.guidance;

import org.jspecify.annotations.NullMarked;
