package studio.sfumato.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import studio.sfumato.error.ImageFileException;
import studio.sfumato.error.RequestException;
import studio.sfumato.runtime.WeightMode;
import studio.sfumato.weights.KeptChoices;
import studio.sfumato.weights.Versions;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class SettingsStoreTest {
    @TempDir
    Path folder;

    private Path file() {
        return folder.resolve("config/settings.json");
    }

    private SettingsStore store() {
        return new SettingsStore(file());
    }

    private void found(String text) throws IOException {
        Files.createDirectories(folder.resolve("config"));
        Files.writeString(file(), text);
    }

    @Test
    void withoutAFileEverythingHasItsUsualValue() {
        SettingsStore.Loaded loaded = store().load();
        assertThat(loaded.settings()).isEqualTo(Settings.usual());
        assertThat(loaded.notes()).isEmpty();
        assertThat(loaded.settings().defaultModel()).isEqualTo("starter");
        assertThat(loaded.settings().outputFolder()).isEmpty();
    }

    /// As if what was kept had been kept two minutes earlier.
    private void timePasses() throws IOException {
        Path kept = folder.resolve("config/.versions/settings.json");
        DateTimeFormatter time = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH-mm-ss-SSS", Locale.ROOT);
        try (Stream<Path> all = Files.list(kept)) {
            for (Path one : all.sorted().toList()) {
                LocalDateTime then = LocalDateTime.parse(one.getFileName().toString(), time);
                Files.move(one, one.resolveSibling(time.format(then.minusMinutes(2))));
            }
        }
    }

    private List<String> threadsBefore() {
        return store().earlier().stream()
                .map(one -> one.settings().value(SettingKey.THREADS))
                .toList();
    }

    @Test
    void whatWasSetBeforeIsKeptAndTakenBack() throws IOException {
        for (int threads = 1; threads <= 3; threads++) {
            String number = Integer.toString(threads);
            store().update(now -> now.with(SettingKey.THREADS, number));
            if (threads > 1) {
                timePasses();
            }
        }
        assertThat(threadsBefore()).containsExactly("2", "1");
        assertThat(store().earlier().getFirst().other(store().load().settings()))
                .containsExactly(SettingKey.THREADS);

        Settings back = store().takeBack(store().earlier().getLast());
        assertThat(back.value(SettingKey.THREADS)).isEqualTo("1");
        assertThat(store().load().settings()).isEqualTo(back);
        assertThat(threadsBefore())
                .as("what was set until then can be taken back")
                .contains("3", "2");
        Earlier newest = store().earlier().getFirst();
        assertThat(store().takeBack(newest).value(SettingKey.THREADS)).isEqualTo("3");
    }

    @Test
    void afterTheFileWasDamagedTheLastThatWasGoodIsThere() throws IOException {
        store().update(now -> now.with(SettingKey.THREADS, "3"));
        store().load(); // at the next start
        Files.writeString(file(), "{\"threads\": ");

        SettingsStore.Loaded loaded = store().load();
        assertThat(loaded.settings()).isEqualTo(Settings.usual());
        assertThat(loaded.notes()).hasSize(2).last().asString().contains("sfumato versions settings");
        assertThat(threadsBefore()).containsExactly("3");
        assertThat(store().takeBack(store().earlier().getFirst()).value(SettingKey.THREADS))
                .isEqualTo("3");
    }

    @Test
    void changesWithinAMinuteCountAsOneAndOnlyTheNewestFiftyAreKept() throws IOException {
        store().update(now -> now.with(SettingKey.THREADS, "1"));
        for (int threads = 2; threads < 10; threads++) {
            String number = Integer.toString(threads);
            store().update(now -> now.with(SettingKey.THREADS, number));
        }
        assertThat(threadsBefore()).containsExactly("1");
        for (int threads = 10; threads < 70; threads++) {
            timePasses();
            String number = Integer.toString(threads);
            store().update(now -> now.with(SettingKey.THREADS, number));
        }
        try (Stream<Path> kept = Files.list(folder.resolve("config/.versions/settings.json"))) {
            assertThat(kept).hasSize(EarlierSettings.MOST);
        }
        assertThat(threadsBefore()).startsWith("68", "67");
    }

    @Test
    void aVersionThatIsDamagedOrGoneIsNoneAndNothingIsLost() throws IOException {
        store().update(now -> now.with(SettingKey.THREADS, "1"));
        store().update(now -> now.with(SettingKey.THREADS, "2"));
        Earlier one = store().earlier().getFirst();
        Files.delete(one.version().file());
        assertThatThrownBy(() -> store().takeBack(one)).hasMessageContaining("cannot be read");
        assertThat(store().load().settings().value(SettingKey.THREADS)).isEqualTo("2");
        Files.writeString(one.version().file(), "no JSON");
        assertThat(threadsBefore()).isEmpty();
    }

    @Test
    void theProgramStartsWhereNeitherWhatIsSetNorWhatWasCanBeRead() throws IOException {
        found("{\"threads\": ");
        Path versions = Files.createDirectories(folder.resolve("config/.versions/settings.json"));
        Files.createSymbolicLink(versions.resolve("2026-01-01T00-00-00-000"), folder.resolve("gone"));

        SettingsStore.Loaded loaded = store().load();
        assertThat(loaded.settings()).isEqualTo(Settings.usual());
        assertThat(loaded.notes()).singleElement().asString().contains("is not JSON");
    }

    @Test
    void nothingIsTakenBackWhereWhatIsSetNowCannotBeKept() throws IOException {
        Files.createDirectories(folder.resolve("config"));
        Files.writeString(folder.resolve("config/.versions"), "no folder");
        store().update(now -> now.with(SettingKey.THREADS, "2"));
        Path copy = Files.writeString(folder.resolve("copy.json"), "{\"threads\": 1}");
        Earlier one = new Earlier(
                new Versions.Version(copy, LocalDateTime.of(2026, 1, 1, 0, 0), Files.size(copy)), Settings.usual());

        assertThatThrownBy(() -> store().takeBack(one))
                .isInstanceOf(ImageFileException.class)
                .hasMessageContaining("what is set now cannot be kept");
        assertThat(store().load().settings().value(SettingKey.THREADS)).isEqualTo("2");
    }

    @Test
    void aClockThatWasPutBackKeepsNothingFromBeingKept() throws IOException {
        store().update(now -> now.with(SettingKey.THREADS, "1"));
        store().update(now -> now.with(SettingKey.THREADS, "2"));
        Versions.Version one = store().earlier().getFirst().version();
        String later = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH-mm-ss-SSS", Locale.ROOT)
                .format(one.replaced().plusHours(1));
        Files.move(one.file(), one.file().resolveSibling(later));
        store().update(now -> now.with(SettingKey.THREADS, "3"));
        assertThat(threadsBefore()).containsExactlyInAnyOrder("1", "2");
    }

    @Test
    void whatIsSetComesBack() {
        Path models = folder.resolve("my models");
        Settings settings = Settings.usual()
                .with(SettingKey.THREADS, "3")
                .with(SettingKey.WEIGHTS, "Mapped")
                .with(SettingKey.MODEL_FOLDERS, models + File.pathSeparator + folder)
                .with(SettingKey.OUTPUT_FOLDER, folder.resolve("out").toString())
                .with(SettingKey.SUB_FOLDERS, "")
                .withShortcuts(Map.of("generate", "Ctrl+Enter"));

        store().save(settings);

        Settings loaded = store().load().settings();
        assertThat(loaded).isEqualTo(settings);
        assertThat(loaded.threads()).isEqualTo(3);
        assertThat(loaded.weights()).isEqualTo(Optional.of(WeightMode.MAPPED));
        assertThat(loaded.modelFolders()).containsExactly(models, folder);
        assertThat(loaded.subFolders()).isEmpty();
        JsonNode json = JsonMapper.shared().readTree(file().toFile());
        assertThat(json.get("version").asInt()).isEqualTo(1);
        assertThat(json.get("threads").isInt()).isTrue();
        assertThat(json.get("model-folders").isArray()).isTrue();
        assertThat(json.has("theme")).isFalse();
    }

    @Test
    void whatANewerVersionWroteSurvives() throws IOException {
        found("{\"version\": 7, \"threads\": 2, \"dreams\": {\"deep\": [1, 2.5]}}");

        store().update(settings -> settings.with(SettingKey.THREADS, "4").with(SettingKey.THEME, "dark"));

        JsonNode json = JsonMapper.shared().readTree(file().toFile());
        assertThat(json.get("version").asInt()).isEqualTo(7);
        assertThat(json.get("dreams").toString()).isEqualTo("{\"deep\":[1,2.5]}");
        assertThat(json.get("threads").asInt()).isEqualTo(4);
        assertThat(json.get("theme").asString()).isEqualTo("dark");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"threads\": 2", "", "[1]", "null", "\u0000\u0001"})
    void aBrokenFileIsKeptAsideAndTold(String broken) throws IOException {
        found(broken);

        SettingsStore.Loaded loaded = store().load();

        assertThat(loaded.settings()).isEqualTo(Settings.usual());
        assertThat(loaded.notes()).singleElement().asString().contains("settings.json", "usual settings", ".broken-");
        try (Stream<Path> files = Files.list(folder.resolve("config"))) {
            assertThat(files).singleElement().satisfies(kept -> {
                assertThat(kept.getFileName().toString()).startsWith("settings.json.broken-");
                assertThat(Files.readString(kept)).isEqualTo(broken);
            });
        }
    }

    @Test
    void oneBadValueDoesNotSpoilTheOthers() throws IOException {
        found(
                "{\"threads\": \"many\", \"theme\": \"dark\", \"provider\": 5, \"shortcuts\": {\"a\": 1, \"b\": \"F5\"}}");

        SettingsStore.Loaded loaded = store().load();

        assertThat(loaded.settings().theme()).isEqualTo("dark");
        assertThat(loaded.settings().threads()).isZero();
        assertThat(loaded.settings().shortcuts()).isEqualTo(Map.of("b", "F5"));
        assertThat(loaded.notes()).hasSize(3).anyMatch(note -> note.contains("threads"));
    }

    @ParameterizedTest
    @CsvSource({"THREADS, -1", "THREADS, 9999", "WEIGHTS, heavy", "PROVIDER, abacus", "THEME, pink", "LANGUAGE, xx"})
    void aValueThatCannotBeIsNamed(SettingKey key, String value) {
        assertThatThrownBy(() -> Settings.usual().with(key, value))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining(key.id());
    }

    @Test
    void aMisspeltNameIsMetWithTheNearest() {
        assertThatThrownBy(() -> SettingKey.get("output-foldr"))
                .isInstanceOfSatisfying(
                        RequestException.class,
                        wrong -> assertThat(wrong.hint()).isEqualTo("Did you mean output-folder?"));
    }

    @Test
    void everySettingTakesItsOwnUsualValue() {
        List.of(SettingKey.values())
                .forEach(key -> assertThat(
                                Settings.usual().with(key, key.fallback()).value(key))
                        .isEqualTo(key.fallback()));
    }

    @Test
    void theVaeOfAModelIsKeptUntilItIsTakenBack() {
        Path dream = Path.of("/models/dream.safetensors");
        Path other = Path.of("/models/other.safetensors");
        store().update(settings -> settings.withVae(dream, "/vaes/painted.safetensors")
                .withVae(other, "x")
                .withText(other, "whole"));
        store().update(settings -> settings.withVae(other, "").with(SettingKey.THREADS, "2"));

        assertThat(store().load().settings().texts()).isEqualTo(KeptChoices.NONE.with(other, "whole"));
        assertThat(store().load().settings().vaes())
                .isEqualTo(KeptChoices.NONE.with(dream, "/vaes/painted.safetensors"));
    }
}
