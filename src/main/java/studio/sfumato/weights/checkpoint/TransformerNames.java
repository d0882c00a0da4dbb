package studio.sfumato.weights.checkpoint;

import java.util.Optional;
import studio.sfumato.weights.TensorFile;

/// The families of diffusion transformers, told from the names of their layers: those of their authors and ComfyUI
/// (`double_blocks.`) and those of diffusers (`transformer_blocks.`). Many share the names of their blocks, so each is
/// told by what it alone has, and a block that several have tells nothing alone. The same names are in their
/// ControlNets, and in files whose weights were quantised.
final class TransformerNames {
    private static final String ADDED = ".attn.add_q_proj.";
    private static final String SINGLE = "single_transformer_blocks.";
    private static final String DOUBLE = "double_blocks.";

    private TransformerNames() {}

    /// {@return the family that the layers of `file` are named after; empty if they are none that is known}
    static Optional<FileKind> family(TensorFile file) {
        if (sd3(file)) {
            return Optional.of(FileKind.SD3);
        }
        if (file.contains(".img_mod.1.") && file.contains(".txt_mod.1.")) {
            return Optional.of(FileKind.QWEN_IMAGE);
        }
        if (file.contains("distilled_guidance_layer.")) {
            return Optional.of(FileKind.CHROMA);
        }
        if (file.contains(DOUBLE, SINGLE)) {
            return Optional.of(related(file) ? FileKind.OTHER_TRANSFORMER : FileKind.FLUX);
        }
        return file.contains(ADDED, "caption_projection.", "patch_embed.text_proj.")
                ? Optional.of(FileKind.OTHER_TRANSFORMER)
                : Optional.empty();
    }

    /// AuraFlow has joint blocks and a patched picture as well, but other blocks behind them.
    private static boolean sd3(TensorFile file) {
        return (file.contains("joint_blocks.") && file.contains(".x_block.", ".context_block."))
                || file.contains("pos_embed_input.proj.") // of its ControlNets, some of which see no words
                || (file.contains("pos_embed.proj.", ".attn2.norm_q.")
                        && file.contains(ADDED)
                        && !file.contains("joint_transformer_blocks."));
    }

    /// Hunyuan's pictures and films refine the words' states first; AuraFlow's first blocks are called joint; Hunyuan3D
    /// takes no picture; Bria, LongCat and Ovis name the time otherwise.
    private static boolean related(TensorFile file) {
        return file.contains("token_refiner.", "joint_transformer_blocks.", "latent_in.", "context_embedder_norm.")
                || file.begins("time_embed.", "transformer.time_embed.", "timestep_embedder.");
    }
}
