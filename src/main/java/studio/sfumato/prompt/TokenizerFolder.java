package studio.sfumato.prompt;

import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import studio.sfumato.error.ModelFileException;
import studio.sfumato.error.UnsupportedModelException;
import studio.sfumato.weights.FileStamp;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/// Reads a tokenizer folder as transformers 5 does: the vocabulary from `tokenizer.json` or else `vocab.json` and
/// `merges.txt`; the special tokens and the length from `tokenizer_config.json`, where `special_tokens_map.json` has
/// the last word.
final class TokenizerFolder {
    /// CLIP's `tokenizer.json` has 2.2 MB.
    private static final int MAX_BYTES = 64 << 20;

    /// transformers writes 10³⁰ for "no limit".
    private static final int MAX_LENGTH = 4096;

    private static final List<String> FILES = List.of(
            "tokenizer.json",
            "vocab.json",
            "merges.txt",
            "tokenizer_config.json",
            "special_tokens_map.json",
            "added_tokens.json");

    private static final JsonMapper MAPPER = JsonMapper.shared();

    /// By what tells the files read for it: the form, the engine and what writes pictures share one.
    private static final Map<List<String>, InUse> IN_USE = new HashMap<>();

    /// A tokenizer for as long as anybody has its vocabulary, which is nearly all of it.
    private record InUse(WeakReference<Vocabulary> vocabulary, int pad, int length) {}

    private final Path folder;
    private final Map<String, Integer> ids = new HashMap<>();
    private final Map<String, Boolean> added = new LinkedHashMap<>();
    private JsonNode config = MissingNode.getInstance();
    private JsonNode specials = MissingNode.getInstance();

    private TokenizerFolder(Path folder) {
        this.folder = folder;
    }

    /// {@return a reader, if `folder` has the files of a tokenizer}
    static Optional<TokenizerFolder> of(Path folder) {
        TokenizerFolder reader = new TokenizerFolder(folder);
        return reader.has("tokenizer.json") || (reader.has("vocab.json") && reader.has("merges.txt"))
                ? Optional.of(reader)
                : Optional.empty();
    }

    /// {@return the tokenizer}; it is read once while it is in use and its files stay the same.
    ///
    /// @throws ModelFileException if a file is unreadable or damaged
    /// @throws UnsupportedModelException if it is another kind of tokenizer than CLIP's
    ClipTokenizer tokenizer() {
        List<String> stamps = FILES.stream()
                .filter(this::has)
                .map(file -> FileStamp.of(folder.resolve(file)))
                .toList();
        synchronized (IN_USE) {
            InUse known = IN_USE.get(stamps);
            Vocabulary vocabulary = known == null ? null : known.vocabulary.get();
            if (known != null && vocabulary != null) {
                return new ClipTokenizer(vocabulary, known.pad, known.length);
            }
            ClipTokenizer fresh = read();
            IN_USE.values().removeIf(old -> old.vocabulary.refersTo(null));
            IN_USE.put(stamps, new InUse(new WeakReference<>(fresh.vocabulary()), fresh.pad(), fresh.length()));
            return fresh;
        }
    }

    private ClipTokenizer read() {
        config = optionalJson("tokenizer_config.json");
        specials = optionalJson("special_tokens_map.json");
        boolean single = has("tokenizer.json");
        List<String> merges = single ? readTokenizerJson() : readVocabAndMerges();
        readAddedTokens();
        Vocabulary.Markers clip = Vocabulary.Markers.CLIP;
        Vocabulary.Markers markers = new Vocabulary.Markers(
                special("bos_token", clip.start()),
                special("eos_token", clip.end()),
                special("unk_token", clip.unknown()));
        String pad = special("pad_token", clip.end());
        String name = folder.resolve(single ? "tokenizer.json" : "vocab.json").toString();
        Vocabulary vocabulary = Vocabulary.of(name, ids, merges, added, markers);
        return new ClipTokenizer(vocabulary, vocabulary.id(pad), length());
    }

    private List<String> readTokenizerJson() {
        JsonNode root = json("tokenizer.json");
        JsonNode model = root.path("model");
        String type = model.path("type").asString("BPE");
        if (!type.equals("BPE")
                || !model.path("end_of_word_suffix").asString("").equals(BytePairs.WORD_END)) {
            throw new UnsupportedModelException(
                    folder.resolve("tokenizer.json") + " is not a CLIP tokenizer (model type " + type + ")");
        }
        readVocabulary(model.path("vocab"), "tokenizer.json: model.vocab");
        List<String> merges = new ArrayList<>();
        for (JsonNode merge : model.path("merges")) {
            merges.add(
                    merge.isArray()
                            ? merge.path(0).asString("") + " " + merge.path(1).asString("")
                            : merge.asString(""));
        }
        for (JsonNode token : root.path("added_tokens")) {
            add(token, token.path("id"), "tokenizer.json: added_tokens");
        }
        return merges;
    }

    private List<String> readVocabAndMerges() {
        readVocabulary(json("vocab.json"), "vocab.json");
        return new String(bytes("merges.txt"), StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.startsWith("#version") && !line.isBlank())
                .toList();
    }

    private void readVocabulary(JsonNode vocabulary, String name) {
        if (!vocabulary.isObject() || vocabulary.isEmpty()) {
            throw wrong(name, "is not a list of tokens and their ids");
        }
        vocabulary.forEachEntry((token, id) -> ids.put(token, id(id, name)));
    }

    /// Tokens that `tokenizer.json` or `added_tokens_decoder` declare keep how they are found; without such a
    /// declaration the special tokens themselves say, the later one winning.
    private void readAddedTokens() {
        config.path("added_tokens_decoder").forEachEntry((id, token) -> {
            String name = "tokenizer_config.json: added_tokens_decoder";
            if (!id.matches("\\d{1,9}")) {
                throw wrong(name, "has an id that is not a number: '" + id + "'");
            }
            add(token, MAPPER.getNodeFactory().numberNode(Integer.parseInt(id)), name);
        });
        optionalJson("added_tokens.json").forEachEntry((token, id) -> {
            ids.putIfAbsent(token, id(id, "added_tokens.json"));
            added.putIfAbsent(token, true);
        });
        Map<String, Boolean> declared = Map.copyOf(added);
        for (String key : List.of("bos_token", "eos_token", "unk_token", "pad_token")) {
            JsonNode node = specialNode(key);
            String clip = key.equals("bos_token") ? Vocabulary.Markers.CLIP.start() : Vocabulary.Markers.CLIP.end();
            String token = special(key, clip);
            if (!declared.containsKey(token)) {
                added.put(token, node.path("normalized").asBoolean(false));
            }
        }
    }

    private void add(JsonNode token, JsonNode id, String name) {
        String content = token.path("content").asString("");
        if (content.isEmpty()) {
            throw wrong(name, "has an entry without content");
        }
        ids.put(content, id(id, name));
        added.put(
                content,
                token.path("normalized").asBoolean(!token.path("special").asBoolean(false)));
    }

    private int id(JsonNode id, String name) {
        if (!id.isIntegralNumber() || !id.canConvertToInt() || id.intValue() < 0) {
            throw wrong(name, "has an id that is not a whole number from 0 on");
        }
        return id.intValue();
    }

    private JsonNode specialNode(String key) {
        JsonNode node = specials.path(key);
        return node.isMissingNode() || node.isNull() ? config.path(key) : node;
    }

    private String special(String key, String fallback) {
        JsonNode node = specialNode(key);
        return (node.isObject() ? node.path("content") : node).asString(fallback);
    }

    private int length() {
        JsonNode length = config.path("model_max_length");
        if (!length.isNumber() || length.doubleValue() > 1e9) {
            return ClipTokenizer.LENGTH;
        }
        if (!length.isIntegralNumber() || length.intValue() < 3 || length.intValue() > MAX_LENGTH) {
            throw wrong("tokenizer_config.json", "has a model_max_length that is not between 3 and " + MAX_LENGTH);
        }
        return length.intValue();
    }

    private boolean has(String file) {
        return Files.isRegularFile(folder.resolve(file));
    }

    private JsonNode optionalJson(String file) {
        return has(file) ? json(file) : MissingNode.getInstance();
    }

    private JsonNode json(String file) {
        try {
            JsonNode node = MAPPER.readTree(bytes(file));
            if (!node.isObject()) {
                throw wrong(file, "is not a JSON object");
            }
            return node;
        } catch (JacksonException damaged) {
            throw new ModelFileException(
                    folder.resolve(file) + " is not valid JSON: "
                            + damaged.getOriginalMessage().lines().findFirst().orElse("unreadable"),
                    null,
                    damaged);
        }
    }

    private byte[] bytes(String file) {
        try (InputStream in = Files.newInputStream(folder.resolve(file))) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw wrong(file, "is larger than a tokenizer can be (" + (MAX_BYTES >> 20) + " MB)");
            }
            return bytes;
        } catch (IOException unreadable) {
            throw new ModelFileException(folder.resolve(file) + " cannot be read", null, unreadable);
        }
    }

    private ModelFileException wrong(String name, String problem) {
        return new ModelFileException(folder + "/" + name + " " + problem);
    }
}
