package studio.sfumato.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import studio.sfumato.diffusion.Task;
import studio.sfumato.diffusion.hires.HiresFix;

class HiresArgsTest {
    private static HiresFix read(String settings) {
        HiresArgs args = new HiresArgs();
        args.settings = settings;
        return args.of(new Task.TextToImage(), model -> "/found/" + model)
                .second()
                .orElseThrow();
    }

    @Test
    void filesAreFoundFromAnotherFolderToo() {
        String file = "models/upscale/realesr-animevideov3.safetensors";
        HiresFix fix = read("2,upscaler=" + file + ",model=dream");
        assertThat(fix.upscaler()).isEqualTo(Path.of(file).toAbsolutePath().toString());
        assertThat(fix.model()).contains("/found/dream");
    }

    @Test
    void namesStayNames() {
        assertThat(read("2,upscaler=realesr-animevideov3").upscaler()).isEqualTo("realesr-animevideov3");
        assertThat(read("2").upscaler()).isEqualTo("Latent");
    }
}
