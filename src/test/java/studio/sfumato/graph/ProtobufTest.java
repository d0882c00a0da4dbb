package studio.sfumato.graph;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// The bytes are those of the encoding guide at protobuf.dev.
class ProtobufTest {
    @Test
    void numberIsWrittenSevenBitsAtATime() {
        assertThat(new Protobuf().number(1, 150).toByteArray()).isEqualTo(bytes(0x08, 0x96, 0x01));
    }

    @Test
    void negativeNumberTakesTenBytes() {
        assertThat(new Protobuf().number(1, -2).toByteArray())
                .isEqualTo(bytes(0x08, 0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01));
    }

    @Test
    void textIsPrecededByItsLength() {
        assertThat(new Protobuf().text(2, "testing").toByteArray())
                .isEqualTo(bytes(0x12, 0x07, 't', 'e', 's', 't', 'i', 'n', 'g'));
    }

    @Test
    void messageIsNested() {
        assertThat(new Protobuf().message(3, nested -> nested.number(1, 150)).toByteArray())
                .isEqualTo(bytes(0x1a, 0x03, 0x08, 0x96, 0x01));
    }

    @Test
    void realIsLittleEndian() {
        assertThat(new Protobuf().real(2, 1.5f).toByteArray()).isEqualTo(bytes(0x15, 0, 0, 0xc0, 0x3f));
    }

    @Test
    void fieldAboveFifteenTakesTwoBytes() {
        assertThat(new Protobuf().number(20, 7).toByteArray()).isEqualTo(bytes(0xa0, 0x01, 0x07));
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }
}
