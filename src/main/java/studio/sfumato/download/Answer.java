package studio.sfumato.download;

import java.net.URI;
import java.net.http.HttpHeaders;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a server answered. Closing it gives up the rest of the body.
///
/// @param asked what was asked for at first
/// @param uri what answered, after redirects
/// @param linked the tag of the file that the first host sent on to, if it told
/// @param linkedSize the size of that file
record Answer(
        URI asked,
        URI uri,
        int status,
        HttpHeaders headers,
        Optional<String> linked,
        OptionalLong linkedSize,
        Intake body)
        implements AutoCloseable {
    private static final Pattern RANGE =
            Pattern.compile("(?i)bytes (?:(\\d{1,18})-(\\d{1,18})|\\*)/(?:(\\d{1,18})|\\*)");

    /// What part of a file a server says it sends.
    ///
    /// @param from -1 where it sends none
    /// @param total the file's whole length; -1 where it does not say
    record Range(long from, long to, long total) {}

    Optional<String> header(String name) {
        return headers.firstValue(name).map(String::strip).filter(value -> !value.isEmpty());
    }

    /// {@return the length that the answer says it has; -1 where it says none, or nonsense}
    long length() {
        return header("content-length")
                .filter(value -> value.matches("\\d{1,18}"))
                .map(Long::parseLong)
                .orElse(-1L);
    }

    Optional<Range> range() {
        return header("content-range").flatMap(text -> {
            Matcher match = RANGE.matcher(text);
            return match.matches()
                    ? Optional.of(new Range(number(match, 1), number(match, 2), number(match, 3)))
                    : Optional.empty();
        });
    }

    private static long number(Matcher match, int group) {
        String digits = match.group(group);
        return digits == null ? -1 : Long.parseLong(digits);
    }

    /// {@return what tells this state of the file from others: a strong tag, or else when it was changed}
    Optional<String> validator() {
        return header("etag").filter(tag -> !tag.startsWith("W/")).or(() -> header("last-modified"));
    }

    boolean is(String type) {
        return header("content-type").filter(value -> value.startsWith(type)).isPresent();
    }

    @Override
    public void close() {
        body.close();
    }
}
