package studio.sfumato.canvas;

/// An edit that is shown while the mouse or the pen goes on, and becomes one step of undo when it ends.
public sealed interface Gesture permits Stroke, Move, Posing {
    /// Ends it: it can now be undone. One that changed nothing leaves no step.
    void end();

    /// Takes it back.
    void cancel();
}
