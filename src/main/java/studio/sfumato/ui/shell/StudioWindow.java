package studio.sfumato.ui.shell;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import javafx.application.ColorScheme;
import javafx.application.Platform;
import javafx.geometry.Rectangle2D;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.BorderPane;
import javafx.stage.Screen;
import javafx.stage.Stage;
import javafx.stage.WindowEvent;
import javafx.util.Subscription;
import studio.sfumato.ui.common.Follow;
import studio.sfumato.ui.common.FxThread;
import studio.sfumato.ui.common.Keymap;
import studio.sfumato.ui.common.Look;
import studio.sfumato.ui.common.Messages;
import studio.sfumato.ui.common.Theme;
import studio.sfumato.ui.common.Workspace;
import studio.sfumato.ui.generate.CreateModel;

/// The window: where one is on the left, the work in the middle, what the machine is doing at the bottom. It is built
/// anew when it is to speak another language; what was typed is in the models and stays.
public final class StudioWindow {
    private static final double WIDTH = 1440;
    private static final double HEIGHT = 900;
    private static final double LEAST_WIDTH = 960;
    private static final double LEAST_HEIGHT = 640;
    private static final int FRAMES = 2; // the first is empty
    private static final List<KeyCode> DIGITS = List.of(
            KeyCode.DIGIT1,
            KeyCode.DIGIT2,
            KeyCode.DIGIT3,
            KeyCode.DIGIT4,
            KeyCode.DIGIT5,
            KeyCode.DIGIT6,
            KeyCode.DIGIT7,
            KeyCode.DIGIT8,
            KeyCode.DIGIT9);

    private final Stage stage;
    private final ShellModel shell;
    private final CreateModel create;
    private final Scene scene;
    private final List<Workspace> workspaces;
    private final Keymap keys;
    private final Map<String, Workspace.Page> pages = new HashMap<>();
    private Messages words;
    private BorderPane frame = new BorderPane();

    /// A window in `stage`.
    ///
    /// @param workspaces where the rail leads, from top to bottom
    /// @param keys which key does what in it
    public StudioWindow(Stage stage, ShellModel shell, CreateModel create, List<Workspace> workspaces, Keymap keys) {
        this.keys = keys;
        this.stage = stage;
        this.shell = shell;
        this.create = create;
        this.workspaces = List.copyOf(workspaces);
        words = Messages.in(shell.languageProperty().get(), keys);
        Theme.loadFonts();
        Rectangle2D screen = Screen.getPrimary().getVisualBounds();
        scene = new Scene(frame, Math.min(WIDTH, screen.getWidth()), Math.min(HEIGHT, screen.getHeight()));
        Platform.Preferences desktop = Platform.getPreferences();
        shell.lookProperty().subscribe(_ -> dress(desktop.getColorScheme()));
        Subscription following = desktop.colorSchemeProperty().subscribe(this::dress);
        stage.addEventHandler(WindowEvent.WINDOW_HIDDEN, _ -> following.unsubscribe()); // the desktop outlives it
        shell.languageProperty().subscribe(this::speak);
        shell.workspaceProperty().subscribe((_, _) -> enter());
        keys.chosenProperty().subscribe((_, _) -> forgetOthers());
        stage.setScene(scene);
        stage.setTitle("Sfumato");
        stage.setMinWidth(LEAST_WIDTH);
        stage.setMinHeight(LEAST_HEIGHT);
    }

    /// Shows it, ready to type.
    public void show() {
        stage.show();
        page().entered();
        List<Supplier<Node>> ahead = workspaces.stream()
                .filter(Workspace::ahead)
                .map(each -> (Supplier<Node>) () -> page(each.id()).node())
                .toList();
        new Rehearsal(scene, ahead).begin();
    }

    /// Runs `work` on the window's thread once it has been drawn for the first time, so that nothing takes the
    /// processor from it before.
    public void whenDrawn(Runnable work) {
        whenDrawn(FRAMES, work);
    }

    private void whenDrawn(int frames, Runnable work) {
        scene.addPostLayoutPulseListener(new Runnable() {
            @Override
            public void run() {
                scene.removePostLayoutPulseListener(this);
                if (frames > 1) {
                    whenDrawn(frames - 1, work);
                    Platform.requestNextPulse();
                } else {
                    FxThread.toolkit().run(work);
                }
            }
        });
    }

    /// Brings it before all other windows.
    public void front() {
        stage.setIconified(false);
        stage.setAlwaysOnTop(true); // some desktops only blink for a window that asks for the front
        stage.toFront();
        stage.requestFocus();
        stage.setAlwaysOnTop(false);
    }

    /// {@return its scene}
    public Scene scene() {
        return scene;
    }

    private void dress(ColorScheme desktop) {
        Look look = shell.lookProperty().get();
        Theme.apply(scene, look == Look.DARK || (look == Look.SYSTEM && desktop == ColorScheme.DARK));
    }

    /// Builds everything in `language`. Workspaces are built as they are entered.
    private void speak(Locale language) {
        words = Messages.in(language, keys);
        Follow.end(frame);
        pages.values().forEach(page -> Follow.end(page.node()));
        pages.clear();
        frame = new BorderPane(
                null, null, null, new StatusLine(shell, create, words), new Rail(shell, workspaces, words));
        frame.getStyleClass().add("studio");
        frame.addEventFilter(KeyEvent.KEY_PRESSED, this::pressed);
        frame.addEventHandler(KeyEvent.KEY_PRESSED, key -> page().unused(key));
        frame.setCenter(page().node());
        scene.setRoot(frame);
    }

    /// Lets go of all pages but the one that is shown: what they say names other keys now.
    private void forgetOthers() {
        Workspace.Page shown = page();
        pages.values().stream().filter(page -> page != shown).forEach(page -> Follow.end(page.node()));
        pages.values().removeIf(page -> page != shown);
    }

    private Workspace.Page page() {
        return page(shell.workspaceProperty().get());
    }

    private Workspace.Page page(String workspace) {
        return pages.computeIfAbsent(workspace, id -> workspace(id).page(words));
    }

    private Workspace workspace(String id) {
        return workspaces.stream()
                .filter(workspace -> workspace.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private void enter() {
        page().node().setVisible(true);
        frame.setCenter(page().node());
        page().entered();
    }

    /// The window's own keys come first: Ctrl and a digit lead to a workspace.
    private void pressed(KeyEvent key) {
        int digit = key.isShortcutDown() ? DIGITS.indexOf(key.getCode()) : -1;
        if (digit >= 0 && digit < workspaces.size()) {
            shell.workspaceProperty().set(workspaces.get(digit).id());
            key.consume();
        } else {
            page().pressed(key);
        }
    }
}
