package studio.sfumato.weights.pickle;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import studio.sfumato.error.ModelFileException;
import studio.sfumato.weights.DType;
import studio.sfumato.weights.pickle.PickleValue.Global;
import studio.sfumato.weights.pickle.PickleValue.Nothing;
import studio.sfumato.weights.pickle.PickleValue.Row;
import studio.sfumato.weights.pickle.PickleValue.Storage;
import studio.sfumato.weights.pickle.PickleValue.Table;
import studio.sfumato.weights.pickle.PickleValue.Text;
import studio.sfumato.weights.pickle.PickleValue.Whole;

/// Python's stack machine for pickles, protocols 0 to 5, with the instructions that write lists of tensors and
/// no others (CPython's `pickletools` describes them all). Names of Python's things are only compared with
/// those in [Torch]; nothing is ever called.
final class Unpickler {
    /// Far above the nesting of any checkpoint.
    private static final int MOST_MARKS = 1000;

    /// Far above what the list of a checkpoint with its optimiser's state makes; bounds the memory of a hostile
    /// one.
    private static final int MOST_VALUES = 1_000_000;

    private final PickleInput in;
    private final Torch torch;
    private List<PickleValue> stack = new ArrayList<>();
    private final List<List<PickleValue>> below = new ArrayList<>();
    private final Map<Long, PickleValue> memo = new HashMap<>();
    private int made;

    private final Map<String, DType> storages = new HashMap<>();

    private Unpickler(PickleInput in, String name) {
        this.in = in;
        this.torch = new Torch(in, name);
    }

    /// What a pickle makes.
    ///
    /// @param value what it leaves
    /// @param storages the types of the storages it names
    record Made(PickleValue value, Map<String, DType> storages) {}

    /// {@return what the pickle makes}
    ///
    /// @param name what the file is called in messages
    /// @throws ModelFileException if it is damaged or wants anything but a list of tensors
    static PickleValue read(byte[] bytes, String name) {
        return next(new PickleInput(name + ": its data.pkl", bytes), name).value();
    }

    /// {@return what the pickle that begins here makes}; `in` stands behind it afterwards.
    ///
    /// @throws ModelFileException as [#read]
    static Made next(PickleInput in, String name) {
        Unpickler machine = new Unpickler(in, name);
        return new Made(machine.run(), machine.storages);
    }

    private PickleValue run() {
        while (true) {
            int code = in.next();
            if (code == '.') {
                return pop();
            }
            if (!constant(code) && !container(code) && !remembered(code) && !object(code)) {
                throw torch.refused("instruction " + code);
            }
        }
    }

    private boolean constant(int code) {
        switch (code) {
            case 0x80 -> in.skip(1); // protocol
            case 0x95 -> in.skip(8); // frame
            case 'N' -> push(Nothing.NOTHING);
            case 0x88 -> push(new Whole(1));
            case 0x89 -> push(new Whole(0));
            case 'J' -> push(new Whole(in.signed(4)));
            case 'K' -> push(new Whole(in.number(1)));
            case 'M' -> push(new Whole(in.number(2)));
            case 0x8a -> push(new Whole(in.signed(in.number(1))));
            case 0x8b -> push(new Whole(in.signed(in.number(4))));
            case 'I', 'L' -> push(whole(in.line()));
            case 'G' -> pushNothing(8);
            case 'F' -> pushNothing(in.line());
            case 'X' -> push(new Text(in.text(in.number(4))));
            case 0x8c -> push(new Text(in.text(in.number(1))));
            case 0x8d -> push(new Text(in.text(in.number(8))));
            case 'V' -> push(new Text(in.line()));
            case 'S' -> push(new Text(in.line().replaceAll("^['\"]|['\"]$", "")));
            case 'T' -> push(new Text(in.text(in.number(4))));
            case 'U' -> push(new Text(in.text(in.number(1))));
            case 'B' -> pushNothing(in.number(4));
            case 'C' -> pushNothing(in.number(1));
            case 0x8e -> pushNothing(in.number(8));
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean container(int code) {
        switch (code) {
            case '(' -> mark();
            case '}' -> push(Table.empty());
            case ']' -> push(Row.empty());
            case ')' -> push(new Row(List.of()));
            case 't' -> push(new Row(List.copyOf(marked())));
            case 'l' -> push(new Row(new ArrayList<>(marked())));
            case 'd' -> push(filled(Table.empty(), marked()));
            case 0x85 -> push(new Row(List.copyOf(last(1))));
            case 0x86 -> push(new Row(List.copyOf(last(2))));
            case 0x87 -> push(new Row(List.copyOf(last(3))));
            case 'a' -> append(last(1));
            case 'e' -> append(marked());
            case 's' -> set(last(2));
            case 'u' -> set(marked());
            case 0x8f -> push(Nothing.NOTHING); // an empty set
            case 0x90 -> {
                marked().clear();
                top(); // the set the items were for
            }
            case 0x91 -> {
                marked().clear();
                push(Nothing.NOTHING);
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean remembered(int code) {
        switch (code) {
            case 'q' -> keep(in.number(1));
            case 'r' -> keep(in.number(4));
            case 'p' -> keep(whole(in.line()).value());
            case 0x94 -> keep(memo.size());
            case 'h' -> push(recalled(in.number(1)));
            case 'j' -> push(recalled(in.number(4)));
            case 'g' -> push(recalled(whole(in.line()).value()));
            case '0' -> pop();
            case '1' -> marked().clear();
            case '2' -> push(top());
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean object(int code) {
        switch (code) {
            case 'c' -> push(torch.known(new Global(in.line(), in.line())));
            case 0x93 -> {
                PickleValue name = pop();
                PickleValue module = pop();
                if (!(name instanceof Text(String inner) && module instanceof Text(String outer))) {
                    throw in.wrong("a name in it is no text");
                }
                push(torch.known(new Global(outer, inner)));
            }
            case 'Q' -> {
                Storage storage = torch.storage(pop());
                storages.put(storage.key(), storage.type());
                push(storage);
            }
            case 'R', 0x81 -> {
                PickleValue arguments = pop();
                push(torch.made(pop(), arguments));
            }
            case 'b' -> {
                PickleValue attributes = pop();
                count(torch.set(top(), attributes));
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private void push(PickleValue value) {
        count(1);
        stack.add(value);
    }

    private void count(int more) {
        made += more;
        if (made > MOST_VALUES) {
            throw in.wrong("it makes more things than any list of tensors");
        }
    }

    private void keep(long index) {
        memo.put(index, top());
        if (memo.size() > MOST_VALUES) {
            throw in.wrong("it remembers more things than any list of tensors");
        }
    }

    private void pushNothing(long skipped) {
        in.skip(skipped);
        push(Nothing.NOTHING);
    }

    private void pushNothing(String skipped) {
        if (skipped.isEmpty()) {
            throw in.wrong("a number in it is empty");
        }
        push(Nothing.NOTHING);
    }

    private Whole whole(String text) {
        String digits = text.endsWith("L") ? text.substring(0, text.length() - 1) : text;
        if (!digits.matches("-?\\d{1,18}")) {
            throw in.wrong("a number in it is no whole number");
        }
        return new Whole(Long.parseLong(digits));
    }

    private PickleValue top() {
        if (stack.isEmpty()) {
            throw in.wrong("it takes something that is not there");
        }
        return stack.getLast();
    }

    private PickleValue pop() {
        PickleValue top = top();
        stack.removeLast();
        return top;
    }

    private List<PickleValue> last(int count) {
        if (stack.size() < count) {
            throw in.wrong("it takes something that is not there");
        }
        List<PickleValue> tail = stack.subList(stack.size() - count, stack.size());
        List<PickleValue> taken = new ArrayList<>(tail);
        tail.clear();
        return taken;
    }

    private void mark() {
        if (below.size() >= MOST_MARKS) {
            throw in.wrong("it is nested too deep");
        }
        below.add(stack);
        stack = new ArrayList<>();
    }

    private List<PickleValue> marked() {
        if (below.isEmpty()) {
            throw in.wrong("it ends something that never began");
        }
        List<PickleValue> taken = stack;
        stack = below.removeLast();
        return taken;
    }

    private PickleValue recalled(long index) {
        PickleValue value = memo.get(index);
        if (value == null) {
            throw in.wrong("it recalls something it never made");
        }
        return value;
    }

    private void append(List<PickleValue> items) {
        switch (top()) {
            case Row(List<PickleValue> row) when row instanceof ArrayList<PickleValue> -> row.addAll(items);
            case Nothing _ -> items.clear();
            case PickleValue _ -> throw in.wrong("it appends to what is no list");
        }
    }

    private void set(List<PickleValue> pairs) {
        switch (top()) {
            case Table table -> filled(table, pairs);
            case Nothing _ -> pairs.clear();
            case PickleValue _ -> throw in.wrong("it sets a key of what is no dictionary");
        }
    }

    private Table filled(Table table, List<PickleValue> pairs) {
        if (pairs.size() % 2 != 0) {
            throw in.wrong("a key in it has no value");
        }
        for (int i = 0; i < pairs.size(); i += 2) {
            if (pairs.get(i) instanceof Text(String key)) {
                table.entries().put(key, pairs.get(i + 1));
            }
        }
        return table;
    }
}
