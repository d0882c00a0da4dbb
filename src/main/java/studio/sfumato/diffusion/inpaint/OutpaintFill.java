package studio.sfumato.diffusion.inpaint;

import java.util.List;
import studio.sfumato.diffusion.Catalogue;

/// What lies to begin with where a picture is continued.
public enum OutpaintFill implements Catalogue.Constant {
    /// The colours at its border, ever more blurred and noisy.
    EDGE,
    /// Its own texture, from patches that are like those at the border.
    TEXTURE;

    private static final Catalogue<OutpaintFill> ALL = new Catalogue<>("infill", List.of(values()));

    /// {@return the one with this label or alias}
    ///
    /// @throws studio.sfumato.error.RequestException if there is none
    public static OutpaintFill get(String name) {
        return ALL.get(name);
    }

    @Override
    public List<String> aliases() {
        return switch (this) {
            case EDGE -> List.of("edges");
            case TEXTURE -> List.of("patchmatch");
        };
    }
}
