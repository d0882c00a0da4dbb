package studio.sfumato.net.unet;

import java.util.Locale;
import java.util.Optional;

/// What a U-Net's graph can do beside predicting. Each costs a little, so the plain graph has none of it; what a graph
/// has can be switched off by its inputs.
///
/// @param freeU whether it takes [UNet#FREE_U], and does what with it
/// @param perturbable whether it takes [UNet#PERTURBED]
/// @param watched whether it gives out [UNet#ATTENTION]
public record UNetVariant(Optional<FreeUVersion> freeU, boolean perturbable, boolean watched) {
    /// The network as it was trained.
    public static final UNetVariant PLAIN = new UNetVariant(Optional.empty(), false, false);

    /// {@return a name for it: empty for the plain one}
    public String suffix() {
        return freeU.map(version -> "+freeu-" + version.name().toLowerCase(Locale.ROOT))
                        .orElse("")
                + (perturbable ? "+perturbable" : "")
                + (watched ? "+watched" : "");
    }
}
