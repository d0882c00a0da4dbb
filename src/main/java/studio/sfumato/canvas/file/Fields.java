package studio.sfumato.canvas.file;

import java.util.Locale;
import studio.sfumato.canvas.EditKind;
import studio.sfumato.canvas.LayerKind;
import studio.sfumato.error.RequestException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads the fields of a JSON object that somebody else may have written; each failure names the field.
record Fields(JsonNode node) {
    int number(String name) {
        JsonNode value = node.path(name);
        if (!value.isIntegralNumber() || !value.canConvertToInt()) {
            throw wrong(name, "a whole number");
        }
        return value.asInt();
    }

    double share(String name) {
        JsonNode value = node.path(name);
        if (!value.isNumber()) {
            throw wrong(name, "a number");
        }
        return value.asDouble();
    }

    boolean flag(String name) {
        JsonNode value = node.path(name);
        if (!value.isBoolean()) {
            throw wrong(name, "true or false");
        }
        return value.asBoolean();
    }

    String text(String name) {
        JsonNode value = node.path(name);
        if (!value.isString()) {
            throw wrong(name, "a text");
        }
        return value.asString();
    }

    Fields object(String name) {
        if (!(node.path(name) instanceof ObjectNode object)) {
            throw wrong(name, "an object");
        }
        return new Fields(object);
    }

    boolean has(String name) {
        return !node.path(name).isMissingNode() && !node.path(name).isNull();
    }

    LayerKind layerKind(String name) {
        String text = text(name);
        for (LayerKind kind : LayerKind.values()) {
            if (word(kind).equals(text)) {
                return kind;
            }
        }
        throw wrong(name, "a kind of layer");
    }

    EditKind editKind(String name) {
        String text = text(name);
        for (EditKind kind : EditKind.values()) {
            if (word(kind).equals(text)) {
                return kind;
            }
        }
        throw wrong(name, "a kind of edit");
    }

    /// {@return the word that stands for an enum's constant: `add-layer`}
    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static RequestException wrong(String name, String wanted) {
        return new RequestException("'" + name + "' must be " + wanted);
    }
}
