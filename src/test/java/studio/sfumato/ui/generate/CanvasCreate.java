package studio.sfumato.ui.generate;

/// Gives other workspaces' tests a Create with the starter model open.
public final class CanvasCreate {
    private CanvasCreate() {}

    /// {@return it}
    public static CreateModel model() {
        return new CreateStand().model;
    }
}
