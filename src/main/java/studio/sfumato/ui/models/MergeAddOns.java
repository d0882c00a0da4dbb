package studio.sfumato.ui.models;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import javafx.beans.property.DoubleProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleDoubleProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.jspecify.annotations.Nullable;
import studio.sfumato.error.StudioException;
import studio.sfumato.ui.common.FxThread;
import studio.sfumato.weights.ModelEntry;
import studio.sfumato.weights.merge.BakingPreview;

/// What is baked into the new model beside the others: LoRAs, each with how much of it fits, and a VAE.
public final class MergeAddOns {
    /// The most of a LoRA, either way.
    public static final double MOST = 4;

    private final Shelf shelf;
    private final Executor background;
    private final FxThread window;
    private final Runnable changed;
    private final ObservableList<String> loras = FXCollections.observableArrayList();
    private final ObservableList<String> vaes = FXCollections.observableArrayList();
    private final ObservableList<Lora> chosen = FXCollections.observableArrayList();
    private final StringProperty vae = new SimpleStringProperty("");
    private final ReadOnlyObjectWrapper<Verdict> vaeVerdict = new ReadOnlyObjectWrapper<>(Verdict.NONE);
    private Optional<ModelEntry> first = Optional.empty();

    /// Where LoRAs and VAEs are, and whether they fit. All of it takes its time.
    public interface Shelf {
        /// {@return the names of the LoRAs there are}
        List<String> loras();

        /// {@return the names of the VAEs there are}
        List<String> vaes();

        /// {@return how much of a LoRA has a place in a model}
        ///
        /// @throws StudioException if nothing has, or it cannot be read
        BakingPreview.Fit fit(ModelEntry model, String lora);

        /// Refuses a VAE that does not fit a model.
        ///
        /// @throws StudioException if it does not, or cannot be read
        void requireVae(ModelEntry model, String vae);
    }

    /// What came of looking whether something fits.
    ///
    /// @param fit how much of a LoRA fits; `null` while nobody has looked, and for a VAE
    /// @param problem why it cannot be baked in; empty if it can
    public record Verdict(BakingPreview.@Nullable Fit fit, Optional<String> problem) {
        static final Verdict NONE = new Verdict(null, Optional.empty());
    }

    /// A LoRA that is baked in.
    public static final class Lora {
        private final String name;
        private final DoubleProperty weight = new SimpleDoubleProperty(1);
        private final ReadOnlyObjectWrapper<Verdict> verdict = new ReadOnlyObjectWrapper<>(Verdict.NONE);

        private Lora(String name) {
            this.name = name;
        }

        /// {@return what it is called}
        public String name() {
            return name;
        }

        /// {@return how much of it}
        public DoubleProperty weightProperty() {
            return weight;
        }

        /// {@return whether it fits}
        public ReadOnlyObjectProperty<Verdict> verdictProperty() {
            return verdict.getReadOnlyProperty();
        }
    }

    /// @param changed is run on the window's thread when what is chosen, or whether it fits, has changed
    MergeAddOns(Shelf shelf, Executor background, FxThread window, Runnable changed) {
        this.shelf = shelf;
        this.background = background;
        this.window = window;
        this.changed = changed;
        vae.subscribe((_, _) -> judgeVae());
    }

    /// {@return the LoRAs there are}
    public ObservableList<String> loras() {
        return loras;
    }

    /// {@return the VAEs there are}
    public ObservableList<String> vaes() {
        return vaes;
    }

    /// {@return those that are baked in, in order}
    public ObservableList<Lora> chosen() {
        return chosen;
    }

    /// {@return the VAE that is baked in; empty for those of the models}
    public StringProperty vaeProperty() {
        return vae;
    }

    /// {@return whether it fits}
    public ReadOnlyObjectProperty<Verdict> vaeVerdictProperty() {
        return vaeVerdict.getReadOnlyProperty();
    }

    /// Looks what there is.
    void look() {
        background.execute(() -> {
            List<String> someLoras = shelf.loras();
            List<String> someVaes = shelf.vaes();
            window.run(() -> {
                loras.setAll(someLoras);
                vaes.setAll(someVaes);
            });
        });
    }

    /// Bakes a LoRA in, once.
    public void add(String name) {
        if (chosen.stream().noneMatch(each -> each.name.equals(name))) {
            Lora lora = new Lora(name);
            chosen.add(lora);
            judge(lora);
            changed.run();
        }
    }

    /// Leaves one out.
    public void remove(Lora lora) {
        chosen.remove(lora);
        changed.run();
    }

    /// Everything is baked into `model` from now on.
    void into(Optional<ModelEntry> model) {
        first = model;
        chosen.forEach(this::judge);
        judgeVae();
    }

    /// {@return whether anything is baked in}
    boolean any() {
        return !chosen.isEmpty() || !vae.get().isEmpty();
    }

    /// {@return whether something cannot be}
    boolean impossible() {
        return vaeVerdict.get().problem().isPresent()
                || chosen.stream().anyMatch(lora -> lora.verdict.get().problem().isPresent());
    }

    private void judge(Lora lora) {
        lora.verdict.set(Verdict.NONE);
        Optional<ModelEntry> model = first;
        model.ifPresent(entry -> background.execute(() -> {
            Verdict found = verdict(() -> shelf.fit(entry, lora.name));
            window.run(() -> {
                if (model.equals(first) && chosen.contains(lora)) {
                    lora.verdict.set(found);
                    changed.run();
                }
            });
        }));
    }

    private void judgeVae() {
        vaeVerdict.set(Verdict.NONE);
        changed.run();
        String wanted = vae.get();
        Optional<ModelEntry> model = first;
        model.filter(_ -> !wanted.isEmpty())
                .ifPresent(entry -> background.execute(() -> {
                    Verdict found = verdict(() -> {
                        shelf.requireVae(entry, wanted);
                        return null;
                    });
                    window.run(() -> {
                        if (model.equals(first) && wanted.equals(vae.get())) {
                            vaeVerdict.set(found);
                            changed.run();
                        }
                    });
                }));
    }

    /// Looks whether something fits.
    @FunctionalInterface
    private interface Look {
        BakingPreview.@Nullable Fit fit();
    }

    private static Verdict verdict(Look look) {
        try {
            return new Verdict(look.fit(), Optional.empty());
        } catch (StudioException unfit) {
            return new Verdict(null, Optional.of(String.valueOf(unfit.getMessage())));
        }
    }
}
