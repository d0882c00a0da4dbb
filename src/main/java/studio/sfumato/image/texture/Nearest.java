package studio.sfumato.image.texture;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/// For every patch that reaches into a level's hole, one outside it that is most like it.
final class Nearest {
    /// By how much less a patch counts whose middle is a pixel farther from what is known.
    private static final double TRUST = 1 / 1.3;

    private static final int DEEPEST = 256;

    /// Which share of the patches are as like their sources as a patch that counts e^−½ times.
    private static final double USUAL = 0.75;

    /// How far the search goes where a coarser level was searched already.
    private static final int NEAR = 24;

    private static final int PASSES = 2;

    /// How many patches are worked on before a cancel is asked for.
    private static final int AT_ONCE = 4096;

    /// The same where each is compared with all others.
    private static final int FEW = 64;

    /// What a vote takes, in comparisons of patches.
    private static final int VOTE = 4;

    private final Level level;
    private final SplittableRandom random;
    private final int[] like;
    private final int[] cost;
    private final int[] sources;
    private final int[] targets;

    private Nearest(Level level, SplittableRandom random) {
        this.level = level;
        this.random = random;
        like = new int[level.hole.length];
        cost = new int[level.hole.length];
        sources = indices(level.source);
        targets = indices(level.target);
    }

    private static int[] indices(boolean[] marked) {
        return IntStream.range(0, marked.length).filter(i -> marked[i]).toArray();
    }

    /// {@return a first guess}: from the hole's border inwards each pixel is what follows the patch that is most like
    /// what is there already; Efros and Leung 1999
    static Nearest peeled(Level level, long seed, Effort effort) {
        Nearest found = new Nearest(level, new SplittableRandom(seed));
        int[] depth = level.depth();
        boolean[] there = new boolean[level.hole.length];
        int[] order = indices(level.hole);
        for (int i = 0; i < there.length; i++) {
            there[i] = !level.hole[i];
        }
        int[] inwards = IntStream.of(order)
                .mapToObj(i -> new int[] {depth[i], i})
                .sorted((a, b) -> a[0] != b[0] ? Integer.compare(a[0], b[0]) : Integer.compare(a[1], b[1]))
                .mapToInt(pair -> pair[1])
                .toArray();
        Arrays.fill(found.like, -1);
        for (int i = 0; i < inwards.length; i++) {
            if (i % FEW == 0) {
                effort.now((long) Math.min(FEW, inwards.length - i) * level.patches());
            }
            int pixel = inwards[i];
            int middle = level.middle(pixel);
            int best = found.most(middle, there);
            found.like[middle] = best;
            found.copy(best + pixel - middle, pixel);
            there[pixel] = true;
        }
        for (int target : found.targets) {
            if (found.like[target] < 0) {
                found.like[target] = found.any();
            }
        }
        return found;
    }

    private int any() {
        return sources[random.nextInt(sources.length)];
    }

    private void copy(int from, int to) {
        System.arraycopy(level.colours, Level.COLOURS * from, level.colours, Level.COLOURS * to, Level.COLOURS);
    }

    /// {@return the patch most like what is there of another}; among equals the one that goes on where a neighbour's is
    private int most(int middle, boolean[] there) {
        int best = -1;
        int least = Integer.MAX_VALUE;
        for (int step : new int[] {-1, 1, -level.width, level.width}) {
            int beside = middle + step;
            if (beside >= 0 && beside < like.length && like[beside] >= 0) {
                int follows = like[beside] - step;
                if (follows >= 0 && follows < like.length && level.source[follows]) {
                    int far = part(middle, follows, least, there);
                    if (far < least) {
                        least = far;
                        best = follows;
                    }
                }
            }
        }
        for (int source : sources) {
            int far = part(middle, source, least, there);
            if (far < least) {
                least = far;
                best = source;
            }
        }
        return best;
    }

    private int part(int a, int b, int limit, boolean[] there) {
        int sum = 0;
        for (int dy = -level.reach; dy <= level.reach && sum < limit; dy++) {
            int line = a + dy * level.width;
            for (int dx = -level.reach; dx <= level.reach; dx++) {
                if (there[line + dx]) {
                    int from = Level.COLOURS * (line + dx);
                    int to = Level.COLOURS * (b + dy * level.width + dx);
                    for (int c = 0; c < Level.COLOURS; c++) {
                        int d = (level.colours[from + c] & 0xFF) - (level.colours[to + c] & 0xFF);
                        sum += d * d;
                    }
                }
            }
        }
        return sum;
    }

    /// {@return the same on a level of twice the size, its hole filled from there}
    Nearest finer(Level fine, Effort effort) {
        Nearest found = new Nearest(fine, random.split());
        for (int target : found.targets) {
            int x = target % fine.width;
            int y = target / fine.width;
            int coarse =
                    level.middle(Math.min(y / 2, level.height - 1) * level.width + Math.min(x / 2, level.width - 1));
            int guess = -1;
            if (level.target[coarse]) {
                int sx = 2 * (like[coarse] % level.width) + x % 2;
                int sy = 2 * (like[coarse] / level.width) + y % 2;
                guess = sx < fine.width && sy < fine.height ? sy * fine.width + sx : -1;
            }
            found.like[target] = guess >= 0 && fine.source[guess] ? guess : found.any();
        }
        found.vote(effort);
        return found;
    }

    /// Looks for better ones: those beside the neighbours', and some at random, ever nearer.
    ///
    /// @param everywhere whether they may be far from those that are known
    void search(boolean everywhere, Effort effort) {
        effort.goOn();
        IntStream.of(targets)
                .parallel()
                .forEach(target -> cost[target] = level.difference(target, like[target], Integer.MAX_VALUE));
        int farthest = farthest(level, everywhere);
        int tries = tries(farthest);
        for (int pass = 0; pass < PASSES; pass++) {
            int step = pass % 2 == 0 ? 1 : -1;
            for (int i = 0; i < targets.length; i++) {
                if (i % AT_ONCE == 0) {
                    effort.now((long) Math.min(AT_ONCE, targets.length - i) * tries);
                }
                int target = targets[step > 0 ? i : targets.length - 1 - i];
                follow(target, step);
                follow(target, step * level.width);
                for (int far = farthest; far >= 1; far /= 2) {
                    int x = like[target] % level.width + random.nextInt(-far, far + 1);
                    int y = like[target] / level.width + random.nextInt(-far, far + 1);
                    if (x >= 0 && x < level.width && y >= 0 && y < level.height) {
                        offer(target, y * level.width + x);
                    }
                }
            }
        }
    }

    private static int farthest(Level level, boolean everywhere) {
        return everywhere ? Math.max(level.width, level.height) : NEAR;
    }

    /// {@return with how many others a patch is compared in a pass}
    private static int tries(int farthest) {
        return 2 + Integer.SIZE - Integer.numberOfLeadingZeros(farthest);
    }

    /// {@return how many comparisons so many searches take, with the vote after each, and the one that begins a finer
    /// level}
    static long effort(Level level, boolean everywhere, int rounds) {
        int each = PASSES * tries(farthest(level, everywhere)) + VOTE;
        return (long) Level.count(level.target) * (rounds * each + (everywhere ? 0 : VOTE));
    }

    /// The neighbour's, moved as this one is from the neighbour.
    private void follow(int target, int step) {
        int before = target - step;
        if (level.target[before]) {
            int source = like[before] + step;
            if (source >= 0 && source < like.length) {
                offer(target, source);
            }
        }
    }

    private void offer(int target, int source) {
        if (level.source[source] && source != like[target]) {
            int far = level.difference(target, source, cost[target]);
            if (far < cost[target]) {
                cost[target] = far;
                like[target] = source;
            }
        }
    }

    /// Every pixel of the hole becomes what the patches over it say, each as it can be trusted.
    void vote(Effort effort) {
        effort.now((long) VOTE * targets.length);
        float[] weights = weights();
        byte[] before = level.colours.clone();
        IntStream.range(0, level.height).parallel().forEach(y -> {
            effort.goOn();
            for (int x = 0; x < level.width; x++) {
                if (level.hole[y * level.width + x]) {
                    vote(x, y, weights, before);
                }
            }
        });
    }

    private void vote(int x, int y, float[] weights, byte[] before) {
        int reach = level.reach;
        float total = 0;
        float red = 0;
        float green = 0;
        float blue = 0;
        for (int dy = Math.max(-reach, -y); dy <= reach && y + dy < level.height; dy++) {
            for (int dx = Math.max(-reach, -x); dx <= reach && x + dx < level.width; dx++) {
                int middle = (y + dy) * level.width + x + dx;
                float weight = weights[middle];
                if (weight > 0) {
                    int from = Level.COLOURS * (like[middle] - dy * level.width - dx);
                    total += weight;
                    red += weight * (before[from] & 0xFF);
                    green += weight * (before[from + 1] & 0xFF);
                    blue += weight * (before[from + 2] & 0xFF);
                }
            }
        }
        if (total > 0) {
            int at = Level.COLOURS * (y * level.width + x);
            level.colours[at] = (byte) (red / total + 0.5f);
            level.colours[at + 1] = (byte) (green / total + 0.5f);
            level.colours[at + 2] = (byte) (blue / total + 0.5f);
        }
    }

    private float[] weights() {
        int[] costs = IntStream.of(targets).map(i -> cost[i]).toArray();
        Arrays.sort(costs);
        double usual = costs.length == 0 ? 1 : Math.max(1, costs[(int) (USUAL * (costs.length - 1))]);
        int[] depth = level.depth();
        float[] weights = new float[level.hole.length];
        for (int target : targets) {
            double trust = Math.pow(TRUST, Math.min(DEEPEST, depth[target]));
            weights[target] = (float) Math.max(Float.MIN_NORMAL, trust * Math.exp(-cost[target] / (2 * usual)));
        }
        return weights;
    }
}
