package studio.sfumato.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.error.Printable;
import studio.sfumato.error.RequestException;
import studio.sfumato.library.Facet;
import studio.sfumato.library.Library;
import studio.sfumato.library.Marks;
import studio.sfumato.library.Picture;
import studio.sfumato.library.RescanReport;
import studio.sfumato.library.Search;

/// `sfumato gallery`: finds pictures, and keeps what the user thinks of them.
@Command(
        name = "gallery",
        description = "Find any picture again; rate, tag and collect pictures; throw them away and take them back.",
        synopsisSubcommandLabel = "COMMAND")
final class GalleryCommand {
    private static final String FILES = "Pictures, as `gallery search --files` prints them.";

    private static final Pattern KEYED = Pattern.compile("(-?[A-Za-z]+:)(.*)");

    private final Workshop workshop;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    GalleryCommand(Workshop workshop) {
        this.workshop = workshop;
    }

    @Command(
            name = "search",
            mixinStandardHelpOptions = true,
            description =
                    "Find pictures, newest first: words, \"words in order\", -without, model:, sampler:, schedule:,"
                            + " seed:, steps:, cfg:, size:512x768, width:, height:, rating:>=4, negative:, tag:, collection:,"
                            + " after:2026-01-31, before:, date:2026-01, is:favourite, is:rated, is:trashed.")
    int search(
            @Parameters(arity = "0..*", paramLabel = "WORD") @Nullable List<String> words,
            @Option(names = "--limit", paramLabel = "N", defaultValue = "20", description = "At most so many (20).")
                    int limit,
            @Option(names = "--files", description = "Print only the files.") boolean files,
            @Option(names = "--sheet", paramLabel = "FILE", description = "Also draw the pictures on one sheet.")
                    @Nullable
                    Path sheet) {
        Search search = Search.parse(words == null ? "" : joined(words));
        try (Library library = open()) {
            List<Picture> found = library.page(search, Long.MAX_VALUE, Math.max(1, limit));
            found.forEach(picture -> out().println(files ? picture.file().toString() : PictureLine.of(picture)));
            if (!files) {
                long all = library.count(search);
                out().println(all == 0 ? "No picture is like that." : found.size() + " of " + all);
            }
            if (sheet != null && !found.isEmpty()) {
                GallerySheet.draw(workshop.paths().cache(), found, sheet);
            }
        }
        return 0;
    }

    // A word with a space in it came in quotes, which the shell has taken off.
    private static String joined(List<String> words) {
        if (words.size() == 1) {
            return words.getFirst();
        }
        return words.stream().map(GalleryCommand::quoted).collect(Collectors.joining(" "));
    }

    private static String quoted(String word) {
        if (!word.contains(" ") || word.contains("\"")) {
            return word;
        }
        Matcher keyed = KEYED.matcher(word);
        return keyed.matches() ? keyed.group(1) + '"' + keyed.group(2) + '"' : '"' + word + '"';
    }

    @Command(
            name = "facets",
            mixinStandardHelpOptions = true,
            description = "Count what the pictures of a search have in common.")
    int facets(@Parameters(arity = "0..*", paramLabel = "WORD") @Nullable List<String> words) {
        Search search = Search.parse(words == null ? "" : joined(words));
        try (Library library = open()) {
            for (Facet.Kind kind : Facet.Kind.values()) {
                List<Facet> facets = library.facets(search, kind);
                if (!facets.isEmpty()) {
                    out().println(kind.name().substring(0, 1)
                            + kind.name().substring(1).toLowerCase(Locale.ROOT));
                    facets.forEach(facet -> out().printf(
                                    "  %7d  %s%n",
                                    facet.count(), facet.name().isEmpty() ? "-" : Printable.of(facet.name())));
                }
            }
        }
        return 0;
    }

    @Command(
            name = "rescan",
            mixinStandardHelpOptions = true,
            description = "Bring the gallery up to date with the files in its folders.")
    int rescan(
            @Option(names = "--rebuild", description = "Keep the index aside and make it anew from the files.")
                    boolean rebuild) {
        if (rebuild) {
            Library.setAside(workshop.paths().library());
        }
        try (Library library = workshop.library()) {
            notes(library);
            scan(library);
        }
        return 0;
    }

    @Command(
            name = "rate",
            mixinStandardHelpOptions = true,
            description = "Give pictures 1 to 5 stars; 0 takes them away.")
    int rate(
            @Parameters(index = "0", paramLabel = "STARS", description = "0 to 5.") int stars,
            @Parameters(index = "1..*", arity = "1..*", paramLabel = "FILE", description = FILES) List<Path> files) {
        return mark(files, marks -> marks.withRating(stars));
    }

    @Command(name = "favourite", mixinStandardHelpOptions = true, description = "Make pictures favourites.")
    int favourite(
            @Parameters(arity = "1..*", paramLabel = "FILE", description = FILES) List<Path> files,
            @Option(names = "--off", description = "No longer.") boolean off) {
        return mark(files, marks -> marks.withFavourite(!off));
    }

    @Command(name = "tag", mixinStandardHelpOptions = true, description = "Give pictures a tag.")
    int tag(
            @Parameters(index = "0", paramLabel = "TAG", description = "A word or a few.") String tag,
            @Parameters(index = "1..*", arity = "1..*", paramLabel = "FILE", description = FILES) List<Path> files,
            @Option(names = "--off", description = "Take it away.") boolean off) {
        return mark(files, marks -> marks.withTags(tags -> changed(tags, tag, off)));
    }

    @Command(name = "collect", mixinStandardHelpOptions = true, description = "Put pictures into a collection.")
    int collect(
            @Parameters(index = "0", paramLabel = "NAME", description = "The collection's name.") String name,
            @Parameters(index = "1..*", arity = "1..*", paramLabel = "FILE", description = FILES) List<Path> files,
            @Option(names = "--off", description = "Take them out.") boolean off) {
        return mark(files, marks -> marks.withCollections(names -> changed(names, name, off)));
    }

    private static Set<String> changed(Set<String> names, String name, boolean off) {
        names.removeIf(each -> each.equalsIgnoreCase(name.strip()));
        if (!off) {
            names.add(name);
        }
        return names;
    }

    private int mark(List<Path> files, UnaryOperator<Marks> change) {
        try (Library library = open()) {
            library.mark(pictures(library, files), change).forEach(picture -> out().println(PictureLine.of(picture)));
        }
        return 0;
    }

    @Command(
            name = "trash",
            mixinStandardHelpOptions = true,
            description = "Throw pictures away; `gallery restore` takes them back.")
    int trash(@Parameters(arity = "1..*", paramLabel = "FILE", description = FILES) List<Path> files) {
        try (Library library = open()) {
            library.trash(pictures(library, files)).forEach(picture -> out().println(picture.file()));
        }
        return 0;
    }

    @Command(name = "restore", mixinStandardHelpOptions = true, description = "Take pictures back out of the trash.")
    int restore(
            @Parameters(arity = "1..*", paramLabel = "FILE", description = "Where they were, or where they are now.")
                    List<Path> files) {
        try (Library library = open()) {
            library.restore(pictures(library, files)).forEach(picture -> out().println(picture.file()));
        }
        return 0;
    }

    @Command(
            name = "empty-trash",
            mixinStandardHelpOptions = true,
            description = "Delete what is in the trash for good.")
    int emptyTrash(@Option(names = "--yes", description = "Really.") boolean yes) {
        try (Library library = open()) {
            long there = library.count(Search.parse("is:trashed"));
            if (!yes) {
                throw new RequestException("this would delete " + there + " pictures for good", "add --yes", null);
            }
            out().println(library.emptyTrash() + " pictures deleted");
        }
        return 0;
    }

    private Library open() {
        Library library = workshop.library();
        notes(library);
        if (library.needsRescan()) {
            scan(library);
        }
        return library;
    }

    private void notes(Library library) {
        library.notes().forEach(note -> err().println("note: " + Printable.of(note)));
    }

    private void scan(Library library) {
        RescanReport report = library.rescan(
                now -> {
                    if (workshop.interactive()) {
                        err().print("\r\u001b[2K" + now.seen() + " pictures looked at, " + now.added() + " new");
                        err().flush();
                    }
                },
                CancellationToken.none());
        if (workshop.interactive()) {
            err().print("\r\u001b[2K");
        }
        report.problems().forEach(problem -> err().println("note: " + Printable.of(problem)));
        err().println(report.seen() + " pictures in " + library.folders().size() + " folders: " + report.added()
                + " new, " + report.changed() + " changed, " + report.moved() + " moved, " + report.gone() + " gone");
        err().flush();
    }

    private static List<Picture> pictures(Library library, List<Path> files) {
        return files.stream()
                .map(file -> library.find(file).orElseGet(() -> library.add(file)))
                .toList();
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    private PrintWriter err() {
        return spec.commandLine().getErr();
    }
}
