package studio.sfumato.download;

import studio.sfumato.error.RequestException;

/// A token that opens somebody's account. It can be put into a request and nowhere else: it has no text to log.
public final class Secret {
    private static final int LONGEST = 4096;

    private final String value;

    private Secret(String value) {
        this.value = value;
    }

    /// {@return the token in `text`}
    ///
    /// @param from where it stands, for messages
    /// @throws RequestException if it is empty or no token could look so; the message does not have it
    public static Secret of(String text, String from) {
        String value = text.strip();
        if (value.isEmpty()) {
            throw new RequestException(from + " holds no token");
        }
        if (value.length() > LONGEST || !value.chars().allMatch(letter -> letter > ' ' && letter < 0x7f)) {
            throw new RequestException(from + " holds no token: one is a single word of plain letters");
        }
        return new Secret(value);
    }

    /// {@return what a request says with it}
    String authorization() {
        return "Bearer " + value;
    }

    /// {@return the token itself, for who keeps it}
    String text() {
        return value;
    }

    /// {@return whether the other is the same token}
    boolean same(Secret other) {
        return value.equals(other.value);
    }

    @Override
    public String toString() {
        return "(a token)";
    }
}
