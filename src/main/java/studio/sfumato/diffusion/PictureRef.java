package studio.sfumato.diffusion;

import java.util.regex.Pattern;
import studio.sfumato.error.RequestException;

/// Names a picture that a request works on by its content, so that the request can be repeated wherever the picture
/// was kept.
///
/// @param sha256 the SHA-256 of the PNG file it is kept as, 64 hexadecimal digits
public record PictureRef(String sha256) {
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

    /// Refuses what is no such hash: it becomes a file's name.
    public PictureRef {
        if (!HASH.matcher(sha256).matches()) {
            throw new RequestException("a picture is named by the 64 hexadecimal digits of its SHA-256, not '"
                    + (sha256.length() > 80 ? sha256.substring(0, 80) + "…" : sha256) + "'");
        }
    }

    @Override
    public String toString() {
        return sha256;
    }
}
