/// Noise levels: those a model was trained on, and the ways to walk down them.
@NullMarked
package studio.sfumato.diffusion.schedule;

import org.jspecify.annotations.NullMarked;
