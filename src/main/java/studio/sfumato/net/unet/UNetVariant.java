package studio.sfumato.net.unet;

import java.util.Locale;
import java.util.Optional;
import studio.sfumato.graph.Adaptation;
import studio.sfumato.graph.Wrap;

/// What a U-Net's graph can do beside predicting. Each costs a little, so the plain graph has none of
/// it; what a graph has can be switched off by its inputs.
///
/// @param freeU whether it takes [UNet#FREE_U], and does what with it
/// @param perturbable whether it takes [UNet#PERTURBED]
/// @param watched whether it gives out [UNet#ATTENTION]
/// @param adaptation which layers can be changed from outside
/// @param control which pictures it can be guided by
/// @param wrap which edges of its pictures meet
public record UNetVariant(
        Optional<FreeUVersion> freeU,
        boolean perturbable,
        boolean watched,
        Adaptation adaptation,
        ControlPorts control,
        Wrap wrap) {
    /// The network as it was trained.
    public static final UNetVariant PLAIN = new UNetVariant(Optional.empty(), false, false);

    /// A variant without side paths that looks at no pictures.
    public UNetVariant(Optional<FreeUVersion> freeU, boolean perturbable, boolean watched) {
        this(freeU, perturbable, watched, Adaptation.NONE, ControlPorts.NONE, Wrap.NONE);
    }

    /// {@return the same with side paths}
    public UNetVariant adapted(Adaptation wanted) {
        return new UNetVariant(freeU, perturbable, watched, wanted, control, wrap);
    }

    /// {@return the same, guided by pictures}
    public UNetVariant controlled(ControlPorts ports) {
        return new UNetVariant(freeU, perturbable, watched, adaptation, ports, wrap);
    }

    /// {@return the same for pictures whose edges meet}
    public UNetVariant wrapped(Wrap edges) {
        return new UNetVariant(freeU, perturbable, watched, adaptation, control, edges);
    }

    /// {@return a name for it: empty for the plain one}
    public String suffix() {
        return freeU.map(version -> "+freeu-" + version.name().toLowerCase(Locale.ROOT))
                        .orElse("")
                + (perturbable ? "+perturbable" : "")
                + (watched ? "+watched" : "")
                + control.suffix()
                + adaptation.suffix()
                + wrap.suffix();
    }
}
