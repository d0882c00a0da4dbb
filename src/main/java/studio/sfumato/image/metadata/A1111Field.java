package studio.sfumato.image.metadata;

import java.util.List;

/// The names of A1111's fields and the order it writes them in.
public final class A1111Field {
    /// Number of steps.
    public static final String STEPS = "Steps";

    /// Name of the sampler, as in `DPM++ 2M`.
    public static final String SAMPLER = "Sampler";

    /// Name of the schedule, as in `Karras`.
    public static final String SCHEDULE = "Schedule type";

    /// Guidance.
    public static final String CFG_SCALE = "CFG scale";

    /// Seed of the noise.
    public static final String SEED = "Seed";

    /// Width and height, as in `512x768`.
    public static final String SIZE = "Size";

    /// First ten digits of the model file's SHA-256.
    public static final String MODEL_HASH = "Model hash";

    /// Name of the model, without its extension.
    public static final String MODEL = "Model";

    /// Name of the VAE, without its extension; left out when it is the model's own.
    public static final String VAE = "VAE";

    /// Whose text encoders were used, without its extension; left out when they are the model's own. A1111 has no
    /// such field.
    public static final String TEXT_ENCODER = "Text encoder";

    /// The seed whose noise the picture's was turned towards; left out with its strength when nothing was.
    public static final String VARIATION_SEED = "Variation seed";

    /// How far it was turned, 0…1.
    public static final String VARIATION_STRENGTH = "Variation seed strength";

    /// What it was turned towards before that, as in `12:0.25 7:0.1`; ours, left out where there is nothing.
    public static final String VARIATION_PATH = "Variation path";

    /// The size whose noise was laid on the middle, as in `512x512`.
    public static final String SEED_RESIZE_FROM = "Seed resize from";

    /// How far a source picture was changed.
    public static final String DENOISING = "Denoising strength";

    /// Which layer of the text encoder was used; only written above 1.
    public static final String CLIP_SKIP = "Clip skip";

    /// What weights in the prompt do; left out when it is `Original`.
    public static final String EMPHASIS = "Emphasis";

    /// Added to the seed for the noise a sampler adds: eta noise seed delta; left out when it is 0.
    public static final String ENSD = "ENSD";

    /// Whose language the prompts are in; left out when it is A1111's. A1111 knows no such field.
    public static final String DIALECT = "Prompt dialect";

    /// Where the noise came from; left out when it is `GPU`.
    public static final String RNG = "RNG";

    /// Below which noise level the negative prompt is left out now and then; left out when it never is.
    public static final String NGMS = "NGMS";

    /// Whose rules hold where tools differ; this program's own field, left out when they are A1111's.
    public static final String COMPATIBILITY = "Compatibility";

    /// Which picture of a batch it was, as in `2/3`; this program's own field, left out where each has its own seed.
    public static final String BATCH_PLACE = "Batch place";

    /// Name and first twelve digits of the hash of each LoRA, as in `name: 0123456789ab, other: …`.
    public static final String LORA_HASHES = "Lora hashes";

    /// Name and first twelve digits of the hash of each embedding (textual inversion), as for LoRAs.
    public static final String TI_HASHES = "TI hashes";

    /// LoRAs that a picture of another program had on top of its model, as A1111's tags; this program's own field.
    public static final String LORAS = "LoRAs";

    /// The step after which a picture was ended early; this program's own field, left out of finished pictures.
    public static final String ENDED_AT = "Ended at step";

    /// The step whose preview a picture is; this program's own field.
    public static final String PREVIEW_OF = "Preview of step";

    /// Which estimate of that step: this program's own field, left out of the one that guidance merged.
    public static final String PREVIEW_ESTIMATE = "Preview estimate";

    /// How many times as wide and high a picture was made afterwards.
    public static final String UPSCALED_BY = "Postprocess upscale by";

    /// The network or filter that did it.
    public static final String UPSCALER = "Postprocess upscaler";

    /// Name of the model that took over part-way.
    public static final String REFINER = "Refiner";

    /// After which share of the timesteps it did.
    public static final String REFINER_SWITCH = "Refiner switch at";

    /// How many times as wide and high a second pass made the picture.
    public static final String HIRES_UPSCALE = "Hires upscale";

    /// The size it made it, instead.
    public static final String HIRES_RESIZE = "Hires resize";

    /// How many steps the second pass took; left out when they were as many as the first's.
    public static final String HIRES_STEPS = "Hires steps";

    /// What made the picture larger.
    public static final String HIRES_UPSCALER = "Hires upscaler";

    /// The second pass's sampler; left out with its other settings when they were the first's.
    public static final String HIRES_SAMPLER = "Hires sampler";

    /// The second pass's schedule.
    public static final String HIRES_SCHEDULE = "Hires schedule type";

    /// The second pass's model.
    public static final String HIRES_CHECKPOINT = "Hires checkpoint";

    /// The second pass's prompt.
    public static final String HIRES_PROMPT = "Hires prompt";

    /// The second pass's negative prompt.
    public static final String HIRES_NEGATIVE = "Hires negative prompt";

    /// The second pass's guidance, as Forge writes it.
    public static final String HIRES_CFG = "Hires CFG Scale";

    /// How many pixels the tiles shared that a picture was painted over in.
    public static final String SD_UPSCALE_OVERLAP = "SD upscale overlap";

    /// What made the picture larger before.
    public static final String SD_UPSCALE_UPSCALER = "SD upscale upscaler";

    /// How many times as wide and high; this program's own field, left out where it stayed as large.
    public static final String SD_UPSCALE_SCALE = "SD upscale scale";

    /// How its tiles became one picture; this program's own field, left out where it is A1111's way.
    public static final String SD_UPSCALE_METHOD = "SD upscale method";

    /// Name of a model that had a share in every step; this program's own field.
    public static final String WITH = "Blended with";

    /// That share; this program's own field.
    public static final String WITH_SHARE = "Blended share";

    /// The prompt before its wildcards were chosen, as the extension Dynamic Prompts writes it.
    public static final String TEMPLATE = "Template";

    /// The negative prompt before its wildcards were chosen.
    public static final String NEGATIVE_TEMPLATE = "Negative Template";

    /// `True` where the picture repeats without a seam in both directions; this program also writes `x` and `y`.
    public static final String TILING = "Tiling";

    /// The program and its version.
    public static final String VERSION = "Version";

    /// What comes before the fields A1111 does not order.
    static final List<String> FIRST = List.of(
            STEPS,
            SAMPLER,
            SCHEDULE,
            CFG_SCALE,
            "Image CFG scale",
            SEED,
            "Face restoration",
            SIZE,
            MODEL_HASH,
            MODEL,
            "FP8 weight",
            "Cache FP16 weight for LoRA",
            "VAE hash",
            VAE,
            VARIATION_SEED,
            VARIATION_STRENGTH,
            VARIATION_PATH,
            SEED_RESIZE_FROM,
            DENOISING,
            "Conditional mask weight",
            CLIP_SKIP,
            ENSD,
            "Token merging ratio",
            "Token merging ratio hr",
            "Init image hash",
            RNG,
            NGMS,
            TILING);

    /// What comes after them.
    static final List<String> LAST = List.of(VERSION, "User");

    private A1111Field() {}
}
