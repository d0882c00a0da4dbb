package studio.sfumato.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import studio.sfumato.diffusion.PictureRef;
import studio.sfumato.diffusion.ResizeMode;
import studio.sfumato.diffusion.control.ControlMode;
import studio.sfumato.diffusion.control.ControlUnit;
import studio.sfumato.error.RequestException;
import studio.sfumato.image.control.ControlType;
import studio.sfumato.image.control.MapSettings;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class ControlJsonTest {
    private static final PictureRef PICTURE = new PictureRef("0123456789abcdef".repeat(4));

    @Test
    void whatIsWrittenIsReadAgain() {
        List<ControlUnit> units = new ArrayList<>();
        for (ControlType type : ControlType.values()) {
            units.add(new ControlUnit(type, true, PICTURE, "net/" + type.label()));
        }
        units.add(new ControlUnit(
                ControlType.CANNY,
                false,
                PICTURE,
                "a \"net\"",
                0.35,
                0.125,
                0.75,
                ControlMode.CONTROL,
                ResizeMode.FILL,
                new MapSettings(12.5, 80)));
        ObjectNode node = JsonMapper.shared().createObjectNode();

        ControlJson.write(units, node);

        assertThat(ControlJson.read(new RequestFields(JsonMapper.shared().readTree(node.toString()))))
                .isEqualTo(units);
    }

    @Test
    void requestsWithoutThemSayNothing() {
        ObjectNode node = JsonMapper.shared().createObjectNode();
        ControlJson.write(List.of(), node);
        assertThat(node.isEmpty()).isTrue();
        assertThat(ControlJson.read(new RequestFields(node))).isEmpty();
    }

    @Test
    void whatIsNoUnitIsRefused() {
        for (String json : List.of(
                "{\"controls\": 3}",
                "{\"controls\": [3]}",
                "{\"controls\": [{}]}",
                "{\"controls\": [{\"type\": \"canny\", \"picture\": \"../x\", \"model\": \"m\"}]}",
                "{\"controls\": [{\"type\": \"canny\", \"picture\": \"" + PICTURE
                        + "\", \"model\": \"m\", \"weight\": 9}]}",
                "{\"controls\": [{\"type\": \"canny\", \"picture\": \"" + PICTURE
                        + "\", \"model\": \"m\", \"made\": 1}]}")) {
            assertThatThrownBy(() -> ControlJson.read(
                            new RequestFields(JsonMapper.shared().readTree(json))))
                    .as(json)
                    .isInstanceOf(RequestException.class);
        }
    }
}
