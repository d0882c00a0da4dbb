package studio.sfumato.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import studio.sfumato.diffusion.ModelCheck;
import studio.sfumato.error.Printable;
import studio.sfumato.weights.ModelFamily;
import studio.sfumato.weights.ModelLicence;
import studio.sfumato.weights.NoiseFacts;
import studio.sfumato.weights.Origin;
import studio.sfumato.weights.checkpoint.FileKind;
import studio.sfumato.weights.checkpoint.Inspection;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// `sfumato inspect`: what a model file is.
@Command(
        name = "inspect",
        description =
                "Show what a model, LoRA, VAE or other file of weights is, what fits it and what is wrong with it.")
final class InspectCommand implements Runnable {
    private static final double MEGABYTE = 1e6;
    private static final int LONGEST = 300;

    private static final Map<String, String> WORDS = Map.of(
            "title", "Title",
            "author", "Author",
            "license", "Licence",
            "architecture", "Architecture",
            "resolution", "Resolution",
            "trigger_phrase", "Trigger",
            "tags", "Tags",
            "date", "Date",
            "description", "About");

    @Parameters(paramLabel = "FILE", description = "A .safetensors, .ckpt or .pt file, or a model's folder.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path file;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public void run() {
        PrintWriter out = spec.commandLine().getOut();
        Inspection found = Inspection.of(file);
        ModelCheck check = opens(found) ? ModelCheck.at(file) : ModelCheck.NOTHING;
        if (json) {
            out.println(
                    toJson(found, check, Origin.of(file), ModelLicence.of(file)).toPrettyString());
            return;
        }
        out.println(Printable.of(found.name()));
        Optional<Origin> origin = Origin.of(file);
        Optional<String> licence = ModelLicence.of(file);
        lines(found, file, origin, licence)
                .forEach((what, text) -> out.printf("  %-20s %s%n", what, Printable.of(text)));
        boolean useless = found.kind() == FileKind.LORA && found.lora().isEmpty();
        Stream.concat(found.problems().stream(), check.problems().stream())
                .forEach(problem -> out.printf(
                        "  %-20s %s%n", useless ? "Cannot be used" : "Cannot be a model", Printable.of(problem)));
        check.limits().forEach(limit -> out.printf("  %-20s %s%n", "Not all works", Printable.of(limit)));
    }

    /// {@return whether it is a model that lacks none but a VAE, so that its tensors can be looked through}
    private static boolean opens(Inspection found) {
        return found.usual().isPresent();
    }

    private static Map<String, String> lines(
            Inspection found, Path file, Optional<Origin> origin, Optional<String> licence) {
        Map<String, String> lines = new LinkedHashMap<>();
        lines.put("It is", found.kind().label() + purpose(found));
        found.family().ifPresent(family -> lines.put(belongs(found) ? "Family" : "Fits", family.label()));
        found.lora().ifPresent(lora -> {
            lines.put("Holds", lora.content());
            lora.base()
                    .filter(base -> base.family().isEmpty())
                    .ifPresent(base -> lines.put("Made for", base.label() + ""));
        });
        found.noise().ifPresent(facts -> {
            lines.put("Predicts", NoiseLines.prediction(facts, file));
            lines.put("Zero terminal SNR", NoiseLines.zeroSnr(facts, file));
        });
        for (Inspection.Part part : found.parts()) {
            String label = part.label().substring(0, 1).toUpperCase(Locale.ROOT)
                    + part.label().substring(1);
            lines.put(label, size(part));
        }
        found.usual().ifPresent(usual -> lines.put("Used with", usual));
        found.card().forEach((key, text) -> lines.put(WORDS.getOrDefault(key, key), shortened(text)));
        licence.ifPresent(text -> lines.put("Licence", text));
        origin.ifPresent(from -> {
            lines.put("Came from", from.source());
            from.sha256().ifPresent(hex -> lines.put("SHA-256", hex + (from.verified() ? ", verified" : "")));
        });
        return lines;
    }

    private static String purpose(Inspection found) {
        if (found.inpainting()) {
            return " for inpainting";
        }
        return found.depth() ? " that is fed a depth map" : "";
    }

    private static boolean belongs(Inspection found) {
        return found.kind() == FileKind.CHECKPOINT;
    }

    private static String size(Inspection.Part part) {
        String precision = part.precision().isEmpty() ? "" : part.precision() + ", ";
        String tensors = part.tensors() == 0 ? "" : ", " + part.tensors() + " tensors";
        return String.format(Locale.ROOT, "%s%.0f MB%s", precision, part.bytes() / MEGABYTE, tensors);
    }

    private static String shortened(String text) {
        String line = text.replaceAll("\\s+", " ");
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
    }

    private static String lower(NoiseFacts.Source source) {
        return source.name().toLowerCase(Locale.ROOT);
    }

    private static ObjectNode toJson(
            Inspection found, ModelCheck check, Optional<Origin> origin, Optional<String> licence) {
        ObjectNode node = JsonMapper.shared().createObjectNode();
        node.put("file", found.name());
        node.put("kind", found.kind().name().toLowerCase(Locale.ROOT).replace('_', '-'));
        found.family().map(ModelFamily::label).ifPresent(family -> node.put("family", family));
        node.put("inpainting", found.inpainting());
        node.put("depth", found.depth());
        found.prediction()
                .ifPresent(prediction -> node.put("predicts", prediction.name().toLowerCase(Locale.ROOT)));
        found.noise().ifPresent(facts -> {
            boolean told = facts.word().prediction().isPresent();
            node.put("predictsFrom", told ? "user" : lower(facts.predictionFrom()));
            node.put("zeroTerminalSnr", facts.endsInNoise());
            node.put("zeroTerminalSnrFrom", facts.word().zeroSnr().isPresent() ? "user" : lower(facts.zeroSnrFrom()));
        });
        found.lora().ifPresent(lora -> {
            node.put("lora", lora.content());
            lora.base().ifPresent(base -> node.put("madeFor", base.label()));
        });
        found.usual().ifPresent(usual -> node.put("usual", usual));
        ObjectNode parts = node.putObject("parts");
        for (Inspection.Part part : found.parts()) {
            parts.putObject(part.label())
                    .put("tensors", part.tensors())
                    .put("precision", part.precision())
                    .put("bytes", part.bytes());
        }
        ObjectNode card = node.putObject("card");
        found.card().forEach(card::put);
        licence.ifPresent(text -> node.put("licence", text));
        origin.ifPresent(from -> {
            ObjectNode one =
                    node.putObject("origin").put("source", from.source()).put("verified", from.verified());
            from.sha256().ifPresent(hex -> one.put("sha256", hex));
            from.licence().ifPresent(text -> one.put("licence", text));
        });
        Stream.concat(found.problems().stream(), check.problems().stream()).forEach(node.putArray("problems")::add);
        check.limits().forEach(node.putArray("limits")::add);
        return node;
    }
}
