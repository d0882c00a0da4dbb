package studio.sfumato.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import studio.sfumato.error.RequestException;

class ExtraNetworkTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            <lora:x>                        | lora     | x   | 1    | 1    | -1
            <lora:x:0.8>                    | lora     | x   | 0.8  | 0.8  | -1
            <lora:x:0.8:0.3>                | lora     | x   | 0.8  | 0.3  | -1
            <lyco:x:1:.5:16>                | lyco     | x   | 1    | 0.5  | 16
            <lora:x:te=0.2:unet=-1.5:dyn=4> | lora     | x   | 0.2  | -1.5 | 4
            <lora:x:0.5:unet=2>             | lora     | x   | 0.5  | 2    | -1
            <lora:x:te=2>                   | lora     | x   | 2    | 2    | -1
            <lora:x=1=2:3>                  | lora     | x=1=2 | 3  | 3    | -1
            <hypernet:a b:2.>               | hypernet | a b | 2    | 2    | -1
            <thing:x:y>                     | thing    | x   | 1    | 1    | -1
            """)
    void aTagNamesANetworkAndItsStrengths(String tag, String kind, String name, double encoder, double unet, int rank) {
        ExtraNetwork.Taken taken = ExtraNetwork.take("a " + tag + "fox");
        assertThat(taken.text()).isEqualTo("a fox");
        assertThat(taken.networks())
                .containsExactly(new ExtraNetwork(
                        kind, name, encoder, unet, rank < 0 ? OptionalInt.empty() : OptionalInt.of(rank)));
        assertThat(taken.networks().getFirst().known()).isEqualTo(!kind.equals("thing"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a < b > c", "<lora:>", "<lora>", "<lora:x", "<:x>", "a<b", "<lo ra:x>"})
    void whatIsNoTagIsText(String prompt) {
        assertThat(ExtraNetwork.take(prompt)).isEqualTo(new ExtraNetwork.Taken(prompt, java.util.List.of()));
    }

    @Test
    void tagsFollowOneAnotherAndMayHoldAnything() {
        ExtraNetwork.Taken taken = ExtraNetwork.take("<lora:><lora:x:1>a<lora:<b:2>c");
        assertThat(taken.text()).isEqualTo("<lora:>ac");
        assertThat(taken.networks()).extracting(ExtraNetwork::name).containsExactly("x", "<b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"<lora:x:much>", "<lora:x:1:NaN>", "<lora:x:1001>", "<lora:x:1:1:1d>", "<lora:x:>"})
    void aStrengthThatIsNoNumberIsRefused(String tag) {
        assertThatThrownBy(() -> ExtraNetwork.take(tag))
                .isInstanceOf(RequestException.class)
                .hasMessageStartingWith(tag);
    }

    @Test
    void aTagWithoutANameIsRefused() {
        assertThatThrownBy(() -> ExtraNetwork.take("<lora:te=1>"))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("names no network");
        assertThat(ExtraNetwork.take("<lora:x:1000:-1000>").networks()).hasSize(1);
    }
}
