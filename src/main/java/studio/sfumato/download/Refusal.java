package studio.sfumato.download;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import studio.sfumato.error.DownloadException;
import studio.sfumato.error.Printable;

/// What a server's answer means that is not the file.
final class Refusal {
    private static final int LONGEST = 200;

    private Refusal() {}

    /// {@return what to tell somebody about `answer`, which is no file}
    ///
    /// @param known whether a token was sent
    static DownloadException of(Answer answer, boolean known) {
        return of(Network.named(answer.asked()), answer, known);
    }

    /// {@return the same}
    ///
    /// @param name what was asked for
    static DownloadException of(String name, Answer answer, boolean known) {
        URI asked = answer.asked();
        String what = name + ": ";
        String said = answer.header("x-error-message")
                .map(text ->
                        " (" + Printable.of(text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text) + ")")
                .orElse("");
        String code = answer.header("x-error-code").orElse("");
        return switch (answer.status()) {
            case 401 ->
                DownloadException.wantsToken(
                        what + (known ? "the token is not accepted" : "one must be signed in for this") + said,
                        known ? renew(asked) : missing(asked, code));
            case 403 ->
                DownloadException.wantsToken(
                        what + "it is not for everybody" + said,
                        code.equals("GatedRepo") || known
                                ? "Open its page in a browser, accept its terms, and give a token of that account."
                                : token(asked));
            case 404 ->
                new DownloadException(
                        what
                                + switch (code) {
                                    case "RevisionNotFound" -> "there is no such revision";
                                    case "EntryNotFound" -> "there is no such file";
                                    case "RepoNotFound" -> "there is no such repository";
                                    default -> "there is nothing";
                                }
                                + said,
                        "Look at its name again; it may also have been taken away.",
                        null);
            case 410, 451 -> new DownloadException(what + "it was taken away" + said);
            case 429 ->
                new DownloadException(
                        what + "the server wants to be asked less often",
                        "Try again later; with a token one may ask more often. What has arrived is kept.",
                        null);
            case 407 -> new DownloadException(what + "the proxy on the way wants a name and password");
            default -> new DownloadException(what + "the server answers " + answer.status() + said);
        };
    }

    /// {@return whether the same question may be answered some time later}
    static boolean mayPass(int status) {
        return switch (status) {
            case 408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524 -> true;
            default -> false;
        };
    }

    /// {@return how long the server asks to wait; a date is passed over}
    static Optional<Duration> retryAfter(Answer answer) {
        return answer.header("retry-after")
                .filter(text -> text.matches("\\d{1,6}"))
                .map(text -> Duration.ofSeconds(Long.parseLong(text)));
    }

    private static String missing(URI asked, String code) {
        String absent = code.equals("RepoNotFound") ? "Is its name right? If so, it is private: " : "";
        return absent.isEmpty() ? token(asked) : absent + "give a token. " + where(asked);
    }

    private static String token(URI asked) {
        return "Give a token. " + where(asked);
    }

    private static String renew(URI asked) {
        return "Make a new one on the site. " + where(asked);
    }

    private static String where(URI asked) {
        String variable = String.valueOf(asked.getHost()).contains("civitai") ? "CIVITAI_TOKEN" : "HF_TOKEN";
        return variable + ", sfumato login and the key beside the window's Download are the places for it.";
    }
}
