package studio.sfumato.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import studio.sfumato.diffusion.ImageSize;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.image.PictureFile;
import studio.sfumato.image.PictureWriter;
import studio.sfumato.image.Raster;
import studio.sfumato.image.Resampler;
import studio.sfumato.image.control.ControlType;
import studio.sfumato.image.control.MapSettings;
import studio.sfumato.image.control.Pose;
import studio.sfumato.job.ControlMaps;
import studio.sfumato.job.PoseJson;
import studio.sfumato.runtime.OrtRuntime;

/// `sfumato control-map`: what a ControlNet will see of a picture.
@Command(
        name = "control-map",
        description = "Make the map that a ControlNet follows: edges, lines, depth, the skeletons of a pose.")
final class ControlMapCommand implements Runnable {
    private final Workshop workshop;

    @Parameters(
            index = "0",
            paramLabel = "TYPE",
            description = "canny, scribble, lineart, softedge, invert, depth, normal, openpose, openpose_hand,"
                    + " openpose_face, openpose_faceonly, openpose_full, tile.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String type;

    @Parameters(index = "1", paramLabel = "PICTURE", description = "A picture; for openpose also a pose as JSON.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path picture;

    @Parameters(index = "2", paramLabel = "OUT", description = "The PNG file or folder to write to.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path out;

    @Option(names = "--size", paramLabel = "WxH", description = "Its size (default: that of the picture).")
    @Nullable
    private String size;

    @Option(
            names = "--low",
            paramLabel = "N",
            description = "canny: the lower threshold (100); scribble: 1 to 64 (32); tile: how much coarser (1).")
    @Nullable
    private Double low;

    @Option(names = "--high", paramLabel = "N", description = "canny: the upper threshold (200).")
    @Nullable
    private Double high;

    @Option(
            names = "--network",
            paramLabel = "NAME|FILE",
            description = "depth, normal, openpose: the network that sees depth or joints (default: the first in"
                    + " a folder called depth or pose among your models); softedge, lineart: the network that draws them, or"
                    + " classical for none.")
    @Nullable
    private String network;

    @Mixin
    private final EngineArgs engine = new EngineArgs();

    @Mixin
    private final ModelArgs folders = new ModelArgs();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    ControlMapCommand(Workshop workshop) {
        this.workshop = workshop;
    }

    @Override
    public void run() {
        ControlType wanted = ControlType.get(type);
        Optional<ImageSize> asked = Optional.ofNullable(size).map(ImageSize::parse);
        CancellationToken token = new CancellationToken();
        Interrupts.hear(_ -> token.cancel());
        Raster map = isPose(picture) ? drawn(wanted, asked) : made(wanted, asked, token);
        PictureWriter writer = PictureWriter.to(out, 1);
        spec.commandLine().getOut().println(writer.write(map, wanted.label(), List.of()));
    }

    /// {@return whether a file is a pose by its name}
    static boolean isPose(Path file) {
        return file.toString().toLowerCase(Locale.ROOT).endsWith(".json");
    }

    private Raster drawn(ControlType wanted, Optional<ImageSize> asked) {
        Pose pose = PoseJson.read(picture).only(wanted.people());
        return asked.map(own -> pose.drawn(own.width(), own.height()))
                .orElseGet(() -> pose.drawn(pose.width(), pose.height()));
    }

    private Raster made(ControlType wanted, Optional<ImageSize> asked, CancellationToken token) {
        Raster read = PictureFile.read(picture);
        Raster sized = asked.map(own -> Resampler.LANCZOS.resize(read, own.width(), own.height()))
                .orElse(read);
        MapSettings usual = wanted.settings();
        MapSettings how = new MapSettings(low == null ? usual.low() : low, high == null ? usual.high() : high);
        ControlMaps maps = new ControlMaps(
                () -> OrtRuntime.start(workshop.paths().cache()),
                folders.told(workshop).addOns(),
                () -> engine.engine(workshop.settings()));
        return maps.map(sized, wanted, how, Optional.ofNullable(network), token);
    }
}
