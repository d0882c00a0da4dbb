package studio.sfumato.diffusion.sampler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import studio.sfumato.diffusion.SamplerId;
import studio.sfumato.diffusion.ScheduleId;
import studio.sfumato.diffusion.noise.RandomSource;
import studio.sfumato.diffusion.schedule.ScheduleEntry;
import studio.sfumato.diffusion.schedule.Schedules;
import studio.sfumato.error.RequestException;
import studio.sfumato.prompt.StepRange;

class SamplersTest {
    @Test
    void promptsCountTwoCallsAStepWithTheSamplersA1111CallsSecondOrder() {
        assertThat(Stream.of("Heun", "DPM2", "DPM2 a", "DPM++ SDE", "DPM++ 2S a", "Restart")
                        .map(name -> Samplers.get(new SamplerId(name)).calls(10)))
                .containsOnly(StepRange.first(20));
        assertThat(Stream.of(
                                "Euler",
                                "Euler a",
                                "LMS",
                                "DPM++ 2M",
                                "DPM++ 2M SDE",
                                "DPM++ 3M SDE",
                                "DDIM",
                                "PLMS",
                                "HeunPP2")
                        .map(name -> Samplers.get(new SamplerId(name)).calls(10)))
                .containsOnly(StepRange.first(10));
    }

    @ParameterizedTest
    @CsvSource({
        "Euler, Euler",
        "euler, Euler",
        "k_euler, Euler",
        "sample_euler, Euler",
        "EulerDiscreteScheduler, Euler",
        "'  EULER A ', Euler a",
        "euler_a, Euler a",
        "k_euler_a, Euler a",
        "k_euler_ancestral, Euler a",
        "euler-ancestral, Euler a",
        "heun, Heun",
        "k_lms, LMS",
        "lms, LMS",
        "dpm++ 2m, DPM++ 2M",
        "DPM++_2M, DPM++ 2M",
        "dpmpp_2m, DPM++ 2M",
        "sample_dpmpp_2m, DPM++ 2M",
        "k_dpmpp_2m, DPM++ 2M",
        "DPMSolverMultistepScheduler, DPM++ 2M",
        "k_dpmpp_sde, DPM++ SDE",
        "dpmpp_sde_gpu, DPM++ SDE",
        "dpmpp_2m_sde, DPM++ 2M SDE",
        "k_dpmpp_2m_sde_heun, DPM++ 2M SDE Heun",
        "dpm++ 3m sde, DPM++ 3M SDE",
        "ddim, DDIM",
        "ddpm, Euler a",
        "k_dpm_2, DPM2",
        "k_dpm_2_a, DPM2 a",
        "dpm_2_ancestral, DPM2 a",
        "k_dpmpp_2s_a, DPM++ 2S a",
        "sample_dpmpp_2s_ancestral, DPM++ 2S a",
        "restart, Restart",
        "plms, PLMS",
        "k_lcm, LCM",
        "heunpp2, HeunPP2",
        "ipndm_v, IPNDM_V"
    })
    void theNamesOfOtherToolsAreUnderstood(String name, String label) {
        assertThat(Samplers.parse(name)).isEqualTo(new Samplers.Named(new SamplerId(label), Optional.empty()));
    }

    @ParameterizedTest
    @CsvSource({
        "DPM++ 2M Karras, DPM++ 2M, Karras",
        "k_dpmpp_2m_ka, DPM++ 2M, Karras",
        "dpmpp_2m_k, DPM++ 2M, Karras",
        "dpmpp_2m_exponential, DPM++ 2M, Exponential",
        "euler_ancestral_karras, Euler a, Karras",
        "DPM++ 2M SDE Heun Karras, DPM++ 2M SDE Heun, Karras",
        "k_dpmpp_2m_sde_ka, DPM++ 2M SDE, Karras",
        "LMS Karras, LMS, Karras",
        "DPM++ 2M SGM Uniform, DPM++ 2M, SGM Uniform",
        "DPM2 a Karras, DPM2 a, Karras",
        "DPM++ 2S a Karras, DPM++ 2S a, Karras",
        "euler_sgm_uniform, Euler, SGM Uniform",
        "Euler a Align Your Steps, Euler a, Align Your Steps"
    })
    void aScheduleAtTheEndOfTheNameIsTakenOff(String name, String sampler, String schedule) {
        assertThat(Samplers.parse(name))
                .isEqualTo(new Samplers.Named(new SamplerId(sampler), Optional.of(new ScheduleId(schedule))));
    }

    @Test
    void anUnknownSamplerIsNamedWithTheNearestOnes() {
        assertThatThrownBy(() -> Samplers.parse("Eulr a")).isInstanceOfSatisfying(RequestException.class, e -> {
            assertThat(e).hasMessage("unknown sampler 'Eulr a'");
            assertThat(e.hint()).startsWith("nearest: Euler a");
        });
        assertThatThrownBy(() -> Samplers.get(new SamplerId("Karras"))).isInstanceOf(RequestException.class);
        assertThatThrownBy(() -> Samplers.parse("DPM++ 2M Something"))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("DPM++ 2M Something");
    }

    @Test
    void anUnknownNameNearToNoneGetsTheWholeList() {
        assertThatThrownBy(() -> Schedules.parse("zzzzzzzz"))
                .isInstanceOfSatisfying(
                        RequestException.class,
                        e -> assertThat(e.hint())
                                .isEqualTo("known: Automatic, "
                                        + String.join(
                                                ", ",
                                                Schedules.all().stream()
                                                        .map(ScheduleEntry::label)
                                                        .toList())));
    }

    @Test
    void automaticIsAmongTheSuggestions() {
        assertThatThrownBy(() -> Schedules.parse("Automatc"))
                .isInstanceOfSatisfying(
                        RequestException.class, e -> assertThat(e.hint()).contains("Automatic"));
    }

    @Test
    void everyScheduleIsFoundByLabelAndName() {
        for (ScheduleEntry entry : Schedules.all()) {
            assertThat(Schedules.parse(entry.label())).isEqualTo(entry.id());
            assertThat(Schedules.parse(entry.name())).isEqualTo(entry.id());
            assertThat(Schedules.get(entry.id())).isEqualTo(entry);
        }
        assertThat(Schedules.parse("automatic")).isEqualTo(ScheduleId.AUTOMATIC);
    }

    @ParameterizedTest
    @CsvSource({
        "normal, Uniform",
        "polyexponential, Exponential",
        "SGMUniform, SGM Uniform",
        "ays, Align Your Steps",
        "align_your_steps_11, Align Your Steps",
        "align_your_steps_GITS, Align Your Steps GITS",
        "ddim_uniform, DDIM",
        "linear_quadratic, Linear quadratic"
    })
    void schedulesOfOtherToolsThatAreTheSameAreFound(String name, String label) {
        assertThat(Schedules.parse(name)).isEqualTo(new ScheduleId(label));
    }

    @Test
    void everySamplerIsListedOnceAndItsAutomaticScheduleExists() {
        assertThat(Samplers.all()).extracting(SamplerEntry::label).doesNotHaveDuplicates();
        assertThat(Samplers.all()).extracting(SamplerEntry::aliases).doesNotContainNull();
        assertThat(Samplers.all())
                .allSatisfy(entry ->
                        assertThat(Schedules.get(entry.automatic()).id()).isEqualTo(entry.automatic()));
    }

    @Test
    void theRandomSourceIsFoundByName() {
        assertThat(RandomSource.get("CPU")).isEqualTo(RandomSource.CPU);
        assertThat(RandomSource.get("torch")).isEqualTo(RandomSource.CPU);
        assertThat(RandomSource.get("nv")).isEqualTo(RandomSource.NV);
        assertThat(RandomSource.get("GPU")).isEqualTo(RandomSource.NV);
        assertThatThrownBy(() -> RandomSource.get("dice")).isInstanceOf(RequestException.class);
    }
}
