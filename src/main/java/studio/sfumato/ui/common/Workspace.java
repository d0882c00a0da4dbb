package studio.sfumato.ui.common;

import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.value.ObservableValue;
import javafx.scene.Node;
import javafx.scene.input.KeyEvent;
import org.kordamp.ikonli.Ikon;

/// One of the places in the window that the rail leads to.
public interface Workspace {
    /// {@return what it is called: `rail-ID` is its button, `rail.ID` names it}
    String id();

    /// {@return its sign on the rail}
    Ikon icon();

    /// {@return whether its button stands at the foot of the rail, apart from those one works in}
    default boolean atFoot() {
        return false;
    }

    /// {@return whether its page is made ready before it is first entered: for one that takes longer than a moment}
    default boolean ahead() {
        return false;
    }

    /// {@return how much in it is still to come, which stands on its sign; 0 for nothing}
    default ObservableValue<Integer> badge() {
        return new SimpleObjectProperty<>(0);
    }

    /// {@return its contents in the language of `words`, made when it is first entered}
    Page page(Messages words);

    /// What a workspace shows, in one language. All of it is called on the window's thread. When the window is to speak
    /// another language the page is let go: what it heard through [Follow] ends, and a new page is made.
    interface Page {
        /// {@return what is shown, always the same}
        Node node();

        /// It is shown from now on; takes the focus.
        void entered();

        /// A key was pressed while it is shown, before anything that has the focus hears of it.
        default void pressed(KeyEvent key) {}

        /// A key was pressed while it is shown that nothing else had a use for.
        default void unused(KeyEvent key) {}
    }
}
