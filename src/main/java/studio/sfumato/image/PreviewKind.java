package studio.sfumato.image;

/// What live previews are drawn with.
public enum PreviewKind {
    /// A tiny autoencoder where there is one and it is quick beside a step.
    AUTO,
    /// A line from latents to colours: coarse, and free.
    COLOURS,
    /// A tiny autoencoder wherever there is one.
    TINY
}
