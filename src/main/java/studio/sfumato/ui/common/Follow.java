package studio.sfumato.ui.common;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import javafx.beans.Observable;
import javafx.beans.value.ObservableValue;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.SplitPane;
import javafx.scene.control.Tab;
import javafx.scene.control.TabPane;
import javafx.scene.control.TitledPane;
import javafx.util.Subscription;
import org.jspecify.annotations.Nullable;

/// Lets a view hear of a model for as long as the view is in use. Models live as long as the window, views only until
/// it speaks another language: a view that went on listening would be kept and would work for nobody.
public final class Follow {
    private Follow() {}

    /// Gives `heard` the value now and each later one, until `owner` is let go.
    public static <T extends @Nullable Object> void value(
            Node owner, ObservableValue<T> value, Consumer<? super T> heard) {
        keep(owner, value.subscribe(heard));
    }

    /// Runs `heard` at each change of `source`, until `owner` is let go.
    public static void changes(Node owner, Observable source, Runnable heard) {
        keep(owner, source.subscribe(heard));
    }

    /// Ends `subscription` when `owner` is let go.
    public static void keep(Node owner, Subscription subscription) {
        owner.getProperties()
                .merge(
                        Follow.class,
                        subscription,
                        (earlier, later) -> Subscription.combine((Subscription) earlier, (Subscription) later));
    }

    /// Lets `root` and everything in it go: none of it hears anything more.
    public static void end(Node root) {
        if (root.getProperties().remove(Follow.class) instanceof Subscription subscription) {
            subscription.unsubscribe();
        }
        parts(root).forEach(Follow::end);
    }

    /// What is in a node, whether it has been laid out or not.
    private static List<Node> parts(Node node) {
        List<@Nullable Node> parts = new ArrayList<>();
        switch (node) {
            case ScrollPane pane -> parts.add(pane.getContent());
            case SplitPane pane -> parts.addAll(pane.getItems());
            case TabPane pane -> pane.getTabs().stream().map(Tab::getContent).forEach(parts::add);
            case TitledPane pane -> parts.add(pane.getContent());
            default -> {}
        }
        if (node instanceof Parent parent) {
            parts.addAll(parent.getChildrenUnmodifiable());
        }
        List<Node> there = new ArrayList<>();
        for (Node part : parts) {
            if (part != null) {
                there.add(part);
            }
        }
        return there;
    }
}
