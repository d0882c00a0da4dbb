package studio.sfumato.net.unet;

import java.util.OptionalInt;

/// Which formula of FreeU, and where: Si et al. 2023 (arXiv:2309.11497).
public enum FreeUVersion {
    /// The paper's first, at the pictures of the way up with four and two times the channels of the finest: ComfyUI's
    /// `FreeU`.
    V1,
    /// The same where the picture is bright in the mean over its channels: ComfyUI's `FreeU_V2` and Forge's FreeU.
    V2,
    /// The first formula in the first two stages of the way up: diffusers' `enable_freeu`.
    DIFFUSERS;

    /// {@return whether it changes anything in such a network}
    public boolean fits(UNetConfig config) {
        int finest = config.levels().getFirst().channels();
        return this == DIFFUSERS
                || config.levels().stream()
                        .anyMatch(level -> stage(0, level.channels(), finest).isPresent());
    }

    /// {@return which pair of factors is for a picture on the way up: 0 for b₁ and s₁, 1 for b₂ and s₂}
    ///
    /// @param stage the number of its stage on the way up
    /// @param channels its channels
    /// @param finest the channels of the finest stage
    OptionalInt stage(int stage, int channels, int finest) {
        return switch (this) {
            case DIFFUSERS -> stage < 2 ? OptionalInt.of(stage) : OptionalInt.empty();
            case V1, V2 -> {
                if (channels == 4 * finest) {
                    yield OptionalInt.of(0);
                }
                yield channels == 2 * finest ? OptionalInt.of(1) : OptionalInt.empty();
            }
        };
    }
}
