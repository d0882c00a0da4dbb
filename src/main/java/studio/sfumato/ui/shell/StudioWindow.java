package studio.sfumato.ui.shell;

import java.util.Locale;
import javafx.application.ColorScheme;
import javafx.application.Platform;
import javafx.geometry.Rectangle2D;
import javafx.scene.Scene;
import javafx.scene.layout.BorderPane;
import javafx.stage.Screen;
import javafx.stage.Stage;
import studio.sfumato.ui.common.Look;
import studio.sfumato.ui.common.Messages;
import studio.sfumato.ui.common.Theme;
import studio.sfumato.ui.generate.CreateModel;
import studio.sfumato.ui.generate.CreateView;

/// The window: where one is on the left, the work in the middle, what the machine is doing at the bottom. It is built
/// anew when it is to speak another language; what was typed is in the models and stays.
public final class StudioWindow {
    private static final double WIDTH = 1440;
    private static final double HEIGHT = 900;
    private static final double LEAST_WIDTH = 960;
    private static final double LEAST_HEIGHT = 640;

    private final Stage stage;
    private final ShellModel shell;
    private final CreateModel create;
    private final Scene scene;
    private CreateView workspace;

    /// A window in `stage`.
    public StudioWindow(Stage stage, ShellModel shell, CreateModel create) {
        this.stage = stage;
        this.shell = shell;
        this.create = create;
        Theme.loadFonts();
        Rectangle2D screen = Screen.getPrimary().getVisualBounds();
        scene = new Scene(new BorderPane(), Math.min(WIDTH, screen.getWidth()), Math.min(HEIGHT, screen.getHeight()));
        Platform.Preferences desktop = Platform.getPreferences();
        shell.lookProperty().subscribe(_ -> dress(desktop.getColorScheme()));
        desktop.colorSchemeProperty().subscribe(this::dress);
        workspace = speak(shell.languageProperty().get());
        shell.languageProperty().subscribe((_, language) -> workspace = speak(language));
        stage.setScene(scene);
        stage.setTitle("Sfumato");
        stage.setMinWidth(LEAST_WIDTH);
        stage.setMinHeight(LEAST_HEIGHT);
    }

    /// Shows it, ready to type a prompt.
    public void show() {
        stage.show();
        workspace.focusPrompt();
    }

    /// {@return its scene}
    public Scene scene() {
        return scene;
    }

    private void dress(ColorScheme desktop) {
        Look look = shell.lookProperty().get();
        Theme.apply(scene, look == Look.DARK || (look == Look.SYSTEM && desktop == ColorScheme.DARK));
    }

    /// {@return the workspace of the contents in `language`, which take the place of what was there}
    private CreateView speak(Locale language) {
        Messages words = Messages.in(language);
        CreateView view = new CreateView(create, words);
        BorderPane root =
                new BorderPane(view, null, null, new StatusLine(shell, create, words), new Rail(shell, words));
        root.getStyleClass().add("studio");
        view.installKeys(root);
        scene.setRoot(root);
        return view;
    }
}
