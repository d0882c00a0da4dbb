package studio.sfumato.prompt;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import studio.sfumato.error.RequestException;

/// A small network that a prompt names to be put on top of the model: `<lora:name:te:unet:dyn>`, by A1111's rules
/// (`modules/extra_networks.py`, `extensions-builtin/Lora/extra_networks_lora.py`).
///
/// @param kind `lora`, `lyco` or `hypernet`; another name where there is no such thing
/// @param name what it is called
/// @param textEncoder how strongly it changes the text encoder
/// @param unet how strongly it changes the U-Net
/// @param rank the rank it is cut to, if at all
public record ExtraNetwork(String kind, String name, double textEncoder, double unet, OptionalInt rank) {
    private static final double MOST = 1000;
    private static final Set<String> KINDS = Set.of("lora", "lyco", "hypernet");
    private static final Pattern START = Pattern.compile("<(\\w++):", Pattern.UNICODE_CHARACTER_CLASS);
    private static final Pattern NUMBER = Pattern.compile("\\s*+[+-]?(?:\\d++\\.?+\\d*+|\\.\\d++)\\s*+");

    /// {@return a LoRA}
    ///
    /// @throws RequestException if a strength is beyond 1000
    public static ExtraNetwork lora(String name, double textEncoder, double unet, OptionalInt rank) {
        if (name.isBlank()) {
            throw new RequestException("a LoRA must have a name");
        }
        if (!(Math.abs(textEncoder) <= MOST && Math.abs(unet) <= MOST)) {
            throw new RequestException("the strength of the LoRA '" + name + "' must be between -1000 and 1000, not "
                    + (Math.abs(unet) <= MOST ? textEncoder : unet));
        }
        return new ExtraNetwork("lora", name, textEncoder, unet, rank);
    }

    /// {@return whether it is of a kind that exists}
    public boolean known() {
        return KINDS.contains(kind);
    }

    /// A prompt and the networks that were named in it.
    ///
    /// @param text the prompt without their tags
    public record Taken(String text, List<ExtraNetwork> networks) {}

    /// {@return `prompt` without its tags, and what they name}
    ///
    /// @throws RequestException if a strength is no number
    public static Taken take(String prompt) {
        StringBuilder text = new StringBuilder();
        List<ExtraNetwork> networks = new ArrayList<>();
        Matcher start = START.matcher(prompt);
        int from = 0;
        while (start.find(from)) {
            int end = prompt.indexOf('>', start.end());
            if (end < 0) {
                break;
            }
            if (end == start.end()) {
                text.append(prompt, from, end);
                from = end;
                continue;
            }
            text.append(prompt, from, start.start());
            networks.add(of(start.group(1), prompt.substring(start.end(), end)));
            from = end + 1;
        }
        return new Taken(text.append(prompt, from, prompt.length()).toString(), networks);
    }

    private static ExtraNetwork of(String kind, String arguments) {
        List<String> placed = new ArrayList<>();
        Map<String, String> named = new HashMap<>();
        for (String argument : arguments.split(":", -1)) {
            String[] sides = argument.split("=", 3);
            if (sides.length == 2) {
                named.put(sides[0], sides[1]);
            } else {
                placed.add(argument);
            }
        }
        String tag = "<" + kind + ":" + arguments + ">";
        if (placed.isEmpty()) {
            throw new RequestException(tag + " names no network", "write <lora:NAME:STRENGTH>", null);
        }
        String name = placed.getFirst();
        if (!KINDS.contains(kind)) {
            return new ExtraNetwork(kind, name, 1, 1, OptionalInt.empty());
        }
        double encoder = number(tag, named.getOrDefault("te", placed.size() > 1 ? placed.get(1) : "1"));
        String unet = named.getOrDefault("unet", placed.size() > 2 ? placed.get(2) : Double.toString(encoder));
        String rank = named.getOrDefault("dyn", placed.size() > 3 ? placed.get(3) : "");
        return new ExtraNetwork(
                kind,
                name,
                encoder,
                number(tag, unet),
                rank.isEmpty() ? OptionalInt.empty() : OptionalInt.of((int) number(tag, rank)));
    }

    private static double number(String tag, String text) {
        double value = NUMBER.matcher(text).matches() ? Double.parseDouble(text.strip()) : Double.NaN;
        if (!(Math.abs(value) <= MOST)) {
            throw new RequestException(
                    tag + ": '" + text + "' is not a number between -1000 and 1000",
                    "write <lora:NAME:STRENGTH>",
                    null);
        }
        return value;
    }
}
