package studio.sfumato.library;

import java.sql.SQLException;
import studio.sfumato.error.ImageFileException;

/// Puts what SQLite refuses into words.
final class IndexFault {
    private static final int PRIMARY = 0xFF;
    private static final int CORRUPT = 11;
    private static final int FULL = 13;
    private static final int NOT_A_DATABASE = 26;

    private IndexFault() {}

    static ImageFileException of(SQLException fault) {
        if (isBroken(fault)) {
            return new ImageFileException(
                    "the gallery's index is damaged: " + fault.getMessage(),
                    "Run: sfumato gallery rescan --rebuild. Pictures, tags and ratings are safe.",
                    fault);
        }
        String hint = (fault.getErrorCode() & PRIMARY) == FULL ? "Free some space." : null;
        return new ImageFileException("the gallery's index: " + fault.getMessage(), hint, fault);
    }

    /// {@return whether the file is no index at all, or one with damage}
    static boolean isBroken(SQLException fault) {
        int code = fault.getErrorCode() & PRIMARY;
        return code == CORRUPT || code == NOT_A_DATABASE;
    }
}
