package studio.sfumato.prompt;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import studio.sfumato.error.ModelFileException;

/// CLIP's tokenizer (Radford et al. 2021, arXiv:2103.00020, §2.4): a prompt in lower case becomes byte-pair tokens.
/// Gives the ids of `CLIPTokenizerFast` in transformers 5.23.0; [PromptChunks] puts them between a start and an end
/// token and fills them up, as that does with `padding="max_length"`. Immutable, so threads may share one.
public final class ClipTokenizer {
    /// The length of CLIP's text input in every Stable Diffusion model.
    public static final int LENGTH = 77;

    /// No token crosses white space, so the stretches between it are read one by one.
    private static final Pattern STRETCH = Pattern.compile("\\P{IsWhite_Space}+");

    /// CLIP's words: contractions, runs of letters, single digits, runs of anything else. The start and end tokens
    /// written in capitals arrive here in lower case and count as three words.
    private static final Pattern WORD = Pattern.compile("(<\\|)((?:start|end)oftext)(\\|>)|'s|'t|'re|'ve|'m|'ll|'d"
            + "|\\p{L}+|\\p{N}|[^\\p{IsWhite_Space}\\p{L}\\p{N}]+");

    private final Vocabulary vocabulary;
    private final int pad;
    private final int length;
    private final TaughtWords taught;

    ClipTokenizer(Vocabulary vocabulary, int pad, int length) {
        this(vocabulary, pad, length, TaughtWords.NONE);
    }

    private ClipTokenizer(Vocabulary vocabulary, int pad, int length, TaughtWords taught) {
        this.vocabulary = vocabulary;
        this.pad = pad;
        this.length = length;
        this.taught = taught;
    }

    /// {@return the tokenizer of SD 1.x, from the vocabulary in this program: padded with the end token}
    public static ClipTokenizer shipped() {
        return shipped(Vocabulary.Markers.CLIP.end());
    }

    /// {@return the tokenizer from the vocabulary in this program, padded with the token `pad`: `!` for SD 2.x and for
    /// the second text encoder of SDXL}. Where that token stands in a prompt it is padding too, as in transformers.
    ///
    /// @throws ModelFileException if CLIP's vocabulary does not have it
    public static ClipTokenizer shipped(String pad) {
        Vocabulary vocabulary = ShippedVocabulary.CLIP.withVerbatim(pad);
        return new ClipTokenizer(vocabulary, vocabulary.id(pad), LENGTH);
    }

    /// {@return the tokenizer in `folder`, as its own files say; empty if it holds neither `tokenizer.json` nor
    /// `vocab.json` and `merges.txt`}
    ///
    /// @throws ModelFileException if a file of it is damaged or not CLIP's kind; the message names the file
    public static Optional<ClipTokenizer> find(Path folder) {
        return TokenizerFolder.of(folder).map(TokenizerFolder::tokenizer);
    }

    /// {@return this tokenizer for an encoder that takes `length` tokens, at least 3}
    public ClipTokenizer withLength(int length) {
        if (length < 3) {
            throw new IllegalArgumentException("no room between a start and an end token in " + length);
        }
        return new ClipTokenizer(vocabulary, pad, length, taught);
    }

    /// {@return this tokenizer for an encoder that has been taught these words and no others}
    public ClipTokenizer with(TaughtWords words) {
        return new ClipTokenizer(vocabulary, pad, length, words);
    }

    /// {@return what it shares with others that are read from the same files}
    Vocabulary vocabulary() {
        return vocabulary;
    }

    /// {@return the number of ids an encoder takes, start, end and padding included}
    public int length() {
        return length;
    }

    /// {@return the id of the start token}
    public int start() {
        return vocabulary.start();
    }

    /// {@return the id of the end token}
    public int end() {
        return vocabulary.end();
    }

    /// {@return the id that fills the rest}
    public int pad() {
        return pad;
    }

    /// {@return the number of ids the encoder must know: one more than the largest}
    public int size() {
        return vocabulary.size();
    }

    /// {@return the tokens of `prompt`, which may be any text of any length; without start, end and padding}
    public List<Piece> encode(String prompt) {
        return taught.none() ? plain(prompt) : taught.encode(prompt, this::plain);
    }

    private List<Piece> plain(String prompt) {
        List<Piece> pieces = new ArrayList<>();
        Matcher stretches = STRETCH.matcher(prompt);
        while (stretches.find()) {
            encode(prompt, stretches.start(), stretches.end(), pieces);
        }
        return pieces;
    }

    private void encode(String prompt, int from, int to, List<Piece> pieces) {
        vocabulary
                .verbatim()
                .split(
                        prompt.substring(from, to),
                        (start, end) -> encode(NormalText.of(prompt, from + start, from + end), pieces),
                        (found, id) -> pieces.add(
                                new Piece(id, found.group(), true, from + found.start(), from + found.end())));
    }

    private void encode(NormalText normal, List<Piece> pieces) {
        vocabulary
                .normalised()
                .split(
                        normal.text(),
                        (start, end) -> {
                            Matcher words = WORD.matcher(normal.text()).region(start, end);
                            while (words.find()) {
                                encode(normal, words, pieces);
                            }
                        },
                        (found, id) -> pieces.add(new Piece(
                                id, found.group(), true, normal.startOf(found.start()), normal.endOf(found.end()))));
    }

    private void encode(NormalText normal, MatchResult word, List<Piece> pieces) {
        boolean marker = word.group(1) != null;
        for (int group = marker ? 1 : 0; group <= (marker ? 3 : 0); group++) {
            int start = normal.startOf(word.start(group));
            int end = normal.endOf(word.end(group));
            for (int id : vocabulary.pairs().encode(ByteLetters.spell(word.group(group)))) {
                String token = vocabulary.pairs().token(id);
                boolean last = token.endsWith(BytePairs.WORD_END);
                String letters = last ? token.substring(0, token.length() - BytePairs.WORD_END.length()) : token;
                pieces.add(new Piece(id, ByteLetters.read(letters), last, start, end));
            }
        }
    }
}
