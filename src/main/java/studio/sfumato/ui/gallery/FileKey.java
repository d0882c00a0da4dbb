package studio.sfumato.ui.gallery;

import java.nio.file.Path;
import studio.sfumato.library.Picture;

/// What is in a picture's file: another one if the file changes.
record FileKey(Path file, long bytes, long modified) {
    static FileKey of(Picture picture) {
        return new FileKey(picture.file(), picture.bytes(), picture.modified());
    }
}
