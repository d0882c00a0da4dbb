package studio.sfumato.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import studio.sfumato.error.DownloadException;

class RemoteNameTest {
    @ParameterizedTest
    @CsvSource({
        "soft clay.safetensors, soft clay.safetensors",
        "../../etc/passwd, passwd",
        "..\\..\\windows\\x.safetensors, x.safetensors",
        "/etc/cron.d/x, x",
        "C:evil.safetensors, C_evil.safetensors",
        "..∕..∕x.safetensors, _.._x.safetensors",
        "a／b＼c⁄d⧸e.pt, a_b_c_d_e.pt",
        "con.safetensors, _con.safetensors",
        "LPT1, _LPT1",
        "nul .pt, _nul .pt",
        "COM¹.ckpt, _COM¹.ckpt",
        "'.hidden', hidden",
        "'...', download",
        "'', download",
        "'x.safetensors. . ', x.safetensors",
        "a<b>c:d|e?f*g.pt, a_b_c_d_e_f_g.pt",
        "絵筆.safetensors, 絵筆.safetensors",
    })
    void aNameLeadsNowhereElse(String name, String safe) {
        assertThat(RemoteName.safe(name)).isEqualTo(safe);
    }

    @Test
    void nothingUnseenStaysInAName() {
        assertThat(RemoteName.safe("a\u0000b\u001b[31m\u202Ecod\u200B.exe\n\u2028\uD800.pt"))
                .isEqualTo("ab[31mcod.exe.pt");
        assertThat(RemoteName.safe("e\u0301.pt")).isEqualTo("é.pt");
    }

    @Test
    void aLongNameKeepsItsEndingAndNoHalfLetters() {
        String name = RemoteName.safe("画".repeat(300) + ".safetensors");
        assertThat(name).endsWith("画.safetensors");
        assertThat(name.getBytes(StandardCharsets.UTF_8).length).isBetween(190, 200);
        assertThat(RemoteName.safe("😀".repeat(300))).matches("(😀)+");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../x", "a/../../x", "/x", "a//x", "unet/con.json", "a/./b", "unet/a\\b"})
    void aRepositorysPathIsTakenAsItIsOrNotAtAll(String path) {
        assertThat(RemoteName.safePath("unet/config.json")).isEqualTo("unet/config.json");
        assertThatThrownBy(() -> RemoteName.safePath(path)).isInstanceOf(DownloadException.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "attachment; filename=\"a b.safetensors\" | a b.safetensors",
                "attachment; filename=plain.pt; size=5 | plain.pt",
                "attachment; filename=\"x.pt\"; filename*=UTF-8''%e7%b5%b5.pt | 絵.pt",
                "inline; filename*=utf-8'en'a%20b%2Fc.pt | a b/c.pt",
                "attachment; filename=\"q\\\"uote.pt\" | q\"uote.pt",
                "attachment; filename=\"Ã©.pt\" | é.pt",
            })
    void aServersNameIsRead(String header, String name) {
        assertThat(RemoteName.inDisposition(header)).contains(name);
    }

    @Test
    void aHeaderWithoutANameHasNone() {
        assertThat(RemoteName.inDisposition("attachment")).isEmpty();
        assertThat(RemoteName.inDisposition("attachment; notfilename=\"x\"")).isEmpty();
    }

    @Test
    void percentSignsThatStandForNothingStay() {
        assertThat(RemoteName.decoded("100%_a%2")).isEqualTo("100%_a%2");
    }
}
