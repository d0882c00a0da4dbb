package studio.sfumato.ui.common;

import javafx.scene.Node;

/// Whether a part of a view is there: one that is not takes no room either.
public final class Shown {
    private Shown() {}

    /// Lets `node` be there, or not.
    public static void set(Node node, boolean shown) {
        node.setVisible(shown);
        node.setManaged(shown);
    }
}
