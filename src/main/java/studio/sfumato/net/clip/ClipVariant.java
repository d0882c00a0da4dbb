package studio.sfumato.net.clip;

import studio.sfumato.graph.Adaptation;

/// What a text encoder's graph can do beside encoding.
///
/// @param masked whether it takes [ClipTextModel#MASK]
/// @param adaptation which layers can be changed from outside
public record ClipVariant(boolean masked, Adaptation adaptation) {
    /// The network as it was trained.
    public static final ClipVariant PLAIN = new ClipVariant(false, Adaptation.NONE);

    /// {@return a name for it: empty for the plain one}
    public String suffix() {
        return (masked ? "-masked" : "") + adaptation.suffix();
    }
}
