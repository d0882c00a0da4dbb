package studio.sfumato.diffusion.inpaint;

import java.util.List;
import studio.sfumato.diffusion.Catalogue;

/// What lies under the mask to begin with: A1111's `inpainting_fill`, and more.
public enum MaskedContent implements Catalogue.Constant {
    /// The colours around it, blurred into it.
    FILL("fill"),
    /// What is there.
    ORIGINAL("original"),
    /// Noise, in the latents.
    NOISE("latent noise"),
    /// Zeros, in the latents.
    NOTHING("latent nothing"),
    /// The texture around it, continued into it: this program's own.
    TEXTURE("texture");

    private static final Catalogue<MaskedContent> ALL = new Catalogue<>("masked content", List.of(values()));

    private final String title;

    MaskedContent(String title) {
        this.title = title;
    }

    /// {@return the content with this label or alias}
    ///
    /// @throws studio.sfumato.error.RequestException if there is none
    public static MaskedContent get(String name) {
        return ALL.get(name);
    }

    /// {@return A1111's name for it, where it has one}
    public String title() {
        return title;
    }

    @Override
    public List<String> aliases() {
        return switch (this) {
            case FILL -> List.of("0");
            case ORIGINAL -> List.of("1");
            case NOISE -> List.of("2", "latent_noise");
            case NOTHING -> List.of("3", "latent_nothing");
            case TEXTURE -> List.of("patchmatch");
        };
    }
}
