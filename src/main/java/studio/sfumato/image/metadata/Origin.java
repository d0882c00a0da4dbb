package studio.sfumato.image.metadata;

import java.util.List;
import java.util.Map;

/// The program that wrote a picture, told by the texts it leaves.
public enum Origin {
    /// This program.
    SFUMATO("Sfumato", List.of(PictureTexts.REQUEST)),
    /// InvokeAI, any version since 1.15.
    INVOKEAI("InvokeAI", List.of("invokeai_metadata", "invokeai_graph", "sd-metadata", "Dream")),
    /// Fooocus, with either of its schemes.
    FOOOCUS("Fooocus", List.of("fooocus_scheme")),
    /// NovelAI's service.
    NOVELAI("NovelAI", List.of()),
    /// ComfyUI; some of its nodes add A1111's text.
    COMFYUI("ComfyUI", List.of("workflow", "prompt")),
    /// A1111, Forge, SD.Next and everything else that writes A1111's text.
    A1111("A1111 or a program that writes its text", List.of(PictureTexts.PARAMETERS)),
    /// Nothing known.
    UNKNOWN("unknown", List.of());

    private final String title;

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of
    private final List<String> keywords;

    Origin(String title, List<String> keywords) {
        this.title = title;
        this.keywords = keywords;
    }

    /// {@return the name people know it by}
    public String title() {
        return title;
    }

    static Origin of(Map<String, String> texts) {
        if ("NovelAI".equals(texts.get("Software"))) {
            return NOVELAI;
        }
        for (Origin origin : values()) {
            if (origin.keywords.stream().anyMatch(texts::containsKey)) {
                return origin;
            }
        }
        return UNKNOWN;
    }
}
