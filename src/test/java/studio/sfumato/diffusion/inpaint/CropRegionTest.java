package studio.sfumato.diffusion.inpaint;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import studio.sfumato.image.Box;
import studio.sfumato.image.Mask;

class CropRegionTest {
    private static Mask mask(int width, int height, Box box) {
        byte[] levels = new byte[width * height];
        for (int y = box.top(); y < box.bottom(); y++) {
            for (int x = box.left(); x < box.right(); x++) {
                levels[y * width + x] = (byte) 255;
            }
        }
        return Mask.of(width, height, levels);
    }

    @Test
    void isWidenedToTheShapeThatIsWorkedIn() {
        assertThat(CropRegion.around(mask(512, 512, new Box(200, 100, 128, 32)), 0, 512, 512))
                .isEqualTo(new Box(200, 52, 128, 128));
        assertThat(CropRegion.around(mask(512, 512, new Box(200, 100, 32, 128)), 0, 512, 256))
                .isEqualTo(new Box(88, 100, 256, 128));
    }

    @Test
    void staysWithinThePicture() {
        assertThat(CropRegion.around(mask(300, 200, new Box(290, 190, 10, 10)), 32, 512, 512))
                .isEqualTo(new Box(258, 158, 42, 42));
        assertThat(CropRegion.around(mask(300, 200, new Box(0, 90, 300, 4)), 0, 512, 512))
                .isEqualTo(new Box(0, 0, 300, 200));
        assertThat(CropRegion.around(mask(300, 200, new Box(0, 0, 100, 10)), 0, 256, 256))
                .isEqualTo(new Box(0, 0, 100, 100));
    }
}
