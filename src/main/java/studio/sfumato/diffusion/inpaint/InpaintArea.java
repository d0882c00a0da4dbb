package studio.sfumato.diffusion.inpaint;

import java.util.List;
import studio.sfumato.diffusion.Catalogue;

/// What of a picture the model is shown.
public enum InpaintArea implements Catalogue.Constant {
    /// All of it.
    WHOLE("Whole picture"),
    /// The mask and what is around it, made as large as the size asked for: more detail where it is painted.
    MASKED("Only masked");

    private static final Catalogue<InpaintArea> ALL = new Catalogue<>("inpaint area", List.of(values()));

    private final String title;

    InpaintArea(String title) {
        this.title = title;
    }

    /// {@return the area with this label or alias}
    ///
    /// @throws studio.sfumato.error.RequestException if there is none
    public static InpaintArea get(String name) {
        return ALL.get(name);
    }

    /// {@return A1111's name for it}
    public String title() {
        return title;
    }

    @Override
    public List<String> aliases() {
        return switch (this) {
            case WHOLE -> List.of("whole_picture", "0");
            case MASKED -> List.of("only_masked", "1");
        };
    }
}
