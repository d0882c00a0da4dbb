package studio.sfumato.ui.gallery;

import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import javafx.beans.property.DoubleProperty;
import javafx.beans.property.SimpleDoubleProperty;
import javafx.geometry.Orientation;
import javafx.scene.AccessibleRole;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollBar;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseButton;
import javafx.scene.input.MouseEvent;
import javafx.scene.input.ScrollEvent;
import javafx.scene.layout.Region;
import javafx.scene.shape.Rectangle;
import org.jspecify.annotations.Nullable;
import studio.sfumato.library.Picture;
import studio.sfumato.ui.common.Follow;
import studio.sfumato.ui.common.Messages;

/// The pictures found, in rows under the days they were made on. Only those in sight have cards, and only
/// their small copies are made: a hundred thousand scroll like ten.
final class PictureGrid extends Region {
    private static final double BAR = 12;
    private static final double SIDE = 168;
    private static final double LARGEST = 256;
    private static final double SMALLEST = 96;

    private final GalleryModel model;
    private final Messages words;
    private final DateTimeFormatter dates;
    private final ScrollBar bar = new ScrollBar();
    private final DoubleProperty wanted = new SimpleDoubleProperty(SIDE);
    private final Map<Integer, PictureCard> cards = new HashMap<>();
    private final Deque<PictureCard> spare = new ArrayDeque<>();
    private final Map<Integer, Label> headers = new HashMap<>();
    private Found found = Found.NONE;
    private GridShape shape = new GridShape(List.of(), 0, 1, SIDE);
    private double shapedFor = -1;

    PictureGrid(GalleryModel model, Messages words) {
        this.model = model;
        this.words = words;
        dates = DateTimeFormatter.ofLocalizedDate(FormatStyle.FULL).withLocale(words.locale());
        setId("grid");
        getStyleClass().add("picture-grid");
        setFocusTraversable(true);
        setAccessibleRole(AccessibleRole.LIST_VIEW);
        setAccessibleText(words.text("grid.name"));
        bar.setOrientation(Orientation.VERTICAL);
        bar.setFocusTraversable(false);
        bar.valueProperty().subscribe((_, _) -> requestLayout());
        Rectangle bounds = new Rectangle();
        bounds.widthProperty().bind(widthProperty());
        bounds.heightProperty().bind(heightProperty());
        setClip(bounds);
        getChildren().add(bar);
        addEventHandler(ScrollEvent.SCROLL, this::scrolled);
        addEventHandler(MouseEvent.MOUSE_PRESSED, this::pressed);
        addEventHandler(MouseEvent.MOUSE_CLICKED, this::clicked);
        addEventHandler(MouseEvent.DRAG_DETECTED, new DragOut(this, model)::detected);
        addEventFilter(KeyEvent.KEY_PRESSED, new GridKeys(this, model)::pressed);
        wanted.subscribe((_, _) -> reshape());
        Follow.value(this, model.foundProperty(), this::show);
        Follow.changes(this, model.pages().changesProperty(), this::requestLayout);
        Follow.changes(this, model.thumbnails().changesProperty(), this::requestLayout);
        Follow.changes(this, model.chosen().changesProperty(), this::requestLayout);
    }

    /// {@return how wide a card should be, about}
    DoubleProperty cardSideProperty() {
        return wanted;
    }

    /// {@return the cards in sight}
    List<PictureCard> cards() {
        return List.copyOf(cards.values());
    }

    /// {@return where each card is}
    GridShape shape() {
        return shape;
    }

    /// {@return how many rows are in sight}
    int rows() {
        return (int) Math.max(1, getHeight() / (shape.side() + GridShape.GAP) - 1);
    }

    /// Scrolls to `y`.
    void scrollTo(double y) {
        bar.setValue(Math.clamp(y, 0, Math.max(0, bar.getMax())));
    }

    /// {@return how far down it is scrolled}
    double scrolled() {
        return bar.getValue();
    }

    /// Scrolls as little as need be for the card at `place` to be in sight.
    void reveal(int place) {
        if (place < 0 || place >= found.size()) {
            return;
        }
        double y = shape.place(place).y();
        boolean first = place < shape.columns();
        if (y < bar.getValue()) {
            scrollTo(first ? 0 : y - GridShape.GAP);
        } else if (y + shape.side() > bar.getValue() + getHeight()) {
            scrollTo(y + shape.side() + GridShape.GAP - getHeight());
        }
    }

    /// Another search begins at the top; the same one, looked for again, stays where it was.
    private void show(Found now) {
        boolean same = now.text().equals(found.text());
        int top = shape.firstFrom(bar.getValue());
        long anchor = same && bar.getValue() > 0 && top < found.size() ? found.id(top) : -1;
        double offset = anchor < 0 ? 0 : shape.place(top).y() - bar.getValue();
        found = now;
        reshape();
        if (anchor < 0) {
            scrollTo(0);
        } else {
            int place = now.place(anchor);
            int near = Math.min(place >= 0 ? place : -place - 1, now.size() - 1);
            scrollTo(near < 0 ? 0 : shape.place(near).y() - offset);
        }
    }

    private void reshape() {
        shapedFor = getWidth();
        shape = new GridShape(found.days(), found.size(), Math.max(1, shapedFor - BAR), wanted.get());
        measureBar();
        requestLayout();
    }

    private void measureBar() {
        double hidden = Math.max(0, shape.height() - getHeight());
        bar.setMax(hidden);
        bar.setVisibleAmount(hidden == 0 ? 1 : hidden * getHeight() / shape.height());
        bar.setUnitIncrement(shape.side() + GridShape.GAP);
        bar.setBlockIncrement(Math.max(1, getHeight() - shape.side()));
        bar.setVisible(hidden > 0);
        bar.setValue(Math.min(bar.getValue(), hidden));
    }

    private void scrolled(ScrollEvent wheel) {
        if (wheel.isControlDown()) {
            double factor = wheel.getDeltaY() > 0 ? 1.15 : 1 / 1.15;
            wanted.set(Math.clamp(wanted.get() * factor, SMALLEST, LARGEST));
        } else {
            scrollTo(bar.getValue() - wheel.getDeltaY() * (wheel.isInertia() || wheel.getTouchCount() > 0 ? 1 : 2));
        }
        wheel.consume();
    }

    private void pressed(MouseEvent press) {
        requestFocus();
        int place = shape.at(press.getX(), press.getY() + bar.getValue());
        ChosenModel chosen = model.chosen();
        if (place < 0) {
            if (press.getX() < getWidth() - BAR) {
                chosen.none();
            }
        } else if (press.isShortcutDown()) {
            chosen.toggle(place);
        } else if (press.isShiftDown()) {
            chosen.through(place);
        } else if (!chosen.ids().contains(found.id(place))) {
            chosen.only(place);
        }
    }

    /// One of several that are chosen may be the beginning of a drag: only a click chooses it alone.
    private void clicked(MouseEvent click) {
        int place = shape.at(click.getX(), click.getY() + bar.getValue());
        if (place < 0 || click.getButton() != MouseButton.PRIMARY || click.isShortcutDown() || click.isShiftDown()) {
            return;
        }
        if (click.isStillSincePress()) {
            model.chosen().only(place);
        }
        if (click.getClickCount() == 2) {
            model.stage().open();
        }
    }

    @Override
    protected void layoutChildren() {
        if (shapedFor != getWidth()) {
            int top = shape.firstFrom(bar.getValue());
            boolean anchored = bar.getValue() > 0 && top < found.size();
            reshape();
            if (anchored) {
                scrollTo(shape.place(top).y());
            }
        }
        measureBar();
        bar.resizeRelocate(getWidth() - BAR + 2, 0, BAR - 2, getHeight());
        double top = Math.floor(bar.getValue());
        int first = shape.firstBelow(top);
        int last = Math.min(found.size(), shape.firstFrom(top + getHeight()));
        recycle(first, last);
        List<Picture> inSight = new ArrayList<>(last - first);
        for (int i = first; i < last; i++) {
            Picture picture = show(i, top);
            if (picture != null) {
                inSight.add(picture);
            }
        }
        dates(top);
        int ahead = (last - first) / 2;
        model.pages().want(found.ids(first - ahead, last + ahead));
        model.thumbnails().want(inSight, (int) Math.round((shape.side() - 2 * PictureCard.EDGE) * density()));
    }

    /// {@return how many pixels of the screen there are to one of the window's}
    private double density() {
        return getScene() == null || getScene().getWindow() == null
                ? 1
                : getScene().getWindow().getOutputScaleX();
    }

    private void recycle(int first, int last) {
        Iterator<Map.Entry<Integer, PictureCard>> all = cards.entrySet().iterator();
        while (all.hasNext()) {
            Map.Entry<Integer, PictureCard> each = all.next();
            if (each.getKey() < first || each.getKey() >= last) {
                putAway(each.getValue());
                all.remove();
            }
        }
    }

    private void putAway(PictureCard card) {
        card.setVisible(false);
        spare.push(card);
    }

    private @Nullable Picture show(int i, double top) {
        PictureCard card = cards.computeIfAbsent(i, this::card);
        GridShape.Place at = shape.place(i);
        card.resizeRelocate(at.x(), at.y() - top, shape.side(), shape.side());
        long id = found.id(i);
        Picture known = model.pages().get(id).orElse(null);
        boolean gone = known == null && model.pages().isRead(id);
        card.show(known, gone, known == null ? null : model.thumbnails().get(known));
        card.choose(
                model.chosen().ids().contains(id),
                id == model.chosen().currentProperty().get());
        return known;
    }

    private PictureCard card(int place) {
        PictureCard card = spare.isEmpty() ? added() : spare.pop();
        card.stand(place);
        card.setVisible(true);
        return card;
    }

    private PictureCard added() {
        PictureCard card = new PictureCard(words);
        getChildren().addFirst(card);
        return card;
    }

    private void dates(double top) {
        Map<Integer, Label> before = new HashMap<>(headers);
        headers.clear();
        if (found.size() > 0) {
            int last = shape.dayAt(top + getHeight());
            for (int day = shape.dayAt(top); day <= last; day++) {
                Label label = before.remove(day);
                headers.put(day, label == null ? header() : label);
            }
        }
        before.values().forEach(getChildren()::remove);
        headers.forEach((day, label) -> {
            label.setText(dates.format(found.days().get(day).date()));
            label.resizeRelocate(0, shape.top(day) - top, getWidth() - BAR, GridShape.HEADER);
        });
    }

    private Label header() {
        Label label = new Label();
        label.getStyleClass().add("day");
        label.setManaged(false);
        getChildren().addFirst(label);
        return label;
    }
}
