package studio.sfumato.settings;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import studio.sfumato.error.RequestException;
import studio.sfumato.error.Suggestions;

/// Everything that can be set, with its name in the file and on the command line.
public enum SettingKey {
    /// The hardware to run on.
    PROVIDER("provider", SettingKind.PROVIDER, "auto", "what to run on: auto, cpu, cuda, …"),
    /// Threads for the networks.
    THREADS("threads", SettingKind.NUMBER, "0", "threads for the networks; 0 is one a core"),
    /// How weights are held.
    WEIGHTS("weights", SettingKind.WEIGHTS, "auto", "how weights are held: auto, folded, mapped"),
    /// The user's folders of models.
    MODEL_FOLDERS("model-folders", SettingKind.FOLDERS, "", "more folders to look for models in"),
    /// The model when none is named.
    DEFAULT_MODEL("default-model", SettingKind.TEXT, "starter", "the model when none is named"),
    /// Where pictures go.
    OUTPUT_FOLDER("output-folder", SettingKind.FOLDER, "", "where pictures go"),
    /// Folders in the output folder.
    SUB_FOLDERS("sub-folders", SettingKind.PATTERN, "[date]", "folders in it, in A1111's words; empty for none"),
    /// Names of pictures.
    FILE_NAME("file-name", SettingKind.PATTERN, "[seed]", "a picture's name after its number, in A1111's words"),
    /// More folders for the gallery.
    GALLERY_FOLDERS("gallery-folders", SettingKind.FOLDERS, "", "more folders whose pictures the gallery shows"),
    /// How often a preview is shown.
    PREVIEW_EVERY("preview-every", SettingKind.NUMBER, "1", "window: a preview after every n steps; 0 for none"),
    /// What previews are drawn with.
    PREVIEWS("previews", SettingKind.PREVIEWS, "auto", "what previews are drawn with: auto, colours, tiny (TAESD)"),
    /// Whether the window finishes by itself what was left in the queue.
    RESUME_QUEUE(
            "resume-queue", SettingKind.SWITCH, "no", "window: finish by itself what was left in the queue: yes, no"),
    /// Colours of the window.
    THEME("theme", SettingKind.THEME, "system", "window: light, dark or system"),
    /// Language of the window.
    LANGUAGE("language", SettingKind.LANGUAGE, "system", "window: system, en, de, fr, es, ja or zh-CN");

    private final String id;
    private final SettingKind kind;
    private final String fallback;
    private final String about;

    SettingKey(String id, SettingKind kind, String fallback, String about) {
        this.id = id;
        this.kind = kind;
        this.fallback = fallback;
        this.about = about;
    }

    /// {@return the setting called `id`}
    ///
    /// @throws RequestException if there is none; the hint has the nearest
    public static SettingKey get(String id) {
        List<String> all = Arrays.stream(values()).map(SettingKey::id).toList();
        List<String> near = Suggestions.nearest(id, all);
        return Arrays.stream(values())
                .filter(key -> key.id.equals(id))
                .findFirst()
                .orElseThrow(() -> new RequestException(
                        "there is no setting '" + id + "'",
                        near.isEmpty()
                                ? all.stream().collect(Collectors.joining(", ", "The settings are: ", "."))
                                : "Did you mean " + String.join(" or ", near) + "?",
                        null));
    }

    /// {@return its name, such as `output-folder`}
    public String id() {
        return id;
    }

    /// {@return what values it takes}
    public SettingKind kind() {
        return kind;
    }

    /// {@return the value it has when nobody set it}
    public String fallback() {
        return fallback;
    }

    /// {@return what it does, in a few words}
    public String about() {
        return about;
    }

    /// {@return `value` as it is kept}
    ///
    /// @throws RequestException if it cannot be; the message names the setting
    String checked(String value) {
        try {
            return kind.checked(value.strip());
        } catch (RequestException wrong) {
            throw new RequestException(id + ": " + wrong.getMessage(), wrong.hint(), wrong);
        }
    }
}
