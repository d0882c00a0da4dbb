package studio.sfumato.weights;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import studio.sfumato.error.ModelFileException;

/// How a model is best used where a request doesn't say. Any model folder may say it in a `sfumato.json`, each key of
/// which may be left out:
/// ```json
/// {"name": "Starter", "sampler": "DPM++ 2M", "schedule": "Karras", "steps": 20, "cfg": 7, "size": "512x512",
///  "words": "words.txt", "variant": "fp16", "latent_rgb": [0.35, 0.23, 0.32, …]}
/// ```
/// Without it: DPM++ 2M, Karras, 20 steps, CFG 7 and the size the U-Net was trained at.
///
/// @param name what to call the model in a list
/// @param sampler a sampler's name
/// @param schedule a schedule's name
/// @param steps how many steps
/// @param cfg guidance, 1 for none
/// @param width in pixels
/// @param height in pixels
/// @param words the words the model knows, lower case; absent for a model that takes any
/// @param latentRgb for previews of a VAE of its own: red, green and blue factors of each latent channel, then their
/// biases; empty for a model with its family's VAE
public record ModelDefaults(
        String name,
        String sampler,
        String schedule,
        int steps,
        double cfg,
        int width,
        int height,
        Optional<Set<String>> words,
        List<Double> latentRgb) {
    /// The name of the file.
    public static final String FILE = "sfumato.json";

    private static final Pattern SIZE = Pattern.compile("(\\d{1,5})\\s*[x×]\\s*(\\d{1,5})");
    private static final Pattern WORD = Pattern.compile("\\S+");
    private static final int MOST_WORD_BYTES = 4 << 20;

    /// What is used where neither the request nor the model's own file says anything.
    ///
    /// @param sampler a sampler's name
    /// @param schedule a schedule's name
    /// @param steps how many steps
    /// @param cfg guidance
    /// @param side width and height in pixels
    public record Usual(String sampler, String schedule, int steps, double cfg, int side) {
        /// {@return what suits models that were not taught to need few steps}
        public static Usual at(int side) {
            return new Usual("DPM++ 2M", "Karras", 20, 7, side);
        }

        /// {@return what suits latent consistency models that are told how strong the guidance is}
        static Usual told(int side) {
            return new Usual("LCM", "SGM Uniform", 6, 8, side);
        }
    }

    /// {@return the defaults of a model with a U-Net and a VAE of these settings, in a folder called `name`}
    ///
    /// @param folder the model's folder, which may or may not hold a `sfumato.json`
    /// @throws ModelFileException if there is one and it is malformed
    static ModelDefaults of(Path folder, String name, ModelFamily family, ComponentConfig unet, ComponentConfig vae) {
        int side = trainedSize(family, unet, vae);
        return of(
                UserFile.read(folder),
                folder,
                name,
                unet.has(ComponentConfig.TOLD_GUIDANCE) ? Usual.told(side) : Usual.at(side),
                vae.positive("latent_channels", 4));
    }

    /// {@return the defaults that `file` gives, and `usual` where it gives none}
    ///
    /// @param file a `sfumato.json` or what stands for one
    /// @param folder where the file of words lies
    /// @param name what the model is called where the file doesn't say
    /// @param latentChannels channels of a latent
    /// @throws ModelFileException if a value cannot be
    public static ModelDefaults of(ComponentConfig file, Path folder, String name, Usual usual, int latentChannels) {
        String size = file.text("size", usual.side + "x" + usual.side);
        Matcher sides = SIZE.matcher(size);
        if (!sides.matches()) {
            throw file.wrong("size", "like \"512x512\", not \"" + size + "\"");
        }
        if (file.text("name", name).isBlank()) {
            throw file.wrong("name", "more than spaces");
        }
        double cfg = file.number("cfg", usual.cfg);
        if (cfg < 0) {
            throw file.wrong("cfg", "at least 0");
        }
        return new ModelDefaults(
                file.text("name", name),
                file.text("sampler", usual.sampler),
                file.text("schedule", usual.schedule),
                file.positive("steps", usual.steps),
                cfg,
                Integer.parseInt(sides.group(1)),
                Integer.parseInt(sides.group(2)),
                file.fileName("words").map(words -> words(file, folder, words)),
                latentRgb(file, latentChannels));
    }

    private static List<Double> latentRgb(ComponentConfig file, int channels) {
        List<Double> numbers = file.numbers("latent_rgb");
        if (!numbers.isEmpty() && numbers.size() != 3 * (channels + 1)) {
            throw file.wrong("latent_rgb", 3 * (channels + 1) + " numbers: three a latent channel and three biases");
        }
        return numbers;
    }

    /// The latent size in the U-Net's settings times the VAE's factor: 512 for SD 1.5, 768 for SD 2.1, 1024 for SDXL.
    private static int trainedSize(ModelFamily family, ComponentConfig unet, ComponentConfig vae) {
        int levels = vae.ints("block_out_channels", List.of(128, 256, 512, 512)).size();
        int latent = unet.ints("sample_size", List.of(1)).getFirst();
        long side = (long) latent << Math.min(levels - 1, 16);
        if (side % 8 == 0 && side >= 64 && side <= 2048) {
            return (int) side;
        }
        return family == ModelFamily.SDXL ? 1024 : 512;
    }

    private static Set<String> words(ComponentConfig file, Path folder, String fileName) {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(folder.resolve(fileName))) {
            bytes = in.readNBytes(MOST_WORD_BYTES + 1);
        } catch (IOException unreadable) {
            throw new ModelFileException(
                    file.name() + ": words: " + fileName + " cannot be read: " + JsonFile.reason(unreadable),
                    null,
                    unreadable);
        }
        if (bytes.length > MOST_WORD_BYTES) {
            throw new ModelFileException(fileName + " is larger than " + (MOST_WORD_BYTES >> 20) + " MB: no word list");
        }
        String text = new String(bytes, StandardCharsets.UTF_8).toLowerCase(Locale.ROOT);
        return WORD.matcher(text).results().map(MatchResult::group).collect(Collectors.toUnmodifiableSet());
    }
}
