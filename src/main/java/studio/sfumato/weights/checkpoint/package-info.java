/// Models in one file: tells what a file is from the names and shapes of its tensors, and gives each tensor the
/// name the networks ask for.
@NullMarked
package studio.sfumato.weights.checkpoint;

import org.jspecify.annotations.NullMarked;
