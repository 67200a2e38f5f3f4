package io.modelferry.documents;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The command blocks of a document that have a name: {@code ```sh name}, one command a line. */
public final class CommandBlocks {

    private static final Pattern BLOCK = Pattern.compile("(?ms)^```sh ([a-z-]+)\\R(.*?)^```$");

    private CommandBlocks() {}

    /**
     * By name, in the order of the document.
     *
     * @param document from the project's folder
     */
    public static Map<String, List<String>> of(String document) {
        var blocks = new LinkedHashMap<String, List<String>>();
        for (var block : Repository.find(BLOCK, Repository.text(Repository.ROOT.resolve(Path.of(document))))) {
            if (blocks.put(block.group(1), block.group(2).lines().toList()) != null) {
                throw new IllegalStateException("two blocks of " + document + " are called " + block.group(1));
            }
        }
        return blocks;
    }
}
