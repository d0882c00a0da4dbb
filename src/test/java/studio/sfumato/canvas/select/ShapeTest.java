package studio.sfumato.canvas.select;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import studio.sfumato.canvas.Area;
import studio.sfumato.canvas.Surface;
import studio.sfumato.error.RequestException;

class ShapeTest {
    private static final Area ALL = new Area(0, 0, 400, 300);

    private static int at(Surface surface, int x, int y) {
        return surface.argb(x, y) >>> 24;
    }

    private static double sum(Surface surface) {
        double sum = 0;
        for (int pixel : surface.read(ALL)) {
            sum += (pixel >>> 24) / 255.0;
        }
        return sum;
    }

    private static List<Point> points(double... values) {
        List<Point> points = new ArrayList<>();
        for (int i = 0; i < values.length; i += 2) {
            points.add(new Point(values[i], values[i + 1]));
        }
        return points;
    }

    private static Surface polygon(double... values) {
        return new Shape.Polygon(points(values)).coverage(ALL);
    }

    @Test
    void aRectangleIsItsPixels() {
        Surface surface = new Shape.Rectangle(new Area(-5, 10, 15, 20)).coverage(ALL);
        assertThat(surface.content()).isEqualTo(new Area(0, 10, 10, 20));
        assertThat(sum(surface)).isEqualTo(200);
        assertThat(new Shape.Rectangle(new Area(500, 0, 5, 5)).coverage(ALL).isEmpty())
                .isTrue();
    }

    @Test
    void aPolygonCoversTheExactShareOfEachPixel() {
        Surface surface = polygon(10.25, 20.5, 30.25, 20.5, 30.25, 25.75, 10.25, 25.75);
        assertThat(at(surface, 20, 22)).isEqualTo(255);
        assertThat(at(surface, 20, 20)).isEqualTo(128);
        assertThat(at(surface, 20, 25)).isEqualTo(191);
        assertThat(at(surface, 10, 22)).isEqualTo(191);
        assertThat(at(surface, 30, 22)).isEqualTo(64);
        assertThat(sum(surface)).isCloseTo(20 * 5.25, within(0.2));
    }

    @Test
    void trianglesOfAnyDirectionHaveTheirArea() {
        Random random = new Random(3);
        for (int i = 0; i < 200; i++) {
            double[] p = random.doubles(6, 1, 299).toArray();
            double area = Math.abs((p[2] - p[0]) * (p[5] - p[1]) - (p[4] - p[0]) * (p[3] - p[1])) / 2;
            assertThat(sum(polygon(p))).isCloseTo(area, within(0.5 + area * 0.002));
        }
    }

    @Test
    void aLineThatGoesRoundTwiceCoversOnceAndAnEightCoversBothLoops() {
        double[] twice = {10, 10, 50, 10, 50, 50, 10, 50, 10, 10, 50, 10, 50, 50, 10, 50};
        assertThat(sum(polygon(twice))).isCloseTo(1600, within(1.0));
        assertThat(at(polygon(twice), 30, 30)).isEqualTo(255);
        Surface eight = polygon(10, 10, 50, 50, 50, 10, 10, 50);
        assertThat(at(eight, 15, 30)).isEqualTo(255);
        assertThat(at(eight, 45, 30)).isEqualTo(255);
        assertThat(at(eight, 30, 15)).isZero();
    }

    @Test
    void whatIsOutsideTheDocumentIsCutOff() {
        Surface surface = polygon(-1000, -1000, 1000, -1000, 1000, 150, -1000, 150);
        assertThat(sum(surface)).isEqualTo(400 * 150);
        Surface wide = polygon(-1e300, -50, 1e300, -50, 1e300, 1e300, -1e300, 1e300);
        assertThat(sum(wide)).isEqualTo(400 * 300);
        assertThat(polygon(500, 10, 600, 10, 550, 90).isEmpty()).isTrue();
        assertThat(polygon(10, 10, 90, 90).isEmpty()).isTrue();
        assertThatThrownBy(() -> new Point(Double.NaN, 0)).isInstanceOf(RequestException.class);
    }

    @Test
    void tallShapesHaveNoSeams() {
        Area tall = new Area(0, 0, 40, 1000);
        Surface surface = new Shape.Polygon(points(5.5, 3, 30.25, 3, 30.25, 997, 5.5, 997)).coverage(tall);
        for (int y = 3; y < 997; y++) {
            assertThat(at(surface, 5, y)).isEqualTo(128);
            assertThat(at(surface, 20, y)).isEqualTo(255);
            assertThat(at(surface, 30, y)).isEqualTo(64);
        }
        assertThat(surface.content()).isEqualTo(new Area(5, 3, 26, 994));
    }

    @Test
    void anEllipseHasItsArea() {
        Surface surface = new Shape.Ellipse(new Area(20, 30, 200, 100)).coverage(ALL);
        assertThat(sum(surface)).isCloseTo(Math.PI * 100 * 50, within(10.0));
        assertThat(surface.content()).isEqualTo(new Area(20, 30, 200, 100));
        assertThat(new Shape.Ellipse(Area.NONE).coverage(ALL).isEmpty()).isTrue();
    }
}
