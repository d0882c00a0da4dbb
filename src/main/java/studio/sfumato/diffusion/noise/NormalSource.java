package studio.sfumato.diffusion.noise;

/// A random generator that draws standard normal numbers. How many are asked for at once matters: torch fills a
/// tensor as a whole.
@FunctionalInterface
public interface NormalSource {
    /// {@return the next `count` numbers, as a tensor of that many elements would be filled}
    float[] normals(int count);
}
