package studio.sfumato.job;

import java.nio.file.Path;
import java.time.ZonedDateTime;
import studio.sfumato.diffusion.GenerationRequest;
import studio.sfumato.diffusion.Guidance;
import studio.sfumato.diffusion.ImageSize;
import studio.sfumato.diffusion.NoiseSettings;
import studio.sfumato.diffusion.Prompt;
import studio.sfumato.diffusion.SamplerId;
import studio.sfumato.diffusion.Sampling;
import studio.sfumato.diffusion.ScheduleId;
import studio.sfumato.diffusion.Seed;
import studio.sfumato.diffusion.Task;
import studio.sfumato.diffusion.noise.RandomSource;

/// Shows what patterns come to, with a fox that nobody has painted.
public final class NameExample {
    private static final String FIRST = "00001-";
    private static final long SEED = 1_893_820_174L;

    private NameExample() {}

    /// {@return where the first picture in `place` would go}
    ///
    /// @param made when it is made
    public static Path path(Destination place, ZonedDateTime made) {
        NameFacts facts = facts(made);
        Path folder = place.out();
        for (String part : new NamePattern(place.subFolders()).folders(facts)) {
            folder = folder.resolve(part);
        }
        return folder.resolve(FIRST + new NamePattern(place.fileName()).name(facts) + ".png");
    }

    static NameFacts facts(ZonedDateTime made) {
        GenerationRequest fox = new GenerationRequest(
                "starter",
                new Prompt("a fox on a blue background", "", 1),
                new ImageSize(512, 512),
                new Sampling(new SamplerId("DPM++ 2M"), ScheduleId.AUTOMATIC, 20),
                new Guidance(7),
                new NoiseSettings(new Seed(SEED), RandomSource.NV),
                1,
                1,
                new Task.TextToImage());
        return new NameFacts(fox, 0, "Starter", "0a1b2c3d4e", made);
    }
}
