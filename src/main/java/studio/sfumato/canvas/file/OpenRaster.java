package studio.sfumato.canvas.file;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import studio.sfumato.canvas.Area;
import studio.sfumato.canvas.CanvasState;
import studio.sfumato.canvas.Compositor;
import studio.sfumato.canvas.Layer;
import studio.sfumato.canvas.LayerKind;
import studio.sfumato.canvas.Surface;
import studio.sfumato.error.ImageFileException;
import studio.sfumato.error.NotEnoughMemoryException;
import studio.sfumato.image.Raster;

/// OpenRaster files (openraster.org, baseline 0.0.5), with which Krita, GIMP and MyPaint go on. Masks and
/// controls are hidden layers there, masks in their colour; attributes of our own tell what they are when
/// the file comes back.
public final class OpenRaster {
    /// What the files' names end in.
    public static final String ENDING = ".ora";

    static final String MIME = "image/openraster";
    static final String STACK = "stack.xml";
    static final String NAMESPACE = "urn:sfumato:canvas";

    private OpenRaster() {}

    /// Writes `state`, in one stroke. Slow; on any thread but the window's.
    ///
    /// @throws ImageFileException naming the file if it cannot be written; it is as it was then
    public static void write(Path file, CanvasState state) {
        ZipWriter.write(file, zip -> {
            zip.stored("mimetype", MIME.getBytes(StandardCharsets.US_ASCII));
            zip.text(STACK, stack(state));
            for (Layer layer : state.layers()) {
                layer(zip, layer, state);
            }
            Raster merged = new Compositor(state).flattened();
            zip.picture("mergedimage.png", merged);
            zip.thumbnail("Thumbnails/thumbnail.png", merged);
        });
    }

    /// {@return what is in `file`; its notes say what of it Sfumato shows in another way}
    ///
    /// @throws ImageFileException naming the file, and the entry of it that is wrong
    /// @throws NotEnoughMemoryException if there is not enough memory for it
    public static CanvasFile.Content read(Path file) {
        try (PictureZip zip = PictureZip.open(file, CanvasFile.spareMemory())) {
            return new OpenRasterReader(zip).read();
        }
    }

    /// Every layer has a picture there, if only one of a transparent pixel.
    private static Area area(Layer layer) {
        Area content = layer.filtered().content();
        return content.isEmpty() ? new Area(0, 0, 1, 1) : content;
    }

    private static void layer(ZipWriter zip, Layer layer, CanvasState state) throws IOException {
        Area area = area(layer);
        Surface shown = layer.kind() == LayerKind.MASK
                ? layer.pixels()
                        .combined(
                                Surface.EMPTY,
                                layer.pixels().bounds(),
                                (pixel, _) -> pixel >>> 24 == 0
                                        ? 0
                                        : pixel | state.maskStyle().rgb())
                : layer.filtered();
        zip.picture(source(layer), shown, area);
    }

    private static String source(Layer layer) {
        return "data/layer" + layer.id() + ".png";
    }

    private static String stack(CanvasState state) {
        StringWriter text = new StringWriter();
        try {
            XMLStreamWriter xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(text);
            xml.writeStartDocument("UTF-8", "1.0");
            xml.writeStartElement("image");
            xml.writeNamespace("sfumato", NAMESPACE);
            xml.writeAttribute("version", "0.0.5");
            xml.writeAttribute("w", Integer.toString(state.width()));
            xml.writeAttribute("h", Integer.toString(state.height()));
            xml.writeStartElement("stack");
            for (Layer layer : List.copyOf(state.layers()).reversed()) {
                layer(xml, layer, state);
            }
            xml.writeEndElement();
            xml.writeEndElement();
            xml.writeEndDocument();
        } catch (XMLStreamException impossible) {
            throw new IllegalStateException("a text in memory cannot be written", impossible);
        }
        return text.toString();
    }

    private static void layer(XMLStreamWriter xml, Layer layer, CanvasState state) throws XMLStreamException {
        boolean mask = layer.kind() == LayerKind.MASK;
        boolean hidden = !layer.visible() || !layer.kind().isPicture();
        Area area = area(layer);
        xml.writeEmptyElement("layer");
        xml.writeAttribute("name", printable(layer.name()));
        xml.writeAttribute("src", source(layer));
        xml.writeAttribute("x", Integer.toString(area.x()));
        xml.writeAttribute("y", Integer.toString(area.y()));
        double opacity = mask ? layer.opacity() * state.maskStyle().opacity() : layer.opacity();
        xml.writeAttribute("opacity", Double.toString(opacity));
        xml.writeAttribute("visibility", hidden ? "hidden" : "visible");
        xml.writeAttribute("composite-op", "svg:src-over");
        if (layer.locked()) {
            xml.writeAttribute("edit-locked", "true");
        }
        xml.writeAttribute("sfumato", NAMESPACE, "kind", Fields.word(layer.kind()));
        xml.writeAttribute("sfumato", NAMESPACE, "opacity", Double.toString(layer.opacity()));
        xml.writeAttribute("sfumato", NAMESPACE, "visible", Boolean.toString(layer.visible()));
    }

    /// {@return the characters that XML 1.0 has (§2.2), U+FFFD for each other}
    private static String printable(String text) {
        StringBuilder out = new StringBuilder();
        text.codePoints()
                .map(point -> {
                    boolean control = point < ' ' && point != '\t' && point != '\n' && point != '\r';
                    boolean half = point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
                    return control || half || point == 0xFFFE || point == 0xFFFF ? 0xFFFD : point;
                })
                .forEach(out::appendCodePoint);
        return out.toString();
    }
}
