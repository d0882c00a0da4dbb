package studio.sfumato.ui.gallery;

import java.util.ArrayList;
import java.util.List;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import studio.sfumato.library.Picture;

/// What is in the middle: all pictures, one of them, or two compared. It follows the picture that is chosen.
final class StageModel {
    private final ChosenModel chosen;
    private final PagesModel pages;
    private final LookModel look;
    private final CompareModel compare;
    private final ReadOnlyObjectWrapper<Scene> scene = new ReadOnlyObjectWrapper<>(Scene.GRID);
    private Found found = Found.NONE;

    /// What is seen.
    enum Scene {
        /// All that were found.
        GRID,
        /// One of them.
        PICTURE,
        /// Two of them.
        COMPARE
    }

    StageModel(ChosenModel chosen, PagesModel pages, Desks desks) {
        this.chosen = chosen;
        this.pages = pages;
        look = new LookModel(desks);
        compare = new CompareModel(desks);
        chosen.currentProperty().subscribe(_ -> follow());
        pages.changesProperty().subscribe(_ -> follow());
    }

    /// {@return what is seen}
    ReadOnlyObjectProperty<Scene> sceneProperty() {
        return scene.getReadOnlyProperty();
    }

    /// {@return the picture that is looked at}
    LookModel look() {
        return look;
    }

    /// {@return the two that are compared}
    CompareModel compare() {
        return compare;
    }

    /// Shows the chosen picture alone.
    void open() {
        if (chosen.place() >= 0) {
            scene.set(Scene.PICTURE);
        }
    }

    /// Compares the two pictures that are chosen; nothing happens where there are not two.
    void compareChosen() {
        List<Picture> two = new ArrayList<>();
        for (long id : chosen.ids()) {
            pages.get(id).ifPresent(two::add);
        }
        if (two.size() == 2) {
            compare.compare(two.get(0), two.get(1));
            scene.set(Scene.COMPARE);
        }
    }

    /// Shows all pictures again.
    void back() {
        scene.set(Scene.GRID);
    }

    /// Goes on to the picture `steps` further, if there is one.
    void go(int steps) {
        int to = chosen.place() + steps;
        if (to >= 0 && to < found.size()) {
            chosen.only(to);
        }
    }

    /// Others were found.
    void found(Found now) {
        found = now;
        if (scene.get() == Scene.PICTURE && chosen.place() < 0) {
            back();
        }
        follow();
    }

    private void follow() {
        long id = chosen.currentProperty().get();
        if (id == ChosenModel.NONE) {
            look.at(null, List.of());
            return;
        }
        int place = Math.max(0, chosen.place());
        if (!pages.isRead(id)) {
            pages.want(id);
            return;
        }
        boolean alone = scene.get() == Scene.PICTURE;
        if (alone) {
            pages.want(found.ids(place - 1, place + 2));
        }
        look.at(pages.get(id).orElse(null), alone ? near(place) : List.of());
    }

    private List<Picture> near(int place) {
        List<Picture> near = new ArrayList<>();
        for (int next : new int[] {place + 1, place - 1}) {
            if (next >= 0 && next < found.size()) {
                pages.get(found.id(next)).ifPresent(near::add);
            }
        }
        return near;
    }
}
