package studio.sfumato.app;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import studio.sfumato.diffusion.upscale.Enlarger;
import studio.sfumato.job.EngineSettings;
import studio.sfumato.job.Upscaling;
import studio.sfumato.runtime.OrtRuntime;
import studio.sfumato.settings.AppPaths;
import studio.sfumato.ui.gallery.Enlarging;
import studio.sfumato.weights.addon.AddOnKind;
import studio.sfumato.weights.addon.AddOnShelf;

/// Gives the gallery the upscalers of this machine.
///
/// @param engine how networks are run now
record Upscalers(AddOnShelf shelf, AppPaths paths, Supplier<EngineSettings> engine) implements Enlarging {
    @Override
    public List<String> names() {
        List<String> names = new ArrayList<>(shelf.files(AddOnKind.UPSCALER).keySet());
        if (names.remove(Upscaling.SHIPPED)) {
            names.addFirst(Upscaling.SHIPPED);
        }
        names.add(Upscaling.LANCZOS);
        return names;
    }

    @Override
    public Upscaling open(String name) {
        return Upscaling.open(name, shelf, () -> OrtRuntime.start(paths.cache()), engine.get(), Enlarger.TILE);
    }
}
