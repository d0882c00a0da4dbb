package studio.sfumato.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import studio.sfumato.image.metadata.PictureInfo;

/// `sfumato info`: what made a picture.
@Command(name = "info", description = "Show what made a picture: this program's, A1111's and others' PNG files.")
final class InfoCommand implements Runnable {
    @Parameters(paramLabel = "PICTURE", description = "A PNG file.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path picture;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public void run() {
        PrintWriter out = spec.commandLine().getOut();
        PictureInfo info = PictureInfo.read(picture);
        out.println(json ? info.toJson() : info.toText().stripTrailing());
    }
}
