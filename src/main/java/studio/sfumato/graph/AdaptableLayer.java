package studio.sfumato.graph;

/// A linear layer that has a side path.
///
/// @param key the key of its weight
/// @param in how many values go in
/// @param out how many come out
public record AdaptableLayer(String key, int in, int out) {
    /// {@return how many numbers the two matrices of its side path have for each rank}
    public int size() {
        return in + out;
    }
}
