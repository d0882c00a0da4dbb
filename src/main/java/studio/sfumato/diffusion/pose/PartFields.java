package studio.sfumato.diffusion.pose;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import studio.sfumato.image.control.Pose;
import studio.sfumato.image.control.Pose.Person;
import studio.sfumato.image.control.Pose.Point;

/// People put together from where joints may be and which way limbs go: Cao et al. 2017, sections 2.3 and 2.4, with
/// OpenPose's thresholds.
///
/// @param joints a plane for each of the eighteen joints
/// @param limbs two planes for each pair of joints: how far right and how far down the limb goes
record PartFields(List<Plane> joints, List<Plane> limbs) {
    private static final double SIGMA = 3;
    private static final double LEAST_PEAK = 0.1;
    private static final double LEAST_ALONG = 0.05;
    private static final int SAMPLES = 10;
    private static final double MOST_SAMPLES = 0.8;
    private static final int LEAST_JOINTS = 4;
    private static final double LEAST_SCORE = 0.4;
    private static final double NO_LENGTH = 0.001;

    /// More peaks than that in one plane are noise, not people.
    private static final int MOST_PEAKS = 256;

    /// Pairs of joints, and the first of their two planes; the last two join but never begin a person.
    private static final int[][] PAIRS = {
        {1, 2, 12},
        {1, 5, 20},
        {2, 3, 14},
        {3, 4, 16},
        {5, 6, 22},
        {6, 7, 24},
        {1, 8, 0},
        {8, 9, 2},
        {9, 10, 4},
        {1, 11, 6},
        {11, 12, 8},
        {12, 13, 10},
        {1, 0, 28},
        {0, 14, 30},
        {14, 16, 34},
        {0, 15, 32},
        {15, 17, 36},
        {2, 16, 18},
        {5, 17, 26}
    };

    private static final int BEGINNING = 17;

    /// A place where a joint may be.
    private record Peak(int x, int y, double score) {}

    /// Two peaks that a limb joins.
    private record Link(Peak from, Peak to, double score) {}

    /// The joints of one person so far.
    private static final class Found {
        final @Nullable Peak[] parts = new @Nullable Peak[Pose.JOINTS];
        double score;
        int count;

        boolean has(int joint, Peak peak) {
            return peak.equals(parts[joint]);
        }

        boolean disjoint(Found other) {
            for (int i = 0; i < parts.length; i++) {
                if (parts[i] != null && other.parts[i] != null) {
                    return false;
                }
            }
            return true;
        }

        void take(Found other, double link) {
            for (int i = 0; i < parts.length; i++) {
                parts[i] = parts[i] == null ? other.parts[i] : parts[i];
            }
            score += other.score + link;
            count += other.count;
        }

        void add(int joint, Link link) {
            parts[joint] = link.to;
            count++;
            score += link.to.score + link.score;
        }
    }

    /// {@return everybody, joints in the pixels of the planes}
    List<Person> people() {
        List<List<Peak>> peaks = new ArrayList<>();
        for (int joint = 0; joint < Pose.JOINTS; joint++) {
            peaks.add(peaks(joints.get(joint)));
        }
        List<Found> found = new ArrayList<>();
        for (int pair = 0; pair < PAIRS.length; pair++) {
            int from = PAIRS[pair][0];
            int to = PAIRS[pair][1];
            for (Link link : links(peaks.get(from), peaks.get(to), PAIRS[pair][2])) {
                join(found, link, from, to, pair < BEGINNING);
            }
        }
        return found.stream()
                .filter(each -> each.count >= LEAST_JOINTS && each.score / each.count >= LEAST_SCORE)
                .map(PartFields::person)
                .toList();
    }

    private static Person person(Found found) {
        return new Person(Arrays.stream(found.parts)
                .map(peak -> peak == null ? Optional.<Point>empty() : Optional.of(new Point(peak.x, peak.y)))
                .toList());
    }

    /// Places no lower than their four neighbours once blurred; beyond the edges there is nothing.
    private static List<Peak> peaks(Plane plane) {
        Plane smooth = plane.blurred(SIGMA);
        int width = plane.width();
        int height = plane.height();
        List<Peak> peaks = new ArrayList<>();
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                float here = smooth.at(x, y);
                if (here > LEAST_PEAK
                        && (y == 0 || here >= smooth.at(x, y - 1))
                        && (y == height - 1 || here >= smooth.at(x, y + 1))
                        && (x == 0 || here >= smooth.at(x - 1, y))
                        && (x == width - 1 || here >= smooth.at(x + 1, y))
                        && peaks.size() < MOST_PEAKS) {
                    peaks.add(new Peak(x, y, plane.at(x, y)));
                }
            }
        }
        return peaks;
    }

    /// The best links first, each peak in one of them.
    private List<Link> links(List<Peak> from, List<Peak> to, int plane) {
        List<Link> all = new ArrayList<>();
        for (Peak a : from) {
            for (Peak b : to) {
                link(a, b, plane).ifPresent(all::add);
            }
        }
        all.sort(Comparator.comparingDouble(Link::score).reversed());
        List<Link> chosen = new ArrayList<>();
        for (Link link : all) {
            if (chosen.stream().noneMatch(each -> each.from.equals(link.from) || each.to.equals(link.to))) {
                chosen.add(link);
            }
        }
        return chosen;
    }

    /// How well the field between two peaks goes from one to the other.
    private Optional<Link> link(Peak from, Peak to, int plane) {
        double right = to.x - from.x;
        double down = to.y - from.y;
        double length = Math.max(NO_LENGTH, Math.hypot(right, down));
        double sum = 0;
        int along = 0;
        for (int i = 0; i < SAMPLES; i++) {
            int x = (int) Math.rint(from.x + i * right / (SAMPLES - 1));
            int y = (int) Math.rint(from.y + i * down / (SAMPLES - 1));
            double score = limbs.get(plane).at(x, y) * right / length
                    + limbs.get(plane + 1).at(x, y) * down / length;
            sum += score;
            along += score > LEAST_ALONG ? 1 : 0;
        }
        double score = sum / SAMPLES + Math.min(0.5 * limbs.getFirst().height() / length - 1, 0);
        return along > MOST_SAMPLES * SAMPLES && score > 0 ? Optional.of(new Link(from, to, score)) : Optional.empty();
    }

    private static void join(List<Found> all, Link link, int from, int to, boolean begins) {
        List<Found> theirs = all.stream()
                .filter(each -> each.has(from, link.from) || each.has(to, link.to))
                .limit(2)
                .toList();
        if (theirs.size() == 2) {
            Found one = theirs.getFirst();
            if (one.disjoint(theirs.getLast())) {
                one.take(theirs.getLast(), link.score);
                all.remove(theirs.getLast());
            } else {
                one.add(to, link);
            }
        } else if (theirs.size() == 1) {
            if (!theirs.getFirst().has(to, link.to)) {
                theirs.getFirst().add(to, link);
            }
        } else if (begins) {
            Found made = new Found();
            made.parts[from] = link.from;
            made.parts[to] = link.to;
            made.count = 2;
            made.score = link.from.score + link.to.score + link.score;
            all.add(made);
        }
    }
}
