package studio.sfumato.diffusion;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import studio.sfumato.error.RequestException;

/// Which picture of a batch that one generator draws.
///
/// @param place from 0
/// @param of how many the batch has, 1…[GenerationRequest#LARGEST_BATCH]
public record BatchPlace(int place, int of) {
    /// A batch of one.
    public static final BatchPlace ALONE = new BatchPlace(0, 1);

    private static final Pattern TEXT = Pattern.compile("(\\d{1,4})/(\\d{1,4})");

    /// Refuses places outside the batch.
    public BatchPlace {
        if (of < 1 || of > GenerationRequest.LARGEST_BATCH || place < 0 || place >= of) {
            throw new RequestException("picture " + (place + 1) + " of a batch of " + of
                    + " cannot be: batches have 1 to " + GenerationRequest.LARGEST_BATCH);
        }
    }

    /// {@return the place written as `2/3`, from 1}
    ///
    /// @throws RequestException if `text` is not of that form
    public static BatchPlace parse(String text) {
        Matcher matcher = TEXT.matcher(text.strip());
        if (!matcher.matches()) {
            throw new RequestException("batch place must look like 2/3, not '" + text + "'");
        }
        return new BatchPlace(Integer.parseInt(matcher.group(1)) - 1, Integer.parseInt(matcher.group(2)));
    }

    /// {@return whether the picture is the only one}
    public boolean alone() {
        return of == 1;
    }

    /// {@return the place as `2/3`, from 1}
    @Override
    public String toString() {
        return place + 1 + "/" + of;
    }
}
