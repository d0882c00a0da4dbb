package studio.sfumato.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.sfumato.diffusion.Sampling;
import studio.sfumato.image.Png;
import studio.sfumato.image.metadata.PictureInfo;
import studio.sfumato.job.RequestJson;

class SamplingOptionsTest {
    @TempDir
    private Path folder;

    @Test
    void aPictureSaysWhatWasSetAboutItsSampler() {
        PictureInfo info = generate(
                "--sampler=Euler a",
                "--schedule=polyexponential",
                "--steps=3",
                "--eta=0.5",
                "--s-noise=1.02",
                "--rho=1.5",
                "--sigma-min=0.1",
                "--sigma-max=12",
                "--discard-penultimate",
                "--sgm-noise");
        assertThat(Objects.requireNonNull(info.parameters()).fields())
                .containsEntry("Schedule type", "Polyexponential")
                .containsEntry("Eta", "0.5")
                .containsEntry("Sigma noise", "1.02")
                .containsEntry("Schedule rho", "1.5")
                .containsEntry("Schedule min sigma", "0.1")
                .containsEntry("Schedule max sigma", "12")
                .containsEntry("Discard penultimate sigma", "True")
                .containsEntry("SGM noise multiplier", "True");
        assertThat(sampling(info).options().values()).hasSize(7);
    }

    @Test
    void whatWasNotSetIsNotSaid() {
        PictureInfo info = generate("--steps=2");
        assertThat(Objects.requireNonNull(info.parameters()).fields().keySet())
                .noneMatch(name -> name.startsWith("Sigma") || name.startsWith("Eta") || name.startsWith("UniPC"));
        assertThat(info.requestJson()).doesNotContain("sigma", "eta", "unipc");
    }

    @Test
    void noiseLevelsCanBeGiven() {
        PictureInfo info = generate("--sigmas=14.6,5,1,0");
        assertThat(sampling(info).steps()).isEqualTo(3);
        assertThat(sampling(info).options().sigmas()).containsExactly(14.6, 5.0, 1.0, 0.0);
        assertThat(Objects.requireNonNull(info.parameters()).fields()).doesNotContainKey("Schedule type");
    }

    @Test
    void whatASamplerCannotDoIsRefusedInOneLine() {
        assertThat(run("--sampler=LMS", "--eta=0.5").err()).contains("LMS has no eta");
        assertThat(run("--sigmas=5,6,0").err()).contains("sigmas must fall, but 6.0 comes after 5.0");
        assertThat(run("--s-churn=NaN").err()).contains("sigmaChurn must be between 0 and 100, not NaN");
        assertThat(run("--sampler=UniPC", "--unipc-variant=bh9").err())
                .contains("unipcVariant must be one of bh1, bh2");
        assertThat(run("--sigmas=5,1,0", "--steps=9").err()).contains("steps must be 2 with these sigmas");
    }

    @Test
    void samplersThatNeedTheNegativePromptRunItEvenUnguided() {
        int[] fog = pixels("--sampler=euler_cfg_pp", "--steps=2", "--cfg=1", "--negative=fog");
        int[] frog = pixels("--sampler=euler_cfg_pp", "--steps=2", "--cfg=1", "--negative=a green frog");
        assertThat(frog).isNotEqualTo(fog);
    }

    private int[] pixels(String... args) {
        assertThat(generate(args)).isNotNull();
        return Png.read(folder.resolve("a.png")).raster().toArgb();
    }

    private PictureInfo generate(String... args) {
        CliFixture.Outcome done = run(args);
        assertThat(done.err()).isEmpty();
        assertThat(done.code()).isZero();
        return PictureInfo.read(folder.resolve("a.png"));
    }

    private CliFixture.Outcome run(String... args) {
        List<String> all =
                new ArrayList<>(List.of("generate", "fox", "--model", "sd1", "--size", "64x48", "--seed", "3"));
        all.addAll(List.of(args));
        all.addAll(List.of("-o", folder.resolve("a.png").toString()));
        return new CliFixture(folder, CliFixture.MODELS).run(all.toArray(String[]::new));
    }

    private static Sampling sampling(PictureInfo info) {
        return RequestJson.read(Objects.requireNonNull(info.requestJson())).sampling();
    }
}
