package studio.sfumato.diffusion.control;

import java.util.List;
import studio.sfumato.diffusion.Catalogue;

/// Who wins where the prompt and a picture that guides disagree: the control modes of A1111's ControlNet extension.
public enum ControlMode implements Catalogue.Constant {
    /// Both count as they are.
    BALANCED("Balanced", "0"),
    /// The prompt: the coarser a picture's part, the more it counts.
    PROMPT("My prompt is more important", "1", "prompt_is_more_important"),
    /// The picture: as for [#PROMPT], and only what follows the prompt is guided, so that guidance strengthens it.
    CONTROL("ControlNet is more important", "2", "control_is_more_important");

    /// What each finer part of a ControlNet counts less.
    private static final double FADING = 0.825;

    private static final int LAST = 12;

    /// What the stages of a T2I-Adapter count.
    private static final double[] STAGES = {0.25, 0.62, 0.825, 1};

    private static final Catalogue<ControlMode> ALL = new Catalogue<>("control mode", List.of(values()));

    private final String title;

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of
    private final List<String> aliases;

    ControlMode(String title, String... aliases) {
        this.title = title;
        this.aliases = List.of(aliases);
    }

    /// {@return the mode with this label or alias}
    ///
    /// @throws studio.sfumato.error.RequestException if there is none
    public static ControlMode get(String name) {
        return ALL.find(name)
                .or(() -> ALL.all().stream()
                        .filter(mode -> mode.title.equalsIgnoreCase(name.strip()))
                        .findFirst())
                .orElseGet(() -> ALL.get(name));
    }

    /// {@return A1111's name for it}
    public String title() {
        return title;
    }

    /// {@return what each of `count` outputs of a ControlNet is multiplied by, the middle's last}
    public float[] scales(double weight, int count) {
        float[] scales = new float[count];
        for (int i = 0; i < count; i++) {
            scales[i] = (float) (this == BALANCED ? weight : weight * Math.pow(FADING, LAST - i));
        }
        return scales;
    }

    /// {@return what stage `stage` of a T2I-Adapter is multiplied by}
    public double scale(double weight, int stage) {
        return this == BALANCED ? weight : weight * STAGES[Math.min(stage, STAGES.length - 1)];
    }

    /// {@return whether only what follows the prompt is guided}
    public boolean promptedOnly() {
        return this == CONTROL;
    }

    @Override
    public List<String> aliases() {
        return aliases;
    }
}
