package studio.sfumato.diffusion;

/// What is made of a request: today a picture from words alone.
public sealed interface Task {
    /// A picture from noise and words.
    record TextToImage() implements Task {}
}
