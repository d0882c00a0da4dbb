package studio.sfumato.graph;

/// A tensor inside a graph being built: what one node puts out and others take in.
///
/// @param name its name, unique in the graph; empty for an optional input that is left out
public record Value(String name) {
    /// An optional input that is left out.
    public static final Value NONE = new Value("");
}
