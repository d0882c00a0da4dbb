package studio.sfumato.ui.common;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessagesTest {
    private static final Pattern PLACE = Pattern.compile("\\{(\\d)[^{}]*(?:\\{\\d}[^{}]*)*}");
    private static final Pattern USED = Pattern.compile("words\\.text\\(\\s*\"([a-z.-]+)\"");

    private static Properties bundle(String suffix) throws IOException {
        Properties all = new Properties();
        try (InputStream in =
                MessagesTest.class.getResourceAsStream("/studio/sfumato/ui/i18n/messages" + suffix + ".properties")) {
            assertThat(in).as("messages" + suffix).isNotNull();
            all.load(new InputStreamReader(in, StandardCharsets.UTF_8));
        }
        return all;
    }

    @ParameterizedTest
    @ValueSource(strings = {"_de", "_fr", "_es", "_ja", "_zh_CN"})
    void eachLanguageSaysEverythingEnglishSaysWithTheSamePlaces(String suffix) throws IOException {
        Properties english = bundle("");
        Properties other = bundle(suffix);
        assertThat(other.stringPropertyNames()).containsExactlyInAnyOrderElementsOf(english.stringPropertyNames());
        for (String key : english.stringPropertyNames()) {
            assertThat(other.getProperty(key)).as(key).isNotBlank();
            assertThat(places(other.getProperty(key))).as(key).isEqualTo(places(english.getProperty(key)));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"en", "de", "fr", "es", "ja", "zh-CN"})
    void everyTextCanBeFormattedAndNoTwoFieldsShareALetter(String tag) throws IOException {
        Messages words = Messages.in(Locale.forLanguageTag(tag));
        List<String> letters = new ArrayList<>();
        for (String key : bundle("").stringPropertyNames()) {
            String text = words.text(key, 1, 2, 3, 4, 5, 6, 7, 8);
            assertThat(text).as(key).isNotBlank().doesNotContain("{", "'");
            if (text.contains("_")) {
                letters.add(text.substring(text.indexOf('_') + 1, text.indexOf('_') + 2)
                        .toUpperCase(Locale.ROOT));
            }
        }
        assertThat(letters).doesNotHaveDuplicates().hasSize(8);
    }

    @Test
    void everyWordTheWindowAsksForIsThere() throws IOException {
        Set<String> used = new TreeSet<>();
        try (Stream<Path> files = Files.walk(Path.of("src/main/java/studio/sfumato/ui"))) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".java")).toList()) {
                Matcher asked = USED.matcher(Files.readString(file));
                while (asked.find()) {
                    used.add(asked.group(1));
                }
            }
        }
        used.removeIf(key -> key.endsWith("."));
        assertThat(used).hasSizeGreaterThan(20);
        assertThat(bundle("").stringPropertyNames()).containsAll(used);
    }

    @Test
    void aLanguageNobodyTranslatedIsEnglish() {
        assertThat(Messages.nearest(Locale.of("de", "AT"))).isEqualTo(Locale.GERMAN);
        assertThat(Messages.nearest(Locale.TRADITIONAL_CHINESE)).isEqualTo(Locale.SIMPLIFIED_CHINESE);
        assertThat(Messages.nearest(Locale.of("fi"))).isEqualTo(Locale.ENGLISH);
        assertThat(Messages.in(Locale.ENGLISH).text("cancel.button")).isEqualTo("Cancel");
    }

    private static Set<String> places(String text) {
        Set<String> found = new TreeSet<>();
        Matcher place = PLACE.matcher(text);
        while (place.find()) {
            found.add(place.group(1));
        }
        return found;
    }
}
