package studio.sfumato.job;

import java.util.List;
import java.util.Optional;
import studio.sfumato.diffusion.PictureRef;
import studio.sfumato.diffusion.Task;
import studio.sfumato.diffusion.control.ControlUnit;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.image.Raster;
import studio.sfumato.image.control.ControlType;
import studio.sfumato.image.control.Pose;
import studio.sfumato.weights.addon.AddOnCatalogue;
import studio.sfumato.weights.addon.AddOnEntry;
import studio.sfumato.weights.addon.AddOnKind;

/// Makes the units that guide a request, keeping their pictures; shows what they will see.
///
/// @param sources keeps pictures
/// @param maps makes maps
public record ControlUnits(SourceStore sources, ControlMaps maps) {
    /// {@return a unit that follows `picture`}: where only a network can make its map, that is made now. It counts
    /// fully from the first step to the last; change it as you like.
    ///
    /// @param model the control network's name or file
    /// @param network that network's; empty for the first there is
    /// @throws studio.sfumato.error.StudioException if the map cannot be made or the picture kept
    public ControlUnit of(
            Raster picture, ControlType type, String model, Optional<String> network, CancellationToken token) {
        if (!maps.byNetwork(type, network)) {
            return new ControlUnit(type, false, sources.keep(picture), model);
        }
        return made(maps.map(picture, type, type.settings(), network, token), type, model);
    }

    /// {@return a unit that follows a map that is there already}
    public ControlUnit made(Raster map, ControlType type, String model) {
        return new ControlUnit(type, true, sources.keep(map), model);
    }

    /// {@return a unit that feeds a model which sees depth a map that is there already}
    ///
    /// @param map a picture that is kept: one may serve many requests
    /// @param task what is made, by which a map of another size is fitted
    public ControlUnit depth(PictureRef map, Task task) {
        return DepthMaps.unit(map, task);
    }

    /// {@return a unit that follows as much of a pose as its type shows}
    ///
    /// @throws studio.sfumato.error.RequestException if the pose has nothing of it
    public ControlUnit of(Pose pose, ControlType type, String model) {
        return made(pose.only(type.people()).drawn(pose.width(), pose.height()), type, model);
    }

    /// {@return what the network of a unit will see}
    public Raster preview(ControlUnit unit, int width, int height) {
        return unit.map(sources.open(unit.picture()), width, height);
    }

    /// {@return a picture whose masked parts are transparent, as units of type [ControlType#INPAINT] want them}
    ///
    /// @param mask of any size; white or opaque is painted anew
    public static Raster masked(Raster picture, Raster mask) {
        int[] argb = picture.toArgb();
        for (int i = 0; i < argb.length; i++) {
            int x = i % picture.width() * mask.width() / picture.width();
            int y = i / picture.width() * mask.height() / picture.height();
            int there = mask.argb(x, y);
            boolean painted = mask.hasAlpha() ? there >>> 24 >= 128 : (there & 0xFF) >= 128;
            argb[i] = painted ? argb[i] & 0xFFFFFF : argb[i] | 0xFF000000;
        }
        return Raster.translucent(picture.width(), picture.height(), argb);
    }

    /// {@return the ControlNets and T2I-Adapters there are; one that cannot be used is listed with its problem}
    public List<AddOnEntry> models() {
        return new AddOnCatalogue(maps.shelf()).list(AddOnKind.CONTROL);
    }
}
