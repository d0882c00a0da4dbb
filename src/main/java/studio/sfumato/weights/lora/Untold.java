package studio.sfumato.weights.lora;

import java.util.List;
import java.util.Set;
import studio.sfumato.error.UnsupportedModelException;

/// What a file of PEFT's or LyCORIS's does not tell, or tells of something that cannot be put on a weight: the file
/// is refused by name.
final class Untold {
    private static final String REMEDY = "Put its adapter_config.json beside it, as NAME.adapter_config.json.";
    private static final Set<String> KNOWN = Set.of("LORA", "OFT", "BOFT", "IA3");

    private Untold() {}

    /// Lets files pass that tell all that is needed.
    ///
    /// @throws UnsupportedModelException if one does not
    static void check(List<LoraModule> modules, AdapterSettings settings) {
        for (LoraModule module : modules) {
            if (module.has("oft_r")) {
                throw refused(
                        module,
                        "holds an OFT of PEFT before 0.14, which PEFT itself no longer reads",
                        "Train it again with a newer PEFT.");
            }
            if (module.has(PeftRotation.OFT)
                    && module.settings()
                            .flag(module.name(), PeftRotation.SERIES)
                            .isEmpty()) {
                throw refused(
                        module,
                        "holds an OFT of PEFT, whose tensors do not tell which way they turn (" + PeftRotation.SERIES
                                + ")",
                        REMEDY);
            }
            if (module.has(Scaling.PEFT) && Scaling.onInput(module).isEmpty()) {
                throw refused(
                        module,
                        "holds an IA³ of PEFT, whose tensors do not tell for convolutions whether it multiplies what"
                                + " goes in or what comes out (" + Scaling.INPUTS + ")",
                        REMEDY);
            }
            if (module.has("lambda_layer")) {
                throw refused(
                        module,
                        "is a T-LoRA, which is another in each step and cannot be put on weights",
                        "Use a LoRA of another kind.");
            }
        }
        settings.kind().filter(kind -> !KNOWN.contains(kind)).ifPresent(kind -> {
            if (modules.stream().noneMatch(module -> LoraKind.of(module).isPresent())) {
                throw new UnsupportedModelException(
                        modules.stream().findFirst().map(LoraModule::file).orElse("the file")
                                + " is an adapter of PEFT of the kind " + kind + ", which is not supported",
                        "LoRA, OFT, BOFT and IA³ are.",
                        null);
            }
        });
    }

    private static UnsupportedModelException refused(LoraModule module, String why, String remedy) {
        return new UnsupportedModelException(module.file() + " " + why, remedy, null);
    }
}
