package studio.sfumato.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import studio.sfumato.error.RequestException;

class AddressTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "stabilityai/sdxl-turbo | stabilityai/sdxl-turbo | main | ",
                " me/it:fp16 | me/it | fp16 | ",
                "me/it/a b.safetensors | me/it | main | a b.safetensors",
                "me/it:v1.0/unet/x.safetensors | me/it | v1.0 | unet/x.safetensors",
                "me/it:refs/pr/7/x.pt | me/it | refs/pr/7 | x.pt",
                "https://huggingface.co/me/it | me/it | main | ",
                "https://hf.co/me/it/ | me/it | main | ",
                "https://huggingface.co/me/it/tree/main | me/it | main | ",
                "https://huggingface.co/me/it/blob/main/x%20y.pt | me/it | main | x y.pt",
                "https://huggingface.co/me/it/resolve/refs%2Fpr%2F7/v/x.pt?download=true | me/it | refs/pr/7 | v/x.pt",
            })
    void aRepositoryIsUnderstood(String text, String name, String revision, String file) {
        assertThat(Address.parse(text, Hub.USUAL))
                .isEqualTo(new Address.Repository(name, revision, Optional.ofNullable(file)));
    }

    @ParameterizedTest
    @CsvSource({
        "https://example.org/a b.safetensors#x, https://example.org/a%20b.safetensors",
        "https://civitai.com/api/download/models/12?type=Model, https://civitai.com/api/download/models/12?type=Model",
        "https://civitai.com/models/1/x?modelVersionId=34, https://civitai.com/api/download/models/34",
        "https://civitai.com/api/download/models/12?a=1&token=s3cret&b=2, https://civitai.com/api/download/models/12?a=1&b=2",
        "https://huggingface.co.evil.example/me/it, https://huggingface.co.evil.example/me/it",
    })
    void anAddressIsUnderstood(String text, String uri) {
        assertThat(Address.parse(text, Hub.USUAL)).isInstanceOfSatisfying(Address.Link.class, link -> {
            assertThat(link.uri()).hasToString(uri);
            assertThat(link.token().isPresent()).isEqualTo(text.contains("token="));
            assertThat(link.toString()).doesNotContain("s3cret");
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "name-alone",
                "me/../it",
                "me/it/../../x",
                "../etc/passwd",
                "me/it:",
                "ftp://example.org/x",
                "file:///etc/passwd",
                "https:///x",
                "https://user:pw@example.org/x",
                "https://exa mple/",
                "https://huggingface.co/datasets/me/it",
                "https://huggingface.co/spaces/me/it",
                "https://civitai.com/models/1/x",
                "/home/me/model.safetensors",
            })
    void anythingElseIsRefused(String text) {
        assertThatThrownBy(() -> Address.parse(text, Hub.USUAL))
                .isInstanceOf(RequestException.class)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("pw"));
    }

    @Test
    void theHubMayBeElsewhere() {
        Hub mirror = Hub.of(Map.of("HF_ENDPOINT", "https://hub.example.org/hf/"));
        Address.Repository repository =
                (Address.Repository) Address.parse("https://hub.example.org/hf/me/it/tree/v1", mirror.base());
        assertThat(repository.revision()).isEqualTo("v1");
        assertThat(mirror.listing(repository))
                .hasToString("https://hub.example.org/hf/api/models/me/it/revision/v1?blobs=true");
        assertThat(Hub.of(Map.of()).base()).isEqualTo(Hub.USUAL);
        assertThatThrownBy(() -> Hub.of(Map.of("HF_ENDPOINT", "nonsense")))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("HF_ENDPOINT");
    }
}
