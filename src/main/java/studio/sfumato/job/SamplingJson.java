package studio.sfumato.job;

import studio.sfumato.diffusion.SamplerOption;
import studio.sfumato.diffusion.SamplerOptions;
import studio.sfumato.diffusion.Sampling;
import studio.sfumato.diffusion.sampler.Samplers;
import studio.sfumato.diffusion.schedule.Schedules;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// How noise becomes a picture, as fields of a request.
final class SamplingJson {
    private SamplingJson() {}

    static void write(Sampling sampling, ObjectNode node) {
        node.put("sampler", sampling.sampler().label());
        node.put("schedule", sampling.schedule().label());
        node.put("steps", sampling.steps());
        sampling.options().values().forEach((option, value) -> {
            if (option.numeric()) {
                node.put(option.field(), value);
            } else {
                node.put(option.field(), option.text(value));
            }
        });
        if (!sampling.options().sigmas().isEmpty()) {
            ArrayNode levels = node.putArray("sigmas");
            sampling.options().sigmas().forEach(levels::add);
        }
    }

    static Sampling read(RequestFields fields) {
        SamplerOptions options = SamplerOptions.NONE;
        for (SamplerOption option : SamplerOption.values()) {
            if (fields.has(option.field())) {
                options = options.with(
                        option,
                        option.numeric() ? fields.decimal(option.field()) : option.parse(fields.text(option.field())));
            }
        }
        if (fields.has("sigmas")) {
            options = options.withSigmas(fields.decimals("sigmas"));
        }
        Sampling sampling = new Sampling(
                Samplers.parse(fields.text("sampler")).sampler(),
                Schedules.parse(fields.text("schedule")),
                fields.number("steps"),
                options);
        Samplers.requireOptions(sampling);
        return sampling;
    }
}
