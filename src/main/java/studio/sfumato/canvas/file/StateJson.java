package studio.sfumato.canvas.file;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import studio.sfumato.canvas.CanvasState;
import studio.sfumato.canvas.Layer;
import studio.sfumato.canvas.MaskStyle;
import studio.sfumato.canvas.Step;
import studio.sfumato.canvas.Surface;
import studio.sfumato.canvas.Tile;
import studio.sfumato.canvas.TileGrid;
import studio.sfumato.canvas.filter.FilterStack;
import studio.sfumato.error.RequestException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A step of undo as JSON. Of its tiles only the places in a tile file are told, and only of those that
/// are others than in the step before.
final class StateJson {
    private static final int MOST_TILES = 1 << 20;

    private StateJson() {}

    /// Writes `step` into `node`.
    ///
    /// @param before the state of the step before; nothing for the first
    /// @param place where a tile is
    static void write(Step step, Optional<CanvasState> before, ToLongFunction<Tile> place, ObjectNode node) {
        CanvasState state = step.state();
        node.put("kind", Fields.word(step.kind())).put("layer", step.layer());
        node.put("width", state.width()).put("height", state.height()).put("nextId", state.nextId());
        style(state.maskStyle(), node.putObject("mask"));
        Surface selected = before.map(CanvasState::selection).orElse(Surface.EMPTY);
        surface(state.selection(), selected, place, node.putObject("selection"));
        ArrayNode layers = node.putArray("layers");
        for (Layer layer : state.layers()) {
            ObjectNode one = layers.addObject();
            properties(layer, one);
            Surface last = before.flatMap(each -> each.find(layer.id()))
                    .map(Layer::pixels)
                    .orElse(Surface.EMPTY);
            surface(layer.pixels(), last, place, one.putObject("pixels"));
        }
    }

    /// Writes all of a layer but its pixels.
    static void properties(Layer layer, ObjectNode node) {
        node.put("id", layer.id())
                .put("name", layer.name())
                .put("kind", Fields.word(layer.kind()))
                .put("visible", layer.visible())
                .put("opacity", layer.opacity())
                .put("locked", layer.locked());
        if (!layer.filters().isEmpty()) {
            FilterJson.write(layer.filters().filters(), node.putArray("filters"));
        }
        PeopleJson.write(layer.people(), node);
    }

    static void style(MaskStyle style, ObjectNode node) {
        node.put("rgb", style.rgb()).put("opacity", style.opacity());
    }

    private static void surface(Surface surface, Surface before, ToLongFunction<Tile> place, ObjectNode node) {
        TileGrid grid = surface.grid();
        TileGrid last = before.grid();
        node.put("x", grid.originX()).put("y", grid.originY());
        boolean alike = grid.columns() == last.columns()
                && grid.rows() == last.rows()
                && !last.tiles().isEmpty();
        if (!alike) {
            node.put("columns", grid.columns()).put("rows", grid.rows());
        }
        ArrayNode tiles = node.putArray("tiles");
        for (int i = 0; i < grid.tiles().size(); i++) {
            Tile tile = grid.tiles().get(i);
            if (alike ? tile != last.tiles().get(i) : tile != null) {
                tiles.add(i).add(tile == null ? -1 : place.applyAsLong(tile));
            }
        }
    }

    /// {@return the step that [#write] wrote}
    ///
    /// @param before the state of the step before; nothing for the first
    /// @param tiles the tile at a place
    /// @throws RequestException naming the field that is wrong
    static Step read(JsonNode node, Optional<CanvasState> before, LongFunction<Tile> tiles) {
        Fields fields = new Fields(node);
        List<Layer> layers = new ArrayList<>();
        for (JsonNode each : node.path("layers")) {
            Layer layer = properties(new Fields(each));
            Surface last = before.flatMap(state -> state.find(layer.id()))
                    .map(Layer::pixels)
                    .orElse(Surface.EMPTY);
            layers.add(layer.with(surface(new Fields(each).object("pixels"), last, tiles)));
        }
        Surface selected = before.map(CanvasState::selection).orElse(Surface.EMPTY);
        CanvasState state = new CanvasState(
                fields.number("width"),
                fields.number("height"),
                layers,
                surface(fields.object("selection"), selected, tiles),
                style(fields.object("mask")),
                fields.number("nextId"));
        return new Step(fields.editKind("kind"), fields.number("layer"), state);
    }

    /// {@return a layer without pixels}
    static Layer properties(Fields fields) {
        return new Layer(
                fields.number("id"),
                fields.text("name"),
                fields.layerKind("kind"),
                fields.flag("visible"),
                fields.share("opacity"),
                fields.flag("locked"),
                Surface.EMPTY,
                new FilterStack(FilterJson.read(fields.node().path("filters"))),
                PeopleJson.read(fields.node()));
    }

    static MaskStyle style(Fields fields) {
        return new MaskStyle(fields.number("rgb"), fields.share("opacity"));
    }

    private static Surface surface(Fields fields, Surface before, LongFunction<Tile> tiles) {
        TileGrid last = before.grid();
        boolean alike = !fields.has("columns");
        int columns = alike ? last.columns() : fields.number("columns");
        int rows = alike ? last.rows() : fields.number("rows");
        if (columns < 0 || rows < 0 || (long) columns * rows > MOST_TILES) {
            throw Fields.wrong("columns", "fewer: " + columns + "×" + rows + " tiles are too many");
        }
        @Nullable Tile[] all = alike ? last.tiles().toArray(new Tile[0]) : new Tile[columns * rows];
        JsonNode changes = fields.node().path("tiles");
        for (int i = 0; i + 1 < changes.size(); i += 2) {
            int index = changes.get(i).asInt(-1);
            long place = changes.get(i + 1).asLong(-1);
            if (index < 0 || index >= all.length) {
                throw Fields.wrong("tiles", "within " + columns + "×" + rows);
            }
            all[index] = place < 0 ? null : tiles.apply(place);
        }
        List<@Nullable Tile> list = new ArrayList<>();
        for (Tile tile : all) {
            list.add(tile);
        }
        return new TileGrid(fields.number("x"), fields.number("y"), columns, rows, list).surface();
    }
}
