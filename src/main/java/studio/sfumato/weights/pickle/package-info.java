/// Reads the list of tensors in PyTorch's files without running what is in them: a pickle is a program, and
/// only its few instructions that make up a list of tensors are known here.
@NullMarked
package studio.sfumato.weights.pickle;

import org.jspecify.annotations.NullMarked;
