package studio.sfumato.canvas;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import studio.sfumato.error.ImageFileException;

/// All states a document has been in, and which of them it is in. There is no limit: tiles that only
/// other states need go to a file when they take more memory than they may.
final class History implements AutoCloseable {
    private final List<Step> steps = new ArrayList<>();
    private final Deque<Tile> retired = new ArrayDeque<>();
    private final int mostResident;
    private final Supplier<TileFile> files;
    private @Nullable TileFile file;
    private boolean lent;
    private int at;

    /// @param mostResident how many tiles that the present state does not need may be in memory
    /// @param files opens the file for the others, when there are any
    History(List<Step> steps, int at, int mostResident, Supplier<TileFile> files) {
        this.steps.addAll(steps);
        this.at = at;
        this.mostResident = mostResident;
        this.files = files;
    }

    /// {@return the step that led to the present state}
    Step present() {
        return steps.get(at);
    }

    /// {@return all steps, the oldest first}
    List<Step> steps() {
        return Collections.unmodifiableList(steps);
    }

    /// {@return the index of the present state among the steps}
    int at() {
        return at;
    }

    /// {@return what undo would take back}
    Optional<Step> undoable() {
        return at == 0 ? Optional.empty() : Optional.of(present());
    }

    /// {@return what redo would do again}
    Optional<Step> redoable() {
        return at + 1 == steps.size() ? Optional.empty() : Optional.of(steps.get(at + 1));
    }

    /// Goes on to a new state; what was undone is forgotten.
    ///
    /// @return whether the new step took the place of the present one, which was of the same kind
    boolean add(Step step) {
        CanvasState left = present().state();
        boolean joins = at > 0 && at + 1 == steps.size() && present().isJoinedBy(step);
        steps.subList(joins ? at : at + 1, steps.size()).clear();
        steps.add(step);
        at = steps.size() - 1;
        retire(left);
        return joins;
    }

    /// Goes to another state.
    ///
    /// @throws ImageFileException if its tiles cannot be read; the present state stays then
    void go(int to) {
        CanvasState left = present().state();
        steps.get(to).state().tiles(Tile::argb);
        at = to;
        retire(left);
    }

    private void retire(CanvasState left) {
        Set<Tile> needed = Collections.newSetFromMap(new IdentityHashMap<>());
        present().state().tiles(needed::add);
        Set<Tile> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        left.tiles(tile -> {
            if (!needed.contains(tile) && seen.add(tile)) {
                retired.add(tile);
            }
        });
    }

    /// Sees to it that undo takes no more memory than it may.
    ///
    /// @throws ImageFileException if the disk cannot take it; it stays in memory, and the next call tries
    /// again
    void trim() {
        Set<Tile> needed = Collections.newSetFromMap(new IdentityHashMap<>());
        if (retired.size() > mostResident) {
            present().state().tiles(needed::add);
        }
        while (retired.size() > mostResident) {
            Tile oldest = retired.getFirst();
            if (!needed.contains(oldest) && oldest.isResident()) {
                oldest.keepIn(opened());
                oldest.release();
            }
            retired.removeFirst();
        }
    }

    /// Puts tiles into `lentFile` from now on, which somebody else closes.
    void keepIn(TileFile lentFile) {
        close();
        file = lentFile;
        lent = true;
    }

    private TileFile opened() {
        TileFile opened = file;
        if (opened == null) {
            opened = files.get();
            file = opened;
        }
        return opened;
    }

    @Override
    public void close() {
        if (file != null && !lent) {
            file.close();
        }
    }
}
