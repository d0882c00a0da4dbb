package studio.sfumato.job;

import java.util.Optional;
import studio.sfumato.diffusion.ImageSize;
import studio.sfumato.diffusion.SamplerId;
import studio.sfumato.diffusion.ScheduleId;
import studio.sfumato.diffusion.hires.HiresFix;
import tools.jackson.databind.node.ObjectNode;

/// A second pass, as an object in a request.
final class HiresJson {
    private HiresJson() {}

    static void write(HiresFix fix, ObjectNode node) {
        node.put("scale", fix.scale());
        fix.resize().ifPresent(size -> node.put("resize", size.toString()));
        node.put("upscaler", fix.upscaler());
        node.put("steps", fix.steps());
        node.put("denoise", fix.denoise());
        fix.cfg().ifPresent(cfg -> node.put("cfg", cfg));
        fix.sampler().ifPresent(sampler -> node.put("sampler", sampler.label()));
        fix.schedule().ifPresent(schedule -> node.put("schedule", schedule.label()));
        fix.model().ifPresent(model -> node.put("model", model));
        fix.prompt().ifPresent(prompt -> node.put("prompt", prompt));
        fix.negative().ifPresent(negative -> node.put("negative", negative));
    }

    static HiresFix read(RequestFields fields) {
        return new HiresFix(
                fields.decimal("scale", HiresFix.USUAL_SCALE),
                fields.optionalText("resize").map(ImageSize::parse),
                fields.text("upscaler"),
                fields.has("steps") ? fields.number("steps") : 0,
                fields.decimal("denoise", HiresFix.USUAL_DENOISE),
                fields.has("cfg") ? Optional.of(fields.decimal("cfg")) : Optional.empty(),
                fields.optionalText("sampler").map(SamplerId::new),
                fields.optionalText("schedule").map(ScheduleId::new),
                fields.optionalText("model"),
                fields.optionalText("prompt"),
                fields.optionalText("negative"));
    }
}
