package studio.sfumato.job;

import studio.sfumato.diffusion.Sampling;
import studio.sfumato.diffusion.sampler.Samplers;
import studio.sfumato.diffusion.schedule.Schedules;
import tools.jackson.databind.node.ObjectNode;

/// How noise becomes a picture, as fields of a request.
final class SamplingJson {
    private SamplingJson() {}

    static void write(Sampling sampling, ObjectNode node) {
        node.put("sampler", sampling.sampler().label());
        node.put("schedule", sampling.schedule().label());
        node.put("steps", sampling.steps());
    }

    static Sampling read(RequestFields fields) {
        return new Sampling(
                Samplers.parse(fields.text("sampler")).sampler(),
                Schedules.parse(fields.text("schedule")),
                fields.number("steps"));
    }
}
