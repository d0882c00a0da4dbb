package studio.sfumato.ui.gallery;

import java.text.NumberFormat;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javafx.scene.AccessibleRole;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.bootstrapicons.BootstrapIcons;
import studio.sfumato.library.RescanReport;
import studio.sfumato.ui.common.Follow;
import studio.sfumato.ui.common.Icons;
import studio.sfumato.ui.common.Messages;

/// What can be clicked to see fewer pictures, and below it the look through the folders.
final class FacetPane extends VBox {
    private static final String STAR = "★";

    private final GalleryModel model;
    private final Messages words;
    private final NumberFormat numbers;
    private final DateTimeFormatter months;
    private final VBox all = new VBox();
    private final Map<Facets.Kind, VBox> groups = new EnumMap<>(Facets.Kind.class);
    private final Map<List<String>, Row> rows = new HashMap<>();

    FacetPane(GalleryModel model, Messages words) {
        this.model = model;
        this.words = words;
        numbers = NumberFormat.getIntegerInstance(words.locale());
        months = DateTimeFormatter.ofLocalizedPattern("yMMMM").withLocale(words.locale());
        getStyleClass().add("facet-pane");
        all.getStyleClass().add("facets");
        all.setId("facets");
        ScrollPane scroll = new ScrollPane(all);
        scroll.getStyleClass().add("asked-scroll");
        scroll.setFitToWidth(true);
        scroll.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
        setVgrow(scroll, Priority.ALWAYS);
        getChildren().addAll(scroll, scan());
        Follow.changes(this, model.facets(), this::show);
        show();
    }

    /// Rows that stay are kept: building them anew takes longer than all else a search asks of the window.
    private void show() {
        Map<List<String>, Row> before = Map.copyOf(rows);
        rows.clear();
        List<Node> shown = new ArrayList<>();
        for (Facets facets : model.facets()) {
            if (!facets.entries().isEmpty()) {
                VBox group = groups.computeIfAbsent(facets.kind(), this::group);
                List<Node> inside = new ArrayList<>(List.of(group.getChildren().getFirst()));
                for (Facets.Entry entry : facets.entries()) {
                    List<String> key = List.of(facets.kind().name(), entry.key(), entry.value());
                    Row known = before.get(key);
                    Row row = known == null ? new Row(facets.kind(), entry) : known;
                    row.show(entry);
                    rows.put(key, row);
                    inside.add(row);
                }
                set(group, inside);
                shown.add(group);
            }
        }
        set(all, shown);
    }

    private static void set(VBox box, List<Node> inside) {
        if (!box.getChildren().equals(inside)) {
            box.getChildren().setAll(inside);
        }
    }

    private VBox group(Facets.Kind kind) {
        Label name = new Label(words.text("facet." + kind.name().toLowerCase(Locale.ROOT)));
        name.getStyleClass().add("field-name");
        VBox group = new VBox(name);
        group.getStyleClass().add("facet-group");
        return group;
    }

    private final class Row extends ToggleButton {
        private final Facets.Kind kind;
        private final Label text = new Label();
        private final Label count = new Label();
        private Facets.Entry entry;

        Row(Facets.Kind kind, Facets.Entry entry) {
            this.kind = kind;
            this.entry = entry;
            text.getStyleClass().add("facet-name");
            text.setMinWidth(0);
            count.getStyleClass().add("count");
            count.setMinWidth(USE_PREF_SIZE);
            Region gap = new Region();
            HBox.setHgrow(gap, Priority.ALWAYS);
            HBox inside = new HBox(text, gap, count);
            inside.getStyleClass().add("facet-row");
            inside.prefWidthProperty().bind(widthProperty().subtract(16));
            setGraphic(inside);
            setId("facet-" + (entry.key().isEmpty() ? "all" : entry.key() + "-" + entry.value()));
            getStyleClass().add("facet");
            setMaxWidth(Double.MAX_VALUE);
            setAccessibleRole(AccessibleRole.TOGGLE_BUTTON);
            setOnAction(_ -> {
                setSelected(this.entry.on()); // what is found tells
                model.click(kind, this.entry);
            });
        }

        void show(Facets.Entry now) {
            entry = now;
            String name = name(kind, now);
            text.setText(name);
            count.setText(numbers.format(now.count()));
            setSelected(now.on());
            setAccessibleText(words.text("facet.about", name, now.count()));
        }
    }

    private String name(Facets.Kind kind, Facets.Entry entry) {
        return switch (kind) {
            case PLACE ->
                switch (entry.key()) {
                    case "" -> words.text("facet.all");
                    case "is" ->
                        entry.value().equals("trashed") ? words.text("facet.trash") : words.text("facet.favourites");
                    default -> entry.value();
                };
            case MODEL, SAMPLER, TAG -> entry.value();
            case RATING -> STAR.repeat(Integer.parseInt(entry.value()));
            case DATE -> date(entry);
        };
    }

    private String date(Facets.Entry entry) {
        if (entry.key().equals("after")) {
            return words.text("facet.week");
        }
        boolean day = entry.value().length() > "2026-01".length();
        return day && LocalDate.parse(entry.value()).equals(model.today())
                ? words.text("facet.today")
                : months.format(YearMonth.parse(entry.value().substring(0, "2026-01".length())));
    }

    private Node scan() {
        Label doing = new Label();
        doing.setId("scan-progress");
        doing.getStyleClass().add("quiet");
        doing.setWrapText(true);
        doing.setMinWidth(0);
        HBox.setHgrow(doing, Priority.ALWAYS);
        doing.setMaxWidth(Double.MAX_VALUE);
        Button stop = Icons.button("scan-stop", BootstrapIcons.X, words.text("scan.stop"));
        stop.setOnAction(_ -> model.scan().cancel());
        Button start = Icons.button("scan-start", BootstrapIcons.ARROW_REPEAT, words.text("scan.start"));
        start.setOnAction(_ -> model.scan().start());
        HBox row = new HBox(doing, stop, start);
        row.getStyleClass().add("scan");
        Follow.value(this, model.scan().runningProperty(), running -> {
            stop.setVisible(running);
            stop.setManaged(running);
            start.setVisible(!running);
            start.setManaged(!running);
            doing.setText(words(model.scan().reportProperty().get(), running));
        });
        Tooltip problems = new Tooltip();
        Follow.value(this, model.scan().reportProperty(), report -> {
            doing.setText(words(report, model.scan().runningProperty().get()));
            boolean any = report != null && !report.problems().isEmpty();
            problems.setText(any ? String.join("\n", report.problems()) : "");
            doing.setTooltip(any ? problems : null);
        });
        return row;
    }

    private String words(@Nullable RescanReport report, boolean running) {
        if (report == null) {
            return running ? words.text("scan.begins") : "";
        }
        if (running) {
            return words.text("scan.progress", report.seen(), report.added());
        }
        int problems = report.problems().size();
        boolean told = report.added() + report.gone() + problems > 0;
        return told ? words.text("scan.done", report.seen(), report.added(), report.gone(), problems) : "";
    }
}
