package studio.sfumato.job;

import java.util.Optional;
import java.util.stream.IntStream;

/// A file as A1111 and its extensions write it: `dream [6ce01616]`, a name and perhaps a part of its hash behind it.
///
/// @param hash hexadecimal digits
record NamedFile(String name, Optional<String> hash) {
    private static final int FEWEST = 4;
    private static final int MOST = 64;

    static NamedFile of(String told) {
        String text = told.strip();
        int bracket = text.lastIndexOf('[');
        if (bracket > 0 && text.endsWith("]")) {
            String digits = text.substring(bracket + 1, text.length() - 1);
            IntStream wrong = digits.chars().filter(c -> Character.digit(c, 16) < 0);
            if (digits.length() >= FEWEST
                    && digits.length() <= MOST
                    && wrong.findAny().isEmpty()) {
                return new NamedFile(text.substring(0, bracket).strip(), Optional.of(digits));
            }
        }
        return new NamedFile(text, Optional.empty());
    }
}
