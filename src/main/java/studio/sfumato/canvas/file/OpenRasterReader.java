package studio.sfumato.canvas.file;

import java.io.ByteArrayInputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import studio.sfumato.canvas.Area;
import studio.sfumato.canvas.CanvasState;
import studio.sfumato.canvas.Layer;
import studio.sfumato.canvas.LayerKind;
import studio.sfumato.canvas.MaskStyle;
import studio.sfumato.canvas.Surface;
import studio.sfumato.canvas.filter.FilterStack;
import studio.sfumato.error.Printable;
import studio.sfumato.error.RequestException;

/// Reads an OpenRaster file. Groups are dissolved: their layers get their opacity and are hidden with
/// them. The XML may have no document type, so that there is nothing to expand and nothing to fetch.
final class OpenRasterReader {
    private static final int MOST_XML = 16 << 20;
    private static final int DEEPEST = 50;
    private static final String NORMAL = "svg:src-over";

    private final PictureZip zip;
    private final List<Layer> layers = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final Deque<Group> groups = new ArrayDeque<>();
    private Optional<CanvasState> blank = Optional.empty();

    OpenRasterReader(PictureZip zip) {
        this.zip = zip;
    }

    /// A stack of layers that the layers being read are in.
    ///
    /// @param opacity with that of those it is in
    /// @param own its own opacity
    /// @param first how many layers were read before it
    private record Group(boolean visible, double opacity, double own, String name, int first) {
        static final Group NONE = new Group(true, 1, 1, "", 0);
    }

    CanvasFile.Content read() {
        String type = zip.text("mimetype", 100).strip();
        if (!type.equals(OpenRaster.MIME)) {
            throw zip.damaged("mimetype", "it says '" + Printable.of(type) + "', not " + OpenRaster.MIME);
        }
        try {
            parse(zip.bytes(OpenRaster.STACK, MOST_XML));
        } catch (XMLStreamException malformed) {
            throw zip.damaged(OpenRaster.STACK, "it is no valid XML", malformed);
        } catch (RequestException wrong) {
            throw zip.damaged(OpenRaster.STACK, String.valueOf(wrong.getMessage()), wrong);
        }
        Collections.reverse(layers);
        CanvasState empty = blank.orElseThrow(() -> zip.damaged(OpenRaster.STACK, "it has no image"));
        CanvasState state = new CanvasState(
                empty.width(), empty.height(), layers, Surface.EMPTY, MaskStyle.USUAL, layers.size() + 1);
        return new CanvasFile.Content(state, Map.of(), notes);
    }

    private void parse(byte... xml) throws XMLStreamException {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        XMLStreamReader reader = factory.createXMLStreamReader(new ByteArrayInputStream(xml));
        while (reader.hasNext()) {
            switch (reader.next()) {
                case XMLStreamConstants.DTD -> throw zip.damaged(OpenRaster.STACK, "it has a document type");
                case XMLStreamConstants.START_ELEMENT -> start(reader);
                case XMLStreamConstants.END_ELEMENT -> {
                    if (reader.getLocalName().equals("stack")) {
                        dissolve(groups.pop());
                    }
                }
                default -> {}
            }
        }
    }

    private void start(XMLStreamReader xml) {
        switch (xml.getLocalName()) {
            case "image" -> blank = Optional.of(CanvasState.blank(whole(xml, "w", -1), whole(xml, "h", -1)));
            case "stack" -> {
                Group outer = groups.isEmpty() ? Group.NONE : groups.getFirst();
                if (groups.size() >= DEEPEST) {
                    throw zip.damaged(OpenRaster.STACK, "its groups are more than " + DEEPEST + " deep");
                }
                double own = opacity(text(xml, "opacity", "1"));
                groups.push(new Group(
                        outer.visible && visible(xml), outer.opacity * own, own, text(xml, "name", ""), layers.size()));
                normal(xml, "the group");
            }
            case "layer" -> layer(xml);
            default -> {}
        }
    }

    private void layer(XMLStreamReader xml) {
        Group group = groups.isEmpty() ? Group.NONE : groups.getFirst();
        if (layers.size() >= CanvasState.MOST_LAYERS) {
            throw zip.damaged(OpenRaster.STACK, "it has more than " + CanvasState.MOST_LAYERS + " layers");
        }
        String source = text(xml, "src", "");
        if (source.isEmpty()) {
            throw new RequestException("a layer has no 'src'");
        }
        LayerKind kind = kind(xml);
        Surface pixels = zip.picture(source, whole(xml, "x", 0), whole(xml, "y", 0));
        double opacity = opacity(Optional.ofNullable(xml.getAttributeValue(OpenRaster.NAMESPACE, "opacity"))
                .filter(_ -> kind == LayerKind.MASK) // there it goes with how masks are shown
                .orElseGet(() -> text(xml, "opacity", "1")));
        boolean visible = Optional.ofNullable(xml.getAttributeValue(OpenRaster.NAMESPACE, "visible"))
                .filter(_ -> !kind.isPicture()) // others may have shown or hidden what they know
                .map(Boolean::parseBoolean)
                .orElseGet(() -> visible(xml));
        layers.add(new Layer(
                layers.size() + 1,
                text(xml, "name", source),
                kind,
                group.visible && visible,
                group.opacity * opacity,
                text(xml, "edit-locked", "false").equals("true"),
                kind == LayerKind.MASK ? pixels.coverage() : pixels,
                FilterStack.NONE,
                List.of()));
        normal(xml, "the layer");
    }

    /// Tells of a group that is seen through as a whole: here one sees through each of its layers.
    private void dissolve(Group group) {
        if (group.own == 1 || !group.visible) {
            return;
        }
        List<Area> covered = new ArrayList<>();
        for (Layer layer : layers.subList(group.first, layers.size())) {
            Area content = layer.visible() ? layer.pixels().content() : Area.NONE;
            if (covered.stream().anyMatch(each -> !each.intersect(content).isEmpty())) {
                notes.add(Printable.of("the group '" + group.name
                        + "' is half transparent as a whole in other programs; here each of its layers is"));
                return;
            }
            covered.add(content);
        }
    }

    private static LayerKind kind(XMLStreamReader xml) {
        String word = Optional.ofNullable(xml.getAttributeValue(OpenRaster.NAMESPACE, "kind"))
                .orElse("");
        for (LayerKind kind : LayerKind.values()) {
            if (Fields.word(kind).equals(word)) {
                return kind;
            }
        }
        return LayerKind.PICTURE;
    }

    private void normal(XMLStreamReader xml, String what) {
        String operation = text(xml, "composite-op", NORMAL);
        if (!operation.equals(NORMAL)) {
            notes.add(Printable.of(what + " '" + text(xml, "name", "") + "' is blended by " + operation
                    + " in other programs; here it lies over the others"));
        }
    }

    private static boolean visible(XMLStreamReader xml) {
        return !text(xml, "visibility", "visible").equals("hidden");
    }

    private static double opacity(String text) {
        try {
            double value = Double.parseDouble(text);
            if (value >= 0 && value <= 1) {
                return value;
            }
        } catch (NumberFormatException wrong) {
            throw new RequestException("the opacity '" + Printable.of(text) + "' is no number", null, wrong);
        }
        throw new RequestException("the opacity '" + Printable.of(text) + "' is not between 0 and 1");
    }

    private static int whole(XMLStreamReader xml, String name, int usually) {
        String text = text(xml, name, Integer.toString(usually));
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException wrong) {
            throw new RequestException("'" + name + "' is '" + Printable.of(text) + "', no whole number", null, wrong);
        }
    }

    private static String text(XMLStreamReader xml, String name, String usually) {
        return Optional.ofNullable(xml.getAttributeValue(null, name)).orElse(usually);
    }
}
