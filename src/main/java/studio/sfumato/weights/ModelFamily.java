package studio.sfumato.weights;

import java.util.List;

/// The kinds of model this program runs.
public enum ModelFamily {
    /// Stable Diffusion 1.x: CLIP ViT-L, 512×512.
    SD1("SD 1.x", 0.18215),
    /// Stable Diffusion 2.x: OpenCLIP ViT-H, 512×512 or, predicting v, 768×768.
    SD2("SD 2.x", 0.18215),
    /// Stable Diffusion XL: two text encoders, 1024×1024.
    SDXL("SDXL", 0.13025);

    private final String label;
    private final double latentScale;

    ModelFamily(String label, double latentScale) {
        this.label = label;
        this.latentScale = latentScale;
    }

    /// {@return what the family's latents are multiplied by to have unit variance}
    public double latentScale() {
        return latentScale;
    }

    /// {@return what people call it}
    public String label() {
        return label;
    }

    /// Tells the family from the configuration, never from a name: SDXL is told its picture's size (`text_time`) or
    /// brings a second text encoder; SD 2.x projects linearly around attention or is guided by 1024 channels.
    static ModelFamily of(ComponentConfig unet, boolean secondTextEncoder) {
        if (secondTextEncoder || unet.text("addition_embed_type", "").equals("text_time")) {
            return SDXL;
        }
        boolean wide = unet.ints("cross_attention_dim", List.of(1280)).getFirst() == 1024;
        return wide || unet.flag("use_linear_projection", false) ? SD2 : SD1;
    }
}
