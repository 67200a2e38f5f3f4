package io.modelferry.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A folder of shell scripts that pretend to be peers. */
record FakePrograms(Path folder) {

    /** Prints the file that it is given last: packs and unpacks like {@code xz -c}, only not smaller. */
    static final String PRINTS_ITS_LAST_WORD = "for word; do :; done; exec cat \"$word\"";

    FakePrograms with(String name, String script) throws IOException {
        var file = Files.writeString(Files.createDirectories(folder).resolve(name), "#!/bin/sh\n" + script + "\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
        return this;
    }

    Programs programs() {
        return new Programs(folder.toString());
    }
}
