package studio.sfumato.ui.gallery;

import java.util.List;

/// Where each card of a grid is: rows of squares, each day's beginning anew under its date. All of it is
/// counted, none of it looked up, so that one can jump anywhere among a hundred thousand.
final class GridShape {
    /// Between cards, in pixels.
    static final double GAP = 6;

    /// The height of a date.
    static final double HEADER = 38;

    private final int count;
    private final int columns;
    private final double side;
    private final double height;
    private final int[] starts;
    private final double[] tops;

    /// Where a card is.
    record Place(double x, double y) {}

    /// @param days the days' first cards; the first is card 0
    /// @param count how many cards
    /// @param width in pixels
    /// @param wanted how wide a card should be, about
    GridShape(List<Found.Day> days, int count, double width, double wanted) {
        this.count = count;
        columns = (int) Math.max(1, Math.round((width + GAP) / (wanted + GAP)));
        side = Math.max(16, Math.floor((width + GAP) / columns - GAP));
        starts = days.stream().mapToInt(Found.Day::from).toArray();
        tops = new double[starts.length];
        double y = 0;
        for (int day = 0; day < starts.length; day++) {
            tops[day] = y;
            y += HEADER + rows(day) * (side + GAP);
        }
        height = y;
    }

    private int end(int day) {
        return day + 1 < starts.length ? starts[day + 1] : count;
    }

    private int rows(int day) {
        return Math.ceilDiv(end(day) - starts[day], columns);
    }

    /// {@return how high all of it is}
    double height() {
        return height;
    }

    /// {@return how wide and high a card is}
    double side() {
        return side;
    }

    /// {@return how many cards there are in a row}
    int columns() {
        return columns;
    }

    /// {@return where the date of day `day` is}
    double top(int day) {
        return tops[day];
    }

    /// {@return the upper left corner of card `i`}
    Place place(int i) {
        int day = day(i);
        int in = i - starts[day];
        int row = in / columns;
        return new Place((in % columns) * (side + GAP), tops[day] + HEADER + row * (side + GAP));
    }

    /// {@return the day card `i` belongs to}
    int day(int i) {
        int low = 0;
        int high = starts.length - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (starts[middle] <= i) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    /// {@return the day at height `y`; 0 above all}
    int dayAt(double y) {
        int low = 0;
        int high = tops.length - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (tops[middle] <= y) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    /// {@return the first card that reaches below `y`; the number of cards where none does}
    int firstBelow(double y) {
        if (count == 0 || y >= height) {
            return count;
        }
        int day = dayAt(y);
        int row = (int) Math.max(0, Math.floor((y - tops[day] - HEADER) / (side + GAP)));
        return Math.min(end(day), starts[day] + row * columns);
    }

    /// {@return the first card that begins at `y` or below; the number of cards where none does}
    int firstFrom(double y) {
        if (count == 0 || y > height) {
            return count;
        }
        int day = dayAt(Math.max(0, y));
        int row = (int) Math.max(0, Math.ceil((y - tops[day] - HEADER) / (side + GAP)));
        return Math.min(end(day), starts[day] + row * columns);
    }

    /// {@return the card at (x, y); −1 for none}
    int at(double x, double y) {
        if (count == 0 || y < 0 || y >= height || x < 0) {
            return -1;
        }
        int day = dayAt(y);
        double in = y - tops[day] - HEADER;
        int column = (int) (x / (side + GAP));
        if (in < 0 || column >= columns || x - column * (side + GAP) > side || in % (side + GAP) > side) {
            return -1;
        }
        int row = (int) (in / (side + GAP));
        int i = starts[day] + row * columns + column;
        return i < end(day) ? i : -1;
    }

    /// {@return the card `rows` rows below card `i`, or above it, as near as there is one}
    int step(int i, int rows) {
        int at = i;
        for (int left = Math.abs(rows); left > 0; left--) {
            int next = rows > 0 ? below(at) : above(at);
            if (next == at) {
                return at;
            }
            at = next;
        }
        return at;
    }

    private int below(int i) {
        int day = day(i);
        int in = i - starts[day];
        if (in / columns + 1 < rows(day)) {
            return Math.min(i + columns, end(day) - 1);
        }
        return day + 1 < starts.length ? Math.min(starts[day + 1] + in % columns, end(day + 1) - 1) : i;
    }

    private int above(int i) {
        int day = day(i);
        int in = i - starts[day];
        if (in >= columns) {
            return i - columns;
        }
        if (day == 0) {
            return i;
        }
        int last = starts[day - 1] + (rows(day - 1) - 1) * columns + in % columns;
        return Math.min(last, starts[day] - 1);
    }
}
