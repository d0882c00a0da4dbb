package studio.sfumato.ui.common;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Text can be read on every ground it stands on: WCAG 2.2, 1.4.3 (AA).
class ContrastTest {
    private static final Path SHEETS = Path.of("src/main/resources/studio/sfumato/ui");
    private static final Pattern TOKEN = Pattern.compile("(-color-[a-z-]+): #([0-9a-f]{6});");
    private static final Pattern COLOUR = Pattern.compile("#[0-9a-fA-F]{3,8}\\b|rgba?\\(");

    @ParameterizedTest
    @CsvSource({
        "-color-fg-default, -color-bg-default",
        "-color-fg-default, -color-bg-inset",
        "-color-fg-default, -color-bg-subtle",
        "-color-fg-default, -color-bg-raised",
        "-color-fg-muted, -color-bg-subtle",
        "-color-fg-muted, -color-bg-inset",
        "-color-fg-muted, -color-bg-default",
        "-color-fg-subtle, -color-bg-subtle",
        "-color-fg-subtle, -color-bg-inset",
        "-color-fg-subtle, -color-bg-default",
        "-color-accent-fg, -color-bg-raised",
        "-color-accent-fg, -color-bg-default",
        "-color-danger-fg, -color-bg-subtle",
        "-color-mark-weight, -color-bg-default",
        "-color-mark-tag, -color-bg-default",
        "-color-mark-choice, -color-bg-default",
        "-color-fg-emphasis, -color-accent-emphasis",
        "-color-fg-emphasis, -color-accent-strong"
    })
    void textCanBeReadInBothLooks(String text, String ground) throws IOException {
        for (String theme : new String[] {"theme-dark", "theme-light"}) {
            Map<String, String> tokens = tokens(theme);
            assertThat(contrast(colour(tokens, text), colour(tokens, ground)))
                    .as("%s on %s in %s", text, ground, theme)
                    .isGreaterThanOrEqualTo(4.5);
        }
    }

    @Test
    void bothLooksHaveTheSameTokens() throws IOException {
        assertThat(tokens("theme-light").keySet())
                .isEqualTo(tokens("theme-dark").keySet());
    }

    @Test
    void onlyTheThemesHoldColours() throws IOException {
        try (Stream<Path> files = Files.list(SHEETS)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".css")).toList()) {
                if (!String.valueOf(file.getFileName()).startsWith("theme-")) {
                    assertThat(Files.readString(file)).as(file.toString()).doesNotContainPattern(COLOUR);
                }
            }
        }
    }

    private static Map<String, String> tokens(String theme) throws IOException {
        Map<String, String> tokens = new HashMap<>();
        Matcher matcher = TOKEN.matcher(Files.readString(SHEETS.resolve(theme + ".css")));
        while (matcher.find()) {
            tokens.put(matcher.group(1), matcher.group(2));
        }
        return tokens;
    }

    private static String colour(Map<String, String> tokens, String token) {
        return Objects.requireNonNull(tokens.get(token), token);
    }

    private static double contrast(String one, String other) {
        double light = Math.max(luminance(one), luminance(other));
        double dark = Math.min(luminance(one), luminance(other));
        return (light + 0.05) / (dark + 0.05);
    }

    private static double luminance(String hex) {
        int rgb = Integer.parseInt(hex, 16);
        return 0.2126 * linear(rgb >> 16) + 0.7152 * linear(rgb >> 8) + 0.0722 * linear(rgb);
    }

    private static double linear(int level) {
        double value = (level & 0xFF) / 255.0;
        return value <= 0.04045 ? value / 12.92 : Math.pow((value + 0.055) / 1.055, 2.4);
    }
}
