package studio.sfumato.ui.gallery;

import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import studio.sfumato.library.Picture;

/// The numbers of the pictures a search has found, newest first, and the days they were made on.
final class Found {
    /// Nothing, before anything was looked for.
    static final Found NONE = new Found("", new long[0], List.of(), false, 0);

    private final String text;
    private final long[] ids;
    private final List<Day> days;
    private final boolean whole;
    private final double millis;

    /// Pictures made on one day.
    ///
    /// @param from the place of the first
    record Day(int from, LocalDate date) {}

    private Found(String text, long[] ids, List<Day> days, boolean whole, double millis) {
        this.text = text;
        this.ids = ids;
        this.days = days;
        this.whole = whole;
        this.millis = millis;
    }

    /// @param text what was looked for
    /// @param ids falling; taken over
    /// @param whole whether these are all
    /// @param millis how long it took
    static Found of(String text, long[] ids, boolean whole, double millis) {
        return new Found(text, ids, days(ids), whole, millis);
    }

    private static List<Day> days(long... ids) {
        ZoneId zone = ZoneId.systemDefault();
        List<Day> days = new ArrayList<>();
        long begin = Long.MAX_VALUE;
        for (int i = 0; i < ids.length; i++) {
            if (ids[i] < begin) {
                LocalDate day = Picture.made(ids[i]).atZone(zone).toLocalDate();
                days.add(new Day(i, day));
                begin = first(day, zone);
            }
        }
        return List.copyOf(days);
    }

    private static long first(LocalDate day, ZoneId zone) {
        return Picture.firstId(day.atStartOfDay(zone).toInstant().toEpochMilli());
    }

    /// {@return what was looked for}
    String text() {
        return text;
    }

    /// {@return whether these are all there are}
    boolean whole() {
        return whole;
    }

    /// {@return how long it took}
    double millis() {
        return millis;
    }

    /// {@return how many}
    int size() {
        return ids.length;
    }

    /// {@return the number of the picture at place `i`}
    long id(int i) {
        return ids[i];
    }

    /// {@return the numbers of the pictures at places `from` up to `to`, as far as there are any}
    long[] ids(int from, int to) {
        int first = Math.clamp(from, 0, ids.length);
        return Arrays.copyOfRange(ids, first, Math.clamp(to, first, ids.length));
    }

    /// {@return all numbers}
    LongStream all() {
        return Arrays.stream(ids);
    }

    /// {@return the place of the picture `id`; where it is not there, one less than minus where it would be}
    int place(long id) {
        int low = 0;
        int high = ids.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (ids[middle] == id) {
                return middle;
            } else if (ids[middle] > id) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -low - 1;
    }

    /// {@return how many were made from the beginning of `from` to that of `until`}
    int between(LocalDate from, LocalDate until) {
        ZoneId zone = ZoneId.systemDefault();
        return after(first(from, zone)) - after(first(until, zone));
    }

    /// {@return how many numbers are `id` or larger}
    private int after(long id) {
        int place = place(id);
        return place >= 0 ? place + 1 : -place - 1;
    }

    /// {@return the days, newest first}
    List<Day> days() {
        return days;
    }
}
