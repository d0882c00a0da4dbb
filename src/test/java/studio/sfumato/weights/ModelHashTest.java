package studio.sfumato.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.error.CancelledException;
import studio.sfumato.error.ModelFileException;

class ModelHashTest {
    @TempDir
    Path temp;

    private ModelFolder model;
    private Path weights;
    private Path cache;

    @BeforeEach
    void makeModel() {
        model = ModelFolder.open(ModelFolderBuilder.sd1(temp.resolve("fox")).folder());
        weights = model.files(ModelPart.UNET).getFirst();
        cache = temp.resolve("cache");
    }

    @Test
    void itIsTheStartOfTheWeightFilesSha256() throws IOException, NoSuchAlgorithmException {
        assertThat(hash()).isEqualTo(expected()).hasSize(10);
    }

    @Test
    void aFileOfTheSameSizeAndTimeIsNotReadAgainButAChangedOneIs() throws IOException, NoSuchAlgorithmException {
        String before = hash();
        FileTime time = Files.getLastModifiedTime(weights);
        byte[] bytes = Files.readAllBytes(weights);
        bytes[bytes.length - 1] ^= 1;
        Files.write(weights, bytes);
        Files.setLastModifiedTime(weights, time);
        assertThat(hash()).as("kept in the file").isEqualTo(before);

        Files.setLastModifiedTime(weights, FileTime.fromMillis(time.toMillis() + 2000));
        assertThat(hash()).isEqualTo(expected()).isNotEqualTo(before);
        try (Stream<Path> files = Files.list(cache)) {
            assertThat(files).as("no temporary file is left").containsExactly(cache.resolve("model-hashes.txt"));
        }
    }

    @Test
    void allOfThemAreToldWithoutReadingOnceTheyAreKept() throws IOException, NoSuchAlgorithmException {
        ModelHash hashes = new ModelHash(cache);
        assertThat(hashes.known(model)).isEmpty();
        List<Double> read = new ArrayList<>();
        ModelHash.All all = hashes.all(model, read::add, CancellationToken.none());
        assertThat(all.brief()).isEqualTo(expected());
        assertThat(all.sha256()).hasSize(64).startsWith(expected());
        assertThat(all.legacy()).as("of a folder").isEmpty();
        assertThat(read).isSorted().endsWith(1.0);
        assertThat(new ModelHash(cache).known(model)).hasValue(all);
        read.clear();
        assertThat(hashes.all(model, read::add, CancellationToken.none())).isEqualTo(all);
        assertThat(read).isEmpty();
    }

    @Test
    void whatIsStoppedOnTheWayIsNotKept() {
        ModelHash hashes = new ModelHash(cache);
        CancellationToken cancel = CancellationToken.none();
        cancel.cancel();
        assertThatThrownBy(() -> hashes.all(model, _ -> {}, cancel)).isInstanceOf(CancelledException.class);
        assertThat(hashes.known(model)).isEmpty();
    }

    @Test
    void aDamagedCacheIsForgotten() throws IOException, NoSuchAlgorithmException {
        hash();
        Files.writeString(cache.resolve("model-hashes.txt"), "{\"x\n");
        assertThat(hash()).isEqualTo(expected());
        Files.writeString(cache.resolve("model-hashes.txt"), "{\"x\": 3}");
        assertThat(hash()).isEqualTo(expected());
    }

    @Test
    void itDoesWithoutAPlaceToKeepIt() throws IOException, NoSuchAlgorithmException {
        Files.writeString(cache, "a file where the folder should be");
        assertThat(hash()).isEqualTo(expected());
    }

    @Test
    void itStopsWhenCancelledAndNamesAFileThatIsGone() throws IOException {
        CancellationToken cancelled = new CancellationToken();
        cancelled.cancel();
        assertThatThrownBy(() -> new ModelHash(cache).of(model, cancelled)).isInstanceOf(CancelledException.class);
        Files.delete(weights);
        assertThatThrownBy(this::hash)
                .isInstanceOf(ModelFileException.class)
                .hasMessage(weights.getFileName() + " is missing");
    }

    private String hash() {
        return new ModelHash(cache).of(model, CancellationToken.none());
    }

    private String expected() throws IOException, NoSuchAlgorithmException {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(weights));
        return HexFormat.of().formatHex(digest).substring(0, 10);
    }
}
