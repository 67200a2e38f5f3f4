package io.modelferry.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

final class AnonymousMemoryTest {

    @Test
    void readsKibibytesFromTheStatus() {
        var status = """
                VmRSS:	   51234 kB
                RssAnon:	   40960 kB
                RssFile:	   10274 kB
                """;

        assertThat(AnonymousMemory.inStatus(status)).isEqualTo(40960 * 1024);
        assertThat(AnonymousMemory.inStatus("VmRSS:	   51234 kB\n")).isZero();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void seesOurOwn() {
        assertThat(AnonymousMemory.bytesOf(ProcessHandle.current().pid())).isGreaterThan(1 << 20);
    }
}
