package studio.sfumato.weights.checkpoint;

import java.util.List;
import java.util.function.Predicate;
import studio.sfumato.error.UnsupportedModelException;
import studio.sfumato.weights.TensorFile;

/// What a file of tensors is, told from the names of its tensors alone.
public enum FileKind {
    /// A model of Stable Diffusion 1.x, 2.x or XL, or at least its U-Net.
    CHECKPOINT("a model", ""),
    /// A small change to a model.
    LORA("a LoRA, not a model", Hints.LORA),
    /// What AnimateDiff adds to a model.
    MOTION_MODULE("a motion module of AnimateDiff", "Sfumato makes pictures, not films."),
    /// Guides a model by a picture.
    CONTROL_NET("a ControlNet, not a model", Hints.CONTROL),
    /// A lighter kind of ControlNet.
    T2I_ADAPTER("a T2I-Adapter, not a model", Hints.CONTROL),
    /// Guides a model by what a picture shows.
    IP_ADAPTER("an IP-Adapter, not a model", Hints.CONTROL),
    /// Translates between pictures and latent pictures.
    VAE("a VAE, not a model", "Use it with a model: --vae FILE."),
    /// A small stand-in for a VAE.
    TINY_VAE("a tiny VAE (TAESD), not a model", "Use it with a model, for quick drafts: --vae FILE."),
    /// A text encoder alone.
    TEXT_ENCODER("a text encoder, not a model", "Lend it to a model that has none: --text-encoder FILE."),
    /// Looks at pictures.
    CLIP_VISION("a CLIP vision model, not one that makes pictures", "Get a Stable Diffusion checkpoint."),
    /// A new word for a model.
    EMBEDDING("a textual inversion, not a model", Hints.EMBEDDING),
    /// An older kind of small change to a model.
    HYPERNETWORK("a hypernetwork, which is not supported", "LoRAs have taken the place of hypernetworks."),
    /// Makes pictures larger.
    UPSCALER("an upscaler, not a model", "It makes pictures larger: sfumato upscale PICTURE --upscaler FILE."),
    /// Draws the lines of pictures.
    LINES("a network that draws lines, not a model", Hints.LINES),
    /// Stable Diffusion 3 and 3.5.
    SD3("a Stable Diffusion 3 model", Hints.FAMILIES),
    /// FLUX of any kind.
    FLUX("a FLUX model", Hints.FAMILIES),
    /// Qwen-Image and what edits pictures with it.
    QWEN_IMAGE("a Qwen-Image model", Hints.FAMILIES),
    /// Chroma, which was made of FLUX.
    CHROMA("a Chroma model", Hints.FAMILIES),
    /// Stable Cascade and Würstchen.
    CASCADE("a Stable Cascade model", Hints.FAMILIES),
    /// Stable Video Diffusion.
    VIDEO("a Stable Video Diffusion model", Hints.FAMILIES),
    /// PixArt, Hunyuan, AuraFlow, Lumina, Sana, Wan and their like.
    OTHER_TRANSFORMER("a diffusion transformer of another family", Hints.FAMILIES),
    /// Guided by a picture's CLIP embedding.
    UNCLIP("a Stable unCLIP model, which is not supported", Hints.FAMILIES),
    /// Tells how near things are: a part of depth-to-image models.
    DEPTH("a network that sees depth, not a model", Hints.DEPTH),
    /// Stability's 4x upscaler, which is a diffusion model of its own.
    UPSCALING_MODEL("Stability's 4x upscaler, which is not supported", Hints.FAMILIES),
    /// What could be run but for its weights of eight bits or fewer with scales beside them.
    QUANTISED("a model quantised with scales (scaled fp8, NF4, GGUF's kind), which is not supported", Hints.PLAIN),
    /// Nothing that is known here.
    UNKNOWN("no model that Sfumato knows", Hints.FAMILIES);

    private record Rule(FileKind kind, Predicate<TensorFile> fits) {}

    /// A file that lacks its U-Net's first tensor is a model all the same, if a damaged one.
    private static final String[] UNET_STARTS = {
        "model.diffusion_model.input_blocks.0.0.weight",
        "model.diffusion_model.input_blocks.1.0.in_layers.2.weight",
        "model_ema.diffusion_modelinput_blocks00weight",
        "model_ema.diffusion_modelinput_blocks10in_layers2weight",
        "unet.conv_in.weight",
        "unet.down_blocks.0.resnets.0.conv1.weight"
    };

    /// The first that fits counts. Rules for what also has a U-Net stand before the one for checkpoints; LoRAs
    /// and their like, whose names are the U-Net's or the transformer's with an ending, have none and stand
    /// before transformers.
    private static final List<Rule> RULES = List.of(
            new Rule(MOTION_MODULE, file -> file.contains("motion_modules.")),
            new Rule(CONTROL_NET, FileKind::controlNet),
            new Rule(UNCLIP, file -> file.begins("noise_augmentor.", "embedder.model.")),
            new Rule(DEPTH, file -> DepthFile.is(file) && !unet(file)),
            new Rule(UPSCALING_MODEL, file -> file.begins("low_scale_model.")),
            new Rule(VIDEO, file -> file.contains(".time_stack.", ".temporal_transformer_blocks.")),
            new Rule(CHECKPOINT, FileKind::unet),
            new Rule(LORA, FileKind::lora),
            new Rule(
                    T2I_ADAPTER,
                    file -> file.begins("adapter.body.", "body.0.resnets.", "body.0.block1.", "body.0.body.0.")),
            new Rule(LINES, LinesFile::is),
            new Rule(IP_ADAPTER, file -> file.begins("ip_adapter.", "image_proj.", ImagePromptFile.XLABS)),
            transformer(SD3),
            transformer(QWEN_IMAGE),
            transformer(CHROMA),
            transformer(FLUX),
            transformer(OTHER_TRANSFORMER),
            new Rule(CASCADE, file -> file.contains("clip_txt_mapper.", "effnet_mapper.", "vquantizer.")),
            new Rule(CLIP_VISION, file -> file.contains("vision_model.encoder.", "visual.transformer.resblocks.")),
            new Rule(OTHER_TRANSFORMER, FileKind::otherTransformer),
            new Rule(VAE, FileKind::vae),
            new Rule(TINY_VAE, FileKind::tinyVae),
            new Rule(TEXT_ENCODER, FileKind::textEncoder),
            new Rule(EMBEDDING, FileKind::embedding),
            new Rule(UPSCALER, FileKind::upscaler),
            new Rule(HYPERNETWORK, FileKind::hypernetwork));

    private final String label;
    private final String hint;

    FileKind(String label, String hint) {
        this.label = label;
        this.hint = hint;
    }

    /// {@return what `file` is}
    public static FileKind of(TensorFile file) {
        FileKind kind = RULES.stream()
                .filter(rule -> rule.fits.test(file))
                .map(Rule::kind)
                .findFirst()
                .orElse(UNKNOWN);
        return kind.helpedByPrecision() && quantised(file) ? QUANTISED : kind;
    }

    private static Rule transformer(FileKind kind) {
        return new Rule(
                kind, file -> TransformerNames.family(file).filter(kind::equals).isPresent());
    }

    /// {@return whether the same in fp16 might be of use}: nothing helps what is refused for its kind, or is told by
    /// its place.
    private boolean helpedByPrecision() {
        return switch (this) {
            case CHECKPOINT,
                    LORA,
                    T2I_ADAPTER,
                    IP_ADAPTER,
                    VAE,
                    TINY_VAE,
                    CLIP_VISION,
                    EMBEDDING,
                    UPSCALER,
                    LINES,
                    QUANTISED,
                    UNKNOWN -> true;
            case MOTION_MODULE,
                    CONTROL_NET,
                    TEXT_ENCODER,
                    HYPERNETWORK,
                    SD3,
                    FLUX,
                    QWEN_IMAGE,
                    CHROMA,
                    CASCADE,
                    VIDEO,
                    OTHER_TRANSFORMER,
                    UNCLIP,
                    DEPTH,
                    UPSCALING_MODEL -> false;
        };
    }

    /// {@return what people call it, with its article}
    public String label() {
        return label;
    }

    /// {@return what to do with it}
    public String hint() {
        return hint;
    }

    /// {@return whether people look for it among models: it is meant to make pictures, or nobody knows what it
    /// is}
    public boolean listed() {
        return switch (this) {
            case CHECKPOINT,
                    SD3,
                    FLUX,
                    QWEN_IMAGE,
                    CHROMA,
                    CASCADE,
                    VIDEO,
                    OTHER_TRANSFORMER,
                    UNCLIP,
                    UPSCALING_MODEL,
                    QUANTISED,
                    UNKNOWN -> true;
            case DEPTH,
                    LORA,
                    MOTION_MODULE,
                    CONTROL_NET,
                    T2I_ADAPTER,
                    IP_ADAPTER,
                    VAE,
                    TINY_VAE,
                    TEXT_ENCODER,
                    CLIP_VISION,
                    EMBEDDING,
                    HYPERNETWORK,
                    LINES,
                    UPSCALER -> false;
        };
    }

    /// {@return the refusal of `file`, which is of this kind, in the place of another that is called `wanted`}
    UnsupportedModelException refused(String file, String wanted) {
        String what = this == UNKNOWN ? "no " + wanted : label.replaceFirst(", not .*", "") + ", no " + wanted;
        return new UnsupportedModelException(file + " is " + what);
    }

    /// {@return the refusal of `file`, which is of this kind, in a model's place}
    public UnsupportedModelException refused(String file) {
        return new UnsupportedModelException(file + " is " + label, hint, null);
    }

    private static boolean unet(TensorFile file) {
        return file.has(UNET_STARTS) || bareUnet(file);
    }

    /// {@return whether a file has a U-Net's tensors without anything before their names}
    static boolean bareUnet(TensorFile file) {
        return file.has("input_blocks.0.0.weight", "input_blocks.1.0.in_layers.2.weight")
                || (file.has("conv_in.weight") && file.begins("time_embedding."));
    }

    private static boolean lora(TensorFile file) {
        return file.contains(
                        ".lora_down.", ".lora_up.", ".lora_A.", ".lora_B.", ".lora.down.", ".lora.up.", "_lora.down.")
                || file.contains("_lora1.down.", "_lora2.down.") // of XLabs, for FLUX
                || file.contains(".oft_R", ".boft_R", ".ia3_l") // of PEFT
                || file.contains(".hada_w1", ".lokr_w1", ".oft_blocks", ".oft_diag", ".on_input", ".dora_scale")
                || file.begins("lora_unet_", "lora_te_", "lora_te1_", "lora_te2_", "lycoris_");
    }

    private static boolean controlNet(TensorFile file) {
        return file.begins("control_model.", "input_hint_block.", "controlnet_cond_embedding.", "controlnet_blocks.")
                || file.begins("lllite_")
                || file.contains("controlnet_down_blocks.");
    }

    private static boolean quantised(TensorFile file) {
        return file.has("scaled_fp8", "model.diffusion_model.scaled_fp8")
                || file.contains(
                        ".scale_weight", ".weight_scale", ".absmax", ".quant_map", ".quant_state.", ".comfy_quant");
    }

    private static boolean otherTransformer(TensorFile file) {
        return file.contains(
                "x_embedder.", "t_embedder.", "adaln_single.", "img_in.", "patch_embedding.", "pos_embed.proj.");
    }

    private static boolean vae(TensorFile file) {
        return file.has(
                "first_stage_model.decoder.conv_in.weight", "decoder.conv_in.weight", "vae.decoder.conv_in.weight");
    }

    private static boolean tinyVae(TensorFile file) {
        return file.begins("taesd_decoder.", "taesd_encoder.")
                || (file.has("decoder.layers.0.weight") && file.begins("decoder.layers.2.conv.0."))
                || (file.has("1.weight") && file.begins("3.conv.0.")) // the decoder alone
                || (file.has("0.weight") && file.begins("1.conv.0.")); // the encoder alone
    }

    private static boolean textEncoder(TensorFile file) {
        return file.contains(
                "text_model.encoder.layers.", "transformer.resblocks.", "layer.0.SelfAttention.", "word_embeddings.");
    }

    private static boolean embedding(TensorFile file) {
        boolean word = file.weights().size() == 1 && file.contains("<");
        return word
                || file.has("emb_params", "clip_l", "clip_g", "t5xxl", "text_encoders_0")
                || file.begins("string_to_param.");
    }

    private static boolean upscaler(TensorFile file) {
        return file.has(
                        "conv_first.weight",
                        "model.0.weight",
                        "params_ema.conv_first.weight",
                        "params.conv_first.weight")
                || file.has("body.0.weight", "params.body.0.weight", "upsampler.0.weight")
                || file.contains(".residual_group.", ".rdb1.", ".RDB1.");
    }

    private static boolean hypernetwork(TensorFile file) {
        return !file.weights().isEmpty()
                && file.weights().keySet().stream().allMatch(key -> key.matches("(320|640|768|1024|1280|2048)\\..+"));
    }

    /// What several kinds say.
    private static final class Hints {
        static final String FAMILIES = "Sfumato runs Stable Diffusion 1.x, 2.x and XL.";
        static final String LORA = "Put it into a folder called loras among your models and name it in the prompt,"
                + " <lora:NAME:0.8>, or use --lora FILE.";
        static final String CONTROL = "Put it into a folder called controlnet among your models and use it with"
                + " --control TYPE=canny,image=PICTURE,model=NAME.";
        static final String EMBEDDING =
                "Put it into a folder called embeddings among your models and write its name in the"
                        + " prompt, or use --embedding FILE.";
        static final String DEPTH =
                "Put it into a folder called depth among your models: depth maps are then made by it.";
        static final String LINES =
                "Put it into a folder called softedge or lineart among your models: soft edges and line"
                        + " art are then drawn by it.";
        static final String PLAIN = "Get the same model in fp16, bf16 or plain fp8.";
    }
}
