package studio.sfumato.canvas.file;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import studio.sfumato.canvas.Area;
import studio.sfumato.canvas.CanvasDocument;
import studio.sfumato.canvas.CanvasState;
import studio.sfumato.canvas.LayerKind;
import studio.sfumato.canvas.MaskStyle;
import studio.sfumato.canvas.Surface;
import studio.sfumato.canvas.select.Combine;
import studio.sfumato.canvas.select.Shape;
import studio.sfumato.image.Png;
import studio.sfumato.image.Raster;

/// Zip files taken apart and put together wrongly.
final class Zips {
    private Zips() {}

    static Map<String, byte[]> read(Path file) throws IOException {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        try (ZipFile zip = new ZipFile(file.toFile())) {
            for (ZipEntry entry : zip.stream().map(ZipEntry.class::cast).toList()) {
                entries.put(entry.getName(), zip.getInputStream(entry).readAllBytes());
            }
        }
        return entries;
    }

    static void write(Path file, Map<String, byte[]> entries) throws IOException {
        try (OutputStream out = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue());
            }
        }
    }

    static byte[] entry(Map<String, byte[]> entries, String name) {
        return Objects.requireNonNull(entries.get(name), name);
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static byte[] png(int width, int height, int argb) {
        int[] pixels = new int[width * height];
        Arrays.fill(pixels, argb);
        return Png.encode(Raster.translucent(width, height, pixels), List.of());
    }

    /// {@return a canvas with a layer of each kind and a selection}
    static CanvasState canvas() {
        int[] noise = new Random(4).ints(300 * 200).toArray();
        try (CanvasDocument document = CanvasDocument.of(Raster.translucent(300, 200, noise), "Picture <1> & \"2\"")) {
            int mask = document.addLayer(LayerKind.MASK, "Маска");
            document.mask(mask).draw(new Shape.Ellipse(new Area(20, 20, 100, 80)), Combine.ADD);
            document.addLayer(LayerKind.PAINT, "empty\u0001");
            int paint =
                    document.addLayer(LayerKind.PAINT, "paint", Surface.of(Raster.filled(40, 30, 0x445566), -20, 190));
            document.setOpacity(paint, 0.4);
            document.setVisible(paint, false);
            document.setLocked(1, true);
            document.addLayer(LayerKind.CONTROL, "edges", Surface.of(Raster.filled(300, 200, 0xFFFFFF), 0, 0));
            document.selection().draw(new Shape.Ellipse(new Area(50, 50, 70, 40)), Combine.REPLACE);
            document.setMaskStyle(new MaskStyle(0x00FF80, 0.25));
            return document.snapshot();
        }
    }
}
