/// Reads model files: where each tensor lies, its type and shape, and what family a model belongs to.
@NullMarked
package studio.sfumato.weights;

import org.jspecify.annotations.NullMarked;
