package studio.sfumato.cli;

import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import studio.sfumato.diffusion.Task;
import studio.sfumato.diffusion.hires.HiresFix;
import studio.sfumato.error.RequestException;

/// The second, larger pass, as it was typed.
final class HiresArgs {
    @Option(
            names = "--hires",
            paramLabel = "SETTINGS",
            description =
                    "A second, larger pass: scale=2,upscaler=NAME,denoise=0.7 or any of size=WxH, steps, cfg, sampler,"
                            + " schedule, model. Upscalers: Latent, Latent (bicubic), … , Lanczos, or what `sfumato upscalers` lists.")
    @Nullable
    String settings;

    @Option(names = "--hires-prompt", paramLabel = "TEXT", description = "Another prompt for the second pass.")
    @Nullable
    String prompt;

    @Option(
            names = "--hires-negative",
            paramLabel = "TEXT",
            description = "Another negative prompt for the second pass.")
    @Nullable
    String negative;

    /// {@return `task` with a second pass, if one was typed}
    ///
    /// @param lasting gives what finds a model again from another folder
    /// @throws RequestException if it cannot be
    Task of(Task task, UnaryOperator<String> lasting) {
        if (settings == null) {
            if (prompt != null || negative != null) {
                throw new RequestException("--hires-prompt and --hires-negative belong to --hires");
            }
            return task;
        }
        if (!(task instanceof Task.TextToImage)) {
            throw new RequestException("--hires is for pictures from words alone: leave out --init");
        }
        HiresFix fix = HiresFix.parse(settings, Optional.ofNullable(prompt), Optional.ofNullable(negative));
        return new Task.TextToImage(
                Optional.of(fix.withModel(fix.model().map(lasting)).withUpscaler(ControlArgs.lasting(fix.upscaler()))));
    }
}
