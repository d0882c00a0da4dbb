package studio.sfumato.download;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import studio.sfumato.weights.addon.AddOnKind;
import studio.sfumato.weights.addon.AddOnShelf;
import studio.sfumato.weights.checkpoint.FileKind;

class PlaceTest {
    @Test
    void whatIsDownloadedLiesWhereItIsLookedFor() {
        Path models = Path.of("models");
        AddOnShelf shelf = new AddOnShelf(List.of(models));
        Map.of(
                        FileKind.LORA, AddOnKind.LORA,
                        FileKind.EMBEDDING, AddOnKind.EMBEDDING,
                        FileKind.UPSCALER, AddOnKind.UPSCALER,
                        FileKind.CONTROL_NET, AddOnKind.CONTROL,
                        FileKind.T2I_ADAPTER, AddOnKind.CONTROL,
                        FileKind.IP_ADAPTER, AddOnKind.CONTROL,
                        FileKind.DEPTH, AddOnKind.DEPTH,
                        FileKind.LINES, AddOnKind.LINES,
                        FileKind.CLIP_VISION, AddOnKind.VISION)
                .forEach((kind, addOn) -> assertThat(shelf.folders(addOn))
                        .as(kind.name())
                        .contains(Place.of(kind).in(models)));
        assertThat(Place.of(FileKind.CHECKPOINT).in(models)).isEqualTo(models);
        assertThat(Place.named("depth")).contains(Place.DEPTH);
    }
}
