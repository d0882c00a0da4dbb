package studio.sfumato.ui.generate;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import javafx.beans.property.BooleanProperty;
import org.jspecify.annotations.Nullable;
import studio.sfumato.weights.addon.AddOnEntry;

/// How one kind of add-on gets into prompts and out of them.
interface Naming {
    /// Runs `heard` whenever other add-ons may have become the ones the next picture is made with.
    void changed(Runnable heard);

    /// {@return those the next picture is made with}
    Set<AddOnEntry> used(List<AddOnEntry> all);

    /// {@return why one cannot be used}
    ///
    /// @param model the model in use, if that is known
    Optional<AddOnCard.Obstacle> obstacle(AddOnEntry entry, ShelfModel.@Nullable Opened model);

    /// Lets the next picture be made with one.
    ///
    /// @param name what names it among `all`
    void use(AddOnEntry entry, String name, List<AddOnEntry> all);

    /// Lets the next picture be made without one.
    void drop(AddOnEntry entry, List<AddOnEntry> all);

    /// Lets these names complete while a prompt is typed.
    void complete(List<String> names);

    /// Headers have been read anew: what prompts say of them may have changed.
    default void looked() {}

    /// {@return whether cards go into the negative prompt rather than the prompt, where there is a choice}
    default Optional<BooleanProperty> intoNegative() {
        return Optional.empty();
    }
}
