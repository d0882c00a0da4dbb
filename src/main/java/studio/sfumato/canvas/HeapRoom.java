package studio.sfumato.canvas;

/// How much of the heap can be had.
public final class HeapRoom {
    private HeapRoom() {}

    /// {@return how many bytes; where that seems to be less than `enough`, what nobody holds any more is collected
    /// first, which counts as used until then}
    public static long bytes(long enough) {
        if (spare() < enough) {
            System.gc();
        }
        return spare();
    }

    private static long spare() {
        Runtime runtime = Runtime.getRuntime();
        return runtime.maxMemory() - runtime.totalMemory() + runtime.freeMemory();
    }
}
