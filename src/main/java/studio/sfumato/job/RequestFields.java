package studio.sfumato.job;

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

    private JsonNode field(String field) {
        JsonNode value = node.get(field);
        if (value == null) {
            throw new RequestException("the request has no field '" + field + "'");
        }
        return value;
    }
}
