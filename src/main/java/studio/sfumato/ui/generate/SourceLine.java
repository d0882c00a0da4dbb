package studio.sfumato.ui.generate;

import java.util.List;
import java.util.function.Function;
import javafx.beans.property.ObjectProperty;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import org.kordamp.ikonli.bootstrapicons.BootstrapIcons;
import org.kordamp.ikonli.javafx.FontIcon;
import studio.sfumato.diffusion.Task;
import studio.sfumato.ui.common.Follow;
import studio.sfumato.ui.common.Icons;
import studio.sfumato.ui.common.Messages;
import studio.sfumato.ui.common.Shown;

/// Says that pictures are made from another or guided by others, where they are, and lets that go.
final class SourceLine extends HBox {
    /// @param says what to say of a value; nothing if empty
    private <T> SourceLine(
            String id,
            BootstrapIcons sign,
            ObjectProperty<T> value,
            Function<T, String> says,
            String letGo,
            Runnable forgotten) {
        setId(id);
        getStyleClass().add("row");
        setAlignment(Pos.CENTER_LEFT);
        Label label = new Label("", new FontIcon(sign));
        label.setId(id + "-label");
        label.setMaxWidth(Double.MAX_VALUE);
        HBox.setHgrow(label, Priority.ALWAYS);
        Button forget = Icons.button(id + "-forget", BootstrapIcons.X, letGo);
        forget.setOnAction(_ -> forgotten.run());
        getChildren().addAll(label, forget);
        Follow.value(this, value, now -> {
            label.setText(says.apply(now));
            Shown.set(this, !label.getText().isEmpty());
        });
    }

    /// {@return a line for the picture it is made from, and one for those that guide it}
    static List<Node> both(OriginModel origin, Messages words) {
        return List.of(
                new SourceLine(
                        "source",
                        BootstrapIcons.IMAGE,
                        origin.taskProperty(),
                        task -> switch (task) {
                            case Task.TextToImage _ -> "";
                            case Task.ImageToImage image -> words.text("source.whole", image.strength());
                            case Task.Inpaint part -> words.text("source.part", part.strength());
                            case Task.Upscale larger ->
                                words.text("source.larger", larger.how().scale(), larger.strength());
                        },
                        words.text("source.forget"),
                        origin::forgetTask),
                new SourceLine(
                        "guides",
                        BootstrapIcons.SIGNPOST,
                        origin.controlsProperty(),
                        units -> units.isEmpty() ? "" : words.text("guides.says", units.size()),
                        words.text("guides.forget"),
                        origin::forgetControls));
    }
}
