package studio.sfumato.app;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import studio.sfumato.job.Engine;
import studio.sfumato.weights.ModelCatalogue;
import studio.sfumato.weights.ModelFamily;
import studio.sfumato.weights.ModelSource;

/// The models that jobs of the window are made with. What is asked for says itself which VAE was chosen: one that is
/// chosen later changes no job that waits, and no picture that is made again.
///
/// @param models knows what was chosen, for models that only lend a hand
/// @param plain does not
record AskedModels(ModelCatalogue models, ModelCatalogue plain) implements Engine.Models {
    AskedModels(ModelCatalogue models, Supplier<List<Path>> folders) {
        this(models, new ModelCatalogue(folders, Map::of));
    }

    @Override
    public ModelSource open(String nameOrPath) {
        return models.open(nameOrPath);
    }

    @Override
    public ModelSource open(String nameOrPath, String vae) {
        return plain.open(nameOrPath, vae);
    }

    @Override
    public Optional<Path> tinyVae(ModelFamily family) {
        return plain.tinyVae(family);
    }
}
