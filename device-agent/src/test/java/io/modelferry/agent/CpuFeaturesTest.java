package io.modelferry.agent;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CpuFeaturesTest {

    @Test
    void readsTheFlagsOfAnX86() {
        var cpuinfo = """
                processor	: 0
                model name	: Some CPU with avx512_vnni in its name
                flags		: fpu sse4_2 avx avx2 avx512f avx512_vnni avx512_bf16 amx_tile amx_int8
                bugs		: spectre_v1
                """;

        assertThat(CpuFeatures.in(cpuinfo))
                .containsExactly("avx2", "avx512f", "avx512_vnni", "avx512_bf16", "amx_int8");
    }

    @Test
    void readsTheFeaturesOfAnArm() {
        var cpuinfo = "processor\t: 0\nFeatures\t: fp asimd evtstrm aes crc32 atomics asimddp\nCPU part\t: 0xd0b\n";

        assertThat(CpuFeatures.in(cpuinfo)).containsExactly("asimd", "asimddp");
    }

    @Test
    void promisesWhatEveryCoreHas() {
        var bigAndLittle = "Features\t: asimd asimddp i8mm\n\nFeatures\t: asimd\n";

        assertThat(CpuFeatures.in(bigAndLittle)).containsExactly("asimd");
    }

    @Test
    void promisesNothingWhereNothingIsSaid() {
        assertThat(CpuFeatures.in("Hardware : Some board\n")).isEmpty();
    }
}
