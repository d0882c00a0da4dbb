package studio.sfumato.ui.common;

/// How a picture lies in its room: how large and where. What is under the pointer stays there when it is
/// zoomed; what is smaller than the room is in its middle; no edge comes loose from the room's.
///
/// @param scale screen pixels for one of the picture's
/// @param x where the picture's left edge is
/// @param y where its upper edge is
/// @param fitted whether it follows the room's size
public record Zoom(double scale, double x, double y, boolean fitted) {
    private static final double MOST = 32;

    /// A room and a picture in it.
    ///
    /// @param width of the room
    /// @param height of the room
    /// @param pictureWidth of the picture, in its own pixels
    /// @param pictureHeight of the picture
    public record Room(double width, double height, double pictureWidth, double pictureHeight) {
        /// {@return the scale at which all of the picture is seen}
        public double fit() {
            double scale = Math.min(width / pictureWidth, height / pictureHeight);
            return Math.max(0.01, scale);
        }

        /// {@return the least scale there is}
        public double least() {
            return Math.min(fit(), 1) / 4;
        }
    }

    /// {@return all of the picture, as large as there is room for}
    public static Zoom fit(Room room) {
        return new Zoom(room.fit(), 0, 0, true).within(room);
    }

    /// {@return the picture at `to`, the point (px, py) of the room staying where it is}
    public Zoom at(double to, double px, double py, Room room) {
        double now = Math.clamp(to, room.least(), Math.max(MOST, room.fit()));
        double factor = now / scale;
        return new Zoom(now, px - (px - x) * factor, py - (py - y) * factor, false).within(room);
    }

    /// {@return the picture moved}
    public Zoom moved(double dx, double dy, Room room) {
        return new Zoom(scale, x + dx, y + dy, false).within(room);
    }

    /// {@return the same in a room of another size}
    public Zoom in(Room room) {
        return fitted ? fit(room) : within(room);
    }

    private Zoom within(Room room) {
        return new Zoom(
                scale,
                placed(x, room.pictureWidth * scale, room.width),
                placed(y, room.pictureHeight * scale, room.height),
                fitted);
    }

    private static double placed(double at, double size, double room) {
        return size <= room ? Math.floor((room - size) / 2) : Math.clamp(at, room - size, 0);
    }
}
