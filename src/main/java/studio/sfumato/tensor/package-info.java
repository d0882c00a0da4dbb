/// Immutable float tensors: the currency between samplers, networks and pictures.
@NullMarked
package studio.sfumato.tensor;

import org.jspecify.annotations.NullMarked;
