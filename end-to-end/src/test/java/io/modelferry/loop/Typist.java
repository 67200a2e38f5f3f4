package io.modelferry.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Types a document's commands as somebody who reads it does: {@code /media} is a folder of the test's, and where a person would be asked at
 * a terminal, new keys have no passphrase and the answer is yes. Every command must end well.
 */
final class Typist {

    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|(\\S+)");

    private final FerryUnderTest ferry;
    private final Path folder;
    private final Path data;

    Typist(ControlPlaneUnderTest server, Path folder) {
        this.ferry = new FerryUnderTest(server, folder);
        this.folder = folder;
        this.data = server.data();
    }

    /**
     * @param names what stands in the document for what only the reader knows
     * @return what was printed, line by line of the document
     */
    List<String> types(List<String> lines, Map<String, String> names) throws IOException, InterruptedException {
        var said = new ArrayList<String>();
        for (var line : lines) {
            var command = line.replace("/media/", folder + "/media/");
            for (var name : names.entrySet()) {
                command = command.replace(name.getKey(), name.getValue());
            }
            said.add(command.startsWith("ferry ") ? ferry(line, command) : shell(command));
        }
        return said;
    }

    private String ferry(String line, String command) {
        var words = new ArrayList<String>();
        WORD.matcher(command)
                .results()
                .skip(1)
                .forEach(word -> words.add(word.group(1) == null ? word.group(2) : word.group(1)));
        if (command.startsWith("ferry keys new ") || command.startsWith("ferry keys init ")) {
            words.add("--no-passphrase");
        }
        if (command.startsWith("ferry sign ")) {
            words.add("--yes");
        }
        var said = ferry.says(words.toArray(String[]::new));
        assertThat(said.exit()).as(line + "\n" + said).isZero();
        return said.out();
    }

    private String shell(String command) throws IOException, InterruptedException {
        var builder = new ProcessBuilder("sh", "-ec", command)
                .directory(folder.toFile())
                .redirectErrorStream(true);
        builder.environment().put("MODELFERRY_DATA", data.toString());
        var process = builder.start();
        var said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(command + "\n" + said).isZero();
        return said;
    }
}
