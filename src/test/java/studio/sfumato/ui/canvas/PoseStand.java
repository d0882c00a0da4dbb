package studio.sfumato.ui.canvas;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import studio.sfumato.canvas.Layer;
import studio.sfumato.image.control.Pose.Joint;
import studio.sfumato.image.control.Pose.Point;

/// A canvas to pose people on, of its own for each test.
abstract class PoseStand {
    @TempDir
    Path folder;

    CanvasStand stand;
    PoseModel pose;

    @BeforeEach
    void open() {
        stand = new CanvasStand(folder);
        pose = stand.model.pose();
        stand.open(400, 400);
    }

    @AfterEach
    void close() {
        stand.model.files().finish();
    }

    Layer layer() {
        return stand.model.page().layer().orElseThrow();
    }

    Point joint(int person, Joint joint) {
        return layer().people().get(person).at(joint).orElseThrow();
    }

    void undo() {
        stand.model.page().undo();
    }
}
