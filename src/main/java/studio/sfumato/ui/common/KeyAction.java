package studio.sfumato.ui.common;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import javafx.scene.input.KeyCombination;

/// Everything in the window that has a key: the one list of them. [Keymap] says which key it is now.
public enum KeyAction {
    /// Leads to the workspace with that number in the rail.
    WORKSPACE(
            "window",
            Rule.FIXED,
            "Shortcut+1",
            "Shortcut+2",
            "Shortcut+3",
            "Shortcut+4",
            "Shortcut+5",
            "Shortcut+6",
            "Shortcut+7",
            "Shortcut+8",
            "Shortcut+9"),
    /// Makes the picture.
    CREATE_GENERATE("create", Rule.HELD, "Shortcut+Enter"),
    /// Cancels what is under way.
    CREATE_CANCEL("create", Rule.FIXED, "Esc"),
    /// Weighs the selected words more.
    CREATE_HEAVIER("create", Rule.HELD, "Shortcut+Up"),
    /// Weighs them less.
    CREATE_LIGHTER("create", Rule.HELD, "Shortcut+Down"),
    /// Goes to the prompt before.
    CREATE_OLDER("create", Rule.HELD, "Alt+Up"),
    /// Goes to the prompt after.
    CREATE_NEWER("create", Rule.HELD, "Alt+Down"),
    /// Shows the steps of the picture.
    CREATE_FILM("create", Rule.HELD, "Shortcut+T"),
    /// Goes from step to step.
    CREATE_FILM_STEP("create", Rule.FIXED, "Left", "Right"),
    /// Puts the picture on the canvas.
    CREATE_CANVAS("create", Rule.HELD, "Shortcut+E"),
    /// Lays the picture side by side.
    CREATE_REPEAT("create", Rule.HELD, "Shortcut+Shift+T"),
    /// Makes candidates.
    CANVAS_GENERATE("canvas", Rule.HELD, "Shortcut+Enter"),
    /// Takes the last edit back.
    CANVAS_UNDO("canvas", Rule.ANY, "Shortcut+Z"),
    /// Does again what was taken back.
    CANVAS_REDO("canvas", Rule.ANY, "Shortcut+Shift+Z"),
    /// Holds the tool that moves.
    CANVAS_MOVE("canvas", Rule.ANY, "V"),
    /// Holds the brush.
    CANVAS_BRUSH("canvas", Rule.ANY, "B"),
    /// Holds the eraser.
    CANVAS_ERASER("canvas", Rule.ANY, "E"),
    /// Holds the lasso.
    CANVAS_LASSO("canvas", Rule.ANY, "L"),
    /// Holds the rectangle.
    CANVAS_RECTANGLE("canvas", Rule.ANY, "R"),
    /// Holds the polygon.
    CANVAS_POLYGON("canvas", Rule.ANY, "P"),
    /// Holds the paint bucket.
    CANVAS_FILL("canvas", Rule.ANY, "G"),
    /// Holds the tool that masks a colour.
    CANVAS_COLOUR("canvas", Rule.ANY, "W"),
    /// Holds the tool that crops.
    CANVAS_CROP("canvas", Rule.ANY, "C"),
    /// Holds the tool that poses skeletons.
    CANVAS_POSE("canvas", Rule.ANY, "O"),
    /// Paints the mask for the moment.
    CANVAS_QUICK_MASK("canvas", Rule.ANY, "Q"),
    /// Makes the brush smaller.
    CANVAS_SMALLER("canvas", Rule.ANY, "Open Bracket"),
    /// Makes it larger.
    CANVAS_LARGER("canvas", Rule.ANY, "Close Bracket"),
    /// Makes it softer.
    CANVAS_SOFTER("canvas", Rule.ANY, "Shift+Open Bracket"),
    /// Makes it harder.
    CANVAS_HARDER("canvas", Rule.ANY, "Shift+Close Bracket"),
    /// Clears the mask.
    CANVAS_CLEAR("canvas", Rule.ANY, "Delete"),
    /// Shows all of the document.
    CANVAS_FIT("canvas", Rule.ANY, "Shortcut+0"),
    /// Shows its own pixels.
    CANVAS_ACTUAL("canvas", Rule.ANY, "Shortcut+Shift+0"),
    /// Lays the document side by side.
    CANVAS_REPEAT("canvas", Rule.ANY, "T"),
    /// Closer, farther.
    CANVAS_ZOOM("canvas", Rule.FIXED, "Plus", "Minus"),
    /// Goes through the candidates.
    CANVAS_FLIP("canvas", Rule.FIXED, "Left", "Right"),
    /// Accepts the one that is looked at.
    CANVAS_ACCEPT("canvas", Rule.FIXED, "Enter"),
    /// Goes back to the document, or takes back what is being drawn.
    CANVAS_BACK("canvas", Rule.FIXED, "Esc"),
    /// Searches.
    GALLERY_FIND("gallery", Rule.HELD, "Shortcut+F"),
    /// Shows the picture alone, and goes back.
    GALLERY_OPEN("gallery", Rule.FIXED, "Enter", "Space"),
    /// Goes back.
    GALLERY_BACK("gallery", Rule.FIXED, "Esc"),
    /// Chooses all.
    GALLERY_ALL("gallery", Rule.ANY, "Shortcut+A"),
    /// Gives stars.
    GALLERY_RATE("gallery", Rule.FIXED, "0", "1", "2", "3", "4", "5"),
    /// Favourite or not.
    GALLERY_FAVOURITE("gallery", Rule.ANY, "F"),
    /// Compares two.
    GALLERY_COMPARE("gallery", Rule.ANY, "C"),
    /// Throws away.
    GALLERY_TRASH("gallery", Rule.ANY, "Delete"),
    /// Opens it on the canvas.
    GALLERY_CANVAS("gallery", Rule.ANY, "Shortcut+E"),
    /// Takes the last change back.
    GALLERY_UNDO("gallery", Rule.ANY, "Shortcut+Z"),
    /// Closer, farther, pixel for pixel.
    GALLERY_ZOOM("gallery", Rule.FIXED, "Plus", "Minus", "Z"),
    /// Lays the picture side by side.
    GALLERY_REPEAT("gallery", Rule.ANY, "T"),
    /// Makes a job sooner.
    QUEUE_SOONER("queue", Rule.ANY, "Alt+Up"),
    /// Makes it later.
    QUEUE_LATER("queue", Rule.ANY, "Alt+Down"),
    /// Makes it once more.
    QUEUE_AGAIN("queue", Rule.ANY, "Shortcut+D"),
    /// Takes it out.
    QUEUE_REMOVE("queue", Rule.ANY, "Delete"),
    /// Looks at its picture.
    QUEUE_OPEN("queue", Rule.FIXED, "Enter"),
    /// Paints with the chosen model.
    MODELS_USE("models", Rule.FIXED, "Enter"),
    /// Searches models.
    MODELS_FIND("models", Rule.HELD, "Shortcut+F"),
    /// Clears the search.
    MODELS_CLEAR("models", Rule.FIXED, "Esc"),
    /// Looks for models again.
    MODELS_REFRESH("models", Rule.HELD, "F5"),
    /// Makes one model of several.
    MODELS_MERGE("models", Rule.HELD, "Shortcut+M"),
    /// Brings models from the network.
    MODELS_DOWNLOAD("models", Rule.HELD, "Shortcut+D");

    private final String place;
    private final Rule rule;

    @SuppressWarnings("ImmutableEnumChecker") // key combinations never change
    private final List<KeyCombination> usual;

    /// What keys it may have.
    public enum Rule {
        /// Only its own: others hang on it.
        FIXED,
        /// One that types nothing, as it is heard before the field one writes in.
        HELD,
        /// Nearly any.
        ANY
    }

    KeyAction(String place, Rule rule, String... usual) {
        this.place = place;
        this.rule = rule;
        this.usual = Stream.of(usual).map(KeyCombination::valueOf).toList();
    }

    /// {@return what it is called in the settings: `create.film-step`; `shortcut.ID` says what it does}
    public String id() {
        String name = name().toLowerCase(Locale.ROOT).replace('_', '-');
        return name.startsWith(place + "-") ? place + "." + name.substring(place.length() + 1) : name;
    }

    /// {@return the action called `id`}
    public static Optional<KeyAction> of(String id) {
        return Stream.of(values()).filter(action -> action.id().equals(id)).findFirst();
    }

    /// {@return the workspace it belongs to; `window` for all}
    public String place() {
        return place;
    }

    /// {@return what keys it may have}
    public Rule rule() {
        return rule;
    }

    /// {@return the keys it has when nothing is set, of which each will do}
    public List<KeyCombination> usual() {
        return usual;
    }
}
