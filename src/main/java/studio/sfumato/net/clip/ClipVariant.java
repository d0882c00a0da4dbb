package studio.sfumato.net.clip;

/// What a text encoder's graph can do beside encoding.
///
/// @param masked whether it takes [ClipTextModel#MASK]
/// @param adaptable whether its linear layers have [studio.sfumato.graph.SidePaths]
public record ClipVariant(boolean masked, boolean adaptable) {
    /// The network as it was trained.
    public static final ClipVariant PLAIN = new ClipVariant(false, false);

    /// {@return a name for it: empty for the plain one}
    public String suffix() {
        return (masked ? "-masked" : "") + (adaptable ? "+adaptable" : "");
    }
}
