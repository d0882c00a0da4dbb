package studio.sfumato.job;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import studio.sfumato.error.RequestException;
import tools.jackson.databind.JsonNode;

/// The fields of a request as JSON. What is missing or of the wrong kind is refused by name.
///
/// @param node the object
record RequestFields(JsonNode node) {
    boolean has(String field) {
        return node.has(field);
    }

    String text(String field) {
        JsonNode value = field(field);
        if (!value.isString()) {
            throw new RequestException("field '" + field + "' of the request must be text");
        }
        return value.asString();
    }

    int number(String field) {
        JsonNode value = field(field);
        if (!value.isInt()) {
            throw new RequestException("field '" + field + "' of the request must be a whole number");
        }
        return value.asInt();
    }

    double decimal(String field) {
        JsonNode value = field(field);
        if (!value.isNumber()) {
            throw new RequestException("field '" + field + "' of the request must be a number");
        }
        return value.asDouble();
    }

    /// {@return a number, or `fallback` where there is no such field}
    double decimal(String field, double fallback) {
        return has(field) ? decimal(field) : fallback;
    }

    /// {@return the text of a field that may be missing}
    Optional<String> optionalText(String field) {
        return has(field) ? Optional.of(text(field)) : Optional.empty();
    }

    /// {@return whether a field that may be missing is true}
    boolean flag(String field) {
        if (has(field) && !field(field).isBoolean()) {
            throw new RequestException("field '" + field + "' of the request must be true or false");
        }
        return has(field) && field(field).asBoolean();
    }

    /// {@return a list of numbers}
    List<Double> decimals(String field) {
        JsonNode list = field(field);
        List<Double> values = new ArrayList<>();
        for (JsonNode value : list) {
            if (!value.isNumber()) {
                throw new RequestException("field '" + field + "' of the request must be a list of numbers");
            }
            values.add(value.asDouble());
        }
        if (!list.isArray() || values.isEmpty()) {
            throw new RequestException("field '" + field + "' of the request must be a list of numbers");
        }
        return values;
    }

    /// {@return the fields of an object within the request}
    RequestFields object(String field) {
        JsonNode value = field(field);
        if (!value.isObject()) {
            throw new RequestException("field '" + field + "' of the request must be an object");
        }
        return new RequestFields(value);
    }

    private JsonNode field(String field) {
        JsonNode value = node.get(field);
        if (value == null) {
            throw new RequestException("the request has no field '" + field + "'");
        }
        return value;
    }
}
