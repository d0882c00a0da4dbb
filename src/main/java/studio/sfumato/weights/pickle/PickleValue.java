package studio.sfumato.weights.pickle;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import studio.sfumato.weights.DType;

/// What a pickle may make: nothing that does anything.
sealed interface PickleValue {
    /// A text.
    record Text(String value) implements PickleValue {}

    /// A whole number or a truth value.
    record Whole(long value) implements PickleValue {}

    /// Something that was read and is of no use here: `None`, a fraction, bytes, a set, a scheduler's state.
    record Nothing() implements PickleValue {
        static final Nothing NOTHING = new Nothing();
    }

    /// The name of something in a Python module; it is never looked up.
    ///
    /// @param module such as `torch`
    /// @param name such as `HalfStorage`
    record Global(String module, String name) implements PickleValue {
        String whole() {
            return module + "." + name;
        }
    }

    /// A list or tuple; a list may grow.
    record Row(List<PickleValue> items) implements PickleValue {
        static Row empty() {
            return new Row(new ArrayList<>());
        }

        // Two rows are the same only if they are one: comparing contents could go round in circles.
        @Override
        public boolean equals(Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }

        @Override
        public String toString() {
            return "row of " + items.size();
        }
    }

    /// A dictionary, of which only entries with texts for keys are kept.
    record Table(Map<String, PickleValue> entries) implements PickleValue {
        static Table empty() {
            return new Table(new LinkedHashMap<>());
        }

        @Override
        public boolean equals(Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }

        @Override
        public String toString() {
            return "table of " + entries.size();
        }
    }

    /// A file of the archive with numbers in it.
    ///
    /// @param type the type of the numbers; bytes where each tensor says what they are
    /// @param key the file's name below `data/`
    record Storage(DType type, String key) implements PickleValue {}

    /// A tensor.
    ///
    /// @param key the name of its storage
    /// @param type the type of its elements
    /// @param offset its first element in the storage
    /// @param sizes its axes
    /// @param strides how many elements lie between neighbours along each
    record Stored(String key, DType type, long offset, List<Long> sizes, List<Long> strides) implements PickleValue {}
}
