package studio.sfumato.download;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import studio.sfumato.error.RequestException;

/// Where something is, as people write it or copy it from a browser.
public sealed interface Address {
    /// What can be given, for messages.
    String FORMS = "Give OWNER/NAME, OWNER/NAME/FILE or OWNER/NAME:REVISION of a repository, or a file's address,"
            + " https://…";

    /// A repository of the hub.
    ///
    /// @param name `owner/name`
    /// @param revision a branch, tag or commit
    /// @param file the path of the one file that is meant; empty for whatever is in it
    record Repository(String name, String revision, Optional<String> file) implements Address {
        /// {@return its name without its owner's}
        public String shortName() {
            return name.substring(name.indexOf('/') + 1);
        }

        @Override
        public String toString() {
            return revision.equals("main") ? name : name + ":" + revision;
        }
    }

    /// A file at an address of its own.
    ///
    /// @param token what stood in it to prove who asks; it is not part of `uri`
    record Link(URI uri, Optional<Secret> token) implements Address {}

    /// {@return what `text` means}
    ///
    /// @param hub where the hub is, whose pages are taken for the repositories they show
    /// @throws RequestException if it is no address
    static Address parse(String text, URI hub) {
        String plain = text.strip();
        if (plain.isEmpty()) {
            throw new RequestException("there is no address", FORMS, null);
        }
        if (plain.matches("(?i)[a-z][a-z0-9+.-]*://.*")) {
            return Links.parse(plain, hub);
        }
        return Repositories.parse(plain);
    }

    /// Repositories in few words.
    final class Repositories {
        private static final String PART = "[A-Za-z0-9][A-Za-z0-9._-]{0,95}";
        private static final Pattern SHORT = Pattern.compile(
                "(" + PART + "/" + PART + ")(?::(refs/pr/\\d+|[^/\\s:]+))?(?:/(.+))?", Pattern.UNICODE_CHARACTER_CLASS);

        private Repositories() {}

        private static Address parse(String text) {
            Matcher match = SHORT.matcher(text);
            if (!match.matches()) {
                throw new RequestException("'" + text + "' is no repository and no address", FORMS, null);
            }
            return repository(
                    match.group(1),
                    Optional.ofNullable(match.group(2)).orElse("main"),
                    Optional.ofNullable(match.group(3)));
        }

        private static Repository repository(String name, String revision, Optional<String> file) {
            Optional<String> path = file.map(some -> some.replaceAll("/+$", "")).filter(some -> !some.isEmpty());
            if (name.contains("..")
                    || path.filter(some -> Arrays.stream(some.split("/", -1))
                                    .anyMatch(part -> part.isEmpty() || part.equals(".") || part.equals("..")))
                            .isPresent()) {
                throw new RequestException("'" + name + "' with '" + path.orElse("") + "' is no file", FORMS, null);
            }
            return new Repository(name, revision, path);
        }
    }

    /// Addresses as a browser has them.
    final class Links {
        private static final Pattern PAGE = Pattern.compile(
                "/([^/]+/[^/]+?)/?(?:/(?:tree|blob|resolve|raw)/(refs(?:%2F|/)pr(?:%2F|/)\\d+|[^/]+)(?:/(.*))?)?");
        private static final List<String> NO_MODELS = List.of("datasets", "spaces", "docs", "api", "collections");
        private static final Pattern CIVITAI = Pattern.compile("(?i)(.+\\.)?civitai\\.(com|green|red)");
        private static final Pattern VERSION = Pattern.compile("(?:^|&)modelVersionId=(\\d+)");
        private static final Pattern TOKEN = Pattern.compile("(?:^|&)token=([^&]*)");

        private Links() {}

        private static Address parse(String text, URI hub) {
            URI uri = uri(text);
            String host = uri.getHost().toLowerCase(Locale.ROOT);
            if (isHub(uri, hub)) {
                return page(uri, String.valueOf(hub.getRawPath()));
            }
            return CIVITAI.matcher(host).matches() ? civitai(uri) : new Link(uri, Optional.empty());
        }

        /// Blanks and letters beyond ASCII are as browsers show them.
        private static URI uri(String text) {
            try {
                String escaped = text.replace(" ", "%20").replace("|", "%7C");
                int fragment = escaped.indexOf('#');
                URI uri = new URI(new URI(fragment < 0 ? escaped : escaped.substring(0, fragment)).toASCIIString());
                String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
                if (!scheme.equals("http") && !scheme.equals("https")) {
                    throw new RequestException("only http and https addresses are fetched, not " + scheme);
                }
                if (uri.getHost() == null) {
                    throw new RequestException("the address names no host", FORMS, null);
                }
                if (uri.getRawUserInfo() != null) {
                    throw new RequestException(
                            "the address has a name or password in it, which would be sent and logged on the way",
                            "Give the token by --token-file or the environment.",
                            null);
                }
                return uri;
            } catch (URISyntaxException malformed) {
                throw new RequestException("the address is malformed: " + malformed.getReason(), FORMS, null);
            }
        }

        private static boolean isHub(URI uri, URI hub) {
            String host = uri.getHost().toLowerCase(Locale.ROOT).replaceFirst("^(www\\.)?hf\\.co$", "huggingface.co");
            return host.equalsIgnoreCase(hub.getHost())
                    && uri.getPort() == hub.getPort()
                    && String.valueOf(uri.getRawPath()).startsWith(hub.getRawPath() + "/");
        }

        private static Address page(URI uri, String base) {
            String path = uri.getRawPath().substring(base.length());
            Matcher match = PAGE.matcher(path);
            String first = path.replaceFirst("^/", "").replaceFirst("/.*", "");
            if (NO_MODELS.contains(first) || !match.matches()) {
                throw new RequestException("the page is not that of a model: " + Network.named(uri), FORMS, null);
            }
            String revision = Optional.ofNullable(match.group(2)).orElse("main");
            return Repositories.repository(
                    RemoteName.decoded(match.group(1)),
                    RemoteName.decoded(revision),
                    Optional.ofNullable(match.group(3)).map(RemoteName::decoded));
        }

        private static Address civitai(URI uri) {
            String query = Optional.ofNullable(uri.getRawQuery()).orElse("");
            String base = uri.getScheme() + "://" + uri.getRawAuthority();
            Matcher version = VERSION.matcher(query);
            if (uri.getPath().startsWith("/models/")) {
                if (!version.find()) {
                    throw new RequestException(
                            "the page shows several files: " + Network.named(uri),
                            "Copy the address of its Download button.",
                            null);
                }
                return new Link(URI.create(base + "/api/download/models/" + version.group(1)), Optional.empty());
            }
            Matcher token = TOKEN.matcher(query);
            if (!token.find()) {
                return new Link(uri, Optional.empty());
            }
            String rest = query.replaceAll("(^|&)token=[^&]*", "").replaceFirst("^&", "");
            return new Link(
                    URI.create(base + uri.getRawPath() + (rest.isEmpty() ? "" : "?" + rest)),
                    Optional.of(Secret.of(RemoteName.decoded(token.group(1)), "token= in the address")));
        }
    }
}
