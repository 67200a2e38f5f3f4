package io.modelferry.cli.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * Two versions of one model.
 *
 * @param kind  what happened between them, in a word: {@code finetune}, {@code retrain}, {@code int8}, {@code demo} …
 * @param moved whether weights moved: such pairs are the ones that deltas are hardest for
 */
record CorpusPair(String name, String kind, boolean moved, String about, Path old, Path current) {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._+-]{0,99}");

    CorpusPair {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("'" + name + "' is no name of a pair: it must be a plain folder name");
        }
    }

    boolean isThere() {
        return Files.isRegularFile(old) && Files.isRegularFile(current);
    }

    long newBytes() throws IOException {
        return Files.size(current);
    }

    long oldBytes() throws IOException {
        return Files.size(old);
    }
}
