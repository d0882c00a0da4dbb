package studio.sfumato.diffusion;

/// A part of making a picture whose time and memory are reported.
public enum Stage {
    /// The text encoders are loaded and run.
    ENCODE("text encoding"),
    /// Waiting for the U-Net, which loads while the text is encoded.
    LOAD("loading the U-Net"),
    /// All sampling steps of one call.
    SAMPLE("sampling"),
    /// Latents become pixels.
    DECODE("decoding");

    private final String label;

    Stage(String label) {
        this.label = label;
    }

    /// {@return the stage in words}
    public String label() {
        return label;
    }
}
