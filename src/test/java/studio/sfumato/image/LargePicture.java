package studio.sfumato.image;

import java.nio.file.Path;
import studio.sfumato.error.NotEnoughMemoryException;

/// Reads the pictures it is given, in a JVM that has little memory for them, and prints what it says about each.
final class LargePicture {
    private LargePicture() {}

    public static void main(String[] files) {
        for (String file : files) {
            try {
                System.out.println("read " + PictureFile.read(Path.of(file)).width());
            } catch (NotEnoughMemoryException told) {
                System.out.println(told.getMessage() + " | " + told.hint());
            }
        }
    }
}
