package studio.sfumato.weights.merge;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import studio.sfumato.error.ModelFileException;
import studio.sfumato.weights.ComponentConfig;
import studio.sfumato.weights.ModelFamily;
import studio.sfumato.weights.ModelPart;
import studio.sfumato.weights.ModelSource;
import studio.sfumato.weights.NoiseScheduleConfig;

/// Whether a single file can say everything about a model: a folder has settings that leave no trace in its tensors,
/// and readers of single files take them to be those of the family.
final class Portable {
    private static final int GROUPS = 32;
    private static final int SD1_HEADS = 8;
    private static final int HEAD_CHANNELS = 64;

    /// Published folders write an epsilon or a scale with fewer digits than others.
    private static final double CLOSE = 1e-6;

    private final ModelSource model;

    private Portable(ModelSource model) {
        this.model = model;
    }

    /// @param vae whether its autoencoder is wanted too
    /// @throws ModelFileException if the model has a setting that a single file has no place for
    static void require(ModelSource model, boolean vae) {
        if (model.weights(ModelPart.UNET).keys().isEmpty()) {
            throw new ModelFileException(
                    model.name() + " is a folder of exported ONNX graphs, which cannot be merged",
                    "Use the model it was exported from.",
                    null);
        }
        Portable check = new Portable(model);
        check.unet(model.config(ModelPart.UNET));
        check.text(ModelPart.TEXT_ENCODER, model.family() == ModelFamily.SD2);
        check.text(ModelPart.TEXT_ENCODER_2, true);
        if (vae && model.parts().contains(ModelPart.VAE)) {
            ComponentConfig config = model.config(ModelPart.VAE);
            requireWhole(model.name(), config);
            check.same(config, "norm_num_groups", GROUPS, GROUPS);
            double scale = model.family().latentScale();
            check.same(config, "scaling_factor", scale, scale);
        }
        check.noise(model.noiseSchedule());
    }

    /// @throws ModelFileException if the autoencoder is a tiny one
    static void requireWhole(String whose, ComponentConfig vae) {
        String usual = ModelPart.VAE.className();
        if (!vae.text("_class_name", usual).equals(usual)) {
            throw new ModelFileException(
                    whose + " is a tiny VAE, which cannot be baked into a model",
                    "Use it for drafts: --vae FILE.",
                    null);
        }
    }

    private void unet(ComponentConfig config) {
        same(config, "norm_num_groups", GROUPS, GROUPS);
        same(config, "norm_eps", 1e-5, 1e-5);
        List<Integer> channels = config.ints("block_out_channels", List.of());
        String key = config.has("num_attention_heads") ? "num_attention_heads" : "attention_head_dim";
        List<Integer> heads = config.ints(key, List.of(SD1_HEADS));
        boolean linear = model.family() != ModelFamily.SD1;
        boolean usual = IntStream.range(0, channels.size())
                .allMatch(level -> heads.get(Math.min(level, heads.size() - 1))
                        .equals(linear ? Math.max(1, channels.get(level) / HEAD_CHANNELS) : SD1_HEADS));
        if (!usual && !heads.isEmpty()) {
            throw refused(config, key, heads);
        }
    }

    private void text(ModelPart part, boolean openClip) {
        if (!model.parts().contains(part)) {
            return;
        }
        ComponentConfig config = model.config(part);
        int width = config.positive("hidden_size", 512);
        same(config, "num_attention_heads", Math.max(1, width / HEAD_CHANNELS), 8);
        String wanted = openClip ? "gelu" : "quick_gelu";
        String found = config.text("hidden_act", "quick_gelu");
        if (!found.equals(wanted)) {
            throw refused(config, "hidden_act", found);
        }
    }

    private void noise(NoiseScheduleConfig noise) {
        NoiseScheduleConfig usual = NoiseScheduleConfig.STABLE_DIFFUSION;
        Map<String, Boolean> same = Map.of(
                "num_train_timesteps",
                noise.trainTimesteps() == usual.trainTimesteps(),
                "beta_start",
                Math.abs(noise.betaStart() - usual.betaStart()) < CLOSE,
                "beta_end",
                Math.abs(noise.betaEnd() - usual.betaEnd()) < CLOSE,
                "beta_schedule",
                noise.betas() == usual.betas());
        same.forEach((key, is) -> {
            if (!is) {
                throw new ModelFileException(model.name() + " was trained on noise of its own (" + key
                        + " in its scheduler), which a single file has no place for");
            }
        });
    }

    private void same(ComponentConfig config, String key, double wanted, double fallback) {
        double found = config.number(key, fallback);
        if (Math.abs(found - wanted) > CLOSE) {
            throw refused(config, key, found);
        }
    }

    private ModelFileException refused(ComponentConfig config, String key, Object found) {
        return new ModelFileException(model.name() + " cannot be written as a single file: " + key + " in "
                + config.name() + " is " + found + ", which such a file has no place for");
    }
}
