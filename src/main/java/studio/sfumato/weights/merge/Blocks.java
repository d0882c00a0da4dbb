package studio.sfumato.weights.merge;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import studio.sfumato.error.RequestException;
import studio.sfumato.error.Suggestions;
import studio.sfumato.weights.ModelFamily;

/// The blocks of a U-Net under the names of "merge block weighted": `BASE` for what is in no block (the text encoders
/// and the VAE), `IN00` … on the way down, `M00` in the middle, `OUT00` … on the way up. What comes before the first
/// block (the time) belongs to `IN00`, what comes after the last to the last.
public final class Blocks {
    private static final String BASE = "BASE";
    private static final Pattern BLOCK =
            Pattern.compile("model\\.diffusion_model\\.(input|output)_blocks\\.(\\d+)\\..+");
    private static final String UNET = "model.diffusion_model.";

    private Blocks() {}

    /// {@return the names in their order: 26 for SD 1.x and 2.x, 20 for SDXL}
    public static List<String> names(ModelFamily family) {
        List<String> names = new ArrayList<>(List.of(BASE));
        for (int i = 0; i < sides(family); i++) {
            names.add(name("IN", i));
        }
        names.add("M00");
        for (int i = 0; i < sides(family); i++) {
            names.add(name("OUT", i));
        }
        return List.copyOf(names);
    }

    private static int sides(ModelFamily family) {
        return family == ModelFamily.SDXL ? 9 : 12;
    }

    private static String name(String side, int number) {
        return String.format(Locale.ROOT, "%s%02d", side, number);
    }

    /// {@return the block of the tensor that single files call `key`}
    ///
    /// @param last the number of the U-Net's last block on the way up
    static String of(String key, int last) {
        Matcher block = BLOCK.matcher(key);
        if (block.matches()) {
            return name(block.group(1).equals("input") ? "IN" : "OUT", Integer.parseInt(block.group(2)));
        }
        if (key.startsWith(UNET + "time_embed.")) {
            return name("IN", 0);
        }
        if (key.startsWith(UNET + "middle_block.")) {
            return "M00";
        }
        return key.startsWith(UNET + "out.") ? name("OUT", last) : BASE;
    }

    /// {@return the number of the last block on the way up among tensors with these names; 0 where there is none}
    static int last(Iterable<String> keys) {
        int last = 0;
        for (String key : keys) {
            Matcher block = BLOCK.matcher(key);
            if (block.matches() && block.group(1).equals("output")) {
                last = Math.max(last, Integer.parseInt(block.group(2)));
            }
        }
        return last;
    }

    /// Reads amounts as they are typed: one for each block in their order, with or without that for `BASE`, separated
    /// by commas; or only some, as `IN04=0.2,OUT11=1`.
    ///
    /// @return the amount of each block that was named
    /// @throws RequestException if it is neither; the message says which
    public static Map<String, Double> read(String text, ModelFamily family) {
        List<String> names = names(family);
        String[] parts = text.strip().split("\\s*,\\s*", -1);
        Map<String, Double> amounts = new LinkedHashMap<>();
        if (text.contains("=")) {
            for (String part : parts) {
                named(part, names, amounts);
            }
            return amounts;
        }
        int skipped = names.size() - parts.length;
        if (skipped != 0 && skipped != 1) {
            throw new RequestException("--blocks: there are " + parts.length + " amounts; " + family.label() + " has "
                    + (names.size() - 1) + " blocks, or " + names.size() + " with BASE first");
        }
        for (int i = 0; i < parts.length; i++) {
            String name = names.get(i + skipped);
            amounts.put(name, amount(name, parts[i]));
        }
        return amounts;
    }

    private static void named(String part, List<String> names, Map<String, Double> amounts) {
        String[] both = part.split("\\s*=\\s*", 2);
        String name = both[0].toUpperCase(Locale.ROOT);
        if (both.length < 2 || !names.contains(name)) {
            List<String> near = Suggestions.nearest(name, names);
            throw new RequestException(
                    "--blocks: '" + part + "' names no block",
                    near.isEmpty()
                            ? "The blocks are " + String.join(", ", names) + "."
                            : "Did you mean " + String.join(" or ", near) + "?",
                    null);
        }
        amounts.put(name, amount(name, both[1]));
    }

    private static double amount(String name, String text) {
        return Optional.of(text)
                .filter(number -> number.matches("\\d{1,3}(\\.\\d{1,20})?|\\.\\d{1,20}"))
                .map(Double::parseDouble)
                .orElseThrow(
                        () -> new RequestException("--blocks: " + name + " is '" + text + "', which is no amount"));
    }
}
