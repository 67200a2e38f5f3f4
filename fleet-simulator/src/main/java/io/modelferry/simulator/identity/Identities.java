package io.modelferry.simulator.identity;

import io.modelferry.agent.enrolment.DeviceIdentity;
import io.modelferry.agent.enrolment.Enrolment;
import io.modelferry.agent.enrolment.EnrolmentRefused;
import io.modelferry.agent.enrolment.IdentityFiles;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.enrolment.JoinString;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The fleet's identities: from the folder of a device, else by enrolment. */
public final class Identities {

    private final Path devices;
    private final URI server;

    /** @param devices the folder that holds a folder for each device */
    public Identities(Path devices, URI server) {
        this.devices = devices;
        this.server = server;
    }

    /** The folder of a device. */
    public Path folder(DeviceId device) {
        return devices.resolve(device.value());
    }

    /** Where a device's key and certificates lie. */
    public Path files(DeviceId device) {
        return folder(device).resolve("id");
    }

    public boolean enrolled(DeviceId device) {
        return Files.exists(files(device).resolve("anchors.json"));
    }

    /**
     * @param join null if none was given: only devices that are enrolled already can start
     * @throws EnrolmentRefused in words for an operator
     * @throws IOException if the device's folder holds no usable identity, or none and nothing to get one with
     */
    public DeviceIdentity of(DeviceId device, @Nullable JoinString join) throws EnrolmentRefused, IOException {
        var files = new IdentityFiles(files(device));
        var known = files.load();
        if (known.isPresent()) {
            return known.get();
        }
        if (join == null) {
            throw new IOException(device + " is not enrolled yet: give a join string (--join)");
        }
        return new Enrolment(files).enrol(server, join, device);
    }
}
