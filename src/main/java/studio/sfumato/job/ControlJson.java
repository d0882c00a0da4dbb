package studio.sfumato.job;

import java.util.ArrayList;
import java.util.List;
import studio.sfumato.diffusion.PictureRef;
import studio.sfumato.diffusion.ResizeMode;
import studio.sfumato.diffusion.control.ControlMode;
import studio.sfumato.diffusion.control.ControlUnit;
import studio.sfumato.error.RequestException;
import studio.sfumato.image.control.ControlType;
import studio.sfumato.image.control.MapSettings;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The pictures that guide a request, as a list of objects in it.
final class ControlJson {
    private static final String CONTROLS = "controls";

    private ControlJson() {}

    static void write(List<ControlUnit> units, ObjectNode node) {
        if (units.isEmpty()) {
            return;
        }
        ArrayNode list = node.putArray(CONTROLS);
        for (ControlUnit unit : units) {
            ObjectNode object = list.addObject();
            object.put("type", unit.type().label());
            object.put("picture", unit.picture().sha256());
            if (unit.made()) {
                object.put("made", true);
            }
            object.put("model", unit.model());
            object.put("weight", unit.weight());
            object.put("start", unit.start());
            object.put("end", unit.end());
            object.put("mode", unit.mode().label());
            object.put("resizeMode", unit.resize().label());
            if (unit.type().thresholds() > 0) {
                object.put("low", unit.settings().low());
            }
            if (unit.type().thresholds() > 1) {
                object.put("high", unit.settings().high());
            }
        }
    }

    static List<ControlUnit> read(RequestFields fields) {
        if (!fields.has(CONTROLS)) {
            return List.of();
        }
        JsonNode list = fields.node().get(CONTROLS);
        if (!list.isArray()) {
            throw new RequestException("field '" + CONTROLS + "' of the request must be a list");
        }
        List<ControlUnit> units = new ArrayList<>();
        for (JsonNode node : list) {
            if (!node.isObject()) {
                throw new RequestException("field '" + CONTROLS + "' of the request must be a list of objects");
            }
            units.add(unit(new RequestFields(node)));
        }
        return List.copyOf(units);
    }

    private static ControlUnit unit(RequestFields fields) {
        ControlType type = ControlType.get(fields.text("type"));
        MapSettings usual = type.settings();
        return new ControlUnit(
                type,
                fields.flag("made"),
                new PictureRef(fields.text("picture")),
                fields.text("model"),
                fields.decimal("weight", 1),
                fields.decimal("start", 0),
                fields.decimal("end", 1),
                fields.optionalText("mode").map(ControlMode::get).orElse(ControlMode.BALANCED),
                fields.optionalText("resizeMode").map(ResizeMode::get).orElse(ResizeMode.CROP),
                new MapSettings(fields.decimal("low", usual.low()), fields.decimal("high", usual.high())));
    }
}
