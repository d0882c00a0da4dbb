package studio.sfumato.ui.generate;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HistoryModelTest {
    private final HistoryModel history = new HistoryModel();

    private void ask(String... prompts) {
        for (String prompt : prompts) {
            history.add(prompt);
        }
    }

    @Test
    void eachPromptIsThereOnceTheNewestFirst() {
        ask("a fox", "a cat", "a fox", "a fox", " ", "");
        assertThat(history.entries()).containsExactly("a fox", "a cat");
    }

    @Test
    void oneWalksBackAndComesBackToWhatOneWasWriting() {
        ask("one", "two", "three");
        assertThat(history.older("draft")).contains("three");
        assertThat(history.older("three")).contains("two");
        assertThat(history.older("two")).contains("one");
        assertThat(history.older("one")).isEmpty();
        assertThat(history.newer("one")).contains("two");
        assertThat(history.newer("two")).contains("three");
        assertThat(history.newer("three")).contains("draft");
        assertThat(history.newer("draft")).isEmpty();
    }

    @Test
    void theLastPromptIsNotItsOwnPredecessor() {
        ask("one", "two");
        assertThat(history.older("two")).contains("one");
        assertThat(history.newer("one")).contains("two");
    }

    @Test
    void whatWasChangedOnTheWayIsTheNewDraft() {
        ask("one", "two", "three");
        assertThat(history.older("")).contains("three");
        assertThat(history.older("three changed")).contains("three");
        assertThat(history.newer("three")).contains("three changed");
    }

    @Test
    void theListEndsSomewhere() {
        for (int i = 0; i < 1000; i++) {
            ask("prompt " + i);
        }
        assertThat(history.entries()).hasSize(300).startsWith("prompt 999");
    }

    @Test
    void wordsAreFoundInAnyOrderAndCase() {
        ask("a fox in the snow", "a snowy owl", "Snow and a FOX");
        assertThat(history.find("fox snow")).containsExactly("Snow and a FOX", "a fox in the snow");
        assertThat(history.find("")).hasSize(3);
        assertThat(history.find("zebra")).isEmpty();
    }
}
