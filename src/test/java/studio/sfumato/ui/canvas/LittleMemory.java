package studio.sfumato.ui.canvas;

import java.nio.file.Path;
import studio.sfumato.canvas.CanvasDocument;

/// Works on a canvas that a small JVM has no room for, then on a small one, and prints what is told.
final class LittleMemory {
    private static final int LARGE = 8000;
    private static final int MIDDLING = 1000;
    private static final int SMALL = 64;

    private LittleMemory() {}

    public static void main(String[] args) {
        CanvasStand stand = new CanvasStand(Path.of(args[0]));
        CanvasModel model = stand.model;
        model.files().begin(CanvasDocument.blank(SMALL, SMALL));
        stand.drag(10, 10, 30, 30);
        model.files().begin(CanvasDocument.blank(LARGE, LARGE));
        stand.drag(10, 10, 30, 30);
        say("edge of " + model.seen().edgeProperty().get().lines().size(), model);
        model.generate();
        say("asked " + stand.asked.size(), model);
        model.ask().extend().rightProperty().set(64);
        model.ask().extend().extend(() -> System.out.println("extended"));
        say("busy " + model.ask().extend().busyProperty().get(), model);
        model.control().add();
        say("map", model);
        model.files().begin(CanvasDocument.of(CanvasStand.picture(MIDDLING, MIDDLING, 1), "picture"));
        model.size().begin(SizeModel.Way.SCALE);
        model.size().widthProperty().set(Integer.toString(LARGE));
        model.size().apply();
        say("scaled " + (stand.document().width() == LARGE), model);

        model.files().begin(CanvasDocument.blank(SMALL, SMALL));
        stand.drag(10, 10, 30, 30);
        model.generate();
        say("asked " + stand.asked.size(), model);
        model.control().add();
        say("map " + !model.page().layer().orElseThrow().pixels().isEmpty(), model);
        System.exit(0);
    }

    private static void say(String what, CanvasModel model) {
        System.out.println(what);
        model.page().notes().forEach(note -> System.out.println("  " + note.message() + " | " + note.hint()));
        model.page().notes().clear();
    }
}
