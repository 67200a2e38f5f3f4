package io.modelferry.simulator;

import io.modelferry.protocol.ProtocolJson;
import io.modelferry.simulator.device.SeenGoals;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What goals the devices saw, as JSON. Whole or not at all: who waits for the file reads it at once.
 *
 * @param file its folder is made if it is missing
 */
record ReportFile(Path file, Supplier<SeenGoals.Report> report) {

    private static final Logger LOG = LoggerFactory.getLogger(ReportFile.class);

    /** A file that cannot be written now is written next time. */
    void write() {
        try {
            var place = file.toAbsolutePath();
            Files.createDirectories(place.getParent());
            var beside = place.resolveSibling(place.getFileName() + ".part");
            Files.write(beside, ProtocolJson.write(report.get()));
            Files.move(beside, place, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            LOG.warn("no report this time: {}", e.toString());
        }
    }
}
