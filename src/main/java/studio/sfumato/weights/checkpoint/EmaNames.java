package studio.sfumato.weights.checkpoint;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The names of a trainer's running averages: those of the U-Net without their full stops, such as
/// `diffusion_modelinput_blocks10in_layers0weight` for `input_blocks.1.0.in_layers.0.weight`. What a part is
/// called and that the number of a block's part has one digit make them readable again.
final class EmaNames {
    static final String PREFIX = "model_ema.diffusion_model";

    private static final String END = "(weight|bias)";
    private static final Pattern BLOCK = Pattern.compile("(input_blocks|output_blocks)(\\d+)(\\d)(\\D.*)");
    private static final Pattern MIDDLE = Pattern.compile("(middle_block)(\\d)(\\D.*)");
    private static final Pattern ROOT = Pattern.compile("(time_embed|out)(\\d)" + END);
    private static final Pattern LABEL = Pattern.compile("label_emb(\\d)(\\d)" + END);
    private static final Pattern NUMBERED = Pattern.compile("(in_layers|emb_layers|out_layers)(\\d)" + END);
    private static final Pattern PLAIN = Pattern.compile("(skip_connection|norm|proj_in|proj_out|op|conv)" + END);
    private static final Pattern TRANSFORMER = Pattern.compile("transformer_blocks(\\d+)(\\D.*)");
    private static final Pattern ATTENTION = Pattern.compile("(attn1|attn2)(to_q|to_k|to_v)" + END);
    private static final Pattern OUT = Pattern.compile("(attn1|attn2)to_out(\\d)" + END);
    private static final Pattern NORM = Pattern.compile("(norm\\d)" + END);
    private static final Pattern FORWARD = Pattern.compile("ffnet(\\d)(proj)?" + END);

    private EmaNames() {}

    /// {@return the U-Net's own name for the running average `key`; the empty text for what is none of a
    /// U-Net's}
    static String dotted(String key) {
        return key.startsWith(PREFIX) ? whole(key.substring(PREFIX.length())) : "";
    }

    private static String whole(String name) {
        Matcher block = BLOCK.matcher(name);
        if (block.matches()) {
            return joined(block.group(1) + "." + block.group(2) + "." + block.group(3), inner(block.group(4)));
        }
        Matcher middle = MIDDLE.matcher(name);
        if (middle.matches()) {
            return joined(middle.group(1) + "." + middle.group(2), inner(middle.group(3)));
        }
        Matcher root = ROOT.matcher(name);
        if (root.matches()) {
            return root.group(1) + "." + root.group(2) + "." + root.group(3);
        }
        Matcher label = LABEL.matcher(name);
        return label.matches() ? "label_emb." + label.group(1) + "." + label.group(2) + "." + label.group(3) : "";
    }

    private static String inner(String name) {
        if (name.matches(END)) {
            return name;
        }
        Matcher numbered = NUMBERED.matcher(name);
        if (numbered.matches()) {
            return numbered.group(1) + "." + numbered.group(2) + "." + numbered.group(3);
        }
        Matcher plain = PLAIN.matcher(name);
        if (plain.matches()) {
            return plain.group(1) + "." + plain.group(2);
        }
        Matcher transformer = TRANSFORMER.matcher(name);
        return transformer.matches()
                ? joined("transformer_blocks." + transformer.group(1), transformed(transformer.group(2)))
                : "";
    }

    private static String transformed(String name) {
        Matcher attention = ATTENTION.matcher(name);
        if (attention.matches()) {
            return attention.group(1) + "." + attention.group(2) + "." + attention.group(3);
        }
        Matcher out = OUT.matcher(name);
        if (out.matches()) {
            return out.group(1) + ".to_out." + out.group(2) + "." + out.group(3);
        }
        Matcher norm = NORM.matcher(name);
        if (norm.matches()) {
            return norm.group(1) + "." + norm.group(2);
        }
        Matcher forward = FORWARD.matcher(name);
        if (!forward.matches()) {
            return "";
        }
        return "ff.net." + forward.group(1) + (forward.group(2) == null ? "." : ".proj.") + forward.group(3);
    }

    private static String joined(String before, String after) {
        return after.isEmpty() ? "" : before + "." + after;
    }
}
