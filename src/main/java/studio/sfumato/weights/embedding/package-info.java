/// Embeddings: words that a text encoder has been taught.
@NullMarked
package studio.sfumato.weights.embedding;

import org.jspecify.annotations.NullMarked;
