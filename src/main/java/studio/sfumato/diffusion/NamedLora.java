package studio.sfumato.diffusion;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import studio.sfumato.prompt.ExtraNetwork;
import studio.sfumato.prompt.PromptPlan;
import studio.sfumato.weights.addon.AddOnKind;
import studio.sfumato.weights.addon.AddOnShelf;

/// A LoRA that a request asks for, found.
///
/// @param name what a prompt calls it
/// @param file where it is
/// @param textEncoder how strongly it changes the text encoders
/// @param unet how strongly it changes the U-Net
/// @param rank the rank it is cut to, if at all
/// @param tagged whether the prompt names it, rather than the request beside it
public record NamedLora(String name, Path file, double textEncoder, double unet, OptionalInt rank, boolean tagged) {
    /// LoRAs and what the user should know about those that were not found.
    public record Found(List<NamedLora> loras, List<String> notices) {}

    /// {@return the LoRAs that a prompt's tags name and those beside it that no tag names, in order}
    ///
    /// As in A1111, a tag without a file is left out; a notice says so.
    ///
    /// @throws studio.sfumato.error.ModelFileException if one that was asked for beside the prompt is not there
    public static Found of(Prompt prompt, PromptPlan plan, AddOnShelf shelf) {
        List<NamedLora> loras = new ArrayList<>();
        List<String> notices = new ArrayList<>();
        List<ExtraNetwork> others = new ArrayList<>(prompt.addOns().loras());
        for (ExtraNetwork tag : plan.networks()) {
            if (!tag.known() || tag.kind().equals("hypernet")) {
                notices.add("<" + tag.kind() + ":" + tag.name() + "> is left out: "
                        + (tag.known() ? "hypernetworks are not supported" : "there is no such kind of network"));
                continue;
            }
            Optional<Path> beside = others.stream()
                    .filter(other -> calls(tag.name(), other.name()))
                    .findFirst()
                    .map(other -> shelf.get(AddOnKind.LORA, other.name()));
            Optional<Path> file = beside.or(() -> shelf.find(AddOnKind.LORA, tag.name()));
            if (file.isPresent()) {
                loras.add(of(tag, file.get(), true));
            } else {
                notices.add(unknown(tag.name(), shelf));
            }
        }
        untagged(others, plan).stream()
                .map(other -> of(other, shelf.get(AddOnKind.LORA, other.name()), false))
                .forEach(loras::add);
        return new Found(List.copyOf(loras), List.copyOf(notices));
    }

    /// {@return those of `others`, which are asked for beside a prompt, that none of its tags names}
    public static List<ExtraNetwork> untagged(List<ExtraNetwork> others, PromptPlan plan) {
        return others.stream()
                .filter(other -> plan.networks().stream().noneMatch(tag -> calls(tag.name(), other.name())))
                .toList();
    }

    private static NamedLora of(ExtraNetwork asked, Path file, boolean tagged) {
        OptionalInt rank = asked.rank().stream().filter(cut -> cut > 0).findFirst();
        return new NamedLora(stem(file.toString()), file, asked.textEncoder(), asked.unet(), rank, tagged);
    }

    private static String unknown(String name, AddOnShelf shelf) {
        List<String> nearest = shelf.nearest(AddOnKind.LORA, name);
        return "there is no LoRA '" + name + "': left out"
                + (nearest.isEmpty() ? "" : "; there is " + String.join(", ", nearest));
    }

    /// {@return whether a tag's `name` means the LoRA called `other`, or its file}
    private static boolean calls(String name, String other) {
        return Stream.of(other, stem(other)).anyMatch(own -> own.equalsIgnoreCase(name));
    }

    /// {@return the last part of a name or path, without the ending}
    public static String stem(String path) {
        String last = path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
        return last.toLowerCase(Locale.ROOT).matches(".+\\.(safetensors|pt|ckpt|bin|png)")
                ? last.substring(0, last.lastIndexOf('.'))
                : last;
    }
}
