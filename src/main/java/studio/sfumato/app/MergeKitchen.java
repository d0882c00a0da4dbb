package studio.sfumato.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.error.ModelFileException;
import studio.sfumato.ui.models.MergeModel;
import studio.sfumato.weights.ModelCatalogue;
import studio.sfumato.weights.ModelEntry;
import studio.sfumato.weights.ModelHash;
import studio.sfumato.weights.ModelSource;
import studio.sfumato.weights.addon.AddOnKind;
import studio.sfumato.weights.addon.AddOnShelf;
import studio.sfumato.weights.merge.BakingPreview;
import studio.sfumato.weights.merge.Merge;
import studio.sfumato.weights.merge.MergeRecipe;

/// Merges models for the window. A new one goes beside the first it is made of, where that is a file in a folder that
/// can be written; else to the user's own models.
///
/// @param own the folder of the user's own models, which need not be there
/// @param asking finds out what models predict that don't say so
record MergeKitchen(ModelCatalogue models, ModelHash hashes, Path own, Merge.Asking asking)
        implements MergeModel.Kitchen {
    @Override
    public Path folder(Optional<ModelEntry> first) {
        return first.map(ModelEntry::path)
                .filter(Files::isRegularFile)
                .flatMap(file -> Optional.ofNullable(file.getParent()))
                .filter(Files::isWritable)
                .orElse(own);
    }

    @Override
    public List<String> loras() {
        return shelf().files(AddOnKind.LORA).keySet().stream().sorted().toList();
    }

    @Override
    public List<String> vaes() {
        return models.vaes();
    }

    @Override
    public BakingPreview.Fit fit(ModelEntry model, String lora) {
        return BakingPreview.lora(open(model), shelf().get(AddOnKind.LORA, lora));
    }

    @Override
    public void requireVae(ModelEntry model, String vae) {
        BakingPreview.requireVae(open(model), models.vae(vae));
    }

    private AddOnShelf shelf() {
        return new AddOnShelf(models.folders());
    }

    private ModelSource open(ModelEntry entry) {
        return models.openAsStored(entry.path().toString());
    }

    @Override
    public Merge.Made make(MergeModel.Order order, Merge.Progress progress, CancellationToken cancel) {
        Path folder = folder(Optional.of(order.models().getFirst()));
        try {
            Files.createDirectories(folder);
        } catch (IOException unwritable) {
            throw new ModelFileException(folder + " cannot be made", null, unwritable);
        }
        MergeRecipe recipe = new MergeRecipe(
                order.models().stream().map(this::open).toList(),
                order.method(),
                order.amount(),
                order.blocks(),
                order.loras().stream()
                        .map(lora -> new MergeRecipe.Baked(shelf().get(AddOnKind.LORA, lora.name()), lora.weight()))
                        .toList(),
                Optional.of(order.vae()).filter(vae -> !vae.isEmpty()).map(models::vae),
                order.precision(),
                folder.resolve(order.name() + ".safetensors"),
                false);
        return new Merge(recipe, hashes, LocalDate.now(ZoneId.systemDefault()), asking).run(progress, cancel);
    }
}
