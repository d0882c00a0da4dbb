package studio.sfumato.job;

import studio.sfumato.diffusion.Guidance;
import studio.sfumato.diffusion.guidance.DynamicThresholding;
import studio.sfumato.diffusion.guidance.FreeU;
import studio.sfumato.diffusion.guidance.GuidanceInterval;
import studio.sfumato.diffusion.guidance.GuidanceLimits;
import studio.sfumato.diffusion.guidance.SelfAttention;
import tools.jackson.databind.node.ObjectNode;

/// How strongly the prompt is followed, as fields of a request. What is off is left out.
final class GuidanceJson {
    private GuidanceJson() {}

    static void write(Guidance guidance, ObjectNode node) {
        node.put("guidance", guidance.scale());
        put(node, "guidanceRescale", guidance.rescale());
        put(node, "ngms", guidance.limits().minimumSigma());
        put(node, "ngmsAllSteps", guidance.limits().everyCall());
        put(node, "skipEarlyCfg", guidance.limits().early());
        put(node, "guidanceInterval", guidance.limits().interval().toString());
        guidance.thresholding().ifPresent(settings -> node.put("dynamicThresholding", settings.text()));
        put(node, "perturbedAttention", guidance.perturbedAttention());
        guidance.selfAttention().ifPresent(settings -> node.put("selfAttention", settings.text()));
        guidance.freeU().ifPresent(settings -> node.put("freeU", settings.text()));
        put(node, "zeroTerminalSnr", guidance.zeroTerminalSnr());
        if (guidance.imageScale() != Guidance.USUAL_IMAGE_SCALE) {
            node.put("imageGuidance", guidance.imageScale());
        }
    }

    private static void put(ObjectNode node, String field, double value) {
        if (value != 0) {
            node.put(field, value);
        }
    }

    private static void put(ObjectNode node, String field, boolean value) {
        if (value) {
            node.put(field, true);
        }
    }

    private static void put(ObjectNode node, String field, String value) {
        if (!value.isEmpty()) {
            node.put(field, value);
        }
    }

    static Guidance read(RequestFields fields) {
        return new Guidance(
                fields.decimal("guidance"),
                fields.decimal("guidanceRescale", 0),
                new GuidanceLimits(
                        fields.decimal("ngms", 0),
                        fields.flag("ngmsAllSteps"),
                        fields.decimal("skipEarlyCfg", 0),
                        GuidanceInterval.parse(
                                fields.optionalText("guidanceInterval").orElse(""))),
                fields.optionalText("dynamicThresholding").map(DynamicThresholding::parse),
                fields.decimal("perturbedAttention", 0),
                fields.optionalText("selfAttention").map(SelfAttention::parse),
                fields.optionalText("freeU").map(FreeU::parse),
                fields.flag("zeroTerminalSnr"),
                fields.decimal("imageGuidance", Guidance.USUAL_IMAGE_SCALE));
    }
}
