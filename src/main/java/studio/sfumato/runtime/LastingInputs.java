package studio.sfumato.runtime;

import ai.onnxruntime.OnnxTensor;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Inputs of a network that stay in native memory from one use to the next, as long as the same are
/// asked for.
final class LastingInputs {
    private @Nullable Kept latest;

    /// Inputs and how many use them.
    final class Kept {
        private final Object identity;
        private final Map<String, OnnxTensor> tensors;
        private int users;

        private Kept(Object identity, Map<String, OnnxTensor> tensors) {
            this.identity = identity;
            this.tensors = tensors;
        }

        /// {@return the inputs, not to be closed}
        Map<String, OnnxTensor> tensors() {
            return tensors;
        }

        /// One use is over.
        void release() {
            synchronized (LastingInputs.this) {
                users--;
                closeUnlessWanted(this);
            }
        }
    }

    /// {@return the inputs with this identity; release them}
    ///
    /// @param made makes them, where the latest are others
    synchronized Kept use(Object identity, Supplier<Map<String, OnnxTensor>> made) {
        Kept known = latest;
        if (known == null || !known.identity.equals(identity)) {
            drop();
            known = new Kept(identity, made.get());
            latest = known;
        }
        known.users++;
        return known;
    }

    /// Frees the latest as soon as nobody uses them.
    synchronized void drop() {
        Kept old = latest;
        latest = null;
        if (old != null) {
            closeUnlessWanted(old);
        }
    }

    /// Others than the latest may be meant: `equals` would not tell them apart.
    @SuppressWarnings("ReferenceEquality")
    private void closeUnlessWanted(Kept kept) {
        if (kept.users == 0 && kept != latest) {
            kept.tensors.values().forEach(OnnxTensor::close);
        }
    }
}
