package studio.sfumato.download;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import studio.sfumato.error.DownloadException;

/// Makes a stranger's file name one that can be a file's name on any system and leads nowhere else: no folders, also
/// none by letters that look like a slash, nothing that steers a terminal or turns the reading direction, no name that
/// Windows keeps for a device, no more letters than a file system takes.
public final class RemoteName {
    /// What a name becomes of which nothing is left.
    static final String NONE = "download";

    /// Most file systems take 255 bytes; this leaves room for `.part` and a number.
    private static final int MOST_BYTES = 200;

    private static final int MOST_ENDING = 20;

    /// Slashes that are none: fraction, division, big, full-width, small, set minus, box drawing and their mirrors.
    private static final Pattern ALIKE = Pattern.compile("[\u2044\u2215\u29F8\u29F6\uFF0F\u2571\u27CB\u1735\u2F03\u2CC6"
            + "\uFF3C\uFE68\u2216\u29F5\u29F9\u2572\u27CD\uA789\u02D0\u2236]");

    private static final Pattern RESERVED = Pattern.compile("[<>:\"/\\\\|?*]");
    private static final Pattern UNSEEN = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Cn}\\p{Zl}\\p{Zp}\\p{Co}\uFFFD]");
    private static final Pattern DEVICE =
            Pattern.compile("(?i)(con|prn|aux|nul|conin\\$|conout\\$|com[0-9¹²³]|lpt[0-9¹²³])[ ]*(\\..*)?");

    private static final Pattern EXTENDED =
            Pattern.compile("(?i)(?:^|[;\\s])filename\\*\\s*=\\s*([a-z0-9-]+)'[^']*'([^;\\s]+)");
    private static final Pattern QUOTED =
            Pattern.compile("(?i)(?:^|[;\\s])filename\\s*=\\s*\"((?:[^\"\\\\]|\\\\.)*)\"");
    private static final Pattern BARE = Pattern.compile("(?i)(?:^|[;\\s])filename\\s*=\\s*([^;\"]+)");

    private RemoteName() {}

    /// {@return `name` as the name of a file; only its last part counts where it has several}
    public static String safe(String name) {
        String last = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
        String plain = Normalizer.normalize(last, Normalizer.Form.NFC);
        plain = UNSEEN.matcher(plain).replaceAll("");
        plain = ALIKE.matcher(plain).replaceAll("_");
        plain = RESERVED.matcher(plain).replaceAll("_");
        plain = plain.replaceAll("\\p{Zs}+", " ").replaceAll("^[. ]+|[. ]+$", "");
        if (DEVICE.matcher(plain).matches()) {
            plain = "_" + plain;
        }
        return plain.isEmpty() ? NONE : shortened(plain);
    }

    /// {@return a path in a repository, part by part as it is; such paths name each other and cannot be changed}
    ///
    /// @throws DownloadException if a part of it cannot be the name of a file or folder
    static String safePath(String path) {
        List<String> parts = new ArrayList<>();
        for (String part : path.split("/", -1)) {
            if (!safe(part).equals(part)) {
                throw new DownloadException("the repository has a file whose name cannot be one here: " + path);
            }
            parts.add(part);
        }
        return String.join("/", parts);
    }

    /// {@return whether a path in a repository can stay as it is}
    static boolean keeps(String path) {
        return Arrays.stream(path.split("/", -1)).allMatch(part -> safe(part).equals(part));
    }

    /// {@return the name in a `Content-Disposition` (RFC 6266), as it was sent}
    static Optional<String> inDisposition(String header) {
        Matcher extended = EXTENDED.matcher(header);
        if (extended.find() && !extended.group(1).equalsIgnoreCase("iso-8859-1")) {
            return Optional.of(decoded(extended.group(2)));
        }
        Matcher quoted = QUOTED.matcher(header);
        if (quoted.find()) {
            return Optional.of(unicode(quoted.group(1).replaceAll("\\\\(.)", "$1")));
        }
        Matcher bare = BARE.matcher(header);
        return bare.find() ? Optional.of(unicode(bare.group(1).strip())) : Optional.empty();
    }

    /// {@return `text` with its percent signs resolved; one that stands for nothing stays}
    static String decoded(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        ByteBuffer plain = ByteBuffer.allocate(bytes.length);
        for (int at = 0; at < bytes.length; at++) {
            int high = at + 2 < bytes.length && bytes[at] == '%' ? Character.digit(bytes[at + 1], 16) : -1;
            int low = high < 0 ? -1 : Character.digit(bytes[at + 2], 16);
            if (low >= 0) {
                plain.put((byte) (high * 16 + low));
                at += 2;
            } else {
                plain.put(bytes[at]);
            }
        }
        return StandardCharsets.UTF_8.decode(plain.flip()).toString();
    }

    /// Headers arrive as one letter a byte; many servers send UTF-8 in them all the same.
    private static String unicode(String header) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(header.getBytes(StandardCharsets.ISO_8859_1)))
                    .toString();
        } catch (CharacterCodingException latin) {
            return header;
        }
    }

    private static String shortened(String name) {
        if (bytes(name) <= MOST_BYTES) {
            return name;
        }
        int dot = name.lastIndexOf('.');
        String ending = dot > 0 && name.length() - dot <= MOST_ENDING ? name.substring(dot) : "";
        int end = name.length() - ending.length();
        while (end > 0 && bytes(name.substring(0, end)) + bytes(ending) > MOST_BYTES) {
            end = name.offsetByCodePoints(end, -1);
        }
        return name.substring(0, end).strip() + ending;
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    /// {@return the ending of a name, with its dot, in lower case; empty without one}
    static String ending(String name) {
        int dot = name.lastIndexOf('.');
        return dot <= 0 ? "" : name.substring(dot).toLowerCase(Locale.ROOT);
    }
}
