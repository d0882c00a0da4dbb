package studio.sfumato.settings;

import java.io.File;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import studio.sfumato.error.RequestException;
import studio.sfumato.weights.KeptChoices;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Settings as fields of a JSON object. Fields this version does not know are left alone.
final class SettingsJson {
    private static final String SHORTCUTS = "shortcuts";
    private static final String VAES = "vaes";
    private static final String TEXTS = "textEncoders";

    private SettingsJson() {}

    /// {@return the settings in `node`; a value that cannot be is left out, and told in `notes`}
    static Settings read(ObjectNode node, List<String> notes) {
        Settings settings = Settings.usual();
        for (SettingKey key : SettingKey.values()) {
            JsonNode value = node.get(key.id());
            if (value != null) {
                try {
                    settings = settings.with(key, text(key, value));
                } catch (RequestException wrong) {
                    notes.add("the setting " + wrong.getMessage() + "; '" + key.fallback() + "' is used");
                }
            }
        }
        return settings.withShortcuts(texts(node, SHORTCUTS, "the shortcut ", notes))
                .withVaes(new KeptChoices(texts(node, VAES, "the VAE of ", notes)))
                .withTexts(new KeptChoices(texts(node, TEXTS, "the text encoder of ", notes)));
    }

    /// Writes `settings` into `node`.
    static void write(Settings settings, ObjectNode node) {
        for (SettingKey key : SettingKey.values()) {
            Optional<String> value = Optional.ofNullable(settings.values().get(key));
            value.ifPresentOrElse(text -> put(node, key, text), () -> node.remove(key.id()));
        }
        put(node, SHORTCUTS, settings.shortcuts());
        put(node, VAES, settings.vaes().all());
        put(node, TEXTS, settings.texts().all());
    }

    private static void put(ObjectNode node, String field, Map<String, String> texts) {
        node.remove(field);
        if (!texts.isEmpty()) {
            ObjectNode object = node.putObject(field);
            new TreeMap<>(texts).forEach(object::put);
        }
    }

    private static void put(ObjectNode node, SettingKey key, String text) {
        switch (key.kind()) {
            case NUMBER -> node.put(key.id(), Integer.parseInt(text));
            case FOLDERS -> {
                ArrayNode array = node.putArray(key.id());
                SettingKind.folders(text).forEach(folder -> array.add(folder.toString()));
            }
            case TEXT, FOLDER, PATTERN, PROVIDER, WEIGHTS, PREVIEWS, SWITCH, THEME, LANGUAGE ->
                node.put(key.id(), text);
        }
    }

    private static String text(SettingKey key, JsonNode value) {
        if (value.isArray() && key.kind() == SettingKind.FOLDERS) {
            List<String> folders = new ArrayList<>();
            value.forEach(each -> folders.add(each.isString() ? each.asString() : ""));
            return String.join(File.pathSeparator, folders);
        }
        if (value.isString() || value.isInt()) {
            return value.asString();
        }
        throw new RequestException(key.id() + ": it must not be " + value);
    }

    private static Map<String, String> texts(ObjectNode node, String field, String what, List<String> notes) {
        Map<String, String> texts = new TreeMap<>();
        JsonNode found = node.get(field);
        if (found instanceof ObjectNode object) {
            object.properties().forEach(entry -> {
                if (entry.getValue().isString()) {
                    texts.put(entry.getKey(), entry.getValue().asString());
                } else {
                    notes.add(what + entry.getKey() + " is not text; the usual one is used");
                }
            });
        } else if (found != null) {
            notes.add("the setting " + field + " is not an object; the usual ones are used");
        }
        return texts;
    }
}
