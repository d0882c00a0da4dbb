package studio.sfumato.diffusion;

import java.util.function.Consumer;
import studio.sfumato.diffusion.sampler.Samplers;
import studio.sfumato.diffusion.schedule.Schedules;
import studio.sfumato.error.ModelFileException;
import studio.sfumato.error.RequestException;
import studio.sfumato.weights.ModelSource;
import studio.sfumato.weights.UserFile;

/// The sampler and the schedule that a model is best used with: its own file may name them, and `weights`, which reads
/// it, knows neither.
public final class UsualSampling {
    private UsualSampling() {}

    /// Checks that there are the sampler and the schedule that `model` names.
    ///
    /// @throws ModelFileException if there is none of a name; the message names the file and the key
    public static void require(ModelSource model) {
        check(model, "sampler", model.defaults().sampler(), Samplers::parse);
        check(model, "schedule", model.defaults().schedule(), Schedules::parse);
    }

    private static void check(ModelSource model, String key, String name, Consumer<String> parse) {
        try {
            parse.accept(name);
        } catch (RequestException unknown) {
            throw new ModelFileException(
                    UserFile.of(model.location()).getFileName() + ": " + key + ": " + unknown.getMessage(),
                    unknown.hint(),
                    unknown);
        }
    }
}
