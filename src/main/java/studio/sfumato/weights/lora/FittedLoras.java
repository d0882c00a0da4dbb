package studio.sfumato.weights.lora;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import studio.sfumato.weights.FileStamp;
import studio.sfumato.weights.ModelSource;

/// The LoRAs that were last put on a model, so that another strength reads nothing anew. For one thread.
public final class FittedLoras {
    private static final int MOST = 8;

    private final ModelSource model;
    private final Map<Path, LoraFit> known = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Path, LoraFit> eldest) {
            return size() > MOST;
        }
    };

    /// None yet.
    public FittedLoras(ModelSource model) {
        this.model = model;
    }

    /// {@return what `file` changes in the model}; a file that has been replaced is read again
    ///
    /// @throws studio.sfumato.error.StudioException as [LoraFile#open] and [LoraFit#of]
    public LoraFit get(Path file) {
        LoraFit before = known.get(file);
        if (before != null && before.file().identity().equals(FileStamp.of(file))) {
            return before;
        }
        LoraFit fit = LoraFit.of(LoraFile.open(file), model);
        known.put(file, fit);
        return fit;
    }
}
