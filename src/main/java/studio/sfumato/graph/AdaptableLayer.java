package studio.sfumato.graph;

/// A layer that has a side path.
///
/// @param key the key of its weight
/// @param in how many values, or channels, go in
/// @param out how many come out
/// @param kernel the side of a convolution's kernel; 0 for a linear layer
/// @param scale which of its values have factors
public record AdaptableLayer(String key, int in, int out, int kernel, Adaptation.Scale scale) {
    /// {@return whether it is a convolution}
    public boolean convolution() {
        return kernel > 0;
    }

    /// {@return how many values one row of the path's first matrix has}
    public int columns() {
        return in * Math.max(1, kernel * kernel);
    }

    /// {@return how many numbers the two matrices of its side path have for each rank}
    public int size() {
        return columns() + out;
    }

    /// {@return how many factors it has}
    public int factors() {
        return switch (scale) {
            case NOTHING -> 0;
            case INPUTS -> in;
            case OUTPUTS -> out;
        };
    }
}
