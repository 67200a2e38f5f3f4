package io.modelferry.cli.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class ByteSizeTest {

    @Test
    void readsBinaryAndDecimalUnits() {
        assertThat(ByteSize.parse("3GiB").bytes()).isEqualTo(3L << 30);
        assertThat(ByteSize.parse("20 mib").bytes()).isEqualTo(20L << 20);
        assertThat(ByteSize.parse("500MB").bytes()).isEqualTo(500_000_000);
        assertThat(ByteSize.parse("7").bytes()).isEqualTo(7);
    }

    @Test
    void saysWhatALengthLooksLike() {
        assertThatThrownBy(() -> ByteSize.parse("much")).hasMessage("'much' is no length: say 3GiB, 64MiB or 500MB");
        assertThatThrownBy(() -> ByteSize.parse("3XB")).isInstanceOf(IllegalArgumentException.class);
    }
}
