package studio.sfumato.ui.canvas;

import java.util.List;
import java.util.Optional;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.SeparatorMenuItem;
import javafx.scene.control.Tooltip;
import javafx.stage.Window;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.bootstrapicons.BootstrapIcons;
import org.kordamp.ikonli.javafx.FontIcon;
import studio.sfumato.canvas.CanvasDocument;
import studio.sfumato.ui.common.Desk;
import studio.sfumato.ui.common.Follow;
import studio.sfumato.ui.common.Messages;

/// Opens and writes documents and pictures.
final class FileMenu extends MenuButton {
    private final CanvasModel model;
    private final Desk desk;
    private final Messages words;

    FileMenu(CanvasWorkspace place, Messages words) {
        super("", new FontIcon(BootstrapIcons.FOLDER2_OPEN));
        this.model = place.model();
        this.desk = place.desk();
        this.words = words;
        setId("canvas-files");
        setTooltip(new Tooltip(words.text("canvas-files.tip")));
        setAccessibleText(words.text("canvas-files.tip"));
        MenuItem save = item("canvas-save", () -> write("sfumato"));
        MenuItem ora = item("canvas-ora", () -> write("ora"));
        MenuItem png = item("canvas-png", () -> write("png"));
        MenuItem size = item("canvas-size", () -> size(SizeModel.Way.FRAME));
        MenuItem scale = item("picture-size", () -> size(SizeModel.Way.SCALE));
        MenuItem close = item("canvas-close", model.files()::close);
        getItems()
                .addAll(
                        item("canvas-open", this::open),
                        item("canvas-new", this::create),
                        item("canvas-back", model.files()::back),
                        new SeparatorMenuItem());
        getItems().addAll(size, scale, new SeparatorMenuItem());
        getItems().addAll(save, ora, png, new SeparatorMenuItem(), close);
        Follow.value(
                this,
                model.page().documentProperty(),
                open -> List.of(size, scale, save, ora, png, close).forEach(each -> each.setDisable(open == null)));
    }

    private MenuItem item(String id, Runnable action) {
        MenuItem item = new MenuItem(words.text(id + ".button"));
        item.setId(id + "-item");
        item.setOnAction(_ -> action.run());
        return item;
    }

    private @Nullable Window owner() {
        return getScene() == null ? null : getScene().getWindow();
    }

    /// Asks for a document or a picture and opens it.
    void open() {
        desk.pickFile(owner(), words.text("canvas-open.title"), model.files().folder(), FilesModel.KINDS)
                .ifPresent(model.files()::open);
    }

    /// Begins with an empty document of the model's own size.
    void create() {
        model.begin();
    }

    private void size(SizeModel.Way way) {
        if (model.page().document().isPresent()) {
            SizePane.show(model.size(), way, this, words);
        }
    }

    private void write(String kind) {
        Optional<CanvasDocument> open = model.page().document();
        if (open.isPresent()) {
            desk.pickNewFile(
                            owner(),
                            words.text("canvas-save.title"),
                            model.files().suggested(kind),
                            kind)
                    .ifPresent(model.files()::export);
        }
    }
}
