package studio.sfumato.download;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import studio.sfumato.error.DownloadException;
import studio.sfumato.error.RequestException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Hugging Face's hub, or a mirror that answers as it does.
///
/// @param base its address; `HF_ENDPOINT` in the environment names another
public record Hub(URI base) {
    /// Where the hub is.
    public static final URI USUAL = URI.create("https://huggingface.co");

    private static final int MOST_FILES = 20_000;

    /// {@return the hub that the environment names}
    ///
    /// @throws RequestException if that is no address
    public static Hub of(Map<String, String> env) {
        String told = env.getOrDefault("HF_ENDPOINT", "").strip().replaceAll("/+$", "");
        if (told.isEmpty()) {
            return new Hub(USUAL);
        }
        try {
            URI uri = URI.create(told);
            if (uri.getHost() != null && String.valueOf(uri.getScheme()).matches("(?i)https?")) {
                return new Hub(uri);
            }
        } catch (IllegalArgumentException malformed) {
            throw new RequestException("HF_ENDPOINT is no address: " + told, null, malformed);
        }
        throw new RequestException("HF_ENDPOINT is no http or https address: " + told);
    }

    /// What a repository holds.
    ///
    /// @param commit the exact state of it that was looked at
    record Contents(String commit, Optional<String> licence, List<RemoteFile> files) {}

    /// {@return where the hub tells what is in a repository}
    URI listing(Address.Repository repository) {
        return URI.create(base + "/api/models/" + encoded(repository.name()) + "/revision/"
                + encodedWhole(repository.revision()) + "?blobs=true");
    }

    private URI file(Address.Repository repository, String revision, String path) {
        return URI.create(
                base + "/" + encoded(repository.name()) + "/resolve/" + encodedWhole(revision) + "/" + encoded(path));
    }

    /// {@return what `json`, the hub's answer, says}
    ///
    /// @throws DownloadException if it is not what a hub answers
    Contents read(Address.Repository repository, byte[] json) {
        try {
            JsonNode node = JsonMapper.shared().readTree(json);
            JsonNode siblings = node.path("siblings");
            if (!siblings.isArray()) {
                throw strange("it lists no files");
            }
            if (siblings.size() > MOST_FILES) {
                throw strange("it lists " + siblings.size() + " files");
            }
            String sha = node.path("sha").asString("");
            String commit = sha.matches("[0-9a-f]{40}") ? sha : repository.revision();
            List<RemoteFile> files = new ArrayList<>();
            for (JsonNode sibling : siblings) {
                String path = sibling.path("rfilename").asString("");
                if (!path.isEmpty()) {
                    files.add(new RemoteFile(file(repository, commit, path), path, size(sibling), checksum(sibling)));
                }
            }
            JsonNode card = node.path("cardData");
            String licence = card.path("license_name").asString("");
            String usual = card.path("license").asString("");
            return new Contents(
                    commit, Optional.of(licence.isEmpty() ? usual : licence).filter(text -> !text.isEmpty()), files);
        } catch (JacksonException malformed) {
            throw new DownloadException(
                    base.getHost() + " did not answer as a hub: what it sent is no JSON",
                    "Is HF_ENDPOINT the address of a hub?",
                    malformed);
        }
    }

    private DownloadException strange(String what) {
        return new DownloadException(base.getHost() + " did not answer as a hub: " + what);
    }

    private static long size(JsonNode sibling) {
        long size = sibling.path("lfs").path("size").asLong(sibling.path("size").asLong(-1));
        return size < 0 ? -1 : size;
    }

    private static Optional<Checksum> checksum(JsonNode sibling) {
        String sha256 = sibling.path("lfs").path("sha256").asString("");
        if (sha256.matches("[0-9a-f]{64}")) {
            return Optional.of(new Checksum(Checksum.Kind.SHA256, sha256));
        }
        String blob = sibling.path("blobId").asString("");
        return blob.matches("[0-9a-f]{40}") && sibling.path("lfs").isMissingNode()
                ? Optional.of(new Checksum(Checksum.Kind.GIT, blob))
                : Optional.empty();
    }

    private static String encoded(String path) {
        return Arrays.stream(path.split("/", -1)).map(Hub::encodedWhole).collect(Collectors.joining("/"));
    }

    private static String encodedWhole(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
