package studio.sfumato.ui.gallery;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import studio.sfumato.diffusion.GenerationRequest;
import studio.sfumato.diffusion.Guidance;
import studio.sfumato.diffusion.ImageSize;
import studio.sfumato.diffusion.NoiseSettings;
import studio.sfumato.diffusion.PictureRef;
import studio.sfumato.diffusion.Prompt;
import studio.sfumato.diffusion.Sampling;
import studio.sfumato.diffusion.ScheduleId;
import studio.sfumato.diffusion.Seed;
import studio.sfumato.diffusion.Task;
import studio.sfumato.diffusion.noise.RandomSource;
import studio.sfumato.diffusion.sampler.Samplers;
import studio.sfumato.image.metadata.PictureParameters;
import studio.sfumato.job.Repainting;
import studio.sfumato.ui.common.Note;

/// Stands for the rest of the program and writes down what it is asked for.
final class StudioStand implements Studio {
    final List<GenerationRequest> used = new ArrayList<>();
    final List<GenerationRequest> varied = new ArrayList<>();
    final List<Repainting> repainted = new ArrayList<>();
    final List<Path> files = new ArrayList<>();
    final List<GenerationRequest> queued = new ArrayList<>();
    final List<Path> kept = new ArrayList<>();
    final List<Path> opened = new ArrayList<>();
    final List<String> told = new ArrayList<>();
    final List<Seed> seeds = new ArrayList<>();

    @Override
    public GenerationRequest asked() {
        return new GenerationRequest(
                "starter",
                new Prompt("", "", 1),
                new ImageSize(128, 128),
                new Sampling(Samplers.parse("DDIM").sampler(), ScheduleId.AUTOMATIC, 20),
                new Guidance(7),
                new NoiseSettings(new Seed(1), RandomSource.NV),
                1,
                1,
                new Task.TextToImage());
    }

    @Override
    public Optional<String> model(String name) {
        return name.equals("dream") ? Optional.of("sd/dream") : Optional.empty();
    }

    @Override
    public Optional<String> control(String name) {
        return name.equals("edges [0123abcd]") ? Optional.of("sd15/edges") : Optional.empty();
    }

    @Override
    public List<String> missing(PictureParameters told) {
        return told.field("TI hashes") == null ? List.of() : List.of("something is not here");
    }

    @Override
    public void use(GenerationRequest request) {
        used.add(request);
    }

    @Override
    public void repaint(GenerationRequest request, Repainting how) {
        repainted.add(how);
    }

    @Override
    public void useSeed(Seed seed) {
        seeds.add(seed);
    }

    @Override
    public void vary(GenerationRequest request, Path file) {
        varied.add(request);
        files.add(file);
    }

    @Override
    public PictureRef keep(Path file) {
        kept.add(file);
        return new PictureRef("ab".repeat(32));
    }

    @Override
    public void ask(GenerationRequest request) {
        queued.add(request);
    }

    @Override
    public void canvas(Path file) {
        opened.add(file);
    }

    @Override
    public void tell(Note note) {
        told.add(note.message());
    }
}
