package studio.sfumato.ui.common;

import atlantafx.base.theme.PrimerDark;
import atlantafx.base.theme.PrimerLight;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import javafx.application.Application;
import javafx.scene.Scene;
import javafx.scene.text.Font;

/// Gives scenes their colours and letters: AtlantaFX under our own tokens, then one stylesheet for each feature.
public final class Theme {
    private static final List<String> SHEETS =
            List.of("base", "shell", "create", "canvas", "gallery", "queue", "models", "settings");
    private static final List<String> FONTS = List.of("Inter-Regular.ttf", "Inter-Bold.ttf");
    private static final double FONT_SIZE = 13;

    private Theme() {}

    /// Makes the fonts that come with Sfumato known to the toolkit; call once, before the first scene. Japanese and
    /// Chinese come from the desktop, on Linux through fontconfig, which `fonts.conf` tells of ours.
    public static void loadFonts() {
        for (String font : FONTS) {
            try (InputStream in =
                    Objects.requireNonNull(Theme.class.getResourceAsStream("/studio/sfumato/ui/fonts/" + font))) {
                Font.loadFont(in, FONT_SIZE);
            } catch (IOException unreadable) {
                throw new UncheckedIOException(font, unreadable);
            }
        }
    }

    /// Makes `scene` dark or light.
    public static void apply(Scene scene, boolean dark) {
        Application.setUserAgentStylesheet(
                dark ? new PrimerDark().getUserAgentStylesheetBSS() : new PrimerLight().getUserAgentStylesheetBSS());
        scene.getStylesheets().setAll(sheet(dark ? "theme-dark" : "theme-light"));
        SHEETS.forEach(name -> scene.getStylesheets().add(sheet(name)));
    }

    private static String sheet(String name) {
        return Objects.requireNonNull(Theme.class.getResource("/studio/sfumato/ui/" + name + ".css"))
                .toExternalForm();
    }
}
