package studio.sfumato.job;

import java.util.Optional;
import studio.sfumato.diffusion.PictureRef;
import studio.sfumato.diffusion.ResizeMode;
import studio.sfumato.diffusion.Task;
import studio.sfumato.diffusion.inpaint.InpaintArea;
import studio.sfumato.diffusion.inpaint.Inpainting;
import studio.sfumato.diffusion.inpaint.MaskedContent;
import studio.sfumato.diffusion.inpaint.SoftInpainting;
import studio.sfumato.diffusion.upscale.SdUpscale;
import studio.sfumato.error.RequestException;
import tools.jackson.databind.node.ObjectNode;

/// What is made of a request, as fields of it.
final class TaskJson {
    private static final String TEXT = "text-to-image";
    private static final String HIRES = "hires";
    private static final String IMAGE = "image-to-image";
    private static final String INPAINT = "inpaint";
    private static final String UPSCALE = "sd-upscale";

    private TaskJson() {}

    static void write(Task task, ObjectNode node) {
        switch (task) {
            case Task.TextToImage text -> {
                node.put("task", TEXT);
                text.hires().ifPresent(fix -> HiresJson.write(fix, node.putObject(HIRES)));
            }
            case Task.ImageToImage image -> {
                node.put("task", IMAGE);
                source(node, image.source(), image.strength(), image.resize());
            }
            case Task.Inpaint inpaint -> {
                node.put("task", INPAINT);
                source(node, inpaint.source(), inpaint.strength(), inpaint.resize());
                node.put("mask", inpaint.mask().sha256());
                options(node, inpaint.options());
            }
            case Task.Upscale upscale -> {
                node.put("task", UPSCALE);
                node.put("source", upscale.source().sha256());
                node.put("strength", upscale.strength());
                node.put("scale", upscale.how().scale());
                node.put("upscaler", upscale.how().upscaler());
                node.put("overlap", upscale.how().overlap());
                node.put("method", upscale.how().method().label());
            }
        }
    }

    private static void source(ObjectNode node, PictureRef source, double strength, ResizeMode resize) {
        node.put("source", source.sha256());
        node.put("strength", strength);
        node.put("resizeMode", resize.label());
    }

    private static void options(ObjectNode node, Inpainting options) {
        node.put("maskBlur", options.maskBlur());
        node.put("maskedContent", options.content().label());
        node.put("inpaintArea", options.area().label());
        node.put("padding", options.padding());
        if (options.invert()) {
            node.put("invertMask", true);
        }
        if (options.matchColours()) {
            node.put("matchColours", true);
        }
        options.soft().ifPresent(soft -> {
            ObjectNode object = node.putObject("softInpainting");
            object.put("scheduleBias", soft.scheduleBias());
            object.put("preservation", soft.preservation());
            object.put("contrastBoost", soft.contrastBoost());
            object.put("maskInfluence", soft.maskInfluence());
            object.put("differenceThreshold", soft.differenceThreshold());
            object.put("differenceContrast", soft.differenceContrast());
        });
    }

    static Task read(RequestFields fields) {
        String task = fields.text("task");
        return switch (task) {
            case TEXT ->
                new Task.TextToImage(
                        fields.has(HIRES) ? Optional.of(HiresJson.read(fields.object(HIRES))) : Optional.empty());
            case IMAGE -> new Task.ImageToImage(picture(fields, "source"), fields.decimal("strength"), resize(fields));
            case INPAINT ->
                new Task.Inpaint(
                        picture(fields, "source"),
                        picture(fields, "mask"),
                        fields.decimal("strength"),
                        resize(fields),
                        options(fields));
            case UPSCALE ->
                new Task.Upscale(
                        picture(fields, "source"),
                        fields.decimal("strength"),
                        new SdUpscale(
                                fields.decimal("scale", SdUpscale.USUAL_SCALE),
                                fields.text("upscaler"),
                                fields.has("overlap") ? fields.number("overlap") : SdUpscale.USUAL_OVERLAP,
                                fields.optionalText("method")
                                        .map(SdUpscale.Method::get)
                                        .orElse(SdUpscale.Method.TILES)));
            default -> throw new RequestException("task '" + task + "' is not known here");
        };
    }

    private static PictureRef picture(RequestFields fields, String field) {
        try {
            return new PictureRef(fields.text(field));
        } catch (RequestException wrong) {
            throw new RequestException("field '" + field + "' of the request: " + wrong.getMessage(), null, wrong);
        }
    }

    private static ResizeMode resize(RequestFields fields) {
        return fields.optionalText("resizeMode").map(ResizeMode::get).orElse(ResizeMode.STRETCH);
    }

    private static Inpainting options(RequestFields fields) {
        Inpainting usual = Inpainting.USUAL;
        return new Inpainting(
                fields.has("maskBlur") ? fields.number("maskBlur") : usual.maskBlur(),
                fields.optionalText("maskedContent").map(MaskedContent::get).orElse(usual.content()),
                fields.optionalText("inpaintArea").map(InpaintArea::get).orElse(usual.area()),
                fields.has("padding") ? fields.number("padding") : usual.padding(),
                fields.flag("invertMask"),
                fields.has("softInpainting") ? Optional.of(soft(fields.object("softInpainting"))) : Optional.empty(),
                fields.flag("matchColours"));
    }

    private static SoftInpainting soft(RequestFields fields) {
        SoftInpainting usual = SoftInpainting.USUAL;
        return new SoftInpainting(
                fields.decimal("scheduleBias", usual.scheduleBias()),
                fields.decimal("preservation", usual.preservation()),
                fields.decimal("contrastBoost", usual.contrastBoost()),
                fields.decimal("maskInfluence", usual.maskInfluence()),
                fields.decimal("differenceThreshold", usual.differenceThreshold()),
                fields.decimal("differenceContrast", usual.differenceContrast()));
    }
}
