package studio.sfumato.settings;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import studio.sfumato.error.RequestException;
import studio.sfumato.image.PreviewKind;
import studio.sfumato.runtime.Cores;
import studio.sfumato.runtime.ProviderChoice;
import studio.sfumato.runtime.WeightMode;
import studio.sfumato.weights.KeptChoices;

/// What the user has set. Whatever is not in it has its usual value, which a later version may improve.
///
/// @param values what was set, as text
/// @param shortcuts keys of the window by command, such as `create.generate` and `Shortcut+G`
/// @param vaes the VAEs that were chosen for models
/// @param texts whose text encoders were chosen for models that have none
public record Settings(
        Map<SettingKey, String> values, Map<String, String> shortcuts, KeptChoices vaes, KeptChoices texts) {
    /// Refuses values that cannot be.
    public Settings {
        Map<SettingKey, String> checked = new EnumMap<>(SettingKey.class);
        values.forEach((key, value) -> checked.put(key, key.checked(value)));
        values = Map.copyOf(checked);
        shortcuts = Map.copyOf(new TreeMap<>(shortcuts));
    }

    /// {@return settings with nothing set}
    public static Settings usual() {
        return new Settings(Map.of(), Map.of(), KeptChoices.NONE, KeptChoices.NONE);
    }

    /// {@return the same but for one value}
    ///
    /// @throws RequestException if the value cannot be; the message names the setting
    public Settings with(SettingKey key, String value) {
        Map<SettingKey, String> changed = new EnumMap<>(SettingKey.class);
        changed.putAll(values);
        changed.put(key, value);
        return new Settings(changed, shortcuts, vaes, texts);
    }

    /// {@return the same with a setting's usual value}
    public Settings without(SettingKey key) {
        Map<SettingKey, String> changed = new EnumMap<>(SettingKey.class);
        changed.putAll(values);
        changed.remove(key);
        return new Settings(changed, shortcuts, vaes, texts);
    }

    /// {@return the same with other keys for the window}
    public Settings withShortcuts(Map<String, String> others) {
        return new Settings(values, others, vaes, texts);
    }

    /// {@return the same with another key for the command called `id`}
    ///
    /// @param keys `null` for the usual ones
    public Settings withShortcut(String id, @Nullable String keys) {
        Map<String, String> changed = new TreeMap<>(shortcuts);
        if (keys == null) {
            changed.remove(id);
        } else {
            changed.put(id, keys);
        }
        return withShortcuts(changed);
    }

    /// {@return the same with another VAE for a model}
    ///
    /// @param model its file or folder
    /// @param vae its name or path; empty for the one that goes with the model
    public Settings withVae(Path model, String vae) {
        return withVaes(vaes.with(model, vae));
    }

    /// {@return the same with other VAEs for models}
    Settings withVaes(KeptChoices others) {
        return new Settings(values, shortcuts, others, texts);
    }

    /// {@return the same with the text encoders of another model for a model}
    ///
    /// @param model its file or folder
    /// @param lender the other's name or path; empty for none
    public Settings withText(Path model, String lender) {
        return withTexts(texts.with(model, lender));
    }

    /// {@return the same with other text encoders for models}
    Settings withTexts(KeptChoices others) {
        return new Settings(values, shortcuts, vaes, others);
    }

    /// {@return a setting's value as text}
    public String value(SettingKey key) {
        return values.getOrDefault(key, key.fallback());
    }

    /// {@return the hardware to run on}
    public ProviderChoice provider() {
        return ProviderChoice.parse(value(SettingKey.PROVIDER));
    }

    /// {@return threads for the networks; 0 is one a core}
    public int threads() {
        return Integer.parseInt(value(SettingKey.THREADS));
    }

    /// {@return threads for the networks on this machine: what is set, or one a core}
    public int threadsHere() {
        return threads() == 0 ? Cores.choice() : threads();
    }

    /// {@return how weights are held; empty lets free memory decide}
    public Optional<WeightMode> weights() {
        return switch (value(SettingKey.WEIGHTS)) {
            case "folded" -> Optional.of(WeightMode.FOLDED);
            case "mapped" -> Optional.of(WeightMode.MAPPED);
            default -> Optional.empty();
        };
    }

    /// {@return what previews are drawn with}
    public PreviewKind previews() {
        return PreviewKind.valueOf(value(SettingKey.PREVIEWS).toUpperCase(Locale.ROOT));
    }

    /// {@return the user's folders of models}
    public List<Path> modelFolders() {
        return SettingKind.folders(value(SettingKey.MODEL_FOLDERS));
    }

    /// {@return the model when none is named}
    public String defaultModel() {
        return value(SettingKey.DEFAULT_MODEL);
    }

    /// {@return where pictures go; empty for the user's folder of pictures, [AppPaths#pictures()]}
    public Optional<Path> outputFolder() {
        return Environment.asPath(value(SettingKey.OUTPUT_FOLDER));
    }

    /// {@return the pattern of folders in the output folder; empty for none}
    public String subFolders() {
        return value(SettingKey.SUB_FOLDERS);
    }

    /// {@return the pattern of a picture's name after its number}
    public String fileName() {
        return value(SettingKey.FILE_NAME);
    }

    /// {@return more folders whose pictures the gallery shows}
    public List<Path> galleryFolders() {
        return SettingKind.folders(value(SettingKey.GALLERY_FOLDERS));
    }

    /// {@return after how many steps a preview is shown; 0 for none}
    public int previewEvery() {
        return Integer.parseInt(value(SettingKey.PREVIEW_EVERY));
    }

    /// {@return whether the window finishes by itself what was left in the queue}
    public boolean resumeQueue() {
        return value(SettingKey.RESUME_QUEUE).equals("yes");
    }

    /// {@return `light`, `dark` or `system`}
    public String theme() {
        return value(SettingKey.THEME);
    }

    /// {@return the window's language as a BCP 47 tag, or `system`}
    public String language() {
        return value(SettingKey.LANGUAGE);
    }
}
