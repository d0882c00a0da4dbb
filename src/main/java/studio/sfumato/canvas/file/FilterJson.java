package studio.sfumato.canvas.file;

import java.util.ArrayList;
import java.util.List;
import studio.sfumato.canvas.filter.Blur;
import studio.sfumato.canvas.filter.Coherence;
import studio.sfumato.canvas.filter.Filter;
import studio.sfumato.canvas.filter.Levels;
import studio.sfumato.canvas.filter.PeronaMalik;
import studio.sfumato.canvas.filter.Sharpen;
import studio.sfumato.error.RequestException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/// A layer's filters as JSON.
final class FilterJson {
    private static final String FILTER = "filter";
    private static final int MOST = 50;

    private FilterJson() {}

    static void write(List<Filter> filters, ArrayNode array) {
        for (Filter filter : filters) {
            switch (filter) {
                case Blur blur -> array.addObject().put(FILTER, "blur").put("radius", blur.radius());
                case Sharpen sharpen ->
                    array.addObject()
                            .put(FILTER, "sharpen")
                            .put("radius", sharpen.radius())
                            .put("amount", sharpen.amount())
                            .put("threshold", sharpen.threshold());
                case Levels levels ->
                    array.addObject()
                            .put(FILTER, "levels")
                            .put("black", levels.black())
                            .put("white", levels.white())
                            .put("gamma", levels.gamma())
                            .put("darkest", levels.darkest())
                            .put("lightest", levels.lightest());
                case PeronaMalik diffusion ->
                    array.addObject()
                            .put(FILTER, "perona-malik")
                            .put("conductance", Fields.word(diffusion.conductance()))
                            .put("contrast", diffusion.contrast())
                            .put("iterations", diffusion.iterations())
                            .put("step", diffusion.step());
                case Coherence coherence ->
                    array.addObject()
                            .put(FILTER, "coherence")
                            .put("detail", coherence.detail())
                            .put("scale", coherence.scale())
                            .put("regularity", coherence.regularity())
                            .put("contrast", coherence.contrast())
                            .put("time", coherence.time());
            }
        }
    }

    /// {@return the filters in `array`; none where there is nothing}
    ///
    /// @throws RequestException naming the field that is wrong
    static List<Filter> read(JsonNode array) {
        if (array.size() > MOST) {
            throw Fields.wrong("filters", "at most " + MOST);
        }
        List<Filter> filters = new ArrayList<>();
        for (JsonNode each : array) {
            filters.add(filter(new Fields(each)));
        }
        return filters;
    }

    private static Filter filter(Fields fields) {
        return switch (fields.text(FILTER)) {
            case "blur" -> new Blur(fields.share("radius"));
            case "sharpen" -> new Sharpen(fields.share("radius"), fields.share("amount"), fields.share("threshold"));
            case "levels" ->
                new Levels(
                        fields.number("black"),
                        fields.number("white"),
                        fields.share("gamma"),
                        fields.number("darkest"),
                        fields.number("lightest"));
            case "perona-malik" ->
                new PeronaMalik(
                        conductance(fields.text("conductance")),
                        fields.share("contrast"),
                        fields.number("iterations"),
                        fields.share("step"));
            case "coherence" ->
                new Coherence(
                        fields.share("detail"),
                        fields.share("scale"),
                        fields.share("regularity"),
                        fields.share("contrast"),
                        fields.share("time"));
            default -> throw Fields.wrong(FILTER, "one of this version, not " + fields.text(FILTER));
        };
    }

    private static PeronaMalik.Conductance conductance(String word) {
        for (PeronaMalik.Conductance each : PeronaMalik.Conductance.values()) {
            if (Fields.word(each).equals(word)) {
                return each;
            }
        }
        throw Fields.wrong("conductance", "'contrast' or 'area'");
    }
}
