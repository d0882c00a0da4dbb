package studio.sfumato.weights;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;

/// Makes folders that look like models, with next to no weights, to be damaged by tests.
final class ModelFolderBuilder {
    static final String UNET_WEIGHTS = "unet/diffusion_pytorch_model.safetensors";

    private final Path folder;

    private ModelFolderBuilder(Path folder) {
        this.folder = folder;
    }

    /// What Stable Diffusion 1.5 has.
    static ModelFolderBuilder sd1(Path folder) {
        ModelFolderBuilder model = new ModelFolderBuilder(folder);
        model.write("model_index.json", """
                {"_class_name": "StableDiffusionPipeline", "_diffusers_version": "0.42.1",
                 "feature_extractor": [null, null], "safety_checker": [null, null], "requires_safety_checker": null,
                 "scheduler": ["diffusers", "PNDMScheduler"], "text_encoder": ["transformers", "CLIPTextModel"],
                 "tokenizer": ["transformers", "CLIPTokenizer"], "unet": ["diffusers", "UNet2DConditionModel"],
                 "vae": ["diffusers", "AutoencoderKL"]}
                """);
        model.write("unet/config.json", """
                {"in_channels": 4, "cross_attention_dim": 768, "attention_head_dim": 8, "sample_size": 64}
                """);
        model.write("vae/config.json", """
                {"latent_channels": 4, "block_out_channels": [128, 256, 512, 512]}
                """);
        model.write("text_encoder/config.json", """
                {"hidden_size": 768, "hidden_act": "quick_gelu"}
                """);
        model.write("scheduler/scheduler_config.json", """
                {"_class_name": "PNDMScheduler", "beta_start": 0.00085, "beta_end": 0.012, "trained_betas": null,
                 "beta_schedule": "scaled_linear", "num_train_timesteps": 1000, "steps_offset": 1}
                """);
        model.write("tokenizer/merges.txt", "#version: 0.2\n");
        return model.weights(UNET_WEIGHTS, DType.F16)
                .weights("vae/diffusion_pytorch_model.safetensors", DType.F32)
                .weights("text_encoder/model.safetensors", DType.F16);
    }

    /// What Stable Diffusion 2.1 for 768×768 has.
    static ModelFolderBuilder sd2(Path folder) {
        return sd1(folder).write("unet/config.json", """
                        {"in_channels": 4, "cross_attention_dim": 1024, "attention_head_dim": [5, 10, 20, 20],
                         "sample_size": 96, "use_linear_projection": true}
                        """).write("scheduler/scheduler_config.json", """
                        {"beta_start": 0.00085, "beta_end": 0.012, "beta_schedule": "scaled_linear",
                         "prediction_type": "v_prediction", "rescale_betas_zero_snr": true, "steps_offset": 1}
                        """);
    }

    /// What Stable Diffusion XL base has.
    static ModelFolderBuilder sdxl(Path folder) {
        return sd1(folder)
                .write("model_index.json", """
                        {"_class_name": "StableDiffusionXLPipeline", "force_zeros_for_empty_prompt": true,
                         "scheduler": ["diffusers", "EulerDiscreteScheduler"],
                         "text_encoder": ["transformers", "CLIPTextModel"],
                         "text_encoder_2": ["transformers", "CLIPTextModelWithProjection"],
                         "tokenizer": ["transformers", "CLIPTokenizer"], "tokenizer_2": ["transformers", "CLIPTokenizer"],
                         "unet": ["diffusers", "UNet2DConditionModel"], "vae": ["diffusers", "AutoencoderKL"]}
                        """)
                .write("unet/config.json", """
                        {"in_channels": 4, "cross_attention_dim": 2048, "addition_embed_type": "text_time",
                         "sample_size": 128, "use_linear_projection": true}
                        """)
                .write("text_encoder_2/config.json", "{\"hidden_size\": 1280}")
                .weights("text_encoder_2/model.safetensors", DType.F16);
    }

    /// Writes a text file.
    ModelFolderBuilder write(String file, String text) {
        try {
            Files.createDirectories(folder.resolve(file).getParent());
            Files.writeString(folder.resolve(file), text);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Replaces `found`, which must be there, in a text file.
    ModelFolderBuilder edit(String file, String found, String replacement) {
        try {
            String text = Files.readString(folder.resolve(file));
            if (!text.contains(found)) {
                throw new IllegalArgumentException(file + " has no " + found);
            }
            return write(file, text.replace(found, replacement));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Writes a weight file with one tensor, which is called `weight`.
    ModelFolderBuilder weights(String file, DType type) {
        new SafetensorsWriter()
                .add("weight", type, Tensor.of(Shape.of(2), 1, 2))
                .write(folder.resolve(file));
        return this;
    }

    /// Deletes a file, or a folder with all that is in it.
    ModelFolderBuilder delete(String file) {
        try (Stream<Path> paths = Files.walk(folder.resolve(file))) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// {@return the folder}
    Path folder() {
        return folder;
    }
}
