package studio.sfumato.prompt;

import java.nio.charset.StandardCharsets;

/// GPT-2's spelling of bytes as printable characters: visible Latin-1 stands for itself, every other byte for one of
/// the characters from U+0100 on, in order.
final class ByteLetters {
    private static final String LETTERS = letters();

    private ByteLetters() {}

    /// {@return all 256 letters in CLIP's vocabulary order: those that stand for themselves first}
    static String inVocabularyOrder() {
        StringBuilder visible = new StringBuilder();
        StringBuilder others = new StringBuilder();
        LETTERS.chars().forEach(letter -> (letter < 256 ? visible : others).append((char) letter));
        return visible.append(others).toString();
    }

    /// {@return the UTF-8 bytes of `text`, one letter each}
    static String spell(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        StringBuilder spelt = new StringBuilder(bytes.length);
        for (byte value : bytes) {
            spelt.append(LETTERS.charAt(value & 0xff));
        }
        return spelt.toString();
    }

    /// {@return the text that `letters` spell; what is not whole UTF-8 shows as U+FFFD}
    static String read(String letters) {
        byte[] bytes = new byte[letters.length()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) Math.max(0, LETTERS.indexOf(letters.charAt(i)));
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static String letters() {
        StringBuilder letters = new StringBuilder(256);
        char next = 256;
        for (char value = 0; value < 256; value++) {
            boolean visible = (value > ' ' && value < 0x7f) || (value > 0xa0 && value != 0xad);
            letters.append(visible ? value : next++);
        }
        return letters.toString();
    }
}
