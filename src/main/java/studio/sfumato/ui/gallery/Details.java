package studio.sfumato.ui.gallery;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import studio.sfumato.graph.Wrap;
import studio.sfumato.image.metadata.A1111Field;
import studio.sfumato.image.metadata.A1111Parameters;
import studio.sfumato.image.metadata.PictureInfo;
import studio.sfumato.image.metadata.PictureParameters;
import studio.sfumato.image.metadata.StageCost;
import studio.sfumato.library.Picture;

/// What a picture's file says about how it was made.
///
/// @param picture the picture
/// @param info what its file says; `null` where it cannot be read
/// @param problem why it cannot be read; empty where it can
record Details(Picture picture, @Nullable PictureInfo info, String problem) {
    private static final double LEAST_SECONDS = 0.005;
    private static final Set<String> TOLD = Set.of(
            A1111Field.MODEL,
            A1111Field.SAMPLER,
            A1111Field.SCHEDULE,
            A1111Field.STEPS,
            A1111Field.CFG_SCALE,
            A1111Field.SEED,
            A1111Field.SIZE);

    /// One fact.
    ///
    /// @param key of its name in the window's language: `detail.key`; empty where `name` is all there is
    /// @param name what the file calls it
    record Line(String key, String name, String value) {}

    /// {@return whether it can be made again}
    boolean again() {
        return info != null && (info.requestJson() != null || info.parameters() != null);
    }

    /// {@return the prompt; empty where there is none}
    String prompt() {
        return parameters().map(PictureParameters::prompt).orElse("");
    }

    /// {@return the negative prompt}
    String negative() {
        return parameters().map(PictureParameters::negative).orElse("");
    }

    /// {@return the seed as it is written}
    Optional<String> seed() {
        return parameters().map(known -> known.field(A1111Field.SEED));
    }

    /// {@return which of its edges meet}
    Wrap tiling() {
        String told = parameters().map(known -> known.field(A1111Field.TILING)).orElse("");
        return told.equalsIgnoreCase("True") ? Wrap.BOTH : Wrap.of(told).orElse(Wrap.NONE);
    }

    /// {@return everything as A1111 writes it, which other programs read from the clipboard}
    String text() {
        return parameters().map(A1111Parameters::write).orElse("");
    }

    /// {@return what making it took, without stages that took no time}
    List<StageCost> stages() {
        return info == null
                ? List.of()
                : info.stages().stream()
                        .filter(cost -> cost.seconds() >= LEAST_SECONDS)
                        .toList();
    }

    private Optional<PictureParameters> parameters() {
        return Optional.ofNullable(info).map(PictureInfo::parameters);
    }

    /// {@return the facts, the ones asked for most first}
    List<Line> lines() {
        List<Line> lines = new ArrayList<>();
        Map<String, String> fields = parameters().map(PictureParameters::fields).orElse(Map.of());
        add(lines, "model", fields.get(A1111Field.MODEL));
        add(lines, "sampler", joined(fields.get(A1111Field.SAMPLER), fields.get(A1111Field.SCHEDULE)));
        add(lines, "steps", joined(fields.get(A1111Field.STEPS), fields.get(A1111Field.CFG_SCALE)));
        add(lines, "seed", fields.get(A1111Field.SEED));
        add(lines, "size", picture.facts().width() + " × " + picture.facts().height());
        fields.forEach((name, value) -> {
            if (!TOLD.contains(name)) {
                lines.add(new Line("", name, value));
            }
        });
        if (info != null && info.parameters() == null && info.requestJson() == null) {
            add(lines, "origin", info.origin().title());
        }
        return lines;
    }

    private static void add(List<Line> lines, String key, @Nullable String value) {
        if (value != null && !value.isEmpty()) {
            lines.add(new Line(key, key, value));
        }
    }

    private static @Nullable String joined(@Nullable String one, @Nullable String other) {
        return one == null || other == null || other.isEmpty() ? one : one + " · " + other;
    }
}
